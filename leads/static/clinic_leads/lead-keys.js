/**
 * Keys and jumps on the screen of a lead. The keys themselves are bound by Wagtail's `w-kbd`, which
 * leaves them alone for who has switched shortcuts off; each clicks a link or button.
 */
(() => {
  const lead = document.querySelector('[data-clinic-lead]');
  if (!lead) return;

  /** Opens what is closed, and goes to the first thing in it that can be filled in or pressed. */
  function open(target) {
    const within = 'select, textarea, input:not([type=hidden]), button:not([hidden])';
    target.closest('details')?.setAttribute('open', '');
    if (target.matches('details')) target.open = true;
    const panel = target.closest('section')?.querySelector('[data-panel-toggle][aria-expanded=false]');
    panel?.click();
    const first = target.matches(within) ? target : target.querySelector(within);
    (first || target).focus();
    target.scrollIntoView({ block: 'nearest' });
  }

  for (const link of document.querySelectorAll('[data-clinic-opens]')) {
    const id = link.dataset.clinicOpens;
    const target = document.getElementById(`${id}-content`) || document.getElementById(id);
    if (!target) continue;
    link.addEventListener('click', (event) => {
      event.preventDefault();
      open(target);
    });
  }

  /** b: nobody at the counter reads what is on the screen. Another b, or the button, shows it. */
  const blurred = lead.querySelector('[data-clinic-blurred]');
  function blur() {
    blurred.hidden = !lead.classList.toggle('clinic-lead--blurred');
  }
  document.querySelector('[data-clinic-blur]').addEventListener('click', blur);
  lead.querySelector('[data-clinic-unblur]').addEventListener('click', blur);

  /** After c: the number of what came of the call. And “/” before Wagtail's, which searches pages. */
  const config = JSON.parse(document.getElementById('wagtail-config')?.textContent || '{}');
  document.addEventListener('keydown', (event) => {
    if (config.KEYBOARD_SHORTCUTS_ENABLED === false || event.repeat) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches('input, textarea, select') || event.target.isContentEditable) return;
    if (document.querySelector('.w-dialog:not([aria-hidden])')) return;
    const outcomes = event.target.closest('#clinic-call')?.querySelectorAll('button');
    const meant = event.key === '/' ? document.querySelector('[data-clinic-search]') : outcomes?.[event.key - 1];
    if (!meant) return;
    event.preventDefault();
    event.stopPropagation();
    meant.click();
  }, true);

  /** j and k: the leads beside this one in the list that one came from (lead-trail.js). */
  const trail = JSON.parse(sessionStorage.getItem('clinic-trail') || '[]');
  const here = trail.indexOf(lead.dataset.clinicLead);
  const beside = { next: trail[here + 1], previous: trail[here - 1] };
  for (const [name, number] of Object.entries(beside)) {
    const link = document.querySelector(`[data-clinic-${name}]`);
    if (here >= 0 && number) link.href = `../${number}/`;
  }

  /** Our keys go first in Wagtail's list of them, which “?” shows. Wagtail puts it into the page. */
  addEventListener('load', () => {
    const keys = document.getElementById('clinic-keys');
    const table = document.querySelector('#keyboard-shortcuts-dialog table');
    if (!table) return;
    const title = document.createElement('th');
    title.className = 'w-h4';
    title.scope = 'rowgroup';
    title.textContent = keys.dataset.clinicTitle;
    const group = document.createElement('tbody');
    group.className = 'w-w-full';
    const row = group.insertRow();
    row.className = 'w-keyboard-shortcuts__category';
    row.append(title);
    group.append(keys.content);
    table.tHead.after(group);
  });
})();
