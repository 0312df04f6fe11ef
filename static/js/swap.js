// When an htmx request fails, say so in place of nothing happening: the server's own note, else the page's template.
(() => {
  const show = (event) => {
    const notes = document.getElementById("notes");
    const template = document.getElementById("swap-failed");
    if (!notes || !template) return;
    const answer = event.detail.xhr && event.detail.xhr.responseText;
    const parsed = answer && new DOMParser().parseFromString(answer, "text/html").querySelector("body > .note");
    notes.replaceChildren(parsed || template.content.cloneNode(true));
    notes.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("htmx:responseError", show);
  document.addEventListener("htmx:sendError", show);
  document.addEventListener("htmx:timeout", show);
})();
