/**
 * What depends on the clock of the reader: “open now” and announcements that are over.
 *
 * The server writes what is true for as long as a page may be kept: the hours of a dated day. Beside
 * it, in data-clinic-sign, are the instants of the next two weeks at which the sign on the door
 * changes (seconds since 1970, after `from`), and its words. Without this script, or after those two
 * weeks, what the server wrote stays.
 */
((start) => {
  // As a file it waits for the page by itself (defer); inside the page it has to.
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
  else start();
})(() => {
  const signs = [...document.querySelectorAll('[data-clinic-sign]')].map((element) => ({
    element,
    written: [...element.childNodes],
    shown: -1,
    ...JSON.parse(element.dataset.clinicSign),
  }));
  const endings = [...document.querySelectorAll('[data-clinic-until]')];
  let timer;

  /** Shows what a sign says at `now`; returns when that changes. */
  function turn(sign, now) {
    const at = now - sign.from;
    let word = -1;
    let next = sign.end;
    for (const [start, index] of sign.steps) {
      if (start > at) {
        next = start;
        break;
      }
      word = index;
    }
    if (at >= sign.end) word = -1;
    if (word !== sign.shown) say(sign, word);
    return sign.from + next;
  }

  function say(sign, word) {
    const [open, before, strong, after] = sign.words[word] || [];
    const bold = document.createElement('strong');
    bold.textContent = strong;
    const parts = word < 0 ? sign.written : [before, bold, after];
    sign.element.replaceChildren(...parts);
    sign.element.classList.toggle('open-now--open', Boolean(open));
    sign.shown = word;
  }

  /** Hides what is over at `now`, and the frame around it with the last one. */
  function end(element, now) {
    const until = Number(element.dataset.clinicUntil);
    element.hidden = now >= until;
    const frame = element.closest('[data-clinic-endings]');
    if (frame) frame.hidden = !frame.querySelector('[data-clinic-until]:not([hidden])');
    return until;
  }

  function update() {
    const now = Date.now() / 1000;
    const changes = [
      ...signs.map((sign) => turn(sign, now)),
      ...endings.map((element) => end(element, now)),
    ];
    const wait = Math.min(3600, ...changes.map((at) => at - now).filter((left) => left > 0));
    clearTimeout(timer);
    timer = setTimeout(update, wait * 1000 + 1);
  }

  if (!signs.length && !endings.length) return;
  update();
  // A telephone that slept, or a page from the browser's memory, has missed its timer.
  document.addEventListener('visibilitychange', update);
  window.addEventListener('pageshow', update);
});
