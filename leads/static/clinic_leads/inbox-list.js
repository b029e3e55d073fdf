/* The list: select all on this page, and how many are selected. Without it every box still works.
   The list is replaced now and then, so nothing is bound to what is in it. */
(() => {
  const all = () => document.querySelector("[data-clinic-select-all]");
  const boxes = () => [...document.querySelectorAll("[data-clinic-select]")];

  const questions = () => [...document.querySelectorAll(".clinic-bulk__more")];
  const typedIn = (question) => [...question.querySelectorAll("select, textarea")];
  const lead = (box) => box.value.split(":")[0];

  // What is selected and typed, and the question that is open: the list comes anew without it. A
  // lead that is listed no more is selected no more.
  const typed = new Map();
  let selected = [];
  let opened = "";
  const keep = () => {
    selected = boxes().filter((box) => box.checked).map(lead);
    opened = questions().find((question) => question.open)?.querySelector("button").value;
    questions().flatMap(typedIn).forEach((field) => typed.set(field.name, field.value));
  };
  const putBack = () => {
    boxes().forEach((box) => { box.checked ||= selected.includes(lead(box)); });
    questions().forEach((question) => {
      question.open ||= question.querySelector("button").value === opened;
      typedIn(question).forEach((field) => {
        const drawn = field.value;
        field.value = typed.get(field.name) ?? drawn;
        if (field.selectedIndex === -1) field.value = drawn; // is no choice any more
      });
    });
    draw();
  };

  const draw = () => {
    keep();
    const chosen = boxes().filter((box) => box.checked).length;
    const head = all();
    if (head) {
      head.hidden = false;
      head.checked = chosen > 0 && chosen === boxes().length;
      head.indeterminate = chosen > 0 && !head.checked;
    }
    const form = document.getElementById("clinic-bulk");
    const count = document.querySelector("[data-clinic-count]");
    if (!form || !count) return;
    form.classList.toggle("clinic-bulk--idle", chosen === 0);
    const { none, one, many } = count.dataset;
    const text = chosen === 0 ? none : chosen === 1 ? one : many.replace("{n}", chosen);
    if (count.textContent !== text) count.textContent = text;
  };

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-clinic-select-all]")) {
      boxes().forEach((box) => { box.checked = event.target.checked; });
    }
    if (event.target.matches("[data-clinic-select-all], [data-clinic-select]")) draw();
  });

  document.addEventListener("input", (event) => {
    if (event.target.closest(".clinic-bulk__more")) keep();
  });

  // On a telephone the tabs are wider than the screen: the one that is open is in view.
  const showTab = () => {
    const tab = document.querySelector(".clinic-tabs [aria-current]");
    const row = tab?.closest("ul");
    if (row && row.scrollWidth > row.clientWidth) {
      tab.scrollIntoView({ block: "nearest", inline: "center" });
    }
  };

  // One question at a time: the next one closes the one before. Escape closes it and goes back.
  document.addEventListener("toggle", (event) => {
    if (!event.target.matches(".clinic-bulk__more")) return;
    keep();
    if (!event.target.open) return;
    document.querySelectorAll(".clinic-bulk__more[open]").forEach((other) => {
      if (other !== event.target) other.open = false;
    });
  }, true);
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && event.target.closest(".clinic-bulk__more[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });

  document.addEventListener("w-swap:success", putBack);
  document.addEventListener("clinic-list:drawn", putBack);
  document.addEventListener("w-swap:success", showTab);
  document.addEventListener("clinic-list:drawn", showTab);
  draw();
  showTab();
})();
