/** The to-dos of an import in the article's editor: each is ticked off by itself, at once. */
(() => {
  async function tick(button, done) {
    const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
    const response = await fetch(button.dataset.clinicTodo, {
      method: "POST",
      body: new URLSearchParams({ done: done ? "1" : "0" }),
      headers: { "X-CSRFToken": token },
    });
    if (!response.ok || response.redirected) throw new Error(response.statusText);
    button.setAttribute("aria-pressed", String(done));
    button.closest("li").classList.toggle("clinic-import__done", done);
  }

  async function run(panel, work) {
    const failed = panel.querySelector("[data-clinic-todos-failed]");
    failed.textContent = "";
    try {
      await work();
    } catch {
      failed.textContent = failed.dataset.text;
    }
  }

  document.addEventListener("click", (event) => {
    const panel = event.target.closest("[data-clinic-todos]");
    if (!panel) return;
    const button = event.target.closest("[data-clinic-todo]");
    if (button) {
      run(panel, () => tick(button, button.getAttribute("aria-pressed") !== "true"));
    } else if (event.target.closest("[data-clinic-todos-all]")) {
      const open = panel.querySelectorAll("[data-clinic-todo][aria-pressed=false]");
      run(panel, () => Promise.all([...open].map((one) => tick(one, true))));
    }
  });
})();
