"""Cursors: where a list goes on. Opaque to who asks; a part costs the same, however far."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Any

from ..problems import FieldProblem, invalid
from ..value_words import words_for

LONGEST_CURSOR = 512
# What fits the database's key.
MOST_KEY = 2**31 - 1


def cursor_of(order: str, *place: str | int) -> str:
    """A cursor that names a place in a list that is sorted in an `order`."""
    return urlsafe_b64encode(json.dumps([order, *place]).encode()).decode().rstrip("=")


def place_of(cursor: str, order: str, *kinds: type) -> list[Any]:
    """The place that a cursor names, of values of these kinds. Raises a problem for no cursor."""
    try:
        stored = json.loads(urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)))
        if not isinstance(stored, list) or stored[:1] != [order]:
            raise ValueError(order)
        return [_value(one, kind) for one, kind in zip(stored[1:], kinds, strict=True)]
    except (ValueError, RecursionError):
        wrong = FieldProblem(detail=words_for({"type": ""}), code="cursor", parameter="cursor")
        raise invalid([wrong]) from None


def _value(stored: Any, kind: type) -> Any:
    """A stored value, of its kind. Raises ValueError for what we have not written."""
    if kind is int and type(stored) is int and 0 <= stored <= MOST_KEY:
        return stored
    if kind is str and isinstance(stored, str) and stored.isalnum() and stored.isascii():
        return stored
    if kind is datetime and isinstance(stored, str):
        moment = datetime.fromisoformat(stored)
        if moment.tzinfo is not None and moment.year > 1:
            return moment
    raise ValueError(kind)
