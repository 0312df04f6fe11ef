// A sitting by keyboard: j and k go to the next and the previous card, Ctrl or Cmd with Enter signs this one.
(() => {
  const isTyping = (element) => element.closest("input, textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const form = document.querySelector("form[data-finish]");
      if (!form) return;
      event.preventDefault();
      form.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const link = { j: "a[data-after]", k: "a[data-before]" }[event.key.toLowerCase()];
    const found = link && document.querySelector(link);
    if (found) found.click();
  });
})();
