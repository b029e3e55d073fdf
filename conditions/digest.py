"""What of a page is clinical, as plain values that can be compared and signed.

The values are those that are stored: a live reference stays the same when the number it shows
changes. Left out is what says nothing clinical: pictures at the top, dates, authors, prices.
"""

import hashlib
import json
from typing import Any

from django.db import models
from wagtail.models import Page

# Fields of our own pages that can change without anything clinical changing.
NOT_CLINICAL = {
    "author",
    "date",
    "duration_minutes",
    "image",
    "image_credit",
    "import_key",
    "price",
    "red_flags_digest",
    "series",
}
# Of what every Wagtail page has, this is text that readers see.
OF_EVERY_PAGE = ("title",)


def clinical_fields(model: type[Page]) -> list[models.Field]:
    """Return the fields of a page type whose content a reviewer signs for."""
    own = [
        field
        for field in model._meta.local_concrete_fields
        if not field.primary_key and field.name not in NOT_CLINICAL
    ]
    return [*(model._meta.get_field(name) for name in OF_EVERY_PAGE), *own]


def clinical_content(page: Page) -> dict[str, Any]:
    """Return what is stored in the clinical fields of a page, by field; empty ones left out."""
    found = {field.name: _plain(_stored(page, field)) for field in clinical_fields(type(page))}
    return {name: value for name, value in found.items() if value not in _EMPTY}


def field_content(page: Page, name: str) -> Any:
    """Return what is stored in one field of a page."""
    return _plain(_stored(page, page._meta.get_field(name)))


def digest(content: dict[str, Any]) -> str:
    """Return a fingerprint of clinical content: the same for the same content, however ordered."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


_EMPTY: tuple[Any, ...] = (None, "", [], {})


def _stored(page: Page, field: models.Field) -> Any:
    return field.get_prep_value(getattr(page, field.attname))


def _plain(value: Any) -> Any:
    """Return a value as JSON knows it, without what blocks need beside their content.

    Ids of blocks change when a page is copied. Empty parts go: a part that a block got later on,
    and that nobody has filled in, changes nothing.
    """
    if isinstance(value, dict):
        if value.keys() >= {"type", "value"}:  # a block of a stream or a list
            return {"type": value["type"], "value": _plain(value["value"])}
        parts = {str(key): _plain(part) for key, part in value.items()}
        return {key: part for key, part in parts.items() if part not in _EMPTY}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, str):
        return " ".join(value.split())
    return value if isinstance(value, bool | int | float | None) else str(value)
