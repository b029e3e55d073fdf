/**
 * The content checks in the page editor (conditions/content_checks): what they find, in Wagtail's
 * “Checks” panel, and one click that puts a live reference in the place of a typed number.
 */
(() => {
  const WAIT = 1500;

  document.addEventListener('DOMContentLoaded', () => {
    const words = JSON.parse(
      document.getElementById('clinic-checks-words')?.textContent || 'null',
    );
    const form = document.querySelector('[data-edit-form]');
    const panel = document.querySelector('[data-checks-panel]');
    const isPage = /\/pages\/(add|\d+\/edit)\//.test(window.location.pathname);
    if (!words || !form || !panel || !isPage) return;

    const section = make('section', 'clinic-checks');
    const list = make('ul');
    const said = make('p');
    said.setAttribute('role', 'status');
    section.append(make('h2', '', words.heading), said, list);
    panel.parentElement.before(section);

    let timer;
    let turn = 0;
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(check, WAIT);
    };
    form.addEventListener('input', soon);
    form.addEventListener('change', soon);
    document.addEventListener('w-autosave:success', soon);
    check();

    async function check() {
      // A new page gets its address, and the number in it, when it is saved for the first time.
      const id = /\/pages\/(\d+)\/edit\//.exec(window.location.pathname)?.[1];
      if (!id) {
        said.textContent = words.unsaved;
        return;
      }
      turn += 1;
      const mine = turn;
      try {
        const url = words.url.replace('/0/', `/${id}/`);
        const answer = await fetch(url, { method: 'POST', body: new FormData(form) });
        const { findings } = await answer.json();
        if (mine === turn) show(findings);
      } catch {
        said.textContent = words.failed;
      }
    }

    function show(findings) {
      said.textContent = findings.length ? '' : words.nothing;
      list.replaceChildren(...findings.map(row));
    }

    function row(finding) {
      const item = make(
        'li',
        `clinic-checks__finding clinic-checks__finding--${finding.severity}`,
      );
      const title = make('p');
      title.append(make('strong', '', words[finding.severity]), ` ${finding.label}`);
      item.append(title, make('p', '', finding.message));
      if (finding.excerpt) {
        const quoted = make('p');
        quoted.append(make('q', '', finding.excerpt));
        item.append(quoted);
      }
      const place = placeOf(finding.contentPath);
      finding.fixes.forEach((fix) => {
        const button = make('button', 'button button-small', `${words.replace} ${fix.label}`);
        button.type = 'button';
        button.addEventListener('click', () => {
          if (replace(place || form, finding.typed, fix)) said.textContent = words.replaced;
          soon();
        });
        item.append(button);
      });
      if (place) {
        const button = make('button', 'button button-small button-secondary', words.show);
        button.type = 'button';
        button.addEventListener('click', () => reveal(place));
        item.append(button);
      }
      return item;
    }

    /** The part of the form that a content path leads to. */
    function placeOf(path) {
      let place = form;
      for (const step of path ? path.split('.') : []) {
        const found = place.querySelector(`[data-contentpath="${CSS.escape(step)}"]`);
        if (!found) break;
        place = found;
      }
      return place === form ? null : place;
    }

    function reveal(place) {
      place.scrollIntoView({ block: 'center' });
      place.querySelector('[contenteditable="true"], input, textarea')?.focus();
    }
  });

  function make(tag, className = '', text = '') {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.textContent = text;
    return element;
  }

  /** Puts the live number in the place of each `typed` one in the rich texts of `place`. */
  function replace(place, typed, fix) {
    let changed = false;
    place.querySelectorAll('[data-draftail-editor-wrapper]').forEach((wrapper) => {
      const field = [...wrapper.parentNode.children].find((child) => child.draftailEditor);
      if (field && replaceIn(field.draftailEditor, typed, fix)) changed = true;
    });
    return changed;
  }

  function replaceIn(editor, typed, fix) {
    const { EditorState, Modifier, SelectionState } = window.DraftJS;
    const before = editor.getEditorState();
    let content = before.getCurrentContent();
    before
      .getCurrentContent()
      .getBlocksAsArray()
      .forEach((block) => {
        // From the end, so that the places before stay where they are.
        const text = block.getText().replaceAll('\u00a0', ' ');
        let start = text.lastIndexOf(typed);
        while (start >= 0) {
          const end = start + typed.length;
          if (!isLive(content, block, start) && !isPartOfNumber(text, start, end)) {
            const range = SelectionState.createEmpty(block.getKey()).merge({
              anchorOffset: start,
              focusOffset: end,
            });
            const { id, role, label } = fix;
            content = content.createEntity('CLINIC_PHONE', 'IMMUTABLE', { id, role, label });
            content = Modifier.replaceText(
              content,
              range,
              typed,
              block.getInlineStyleAt(start),
              content.getLastCreatedEntityKey(),
            );
          }
          start = start > 0 ? text.lastIndexOf(typed, start - 1) : -1;
        }
      });
    if (content === before.getCurrentContent()) return false;
    editor.onChange(EditorState.push(before, content, 'apply-entity'));
    return true;
  }

  /** Are these digits the middle of a longer number, or has theirs an extension? */
  function isPartOfNumber(text, start, end) {
    const goesOn = /^(?:[\d/-]|\s*(?:x|ext)\.?\s*\d)/i;
    return /[\d+(./-]$/.test(text.slice(0, start)) || goesOn.test(text.slice(end));
  }

  /** Is what stands here a live reference already? */
  function isLive(content, block, offset) {
    const key = block.getEntityAt(offset);
    return Boolean(key) && content.getEntity(key).getType().startsWith('CLINIC_');
  }
})();
