"""A document as JSON values and back, so that it can wait in the database between two visits.

Every dataclass of the model is stored under its name with its fields. Those that have their default
are left out, so that a document stored before a field was added can still be read.
"""

from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from typing import Any

from . import document as model
from .document import ArticleDocument

_CLASSES: dict[str, Any] = {
    name: value
    for name, value in vars(model).items()
    if isinstance(value, type) and is_dataclass(value)
}


def as_json(document: ArticleDocument) -> Any:
    """Return `document` as values that JSON knows."""
    return _stored(document)


def from_json(stored: Any) -> ArticleDocument:
    """Return the document that `as_json` stored; ValueError when it is none."""
    document = _restored(stored)
    if not isinstance(document, ArticleDocument):
        raise ValueError("not a stored document")
    return document


def clean(text: str) -> str:
    """Return `text` without what no database takes: the zero character and halves of letters."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _stored(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if is_dataclass(value) and not isinstance(value, type):
        kept = {
            field.name: _stored(getattr(value, field.name))
            for field in fields(value)
            if field.default is MISSING or getattr(value, field.name) != field.default
        }
        return {"is": type(value).__name__, **kept}
    if isinstance(value, tuple | list):
        return [_stored(inner) for inner in value]
    if isinstance(value, date):
        return {"is": "date", "iso": value.isoformat()}
    return value


def _restored(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_restored(inner) for inner in value)
    if not isinstance(value, dict):
        return value
    kind = value.get("is")
    if kind == "date":
        return date.fromisoformat(value["iso"])
    if kind not in _CLASSES:
        raise ValueError("not a part of a document")
    return _CLASSES[kind](**{name: _restored(v) for name, v in value.items() if name != "is"})
