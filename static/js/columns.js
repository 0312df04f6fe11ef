// <form data-columns>: a column's metric and how it is written are asked only of a column that is a metric.
(() => {
  const form = document.querySelector("form[data-columns]");
  if (!form) return;
  const show = (column) => {
    const isMetric = column.querySelector("select").value === "metric";
    column.querySelectorAll("[data-of-metric]").forEach((part) => { part.hidden = !isMetric; });
  };
  form.querySelectorAll("[data-column]").forEach(show);
  form.addEventListener("change", (event) => {
    const column = event.target.closest("[data-column]");
    if (!column || event.target !== column.querySelector("select")) return;
    show(column);
    const metric = column.querySelector("[data-of-metric] input");
    if (event.target.value === "metric" && !metric.value) metric.focus();
  });
  // A list of suggestions shows those that fit what is typed: what is chosen gives way to the next word.
  form.addEventListener("focusin", (event) => { if (event.target.matches("[data-of-metric] input")) event.target.select(); });
})();
