// What is done with the ticked items of a list: <form data-chosen id="…"> counts its checkboxes, and is "idle" while none is ticked.
(() => {
  const recount = (form) => {
    // The wide table and the phone's list hold the same items: what is hidden doesn't count.
    const ticked = [...form.elements].filter((one) => one.name === "items" && one.checked && one.offsetParent);
    form.classList.toggle("idle", !ticked.length);
    form.querySelector("[data-count]").textContent = ticked.length ? String(ticked.length) : "";
  };

  document.querySelectorAll("form[data-chosen]").forEach((form) => {
    recount(form);
    document.addEventListener("change", () => recount(form));
    window.addEventListener("pageshow", () => recount(form));
  });
})();
