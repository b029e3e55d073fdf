/**
 * Live references in the rich text editor (locations/draftail.py): phones, hours, prices and so on.
 * Uses what Wagtail's editor offers to plugins: window.draftail, Draftail, DraftJS and React.
 */
(() => {
  if (window.clinicLiveFacts) return;

  const { createElement, createRef, Component } = window.React;
  const { EditorState, Modifier, SelectionState } = window.DraftJS;

  /** Opens the list of facts of one kind and puts the chosen one into the text. */
  class FactSource extends window.draftail.ModalWorkflowSource {
    getChooserConfig(entity) {
      const { label, missing, ...stored } = entity ? entity.getData() : {};
      return {
        url: this.props.entityType.chooserUrls.factChooser,
        urlParams: stored.id ? stored : {},
        onload: { choose_fact: (modal) => this.listen(modal) },
        responses: { chosen: this.onChosen },
      };
    }

    listen(modal) {
      const choices = modal.body[0].querySelectorAll('[data-clinic-fact]');
      choices.forEach((choice) => {
        const fact = JSON.parse(choice.dataset.clinicFact);
        choice.addEventListener('click', () => modal.respond('chosen', fact));
      });
      const first =
        modal.body[0].querySelector('[data-clinic-fact][aria-current]') ||
        choices[0];
      if (first) modal.container.one('shown.bs.modal', () => first.focus());
    }

    onChosen({ text, ...data }) {
      const { editorState, entityType, entityKey, onComplete } = this.props;
      // Never part of a fact: an entity that is there already is replaced whole.
      const selection = entityKey
        ? window.Draftail.DraftUtils.getEntitySelection(editorState, entityKey)
        : editorState.getSelection();
      const content = editorState
        .getCurrentContent()
        .createEntity(entityType.type, 'IMMUTABLE', data);
      const changed = Modifier.replaceText(
        content,
        selection,
        text,
        editorState.getCurrentInlineStyle(),
        content.getLastCreatedEntityKey(),
      );
      this.workflow.close();
      // A change of its own, so that one undo takes back the fact and nothing else.
      onComplete(EditorState.push(editorState, changed, 'apply-entity'));
    }
  }

  /** Shows the fact with whose it is, and offers to change or remove it. */
  class Fact extends Component {
    constructor(props) {
      super(props);
      this.element = createRef();
      this.remove = this.remove.bind(this);
    }

    /** Takes out the text too: left behind, it would be a typed fact that nobody updates. */
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
      const entity = contentState.getEntity(entityKey);
      const { label, missing } = entity.getData();
      const icon = { name: missing ? 'warning' : this.icon() };
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
            ? 'clinic-fact-entity clinic-fact-entity--missing'
            : 'clinic-fact-entity',
          'data-label': label,
          'data-type': entity.getType(),
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

  /** A kind of fact: its entity type, the icon of its tooltip, and where it is chosen. */
  function register(type, icon, source = FactSource) {
    class ThisFact extends Fact {
      icon() {
        return icon;
      }
    }
    window.draftail.registerPlugin(
      { type, source, decorator: ThisFact },
      'entityTypes',
    );
  }

  window.clinicLiveFacts = { register, FactSource };
  register('CLINIC_PHONE', 'clinic-phone');
  register('CLINIC_HOURS', 'time');
  register('CLINIC_ADDRESS', 'clinic-place');
  register('CLINIC_BOOKING', 'calendar-check');
})();
