// The stages of a workflow are put in another order: dragged by their handle (SortableJS), by their arrows, or with Alt
// and the arrow keys. Where each one stands now is said aloud. Without script the arrows and buttons ask the server.
(() => {
  const form = document.querySelector("form[data-flow]");
  if (!form) return;
  const list = () => form.querySelector("[data-flow-list]");
  const stages = () => [...list().querySelectorAll("[data-flow-stage]")];
  let open = new Set();
  let isTyped = false;

  const number = () => {
    const all = stages();
    all.forEach((stage, place) => {
      stage.querySelector("[data-flow-number]").textContent = String(place + 1);
      stage.querySelector("[data-flow-move=up]").disabled = place === 0;
      stage.querySelector("[data-flow-move=down]").disabled = place === all.length - 1;
    });
  };

  const say = (stage) => {
    const all = stages();
    form.querySelector("[data-flow-said]").textContent = list().dataset.says
      .replace("%(stage)s", stage.querySelector("[data-flow-name]").textContent)
      .replace("%(place)s", String(all.indexOf(stage) + 1))
      .replace("%(of)s", String(all.length));
  };

  const moved = (stage) => {
    isTyped = true;
    number();
    say(stage);
  };

  const move = (stage, way, focus) => {
    const other = way === "up" ? stage.previousElementSibling : stage.nextElementSibling;
    if (!other) return;
    if (way === "up") other.before(stage);
    else other.after(stage);
    moved(stage);
    const buttons = [...stage.querySelectorAll("[data-flow-move]")];
    const target = focus && !focus.disabled ? focus : buttons.find((button) => !button.disabled);
    if (target) target.focus();
  };

  // What a gate asks besides depends on when it is asked.
  const conditions = () => {
    form.querySelectorAll("select[data-when]").forEach((select) => {
      const gate = select.closest(".flow-gate");
      const extra = { budget_over: "budget_over", channel_kind: "channel_is" };
      Object.entries(extra).forEach(([field, condition]) => {
        const box = gate.querySelector(`[data-flow-for=${field}]`);
        if (box) box.hidden = select.value !== condition;
      });
    });
  };

  const start = () => {
    conditions();
    if (!window.Sortable) return;
    window.Sortable.create(list(), {
      handle: ".flow-grip",
      draggable: "[data-flow-stage]",
      animation: window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
      ghostClass: "flow-ghost",
      onEnd: (event) => {
        event.item.removeAttribute("style");
        if (event.oldIndex !== event.newIndex) moved(event.item);
      },
    });
  };

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-flow-move]");
    if (!button) return;
    event.preventDefault();
    move(button.closest("[data-flow-stage]"), button.dataset.flowMove, button);
  });

  form.addEventListener("keydown", (event) => {
    if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    const stage = event.target.closest("[data-flow-stage]");
    if (!stage) return;
    event.preventDefault();
    move(stage, event.key === "ArrowUp" ? "up" : "down", event.target);
  });

  form.addEventListener("input", (event) => {
    isTyped = true;
    const stage = event.target.closest("[data-flow-stage]");
    if (!stage) return;
    const key = stage.dataset.flowStage;
    if (event.target.name === `${key}-name`) stage.querySelector("[data-flow-name]").textContent = event.target.value;
    if (event.target.name === `${key}-role`) {
      stage.querySelector("[data-flow-role]").textContent = event.target.selectedOptions[0].textContent;
    }
    if (event.target.matches("select[data-when]")) conditions();
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "flow-stages") return;
    isTyped = true;
    open = new Set([...form.querySelectorAll("details[open]")].map((one) => one.dataset.flowKey));
  });

  // Where something was added, one goes on typing there.
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "flow-stages") return;
    form.querySelectorAll("details[data-flow-key]").forEach((one) => {
      one.open = one.open || open.has(one.dataset.flowKey);
    });
    start();
    const fresh = form.querySelector("[data-flow-fresh]");
    if (fresh) fresh.querySelector("input:not([type=hidden]), select").focus();
  });

  form.addEventListener("submit", () => {
    isTyped = false;
  });

  window.addEventListener("beforeunload", (event) => {
    if (isTyped) event.preventDefault();
  });

  start();
})();
