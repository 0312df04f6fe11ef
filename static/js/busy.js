// A form is sent once: its button turns grey with a spinner until the page answers.
(() => {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter || form.querySelector("button[type=submit]");
    if (event.defaultPrevented || !button || form.matches("[hx-post], [hx-get]") || form.target) return;
    if (form.dataset.sent !== undefined) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "";
    button.setAttribute("aria-busy", "true");
    if (form.dataset.busy === undefined) return;
    const spinner = document.createElement("span");
    spinner.className = "spinner-border spinner-border-sm";
    spinner.setAttribute("aria-hidden", "true");
    button.prepend(spinner);
  });

  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.querySelectorAll("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
      form.querySelectorAll(".spinner-border").forEach((spinner) => spinner.remove());
    });
  });
})();
