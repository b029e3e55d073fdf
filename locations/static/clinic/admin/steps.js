/** The steps of long work, one request after the other. Without this the button does the same. */
(() => {
  const form = document.querySelector("[data-clinic-steps]");
  if (!form) return;
  const bar = document.querySelector("[data-clinic-bar]");
  const said = document.querySelector("[data-clinic-said]");
  const failed = document.querySelector("[data-clinic-failed]");

  async function step() {
    const response = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
    });
    if (!response.ok) throw new Error(response.statusText);
    return response.json();
  }

  async function run() {
    form.hidden = true;
    failed.hidden = true;
    try {
      for (;;) {
        const state = await step();
        if (state.url) {
          window.location.assign(state.url);
          return;
        }
        bar.value = state.percent;
        said.textContent = state.said;
      }
    } catch {
      form.hidden = false;
      failed.hidden = false;
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  run();
})();
