"""What regular checks found. It is about no single lead, so no lead has an event of it."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from ..models import CLOCKS_APART, Check, Checkup


def begin_check_of(kind: Check, *, every: timedelta, at: datetime) -> bool:
    """May a check begin? Of several workers one may, when the last one began `every` ago.

    Or in a time to come: then a clock ran ahead, and to wait for it could take for ever.
    """
    is_time = Q(began_at__lte=at - every) | Q(began_at__gt=at + CLOCKS_APART)
    if Checkup.objects.filter(is_time, kind=kind).update(began_at=at):
        return True
    return Checkup.objects.get_or_create(kind=kind, defaults={"began_at": at})[1]


def record_check_of(
    kind: Check,
    *,
    fault: str,
    began_at: datetime,
    at: datetime,
    data: dict[str, Any] | None = None,
) -> None:
    """Write down how a check went: `fault` is what failed, in a word; "" when all is well."""
    took = max(0, int((at - began_at) / timedelta(milliseconds=1)))
    found = {"began_at": began_at, "ended_at": at, "milliseconds": took, "data": data or {}}
    found["fault"] = fault[:40]
    if not fault:
        found["good_at"] = at
    Checkup.objects.update_or_create(kind=kind, defaults=found)
