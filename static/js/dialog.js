// <button data-opens="id"> opens the <dialog id="id">; [data-closes] inside closes it. The focus goes back by itself.
(() => {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.opens);
      if (dialog) {
        event.preventDefault();
        dialog.showModal();
      }
      return;
    }
    const closer = event.target.closest("[data-closes]");
    const around = closer ? closer.closest("dialog") : event.target.closest("dialog");
    if (around && (closer || event.target === around)) around.close();
  });
})();
