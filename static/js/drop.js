// <form data-drop>: a file dropped on it, or chosen in it, is sent at once, with the day the file was modified.
(() => {
  const form = document.querySelector("form[data-drop]");
  if (!form) return;
  const input = form.querySelector("[data-drop-input]");
  const modified = form.querySelector("[data-drop-modified]");
  const name = form.querySelector("[data-drop-name]");
  const pad = (number) => String(number).padStart(2, "0");

  const take = () => {
    const file = input.files[0];
    if (!file) return;
    const day = new Date(file.lastModified);
    modified.value = `${day.getFullYear()}-${pad(day.getMonth() + 1)}-${pad(day.getDate())}`;
    name.textContent = file.name;
    form.requestSubmit();
  };

  input.addEventListener("change", take);
  ["dragenter", "dragover"].forEach((kind) => form.addEventListener(kind, (event) => {
    event.preventDefault();
    form.classList.add("is-over");
  }));
  ["dragleave", "dragend", "drop"].forEach((kind) => form.addEventListener(kind, () => form.classList.remove("is-over")));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    take();
  });
})();
