/**
 * Tells the server every 15 seconds that somebody looks at this lead, and shows who else does.
 * Without this script nobody is shown, and nothing else is missing.
 */
(() => {
  const lead = document.querySelector('[data-clinic-presence]');
  // Who may only look at the lead has no form to take the token from.
  const config = document.getElementById('wagtail-config')?.textContent;
  const token = JSON.parse(config || '{}').CSRF_TOKEN;
  if (!lead || !token) return;
  const others = lead.querySelector('[data-clinic-others]');
  const news = lead.querySelector('[data-clinic-news]');
  const cutOff = lead.querySelector('[data-clinic-cut-off]');
  const FAILURES = 3;
  let failures = 0;
  let isWriting = Boolean(lead.dataset.clinicWriting);
  let timer;

  function report(extra) {
    const data = new FormData();
    data.set('csrfmiddlewaretoken', token);
    data.set('version', lead.dataset.clinicVersion);
    if (isWriting) data.set('writing', '1');
    for (const [name, value] of Object.entries(extra || {})) data.set(name, value);
    return data;
  }

  /** Changes only what is different: a list that is written anew is read out anew. */
  function show(answer) {
    const shown = [...others.children].map((item) => item.textContent);
    if (shown.join('\n') !== answer.others.join('\n')) {
      others.replaceChildren(
        ...answer.others.map((words) => Object.assign(document.createElement('li'), { textContent: words })),
      );
    }
    if (answer.news && news.hidden) {
      news.querySelector('span').textContent = answer.news;
      news.hidden = false;
    }
  }

  async function ping() {
    clearTimeout(timer);
    if (document.hidden) return;
    try {
      const response = await fetch(lead.dataset.clinicPresence, { method: 'POST', body: report() });
      // Signed out, the admin refuses or answers with its login page: that does not pass by itself.
      if (response.redirected || response.status === 403) failures = FAILURES;
      else failures = response.ok ? 0 : failures + 1;
      if (failures === 0) show(await response.json());
    } catch {
      failures += 1; // no network just now; perhaps the next time
    }
    cutOff.hidden = failures < FAILURES;
    timer = setTimeout(ping, 15000);
  }

  lead.addEventListener('input', (event) => {
    const wasWriting = isWriting;
    isWriting = Boolean(event.target.closest('textarea, [type=text]')) || isWriting;
    if (isWriting && !wasWriting) ping();
  });
  document.addEventListener('visibilitychange', ping);
  addEventListener('pagehide', () => {
    navigator.sendBeacon(lead.dataset.clinicPresence, report({ leaving: '1' }));
  });
  ping();
})();
