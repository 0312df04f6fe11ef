// A grid of links, [data-grid]: it opens at its newest day, is one stop for the Tab key, and arrows move in it.
(() => {
  const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

  const start = (box) => {
    box.scrollLeft = box.scrollWidth;
    const rows = [...box.querySelectorAll("tbody tr")].map((row) => [...row.cells].map((cell) => cell.querySelector("a")));
    const links = rows.flat().filter(Boolean);
    const last = rows.length && rows[0].filter(Boolean).pop();
    links.forEach((link) => { link.tabIndex = link === (last || links[0]) ? 0 : -1; });

    const next = (link, [down, right]) => {
      let row = rows.findIndex((some) => some.includes(link));
      let column = rows[row].indexOf(link);
      do { row += down; column += right; } while (rows[row] && column in rows[row] && !rows[row][column]);
      return rows[row] && rows[row][column];
    };

    box.addEventListener("keydown", (event) => {
      const step = STEPS[event.key];
      const target = step && event.target.closest("a") && next(event.target.closest("a"), step);
      if (!step) return;
      event.preventDefault();
      if (target) target.focus();
    });
    box.addEventListener("focusin", (event) => {
      links.forEach((link) => { link.tabIndex = link === event.target ? 0 : -1; });
    });
  };

  document.querySelectorAll("[data-grid]").forEach(start);
})();
