"""Live references in the rich text editor: from the stored form and back, and their buttons.

In the editor a reference is one unbreakable piece of text, the fact as it is now. What is kept of
it is only what the stored link names; fact and label are looked up on each opening.
"""

from typing import Any

from bs4 import Tag
from django.urls import reverse_lazy
from draftjs_exporter import DOM
from wagtail.admin.rich_text.converters.editor_html import LinkTypeRule
from wagtail.admin.rich_text.converters.html_to_contentstate import (
    KEEP_WHITESPACE,
    InlineEntityElementHandler,
)
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature
from wagtail.rich_text.feature_registry import FeatureRegistry

from .live import Choice, LiveFact, Wanted

SCRIPT, STYLES = "clinic/admin/live_fact.js", "clinic/admin/live_fact.css"


def register(features: FeatureRegistry, kind: type[LiveFact], *, script: str = "") -> None:
    """Add a kind of fact to Wagtail's registry: rendering, the button, and both conversions.

    `script` registers the entity type of a kind that live_fact.js does not name.
    """
    link_type, entity_type = kind.identifier, kind.entity_type()
    features.register_link_type(kind)
    features.register_editor_plugin("draftail", link_type, _button(kind, script))
    features.register_converter_rule(
        "contentstate",
        link_type,
        {
            "from_database_format": {f'a[linktype="{link_type}"]': FactEntityHandler(kind)},
            "to_database_format": {"entity_decorators": {entity_type: _stored_by(kind)}},
        },
    )
    html_rule = LinkTypeRule(link_type, FactHtmlHandler(kind))
    features.register_converter_rule("editorhtml", link_type, [html_rule])


def _button(kind: type[LiveFact], script: str) -> EntityFeature:
    url = reverse_lazy("clinic_locations_choose_fact", args=[kind.identifier])
    control = {
        "type": kind.entity_type(),
        "icon": kind.icon,
        "description": kind.button,
        "attributes": [*kind.attributes, "label", "missing"],  # what survives copy and paste
        "chooserUrls": {"factChooser": url},
    }
    scripts = [SCRIPT, script] if script else [SCRIPT]
    return EntityFeature(control, js=scripts, css={"all": [STYLES]})


def entity_of(choice: Choice) -> dict[str, Any]:
    """Return what the editor needs to put a fact into the text."""
    return {**choice.wanted, "text": choice.shown.text, "label": choice.shown.label}


class FactEntityHandler(InlineEntityElementHandler):
    """Stored form → editor: the current fact as an unbreakable entity."""

    mutability = "IMMUTABLE"

    def __init__(self, kind: type[LiveFact]) -> None:
        super().__init__(kind.entity_type())
        self.kind = kind

    def get_attribute_data(self, attrs: dict[str, str]) -> Wanted:
        return self.kind.wanted(attrs)

    def handle_starttag(self, name: str, attrs: Any, state: Any, contentstate: Any) -> None:
        super().handle_starttag(name, attrs, state, contentstate)
        entity_range = state.current_entity_ranges[-1]
        data = contentstate.entity_map[entity_range.key].data
        shown = self.kind.shown(self._holders(contentstate).get(data["id"]), data)
        text = shown.text if shown else str(self.kind.missing)
        data["label"] = shown.label if shown else str(self.kind.gone)
        data["missing"] = shown is None
        entity_range.length = len(text)
        state.current_block.text += text
        # A space behind the fact is kept; behind an opening tag it would be dropped.
        state.leading_whitespace = KEEP_WHITESPACE

    def _holders(self, contentstate: Any) -> Any:
        """Who has the facts of this kind; read once per opened text."""
        if not hasattr(contentstate, "clinic_holders"):
            contentstate.clinic_holders = {}
        holders = contentstate.clinic_holders
        if self.kind not in holders:
            holders[self.kind] = self.kind.find(None)
        return holders[self.kind]

    def handle_endtag(self, name: str, state: Any, contentstate: Any) -> None:
        """Close the entity behind the fact: what is stored inside the link is not shown."""
        entity_range = state.current_entity_ranges.pop()
        end = entity_range.offset + entity_range.length
        block = state.current_block
        block.text = block.text[:end]
        block.inline_style_ranges = [
            style
            for style in block.inline_style_ranges
            if style.offset < end or style in state.current_inline_styles
        ]
        state.leading_whitespace = KEEP_WHITESPACE


def _stored_by(kind: type[LiveFact]) -> Any:
    def stored_element(props: dict[str, Any]) -> Any:
        """Editor → stored form. The text is left behind, its bold or italic is not.

        An entity that names nothing, such as one pasted from elsewhere, becomes plain text; one
        that the editor had no fact for goes.
        """
        attrs = _stored_attributes(kind, props)
        if attrs is None:
            return None if props.get("missing") else props["children"]
        link = DOM.create_element("a", {"linktype": kind.identifier} | attrs)
        return _in_style_of(props["children"], link)

    return stored_element


def _stored_attributes(kind: type[LiveFact], attrs: Any) -> dict[str, str] | None:
    """Return the attributes to store; None when they name nothing."""
    wanted = kind.wanted(attrs)
    if wanted["id"] is None:
        return None
    return {name: str(wanted[name]) for name in kind.attributes}


def _in_style_of(text: Any, link: Any) -> Any:
    """Return `link` inside the style elements that are around `text`."""
    children = getattr(text, "children", None)
    if not children:
        return link
    text.children = [_in_style_of(children[0], link)]
    return text


class FactHtmlHandler:
    """HTML from editors other than Draftail, and from the API, to the stored form and back."""

    def __init__(self, kind: type[LiveFact]) -> None:
        self.kind = kind

    def get_db_attributes(self, tag: Tag) -> dict[str, str]:
        """Return the attributes to store, and empty the link.

        Raises KeyError without a usable id: the API then keeps the text and reports the link.
        """
        given = {name: tag.get(f"data-{name}") for name in self.kind.attributes}
        attrs = _stored_attributes(self.kind, given)
        if attrs is None:
            raise KeyError("data-id")
        tag.clear()
        return attrs

    def expand_db_attributes(self, attrs: dict[str, str]) -> str:
        wanted = self.kind.wanted(attrs)
        written = [f'data-{name}="{wanted[name]}"' for name in self.kind.attributes]
        return f'<a data-linktype="{self.kind.identifier}" {" ".join(written)}>'
