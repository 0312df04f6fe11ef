// The role board: cells open their form in place, arrows move between them, the resulting load follows what is typed.
(() => {
  const pop = () => document.getElementById("pop");
  let opener = null;

  const place = () => {
    const box = pop();
    if (!box || !opener) return;
    const around = box.parentElement.getBoundingClientRect();
    const cell = opener.getBoundingClientRect();
    const left = Math.min(Math.max(cell.right - around.left - box.offsetWidth, 8), around.width - box.offsetWidth - 8);
    const below = cell.bottom - around.top + 8;
    const above = cell.top - around.top - box.offsetHeight - 8;
    const fits = cell.bottom + box.offsetHeight + 16 < window.innerHeight || above < 0;
    box.style.left = `${left}px`;
    box.style.right = "auto";
    box.style.top = `${fits ? below : above}px`;
  };

  const close = () => {
    const box = pop();
    if (!box || box.hidden) return;
    box.hidden = true;
    box.replaceChildren();
    if (opener) {
      opener.classList.remove("on");
      opener.removeAttribute("aria-expanded");
      opener.focus();
    }
    opener = null;
  };

  const open = (link) => {
    close();
    opener = link;
    link.classList.add("on");
    link.setAttribute("aria-expanded", "true");
    htmx.ajax("GET", link.href, { target: "#pop", swap: "innerHTML" });
  };

  const follow = (form) => {
    const line = form && form.querySelector("[data-load]");
    const share = form && form.querySelector("[name=share]");
    if (!line || !share) return;
    const sum = Number(line.dataset.load) - Number(line.dataset.held) + (Number(share.value) || 0);
    const after = line.querySelector("[data-load-after]");
    after.textContent = `${sum}%`;
    after.classList.toggle("red", sum > 100);
  };

  const cells = (row) => [...row.querySelectorAll("td[data-cell]")];
  const inside = (cell) => cell && cell.querySelector("a[data-pop]");

  const move = (link, key) => {
    const cell = link.closest("td");
    const column = cells(cell.parentElement).indexOf(cell);
    const rows = [...cell.closest("tbody").rows];
    const row = rows.indexOf(cell.parentElement);
    if (key === "ArrowLeft") return inside(cells(rows[row])[column - 1]);
    if (key === "ArrowRight") return inside(cells(rows[row])[column + 1]);
    return rows[row + (key === "ArrowDown" ? 1 : -1)] && inside(cells(rows[row + (key === "ArrowDown" ? 1 : -1)])[column]);
  };

  // One stop for Tab in the whole table; the arrows do the rest.
  const rove = (link) => {
    const board = link.closest("[data-board]");
    board.querySelectorAll("a[data-pop]").forEach((one) => {
      one.tabIndex = one === link ? 0 : -1;
    });
  };

  const start = () => {
    const first = document.querySelector("[data-board] a[data-pop]");
    if (first) rove(first);
    document.querySelectorAll("form[data-share]").forEach(follow);
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-board] a[data-pop]");
    if (link && window.htmx && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      if (link === opener) close();
      else open(link);
      return;
    }
    const box = pop();
    if (event.target.closest("[data-pop-close]") || (box && !box.hidden && !box.contains(event.target))) close();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    const link = event.target.closest && event.target.closest("[data-board] a[data-pop]");
    if (!link || !event.key.startsWith("Arrow")) return;
    event.preventDefault();
    const next = move(link, event.key);
    if (!next) return;
    rove(next);
    next.focus();
  });

  document.addEventListener("input", (event) => {
    if (event.target.name === "share") follow(event.target.closest("form"));
  });

  // htmx carries attributes of an element over to its successor of the same id; the CSP forbids that for style.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id === "board") pop().removeAttribute("style");
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "pop") {
      const box = pop();
      box.hidden = false;
      place();
      follow(box.querySelector("form"));
      const field = box.querySelector("[aria-invalid=true]") || box.querySelector("[name=share]");
      if (field) field.select();
    } else if (event.detail.target.id === "board" || document.querySelector("[data-board] #pop[hidden]")) {
      const key = opener && opener.closest("td") && opener.closest("td").dataset.cell;
      opener = null;
      start();
      const link = key && inside(document.querySelector(`[data-board] td[data-cell="${key}"]`));
      if (link) {
        rove(link);
        link.focus();
      }
    }
  });

  window.addEventListener("resize", place);
  document.addEventListener("DOMContentLoaded", start);
  if (document.readyState !== "loading") start();
})();
