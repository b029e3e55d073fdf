"""How a live reference is stored in rich text: an empty link that names whose fact it is.

    <a linktype="clinic-phone" id="12" role="main"></a>
    <a linktype="clinic-hours" id="12"></a>

`id` is a page, `role` a PhoneRole. There is nothing inside the link, so that no fact can become
stale there (docs/decisions/0003). Every link type that begins with ``clinic-`` is of this kind.
"""

import re
from collections.abc import Iterator

from django.db.models import Model
from wagtail.fields import RichTextField, StreamField

from .phones import PhoneRole

LINK_TYPE = "clinic-phone"
# The features of every rich text field that may refer to facts of locations.
LIVE_FACTS = [LINK_TYPE, "clinic-hours", "clinic-address", "clinic-booking"]
# In the place of a page's id: the number of the clinic as a whole.
ORGANISATION = "organisation"

_REFERENCE = re.compile(r'(<a\s(?:[^>]*\s)?linktype="clinic-[a-z-]+"[^>]*>).*?</a>', re.DOTALL)
_LINK = re.compile(r"<a\s[^>]*>")
_ATTRIBUTE = re.compile(r'\s(linktype|id)="([^"]*)"')
# What fits a 64-bit key; anything else in an `id` names no page.
_ID = re.compile(r"[0-9]{1,18}")


def reference(link_type: str, page_id: int) -> str:
    """Return the stored form of a reference to a fact of a page, such as a location's hours."""
    return f'<a linktype="{link_type}" id="{int(page_id)}"></a>'


def phone_reference(location_id: int | str, role: str = PhoneRole.MAIN) -> str:
    """Return the stored form of a reference to a location's number, or the `ORGANISATION`'s."""
    whose = location_id if location_id == ORGANISATION else int(location_id)
    return f'<a linktype="{LINK_TYPE}" id="{whose}" role="{PhoneRole(role).value}"></a>'


def referenced_id(value: object) -> int | None:
    """Return an `id` attribute as the key of a page, None when it cannot be one."""
    text = str(value)
    return int(text) if _ID.fullmatch(text) else None


def referenced_role(value: object) -> PhoneRole:
    """Return a `role` attribute as a role; one that is missing or unknown means the main number."""
    return PhoneRole(value) if value in PhoneRole.values else PhoneRole.MAIN


def linked_ids(instance: Model, link_type: str) -> set[int]:
    """Return the ids of the pages that the texts of an object link to, by links of one type."""
    found: set[int] = set()
    for text in texts_of(instance):
        for tag in _LINK.findall(text):
            attributes = dict(_ATTRIBUTE.findall(tag))
            page_id = referenced_id(attributes.get("id"))
            if attributes.get("linktype") == link_type and page_id is not None:
                found.add(page_id)
    return found


def texts_of(instance: Model) -> Iterator[str]:
    """Yield every string in the rich text and StreamFields of an object, as it is stored."""
    for field in instance._meta.concrete_fields:
        if isinstance(field, RichTextField | StreamField):
            yield from _strings(field.get_prep_value(getattr(instance, field.attname)))


def without_text(html: str) -> str:
    """Return stored rich text with nothing inside its live references."""
    return _REFERENCE.sub(r"\1</a>", html)


def empty_references(instance: Model) -> None:
    """Take out what somebody wrote inside the live references of an object, before it is saved.

    The editor and the API keep references empty. A translator, or a program, may not.
    """
    for field in instance._meta.concrete_fields:
        if isinstance(field, RichTextField):
            setattr(instance, field.attname, without_text(getattr(instance, field.attname) or ""))
        elif isinstance(field, StreamField):
            _empty_stream(instance, field)


def _empty_stream(instance: Model, field: StreamField) -> None:
    stored = field.get_prep_value(getattr(instance, field.attname))
    emptied = _each_string(stored)
    if emptied != stored:
        setattr(instance, field.attname, field.to_python(emptied))


def _each_string(value: object) -> object:
    if isinstance(value, str):
        return without_text(value)
    if isinstance(value, list):
        return [_each_string(item) for item in value]
    if isinstance(value, dict):
        return {key: _each_string(item) for key, item in value.items()}
    return value


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)
