// Toasts leave after six seconds, but never while a pointer or the focus is on them.
(() => {
  const STAY = 6000;

  const start = (toast) => {
    let timer;
    const leave = () => toast.remove();
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(leave, STAY);
    };
    const stay = () => clearTimeout(timer);
    toast.addEventListener("mouseenter", stay);
    toast.addEventListener("focusin", stay);
    toast.addEventListener("mouseleave", wait);
    toast.addEventListener("focusout", wait);
    toast.querySelectorAll("[data-leave]").forEach((button) => button.addEventListener("click", leave));
    wait();
  };

  const find = (root) => root.querySelectorAll("[data-toast]:not([data-started])").forEach((toast) => {
    toast.dataset.started = "";
    start(toast);
  });

  document.addEventListener("DOMContentLoaded", () => find(document));
  document.addEventListener("htmx:load", () => find(document));
})();
