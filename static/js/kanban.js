// The board of the work: a card is dragged, moved with Shift and an arrow, or put where a dialog offers. All three post
// to the same address; a refusal brings the card back and says why.
(() => {
  const board = () => document.querySelector("[data-kanban]");
  const dialog = document.getElementById("placing");
  if (!board() || !dialog) return;
  const form = dialog.querySelector("form");
  const reason = dialog.querySelector("[data-reason]");
  const refused = dialog.querySelector("[data-refused]");
  let card = null;

  const lists = () => [...board().querySelectorAll("ul[data-stage]")];
  const place = (of) => lists().indexOf(of.closest("ul[data-stage]"));
  const grip = (of) => of && of.querySelector("[data-place]");

  const say = (sentence) => {
    document.getElementById("board-said").textContent = sentence;
  };

  const warn = (sentence) => {
    const note = document.createElement("div");
    note.className = "note note-yellow";
    note.append(document.createElement("div"));
    note.firstChild.textContent = sentence;
    const notes = document.getElementById("notes");
    notes.replaceChildren(note);
    notes.scrollIntoView({ block: "nearest" });
  };

  const post = async (one, where, why) => {
    const words = new FormData(form);
    words.set("where", where);
    words.set("seen", one.dataset.seen);
    words.set("reason", why || "");
    try {
      const answer = await fetch(one.dataset.address, { method: "POST", body: words, redirect: "manual" });
      const sentence = (answer.headers.get("content-type") || "").startsWith("text/plain") && (await answer.text());
      return { done: answer.ok, sentence: sentence || dialog.dataset.lost };
    } catch {
      return { done: false, sentence: dialog.dataset.lost };
    }
  };

  // The board as it is now, with the focus where the card went.
  const renew = async (key) => {
    await htmx.ajax("GET", window.location.href, { target: "#board", select: "#board", swap: "outerHTML" });
    start();
    const again = grip(board().querySelector(`[data-item="${key}"]`));
    if (again) again.focus();
  };

  const done = async (one, sentence) => {
    document.getElementById("notes").replaceChildren();
    await renew(one.dataset.item);
    say(sentence);
  };

  const open = (one, where) => {
    card = one;
    const here = place(one);
    dialog.querySelector("h2").textContent = one.dataset.title;
    const last = here === lists().length - 1;
    form.querySelectorAll("[name=where]").forEach((radio) => {
      const its = lists().findIndex((list) => list.dataset.stage === radio.value);
      radio.disabled = its === here;
      radio.closest("label").hidden = radio.value === "done" && !last;
      radio.checked = where ? radio.value === where : its === here + 1 || (last && radio.value === "done");
    });
    refused.hidden = true;
    follow();
    if (!dialog.open) dialog.showModal();
    if (!reason.hidden) reason.querySelector("textarea").focus();
  };

  const follow = () => {
    const chosen = form.querySelector("[name=where]:checked");
    const its = chosen ? lists().findIndex((list) => list.dataset.stage === chosen.value) : -1;
    reason.hidden = !card || its < 0 || its >= place(card);
  };

  // To another column at once; backwards it wants a reason first.
  const put = async (one, list) => {
    if (lists().indexOf(list) < place(one)) {
      open(one, list.dataset.stage);
      return;
    }
    const answer = await post(one, list.dataset.stage);
    if (answer.done) await done(one, answer.sentence);
    else {
      warn(answer.sentence);
      grip(one).focus();
    }
  };

  const walk = (button, key) => {
    const one = button.closest("[data-item]");
    if (key === "ArrowDown" || key === "ArrowUp") {
      return grip(key === "ArrowDown" ? one.nextElementSibling : one.previousElementSibling);
    }
    const step = key === "ArrowRight" ? 1 : -1;
    const row = [...one.parentElement.children].indexOf(one);
    for (let at = place(one) + step; lists()[at]; at += step) {
      const cards = lists()[at].children;
      if (cards.length) return grip(cards[Math.min(row, cards.length - 1)]);
    }
    return null;
  };

  const start = () => {
    board().querySelectorAll("[data-place]").forEach((button) => {
      button.hidden = false;
    });
    if (!window.Sortable || window.matchMedia("(max-width: 991px)").matches) return;
    lists().forEach((list) => window.Sortable.create(list, {
      group: "stages",
      sort: false,
      draggable: "[data-item]",
      animation: 120,
      onEnd: (event) => {
        if (event.from === event.to) return;
        event.from.insertBefore(event.item, event.from.children[event.oldIndex] || null);
        if (event.to.dataset.stage) put(event.item, event.to);
      },
    }));
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-kanban] [data-place]");
    if (button) open(button.closest("[data-item]"));
  });

  document.addEventListener("keydown", (event) => {
    const button = event.target.closest && event.target.closest("[data-kanban] [data-place]");
    if (!button || !event.key.startsWith("Arrow")) return;
    event.preventDefault();
    if (event.shiftKey) {
      const one = button.closest("[data-item]");
      const list = lists()[place(one) + (event.key === "ArrowRight" ? 1 : -1)];
      const sideways = event.key === "ArrowRight" || event.key === "ArrowLeft";
      if (sideways && list && list.dataset.stage) put(one, list);
      return;
    }
    const next = walk(button, event.key);
    if (next) next.focus();
  });

  form.addEventListener("change", follow);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const chosen = form.querySelector("[name=where]:checked");
    if (!chosen || !card) return;
    const answer = await post(card, chosen.value, reason.hidden ? "" : reason.querySelector("textarea").value);
    if (answer.done) {
      reason.querySelector("textarea").value = "";
      dialog.close();
      await done(card, answer.sentence);
    } else {
      refused.textContent = answer.sentence;
      refused.hidden = false;
    }
  });

  start();
})();
