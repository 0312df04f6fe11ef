// A text field grows with what is typed: <textarea data-grow>.
(() => {
  const grow = (field) => {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
  };
  const growAll = () => document.querySelectorAll("textarea[data-grow]").forEach(grow);

  document.addEventListener("input", (event) => {
    if (event.target.matches("textarea[data-grow]")) grow(event.target);
  });
  document.addEventListener("draft:restored", growAll);
  window.addEventListener("resize", growAll);
  growAll();
})();
