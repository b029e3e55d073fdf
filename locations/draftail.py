"""The phone reference in the rich text editor: from the stored form and back, and its button.

In the editor a reference is one unbreakable piece of text, the number as it is now. What is kept
of it is only the location's id and the role; number and label are looked up on each opening.
"""

from typing import Any

from bs4 import Tag
from django.urls import reverse_lazy
from django.utils.translation import gettext, gettext_lazy
from draftjs_exporter import DOM
from wagtail.admin.rich_text.converters.editor_html import LinkTypeRule
from wagtail.admin.rich_text.converters.html_to_contentstate import (
    KEEP_WHITESPACE,
    InlineEntityElementHandler,
)
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature
from wagtail.rich_text.feature_registry import FeatureRegistry

from .facts import PhoneValue
from .markup import LINK_TYPE, referenced_id, referenced_role
from .models import LocationPage
from .references import PhoneLinkHandler, locations_by_id, shown_phone

FEATURE = "clinic-phone"
ENTITY = "CLINIC_PHONE"


def register(features: FeatureRegistry) -> None:
    """Add the feature to Wagtail's registry: rendering, the button, and both conversions."""
    features.register_link_type(PhoneLinkHandler)
    features.register_editor_plugin("draftail", FEATURE, _button())
    features.register_converter_rule(
        "contentstate",
        FEATURE,
        {
            "from_database_format": {f'a[linktype="{LINK_TYPE}"]': PhoneEntityHandler(ENTITY)},
            "to_database_format": {"entity_decorators": {ENTITY: stored_element}},
        },
    )
    features.register_converter_rule(
        "editorhtml", FEATURE, [LinkTypeRule(LINK_TYPE, PhoneHtmlHandler)]
    )


def _button() -> EntityFeature:
    control = {
        "type": ENTITY,
        "icon": "clinic-phone",
        "description": gettext_lazy("Phone number"),
        "attributes": ["id", "role", "label", "missing"],  # what survives copy and paste
        "chooserUrls": {"phoneChooser": reverse_lazy("clinic_locations_choose_phone")},
    }
    return EntityFeature(
        control,
        js=["clinic/admin/phone_reference.js"],
        css={"all": ["clinic/admin/phone_reference.css"]},
    )


def entity_of(location: LocationPage, phone: PhoneValue) -> dict[str, Any]:
    """Return what the editor needs to put a number into the text."""
    label = gettext("%(location)s: %(role)s") % {
        "location": location.title,
        "role": phone.role_label,
    }
    return {
        "id": location.pk,
        "role": phone.role,
        "number": phone.display,
        "label": label,
        "missing": False,
    }


class PhoneEntityHandler(InlineEntityElementHandler):
    """Stored form → editor: the current number as an unbreakable entity."""

    mutability = "IMMUTABLE"

    def get_attribute_data(self, attrs: dict[str, str]) -> dict[str, Any]:
        return {"id": referenced_id(attrs.get("id")), "role": referenced_role(attrs.get("role"))}

    def handle_starttag(self, name: str, attrs: Any, state: Any, contentstate: Any) -> None:
        super().handle_starttag(name, attrs, state, contentstate)
        entity_range = state.current_entity_ranges[-1]
        data = contentstate.entity_map[entity_range.key].data
        shown = _shown(contentstate, data)
        data |= {key: shown[key] for key in ("label", "missing")}
        entity_range.length = len(shown["number"])
        state.current_block.text += shown["number"]
        # A space behind the number is kept; behind an opening tag it would be dropped.
        state.leading_whitespace = KEEP_WHITESPACE

    def handle_endtag(self, name: str, state: Any, contentstate: Any) -> None:
        """Close the entity behind the number: what is stored inside the link is not shown."""
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


def _shown(contentstate: Any, data: dict[str, Any]) -> dict[str, Any]:
    """Number and label of a reference; the locations are read once per opened text."""
    if not hasattr(contentstate, "clinic_locations"):
        contentstate.clinic_locations = locations_by_id()
    location = contentstate.clinic_locations.get(data["id"])
    phone = shown_phone(location, data["role"])
    if phone is None:
        label = gettext("This location is not on the site any more.")
        return {"number": gettext("no number"), "label": label, "missing": True}
    return entity_of(location, phone)


def stored_element(props: dict[str, Any]) -> Any:
    """Editor → stored form. The text is left behind, its bold or italic is not.

    An entity that names no location, such as one pasted from elsewhere, becomes plain text; one
    that the editor had no number for goes.
    """
    location_id = referenced_id(props.get("id"))
    if location_id is None:
        return None if props.get("missing") else props["children"]
    role = referenced_role(props.get("role"))
    attrs = {"linktype": LINK_TYPE, "id": str(location_id), "role": role.value}
    return _in_style_of(props["children"], DOM.create_element("a", attrs))


def _in_style_of(text: Any, link: Any) -> Any:
    """Return `link` inside the style elements that are around `text`."""
    children = getattr(text, "children", None)
    if not children:
        return link
    text.children = [_in_style_of(children[0], link)]
    return text


class PhoneHtmlHandler:
    """HTML from editors other than Draftail, and from the API, to the stored form and back."""

    @staticmethod
    def get_db_attributes(tag: Tag) -> dict[str, str]:
        """Return the attributes to store, and empty the link.

        Raises KeyError without a usable id: the API then keeps the text and reports the link.
        """
        location_id = referenced_id(tag["data-id"])
        if location_id is None:
            raise KeyError("data-id")
        tag.clear()
        return {"id": str(location_id), "role": referenced_role(tag.get("data-role")).value}

    @staticmethod
    def expand_db_attributes(attrs: dict[str, str]) -> str:
        location_id, role = referenced_id(attrs.get("id")), referenced_role(attrs.get("role"))
        return f'<a data-linktype="{LINK_TYPE}" data-id="{location_id}" data-role="{role.value}">'
