"""Settings that would let everybody out, or nobody, are refused at start-up.

What the database holds is looked at where it is asked for (`check --database default`, the doctor).
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DEFAULT_DB_ALIAS, DatabaseError

from locations.faults import apart


@register("security")
def session_limits_are_positive(app_configs: Any, **kwargs: Any) -> list[Error]:
    names = ("STAFF_IDLE_MINUTES", "STAFF_SESSION_HOURS")
    return [
        Error(f"{name} must be at least 1.", id="clinic_cms.E001")
        for name in names
        if getattr(settings, name) < 1
    ]


@register(Tags.database)
def second_factors_can_be_read(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """After a restore beside another SECRET_KEY nobody with a second factor can sign in."""
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    from .adapters import unreadable  # needs the models

    try:
        with apart():
            number = unreadable()
    except DatabaseError:  # before the first migration
        return []
    return [_unreadable(number)] if number else []


def _unreadable(number: int) -> CheckMessage:
    return Warning(
        f"{number} second factors or sets of recovery codes cannot be read with this SECRET_KEY: "
        "their owners cannot sign in.",
        hint="Add the key under which they were set up to SECRET_KEY_FALLBACKS. If it is lost, "
        "take them away (docs/operations.md, “Signing in”), and have them set up anew.",
        id="clinic_cms.W001",
    )
