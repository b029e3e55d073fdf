/* An open page of the admin and its session: a minute before the end it asks, and at the end it
   covers itself. What was typed stays in the page. Who signs in again, in another tab, goes on. */
(() => {
  const config = document.getElementById("clinic-session-config");
  if (!config || document.body.classList.contains("login")) return;
  const { url, words } = JSON.parse(config.textContent);
  const EVERY = 15000;
  const REPORT = 60000;
  const WARN = 60;

  let endsAt = Infinity;
  let whose = "";
  let token = "";
  let touched = false;
  let reportedAt = Date.now();

  const dialog = document.createElement("dialog");
  dialog.className = "clinic-session";
  dialog.setAttribute("aria-labelledby", "clinic-session-title");
  const title = Object.assign(document.createElement("h2"), { id: "clinic-session-title", className: "w-h3" });
  const text = document.createElement("p");
  const again = Object.assign(document.createElement("a"), {
    className: "button", target: "_blank", href: words.login, textContent: words.signIn,
  });
  const stay = Object.assign(document.createElement("button"), { type: "button", className: "button button-secondary" });
  const said = Object.assign(document.createElement("p"), { role: "status" });
  dialog.append(title, text, again, " ", stay, said);
  document.body.append(dialog);

  const isOver = () => dialog.classList.contains("clinic-session--over");

  const show = (over) => {
    dialog.classList.toggle("clinic-session--over", over);
    title.textContent = over ? words.overTitle : words.soonTitle;
    text.textContent = over ? words.over : words.soon;
    stay.textContent = over ? words.goOn : words.stay;
    again.hidden = !over;
    said.textContent = "";
    if (!dialog.open) dialog.showModal();
  };

  const hide = () => {
    dialog.classList.remove("clinic-session--over");
    if (dialog.open) dialog.close();
  };

  const renewTokens = () => {
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((input) => { input.value = token; });
  };

  const ask = async (method) => {
    const headers = { "X-Requested-With": "XMLHttpRequest" };
    if (method === "POST") headers["X-CSRFToken"] = token;
    const response = await fetch(url, { method, headers, cache: "no-store" });
    if (response.status === 403 && method === "GET") return { left: 0 };
    if (!response.ok) throw new Error(String(response.status));
    return response.json();
  };

  /* Nobody but the one whose page it is goes on with it. */
  const hear = (answer) => {
    if (!answer.left) return show(true);
    if (whose && answer.whose !== whose) return window.location.reload();
    const isNew = token && answer.token !== token;
    ({ whose, token } = answer);
    if (isOver() && isNew) renewTokens();
    endsAt = Date.now() + answer.left * 1000;
    if (answer.left > WARN) return hide();
    return show(false);
  };

  const report = async () => {
    touched = false;
    reportedAt = Date.now();
    hear(await ask("POST"));
  };

  const look = async () => {
    try {
      if (isOver()) return;
      if (!token) hear(await ask("GET"));
      else if (touched && Date.now() - reportedAt >= REPORT) await report();
      else if (endsAt - Date.now() <= (WARN + EVERY / 1000) * 1000) hear(await ask("GET"));
    } catch {
      if (Date.now() > endsAt) show(true);
    }
  };

  stay.addEventListener("click", async () => {
    try {
      const wasOver = isOver();
      hear(await ask("GET"));
      if (!isOver()) await report();
      else if (wasOver) said.textContent = words.notYet;
    } catch {
      said.textContent = words.notYet;
    }
  });
  dialog.addEventListener("cancel", (event) => { if (isOver()) event.preventDefault(); });

  // A machine that slept wakes up late: what is sent then would be lost.
  document.addEventListener("submit", (event) => {
    if (Date.now() <= endsAt) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    show(true);
  }, true);

  const touch = () => { touched = true; };
  for (const kind of ["keydown", "pointerdown"]) document.addEventListener(kind, touch, true);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  setInterval(look, EVERY);
  look();
})();
