// <button data-copy="id"> copies what stands in that field; <input data-select> is selected when it is touched.
(() => {
  document.querySelectorAll("[data-copy]").forEach((button) => {
    button.hidden = false;
  });

  document.addEventListener("click", async (event) => {
    const field = event.target.closest("input[data-select]");
    if (field) field.select();
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const source = document.getElementById(button.dataset.copy);
    source.select();
    if (navigator.clipboard && window.isSecureContext) await navigator.clipboard.writeText(source.value);
    else document.execCommand("copy");
    button.querySelector("span").textContent = button.dataset.copied;
  });
})();
