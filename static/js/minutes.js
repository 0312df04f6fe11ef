// A meeting is closed with what was typed last: <form data-gathers> takes along the words of the minutes' forms that
// aren't kept yet.
(() => {
  document.querySelectorAll("form[data-gathers]").forEach((close) => {
    close.addEventListener("submit", () => {
      document.querySelectorAll("form[data-draft] textarea[name^=text-]").forEach((area) => {
        const seen = area.form.querySelector("input[name^=seen-]");
        close.querySelectorAll(`[name="${area.name}"], [name="${seen.name}"]`).forEach((old) => old.remove());
        if (area.value === area.dataset.kept) return;
        [area, seen].forEach((field) => {
          const copy = document.createElement("input");
          Object.assign(copy, { type: "hidden", name: field.name, value: field.value });
          close.append(copy);
        });
      });
    });
  });
})();
