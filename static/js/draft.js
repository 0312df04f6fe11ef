// What is typed outlives a lost connection: <form data-draft="key"> keeps its fields in this browser until a page
// with data-draft-done="key" says that they have arrived. Drafts of other days of the same form are dropped.
(() => {
  const PREFIX = "draft ";
  const keep = (act) => {
    try {
      return act(window.localStorage);
    } catch (error) {
      return null; // a browser that keeps nothing: the form works as before
    }
  };
  const fieldsOf = (form) => [...form.querySelectorAll("textarea, select, input[type=text], input[type=date], input[type=checkbox]")];

  document.querySelectorAll("[data-draft-done]").forEach((mark) => {
    keep((storage) => storage.removeItem(PREFIX + mark.dataset.draftDone));
  });

  document.querySelectorAll("form[data-draft]").forEach((form) => {
    const key = PREFIX + form.dataset.draft;
    const family = key.slice(0, key.lastIndexOf(" ") + 1);
    keep((storage) => {
      Object.keys(storage)
        .filter((other) => other.startsWith(family) && other !== key)
        .forEach((other) => storage.removeItem(other));
      const draft = JSON.parse(storage.getItem(key) || "null");
      if (!draft || form.querySelector(".bad")) return;
      fieldsOf(form).forEach((field) => {
        if (!(field.name in draft)) return;
        if (field.type === "checkbox") field.checked = draft[field.name];
        else field.value = draft[field.name];
      });
      document.dispatchEvent(new Event("draft:restored"));
    });
    form.addEventListener("input", () => {
      const draft = Object.fromEntries(fieldsOf(form).map((field) => [field.name, field.type === "checkbox" ? field.checked : field.value]));
      keep((storage) => storage.setItem(key, JSON.stringify(draft)));
    });
  });
})();
