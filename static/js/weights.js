// While a scorecard template is written, the sums of its halves follow what is typed. [data-sum] names the half.
(() => {
  const hundredths = (text) => Math.round(parseFloat(text || "0") * 100) || 0;

  const recount = (form) => {
    const sums = {};
    form.querySelectorAll("fieldset").forEach((row) => {
      const half = row.querySelector("select[name$=-half]");
      const weight = row.querySelector("input[name$=-weight]");
      const removed = row.querySelector("input[name$=-DELETE]");
      if (!half || !weight || (removed && removed.checked)) return;
      sums[half.value] = (sums[half.value] || 0) + hundredths(weight.value);
    });
    const process = form.querySelector("input[name=process_weight]");
    document.querySelectorAll("[data-sum]").forEach((sum) => {
      const wanted = sum.dataset.sum === "process" ? hundredths(process.value) : 10000 - hundredths(process.value);
      const found = sums[sum.dataset.sum] || 0;
      sum.querySelector("[data-sum-value]").textContent = String(found / 100);
      sum.querySelector("[data-sum-wanted]").textContent = String(wanted / 100);
      sum.classList.toggle("red", found !== wanted);
      sum.classList.toggle("b", found !== wanted);
    });
  };

  const start = () => {
    const form = document.querySelector("form[data-weights]");
    if (!form) return;
    form.addEventListener("input", () => recount(form));
    recount(form);
  };
  document.addEventListener("DOMContentLoaded", start);
})();
