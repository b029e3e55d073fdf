"""What of a page is clinical, as plain values that can be compared and signed.

The values are those that are stored: a live reference stays the same when the number it shows
changes. Left out is what says nothing clinical: pictures at the top, dates, authors, prices.
"""

import hashlib
import json
import re
from typing import Any

from django.db import models
from wagtail.models import Page

from locations.refusals import TEXTS_OF_EVERY_PAGE

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
# Of what every Wagtail page has, this is text that readers see, in a search engine's answer at the
# latest. Fields that are empty are no content: a signature from before one was here holds.
OF_EVERY_PAGE = TEXTS_OF_EVERY_PAGE


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
    found = {field.name: field_content(page, field.name) for field in clinical_fields(type(page))}
    return {name: value for name, value in found.items() if value not in _EMPTY}


def field_content(page: Page, name: str) -> Any:
    """Return what is stored in one field of a page."""
    field = page._meta.get_field(name)
    return value_content(field, getattr(page, field.attname))


def value_content(field: models.Field, value: Any) -> Any:
    """Return what would be stored of a value of a field, such as one that a form began with."""
    return _plain(field.get_prep_value(value))


def digest(content: dict[str, Any]) -> str:
    """Return a fingerprint of clinical content: the same for the same content, however ordered."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


_EMPTY: tuple[Any, ...] = (None, "", [], {})
# The editor gives its paragraphs keys, and others when the same text is saved again.
_BLOCK_KEY = re.compile(r'\sdata-block-key="[^"]*"')


def _plain(value: Any) -> Any:
    """Return a value as JSON knows it, without what the editor needs beside the content.

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
        return " ".join(_BLOCK_KEY.sub("", value).split())
    return value if isinstance(value, bool | int | float | None) else str(value)
