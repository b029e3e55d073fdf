"""How a live phone reference is stored in rich text: an empty link that names whose number it is.

    <a linktype="clinic-phone" id="12" role="main"></a>

`id` is the LocationPage, `role` a PhoneRole. There is nothing inside the link, so that no number
can become stale there (docs/decisions/0003).
"""

import re

from django.db.models import Model
from wagtail.fields import RichTextField, StreamField

from .phones import PhoneRole

LINK_TYPE = "clinic-phone"

_REFERENCE = re.compile(rf'(<a\s(?:[^>]*\s)?linktype="{LINK_TYPE}"[^>]*>).*?</a>', re.DOTALL)
# What fits a 64-bit key; anything else in an `id` names no location.
_ID = re.compile(r"[0-9]{1,18}")


def phone_reference(location_id: int, role: str = PhoneRole.MAIN) -> str:
    """Return the stored form of a reference to a location's number."""
    return f'<a linktype="{LINK_TYPE}" id="{int(location_id)}" role="{PhoneRole(role).value}"></a>'


def referenced_id(value: object) -> int | None:
    """Return an `id` attribute as the key of a location, None when it cannot be one."""
    text = str(value)
    return int(text) if _ID.fullmatch(text) else None


def referenced_role(value: object) -> PhoneRole:
    """Return a `role` attribute as a role; one that is missing or unknown means the main number."""
    return PhoneRole(value) if value in PhoneRole.values else PhoneRole.MAIN


def without_text(html: str) -> str:
    """Return stored rich text with nothing inside its phone references."""
    return _REFERENCE.sub(r"\1</a>", html)


def empty_references(instance: Model) -> None:
    """Take out what somebody wrote inside the phone references of an object, before it is saved.

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
