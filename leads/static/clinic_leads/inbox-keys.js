/* The list by keyboard. The keys are Wagtail's: who switched its shortcuts off has none of these,
   and “?” shows ours in Wagtail's own list. The lead at hand is the one whose link or box has the
   focus; on a link, Enter opens it without our help. */
(() => {
  const isOn = () => {
    try {
      const config = JSON.parse(document.getElementById("wagtail-config").textContent);
      return config.KEYBOARD_SHORTCUTS_ENABLED !== false;
    } catch {
      return true;
    }
  };
  if (!document.querySelector("[data-clinic-list]") || !isOn()) return;

  const links = () => [...document.querySelectorAll(".clinic-queue td.title a")];
  const current = () => document.activeElement?.closest(".clinic-queue tr");
  const box = (row) => row?.querySelector("[data-clinic-select]");

  // When the list is drawn anew or the focus went elsewhere, “next” goes on from the last lead.
  let last = "";
  document.addEventListener("focusin", (event) => {
    const link = event.target.closest(".clinic-queue tr")?.querySelector("td.title a");
    if (link) last = link.href;
  });

  const select = (row) => {
    const found = box(row);
    if (found) found.click();
  };

  // The lead at hand that a key has selected, by its number: nobody chose it. When the question is
  // closed or another lead is at hand it is let go, unless somebody has selected since. The tab
  // keeps the number, for the page that comes with a question that was answered wrongly.
  const LENT = "clinic-lent";
  const lent = () => sessionStorage.getItem(LENT);
  const number = (row) => box(row)?.value.split(":")[0];
  const lend = (row) => {
    select(row);
    sessionStorage.setItem(LENT, number(row));
  };
  const letGo = () => {
    const found = document.querySelector(`[data-clinic-select][value^="${lent()}:"]:checked`);
    sessionStorage.removeItem(LENT);
    if (!found) return;
    found.click();
    document.querySelector(".clinic-bulk__more[open]")?.removeAttribute("open");
  };
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-clinic-select-all], [data-clinic-select]")) return;
    sessionStorage.removeItem(LENT);
  });
  document.addEventListener("toggle", (event) => {
    if (!event.target.matches(".clinic-bulk__more") || event.target.open) return;
    if (!document.querySelector(".clinic-bulk__more[open]")) letGo();
  }, true);

  const step = (by) => {
    letGo();
    const all = links();
    const here = all.findIndex((link) => link.closest("tr") === current());
    const from = here < 0 ? all.findIndex((link) => link.href === last) : here;
    const to = all[Math.max(0, Math.min(all.length - 1, from < 0 ? 0 : from + by))];
    to?.focus();
    to?.closest("tr").scrollIntoView({ block: "nearest" });
  };

  const open = () => current()?.querySelector("td.title a")?.click();

  // What is done in the list is done to what is selected; if nothing is, to the lead at hand.
  const act = (key) => {
    const control = document.querySelector(`[data-clinic-key="${key}"]`);
    if (!control) return;
    if (current() && number(current()) !== lent()) letGo();
    if (!document.querySelector("[data-clinic-select]:checked")) {
      if (!current()) return;
      lend(current());
    }
    if (!control.matches("details")) {
      control.click();
      return;
    }
    control.open = true;
    control.querySelector("select, textarea, input")?.focus();
  };

  const names = () => {
    const form = document.querySelector("[data-clinic-names]");
    const wanted = form.dataset.clinicNames === "hidden" ? "until_opened" : "hidden";
    form.querySelector(`button[value="${wanted}"]`)?.click();
  };

  const explain = () => {
    const table = document.querySelector("#keyboard-shortcuts-dialog table");
    const ours = document.querySelector("[data-clinic-keys]");
    if (table && ours && !table.querySelector("[data-clinic]")) {
      const part = ours.content.cloneNode(true);
      part.querySelector("tbody").dataset.clinic = "";
      table.querySelector("thead").after(part);
    }
  };

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    o: open,
    x: () => select(current()),
    "/": () => document.getElementById("clinic-search")?.select(),
    a: () => act("a"),
    s: () => act("s"),
    n: () => act("n"),
    e: () => act("e"),
    b: names,
    u: () => document.querySelector(".clinic-live__news:not([hidden]) [data-clinic-show]")?.click(),
  };

  const isTyping = (element) => element.isContentEditable
    || element.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button])");

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.repeat && !"jk".includes(event.key)) return;
    if (isTyping(event.target)) return;
    if (document.querySelector(".w-dialog:not([aria-hidden])")) return;
    if (event.target.closest("[data-tippy-root]")) return; // the filters, the help
    if (event.key === "?") explain();
    const isOnBox = event.key === "Enter" && event.target.matches("[data-clinic-select]");
    const does = isOnBox ? open : keys[event.key];
    if (!does || event.shiftKey && event.key !== "/") return;
    // Before Wagtail's own “/”, which goes to the search of pages.
    event.preventDefault();
    event.stopPropagation();
    does();
  }, true);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-a11y-dialog-show='keyboard-shortcuts-dialog']")) explain();
  });
})();
