// Filters take effect at once: <form data-auto> is sent when a choice in it changes. Its button stays for those without script.
(() => {
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-auto]");
    if (form && event.target.matches("select, input[type=checkbox], input[type=radio], input[type=month], input[type=date]")) {
      form.requestSubmit();
    }
  });
})();
