/**
 * The live phone reference in the rich text editor (locations/draftail.py).
 * Uses what Wagtail's editor offers to plugins: window.draftail, Draftail, DraftJS and React.
 */
(() => {
  const { createElement, createRef, Component } = window.React;
  const { EditorState, Modifier, SelectionState } = window.DraftJS;

  /** Opens the list of numbers and puts the chosen one into the text. */
  class PhoneSource extends window.draftail.ModalWorkflowSource {
    getChooserConfig(entity) {
      const { id, role } = entity ? entity.getData() : {};
      return {
        url: this.props.entityType.chooserUrls.phoneChooser,
        urlParams: id ? { id, role } : {},
        onload: { choose_phone: (modal) => this.listen(modal) },
        responses: { chosen: this.onChosen },
      };
    }

    listen(modal) {
      const choices = modal.body[0].querySelectorAll('[data-clinic-phone]');
      choices.forEach((choice) => {
        const { id, role, number, label } = choice.dataset;
        choice.addEventListener('click', () =>
          modal.respond('chosen', { id: Number(id), role, number, label }),
        );
      });
      const first =
        modal.body[0].querySelector('[data-clinic-phone][aria-current]') ||
        choices[0];
      if (first) modal.container.one('shown.bs.modal', () => first.focus());
    }

    onChosen({ id, role, number, label }) {
      const { editorState, entityType, entityKey, onComplete } = this.props;
      // Never part of a number: an entity that is there already is replaced whole.
      const selection = entityKey
        ? window.Draftail.DraftUtils.getEntitySelection(editorState, entityKey)
        : editorState.getSelection();
      const data = { id, role, label };
      const content = editorState
        .getCurrentContent()
        .createEntity(entityType.type, 'IMMUTABLE', data);
      const changed = Modifier.replaceText(
        content,
        selection,
        number,
        editorState.getCurrentInlineStyle(),
        content.getLastCreatedEntityKey(),
      );
      this.workflow.close();
      // A change of its own, so that one undo takes back the number and nothing else.
      onComplete(EditorState.push(editorState, changed, 'apply-entity'));
    }
  }

  /** Shows the number with whose it is, and offers to change or remove it. */
  class Phone extends Component {
    constructor(props) {
      super(props);
      this.element = createRef();
      this.remove = this.remove.bind(this);
    }

    /** Takes out the text too: left behind, it would be a typed number that nobody updates. */
    remove() {
      const { entityKey, onRemove } = this.props;
      const editor = editorAround(this.element.current);
      if (!editor) {
        onRemove(entityKey);
        return;
      }
      const editorState = editor.getEditorState();
      const range = rangeOf(editorState.getCurrentContent(), entityKey);
      const changed = Modifier.removeRange(
        editorState.getCurrentContent(),
        range,
        'backward',
      );
      editor.onChange(EditorState.push(editorState, changed, 'remove-range'));
    }

    render() {
      const { children, contentState, entityKey } = this.props;
      const { label, missing } = contentState.getEntity(entityKey).getData();
      const icon = { name: missing ? 'warning' : 'clinic-phone' };
      const tooltip = {
        ...this.props,
        icon: createElement(window.wagtail.components.Icon, icon),
        label,
        onRemove: this.remove,
      };
      return createElement(
        'span',
        {
          ref: this.element,
          className: missing
            ? 'clinic-phone-entity clinic-phone-entity--missing'
            : 'clinic-phone-entity',
          'data-label': label,
        },
        createElement(window.draftail.TooltipEntity, tooltip, children),
      );
    }
  }

  /** The Draftail editor that an element is in; Wagtail keeps it on the form field. */
  function editorAround(element) {
    const wrapper = element && element.closest('[data-draftail-editor-wrapper]');
    const field =
      wrapper &&
      [...wrapper.parentNode.children].find((child) => child.draftailEditor);
    return field ? field.draftailEditor : null;
  }

  /** Where an entity is in the text. */
  function rangeOf(content, entityKey) {
    let range = null;
    content.getBlockMap().forEach((block) => {
      block.findEntityRanges(
        (character) => character.getEntity() === entityKey,
        (start, end) => {
          range = SelectionState.createEmpty(block.getKey()).merge({
            anchorOffset: start,
            focusOffset: end,
          });
        },
      );
    });
    return range;
  }

  window.draftail.registerPlugin(
    { type: 'CLINIC_PHONE', source: PhoneSource, decorator: Phone },
    'entityTypes',
  );
})();
