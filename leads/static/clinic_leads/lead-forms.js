/**
 * Small helps in the forms of a lead: canned replies, who is on leave, copying, names after an @,
 * Enter in a field. Each form works without: a button fills the reply in, and the server says who
 * is away.
 */
(() => {
  const lead = document.querySelector('[data-clinic-lead]');
  if (!lead) return;

  async function ask(url) {
    const response = await fetch(url, { headers: { Accept: 'application/json' } });
    if (!response.ok) throw new Error(String(response.status));
    return response.json();
  }

  /** Fills a canned reply in, and asks before it takes the place of what somebody wrote. */
  function fillReplies(select) {
    const form = lead.querySelector('.clinic-reply');
    const { subject, text } = form.elements;
    const warning = lead.querySelector('[data-clinic-warning]');
    // What is theirs: all that is neither empty nor filled in by us. After a refusal that is what
    // the form came back with.
    const isBack = 'clinicBack' in form.dataset;
    const filled = new Map([subject, text].map((field) => [field, isBack ? '' : field.defaultValue]));
    const isWritten = (field) => field.value !== '' && field.value !== filled.get(field);
    const fill = (field, words) => {
      field.value = words;
      filled.set(field, field.value);
    };
    select.form.querySelector('button').hidden = true;
    select.addEventListener('change', async () => {
      if (!select.value) return;
      try {
        const url = select.dataset.clinicCanned.replace(/0\/$/, `${select.value}/`);
        const reply = await ask(url);
        const isLost = isWritten(text) || (reply.subject && isWritten(subject));
        if (isLost && !confirm(select.dataset.clinicReplace)) return;
        if (reply.subject) fill(subject, reply.subject);
        fill(text, reply.text);
        warning.hidden = !reply.warning;
        warning.querySelector('span').textContent = reply.warning;
        text.dispatchEvent(new Event('input', { bubbles: true }));
      } catch {
        select.form.submit();
      }
    });
  }

  /** Marks those who are on leave on the day of the appointment. */
  function markAway(select) {
    const day = select.form.elements.appointment_at;
    day.addEventListener('change', async () => {
      if (!day.value) return;
      const { people } = await ask(`${select.dataset.clinicPeople}?on=${day.value.slice(0, 10)}`);
      const away = new Set(people.filter((person) => person.away).map((person) => person.name));
      for (const option of select.options) {
        if (!option.value) continue;
        option.textContent = away.has(option.value)
          ? `${option.value} ${select.dataset.clinicAway}`
          : option.value;
      }
    });
  }

  function copyOn(button) {
    if (!navigator.clipboard) return;
    const words = button.querySelector('span');
    button.hidden = false;
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.clinicCopy).value);
      words.textContent = button.dataset.clinicCopied;
    });
  }

  /** After an @, offers the colleagues whose name goes on like that, as buttons below the box. */
  function offerNames(box) {
    const known = [...lead.querySelectorAll('#clinic-colleagues option')];
    const offers = document.createElement('div');
    offers.className = 'clinic-mentions';
    box.after(offers);
    box.addEventListener('input', () => {
      const before = box.value.slice(0, box.selectionStart);
      const typed = before.match(/(?:^|[^\w@.+-])@([\w.+@-]*)$/)?.[1];
      const fits = (option) => `${option.value} ${option.textContent}`.toLowerCase().includes(typed.toLowerCase());
      const found = typed === undefined ? [] : known.filter(fits).slice(0, 6);
      offers.replaceChildren(...found.map((option) => offer(option, box, before, typed)));
    });
  }

  function offer(option, box, before, typed) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button button-small button-secondary';
    button.textContent = `${option.textContent} (@${option.value})`;
    button.addEventListener('click', () => {
      const start = before.slice(0, before.length - typed.length) + option.value + ' ';
      box.value = start + box.value.slice(before.length);
      box.setSelectionRange(start.length, start.length);
      box.focus();
      button.parentElement.replaceChildren();
    });
    return button;
  }

  /** Enter does what the field belongs to, by the button that its group is sent with. */
  function sendByEnter(form) {
    form.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.isComposing || !event.target.matches('input')) return;
      event.preventDefault();
      if (!event.repeat) event.target.closest('details')?.querySelector('[data-clinic-enter]')?.click();
    });
  }

  const canned = lead.querySelector('[data-clinic-canned]');
  if (canned) fillReplies(canned);
  const people = lead.querySelector('[data-clinic-people]');
  if (people) markAway(people);
  lead.querySelectorAll('[data-clinic-copy]').forEach(copyOn);
  const work = lead.querySelector('.clinic-work');
  if (work) sendByEnter(work);
  const note = lead.querySelector('.clinic-work textarea[name=text]');
  if (note) offerNames(note);
})();
