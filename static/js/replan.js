// The calendar of the month: what isn't out yet is dragged to another day and keeps its time. Without a mouse the same is
// done with "Replan" and its form. A refusal brings it back, says why, and offers the next free day.
(() => {
  const form = document.getElementById("replan");
  const calendar = document.querySelector("[data-calendar]");
  if (!form || !calendar || !window.Sortable) return;

  const warn = (sentence) => {
    const note = document.createElement("div");
    note.className = "note note-yellow";
    note.append(document.createElement("div"));
    note.firstChild.textContent = sentence;
    const notes = document.getElementById("notes");
    notes.replaceChildren(note);
    notes.scrollIntoView({ block: "nearest" });
  };

  // The refusal with its button for the next free day, as the form's own page has it.
  const show = (offer, address) => {
    offer.action = address;
    const notes = document.getElementById("notes");
    notes.replaceChildren(document.adoptNode(offer));
    notes.scrollIntoView({ block: "nearest" });
  };

  const put = async (one, day) => {
    const words = new FormData(form);
    words.set("channel", one.dataset.channel);
    words.set("audience", one.dataset.audience);
    words.set("planned_at", `${day}T${one.dataset.time}`);
    try {
      const answer = await fetch(one.dataset.address, { method: "POST", body: words, redirect: "manual" });
      if (answer.type === "opaqueredirect") {
        window.location.reload();
        return;
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const offer = page.querySelector("main form.note");
      const found = page.querySelector("main .note, main .err, main .errs");
      if (offer) show(offer, one.dataset.address);
      else warn(found ? found.textContent.trim() : form.dataset.lost);
    } catch {
      warn(form.dataset.lost);
    }
  };

  calendar.querySelectorAll("td[data-day] .sends").forEach((list) => window.Sortable.create(list, {
    group: "days",
    sort: false,
    draggable: "[data-send]",
    animation: 120,
    onEnd: (event) => {
      if (event.from === event.to) return;
      event.from.insertBefore(event.item, event.from.children[event.oldIndex] || null);
      put(event.item, event.to.closest("td").dataset.day);
    },
  }));
})();
