"""Which values of Python a column takes as they are.

Django asks each field for each value, ten calls deep, and nearly always gets back what it gave.
"""

import json
from datetime import datetime
from enum import Enum
from types import NoneType
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

# The databases for which the table below is right.
VENDORS = {"postgresql", "sqlite"}
_NOTHING = frozenset({NoneType})
_NUMBERS = frozenset({NoneType, int})
_KINDS: dict[type, frozenset[type]] = {
    **dict.fromkeys((models.CharField, models.EmailField, models.TextField), _NOTHING | {str}),
    **dict.fromkeys((models.AutoField, models.BigAutoField), _NUMBERS),
    **dict.fromkeys((models.DateTimeField, models.JSONField), _NOTHING),
    **dict.fromkeys((models.PositiveIntegerField, models.PositiveSmallIntegerField), _NUMBERS),
}


def as_they_are(field: Any) -> frozenset[type]:
    """The exact types of values that need not be made the database's.

    Of Django's own fields alone: what another app's does to a value, is that app's to know.
    """
    while type(field) in (models.ForeignKey, models.OneToOneField):
        field = field.target_field
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return frozenset()
    return _KINDS.get(type(field), frozenset())


def made_for(field: Any, value: Any, connection: BaseDatabaseWrapper) -> Any:
    """A value as the database takes it, to be saved.

    PostgreSQL takes an instant as it is, and JSON as a text; its driver takes long to make one. A
    member of an Enum is to the driver a type of its own.
    """
    kind = type(field)
    if connection.vendor == "postgresql":
        if kind is models.DateTimeField and _is_instant(value):
            return value
        if kind is models.JSONField and field.encoder is None and type(value) in (dict, list):
            return json.dumps(value)
    value = field.get_db_prep_save(value, connection)
    return value.value if isinstance(value, Enum) else value


def _is_instant(value: Any) -> bool:
    return type(value) is datetime and value.utcoffset() is not None
