/** How far a file is, while the browser takes it. Without this the file simply comes. */
(() => {
  const form = document.querySelector("[data-clinic-export]");
  if (!form || !window.crypto || !crypto.randomUUID) return;
  const shown = document.querySelector("[data-clinic-export-progress]");
  const button = form.querySelector("[data-clinic-export-button]");
  const bar = shown.querySelector("[data-clinic-bar]");
  const said = shown.querySelector("[data-clinic-said]");
  const NOBODY = "00000000-0000-0000-0000-000000000000";
  const EVERY = 1000;
  const PATIENCE = 30;

  async function watch(url) {
    let unknown = 0;
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, EVERY));
      const response = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null);
      if (response && response.ok) {
        const state = await response.json();
        bar.value = state.percent;
        said.textContent = state.said;
        if (state.state !== "running") return;
      } else {
        unknown += 1; // not begun yet, or the connection is away
        if (unknown > PATIENCE) return;
      }
    }
  }

  form.addEventListener("submit", () => {
    const key = crypto.randomUUID();
    form.querySelector("[name=key]").value = key;
    bar.value = 0;
    shown.hidden = false;
    setTimeout(() => {
      button.disabled = true; // after the form has been sent
    });
    watch(form.dataset.clinicProgressUrl.replace(NOBODY, key)).finally(() => {
      button.disabled = false;
    });
  });
})();
