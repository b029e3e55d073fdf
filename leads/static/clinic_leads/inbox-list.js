/* The list: select all on this page, and how many are selected. Without it every box still works.
   The list is replaced now and then, so nothing is bound to what is in it. */
(() => {
  const all = () => document.querySelector("[data-clinic-select-all]");
  const boxes = () => [...document.querySelectorAll("[data-clinic-select]")];

  const draw = () => {
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
    if (!event.target.matches(".clinic-bulk__more") || !event.target.open) return;
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

  document.addEventListener("w-swap:success", draw);
  document.addEventListener("clinic-list:drawn", draw);
  document.addEventListener("w-swap:success", showTab);
  document.addEventListener("clinic-list:drawn", showTab);
  draw();
  showTab();
})();
