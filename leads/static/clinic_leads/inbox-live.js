/* New leads without loading the page again. A cheap question every 15 seconds, “has anything
   changed?”, is answered 304 while nothing has. In a tab that is not shown it is asked once a
   minute: its title is all that is read then, and it is what says that somebody waits. The list is drawn anew unless somebody is in the
   middle of it; then a button says what is new. A page that cannot ask says that it is old. */
(() => {
  const live = document.querySelector("[data-clinic-live]");
  if (!live) return;
  const EVERY = 15000;
  const EVERY_WHILE_HIDDEN = 60000;
  const LONGEST = 120000;
  const FAILURES = 3;
  // “In 20 open minutes” is not true for long.
  const REDRAW = 120000;

  const news = live.querySelector(".clinic-live__news");
  const dead = live.querySelector(".clinic-live__dead");
  const said = live.querySelector("[data-clinic-said]");
  const title = document.title;
  let etag = "";
  let failures = 0;
  let timer = 0;
  let drawnAt = Date.now();
  let pending = false;

  const list = () => document.querySelector("[data-clinic-list]");
  const latest = () => list()?.dataset.latest || "0";

  const isBusy = () => {
    const results = document.getElementById("listing-results");
    const focus = document.activeElement;
    return Boolean(
      (focus && focus !== document.body && (results.contains(focus) || focus.closest("form")))
      || results.querySelector("[data-clinic-select]:checked, details[open]")
      || document.querySelector(".w-dialog:not([aria-hidden]), [data-tippy-root] [data-state='visible']")
      || String(document.getSelection()).trim()
      || !list()?.hasAttribute("data-first")
    );
  };

  // Nobody counts further than the tabs do.
  const shown = (number) => {
    const most = Number(list()?.dataset.most);
    return number > most ? `${most}+` : String(number);
  };

  const count = (number) => {
    document.title = Number(number) > 0 ? `(${shown(Number(number))}) ${title}` : title;
  };

  const wording = (arrived) => {
    if (arrived === 1) return live.dataset.one;
    return arrived > 1 ? live.dataset.many.replace("{n}", shown(arrived)) : live.dataset.changed;
  };

  const say = (text, { offer }) => {
    news.querySelector("[data-clinic-news]").textContent = text;
    news.hidden = !offer;
    live.hidden = !offer && dead.hidden;
    if (said.textContent !== text) said.textContent = text;
  };

  const check = (response) => {
    // Signed out, the admin answers with its login page.
    const isOurs = response.status === 304 || (response.ok && !response.redirected);
    if (!isOurs) throw new Error(String(response.status));
    return response;
  };

  const get = (url, headers = {}) => fetch(url, {
    cache: "no-store",
    headers: { "X-Requested-With": "XMLHttpRequest", ...headers },
    signal: AbortSignal.timeout(10000),
  }).then(check);

  const draw = async () => {
    const address = live.dataset.results + window.location.search;
    const response = await get(address);
    document.getElementById("listing-results").innerHTML = await response.text();
    drawnAt = Date.now();
    pending = false;
    etag = "";
    document.dispatchEvent(new CustomEvent("clinic-list:drawn"));
    count(list()?.dataset.new);
  };

  // Of this list: its tab and its filter are in the address, and nobody's name.
  const stamp = () => {
    const query = new URLSearchParams(window.location.search);
    query.set("after", latest());
    return `${live.dataset.stamp}?${query}`;
  };

  const look = async () => {
    const response = await get(stamp(), etag ? { "If-None-Match": etag } : {});
    const isFirst = etag === "";
    etag = response.headers.get("ETag") || "";
    if (response.status === 304) {
      if (Date.now() - drawnAt > REDRAW && !pending && !isBusy()) await redraw();
      return;
    }
    const { new: fresh, arrived } = await response.json();
    count(fresh);
    // The first answer says where we stand; only what came in since the page was made is news.
    if (isFirst && !arrived) return;
    if (isBusy()) {
      pending = true;
      say(wording(arrived), { offer: true });
    } else {
      await redraw();
      say(wording(arrived), { offer: false });
    }
  };

  // The stamp of what is drawn now is asked for at once: what comes after it is news again.
  const redraw = async () => {
    await draw();
    const response = await get(stamp());
    etag = response.headers.get("ETag") || "";
  };

  const alive = () => {
    failures = 0;
    dead.hidden = true;
    live.hidden = news.hidden;
  };

  const failed = () => {
    failures += 1;
    if (failures < FAILURES) return;
    dead.hidden = false;
    live.hidden = false;
    said.textContent = dead.textContent.trim();
  };

  const next = () => {
    clearTimeout(timer);
    const every = document.hidden ? EVERY_WHILE_HIDDEN : EVERY;
    timer = setTimeout(round, Math.min(every * 2 ** failures, LONGEST));
  };

  const round = () => {
    clearTimeout(timer);
    return look().then(alive, failed).finally(next);
  };

  live.querySelector("[data-clinic-show]").addEventListener("click", async () => {
    try {
      await redraw();
      say("", { offer: false });
      alive();
      const written = document.querySelector(".clinic-bulk__more[open] :is(select, textarea)");
      (written || document.querySelector(".clinic-queue td.title a"))?.focus();
    } catch {
      failed();
    }
  });

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) next();
    else round();
  });
  // The filters' drawer draws the list itself.
  document.addEventListener("w-swap:success", () => { drawnAt = Date.now(); });

  count(list()?.dataset.new);
  round();
})();
