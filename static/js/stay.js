// A list of which one entry is open at a time: what was tapped stays where it is, whatever closes above it, and a page that comes
// with an entry open begins there. <a id="…" data-stay> opens an entry; <a data-stay="…"> opens that of the link with this id.
(() => {
  let id = "";
  let top = 0;

  document.addEventListener("htmx:beforeSwap", (event) => {
    const link = event.detail.requestConfig && event.detail.requestConfig.elt.closest("[data-stay]");
    const head = link && document.getElementById(link.dataset.stay || link.id);
    id = head ? head.id : "";
    top = head ? head.getBoundingClientRect().top : 0;
  });

  document.addEventListener("htmx:afterSettle", () => {
    const head = id && document.getElementById(id);
    if (head) window.scrollBy({ top: head.getBoundingClientRect().top - top, behavior: "instant" });
    id = "";
  });

  const [way] = performance.getEntriesByType("navigation");
  const heads = [...document.querySelectorAll("[data-stay][aria-expanded=true]")];
  const opened = heads.find((one) => one.offsetParent);
  const isRefused = document.querySelector(".errs, [aria-invalid=true]");
  if (opened && !location.hash && !isRefused && way && way.type === "navigate") opened.scrollIntoView({ behavior: "instant" });
})();
