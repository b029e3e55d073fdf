"""Which values of Python a column takes as they are.

Django asks each field for each value, ten calls deep, and nearly always gets back what it gave.
"""

from datetime import datetime
from enum import Enum
from types import NoneType
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

# The databases for which the table below is right.
VENDORS = {"postgresql", "sqlite"}
_NOTHING = frozenset({NoneType})
_KINDS: dict[type, frozenset[type]] = {
    **dict.fromkeys((models.CharField, models.EmailField, models.TextField), _NOTHING | {str}),
    **dict.fromkeys((models.AutoField, models.BigAutoField), _NOTHING | {int}),
    **dict.fromkeys((models.DateTimeField, models.JSONField), _NOTHING),
    **dict.fromkeys((models.PositiveIntegerField, models.PositiveSmallIntegerField), _NOTHING),
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

    PostgreSQL takes an instant as it is. To its driver a member of an Enum is a type of its own.
    """
    is_instant = type(value) is datetime and value.utcoffset() is not None
    if is_instant and type(field) is models.DateTimeField and connection.vendor == "postgresql":
        return value
    value = field.get_db_prep_save(value, connection)
    return value.value if isinstance(value, Enum) else value
