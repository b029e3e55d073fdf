"""Every look at a person is written down: who, when, which lead."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from ..models import AccessKind, Lead, LeadAccess
from .changing import Staff, name_of

# Coming back to the screen after an action, or reloading it, is one look.
ONE_LOOK = timedelta(minutes=5)
# A list stays open all day, and draws itself anew: that a name stood in it is one look.
ONE_LOOK_AT_A_LIST = timedelta(hours=12)


def looked_at(*, lead: Lead, by: Staff, at: datetime) -> None:
    """Write down that somebody opened the lead."""
    recent = LeadAccess.objects.filter(
        lead=lead, by=by, kind=AccessKind.VIEWED, at__gt=at - ONE_LOOK
    )
    if not recent.exists():
        _write(lead, AccessKind.VIEWED, by=by, at=at)


def read_in_list(*, lead_ids: Iterable[int], by: Staff, at: datetime) -> None:
    """Write down, with each of the leads, that somebody had its name written out in a list."""
    pks = set(lead_ids)
    if not pks:
        return
    lists = LeadAccess.objects.filter(by=by, kind=AccessKind.LISTED, at__gt=at - ONE_LOOK_AT_A_LIST)
    known = set(lists.filter(lead__in=pks).values_list("lead", flat=True))
    facts = {"kind": AccessKind.LISTED, "by": by, "by_name": name_of(by), "at": at}
    LeadAccess.objects.bulk_create([LeadAccess(lead_id=pk, **facts) for pk in sorted(pks - known)])


def revealed(*, lead: Lead, by: Staff, at: datetime) -> None:
    """Write down that somebody who only looks on had the phone number or e-mail address shown."""
    _write(lead, AccessKind.REVEALED, by=by, at=at)


def exported(*, by: Staff, at: datetime, data: dict[str, Any]) -> LeadAccess:
    """Write down that leads were taken out: which, how many, why; nothing personal in `data`."""
    return _write(None, AccessKind.EXPORTED, by=by, at=at, data=data)


@transaction.atomic
def exported_person(*, leads: Iterable[Lead], by: Staff, at: datetime, reason: str) -> None:
    """Write down, with each of the leads, that a person's data was taken out as a file."""
    data = {"file": "person", "reason": reason}
    for lead in leads:
        _write(lead, AccessKind.EXPORTED, by=by, at=at, data=data)


def _write(
    lead: Lead | None, kind: str, *, by: Staff, at: datetime, data: dict[str, Any] | None = None
) -> LeadAccess:
    return LeadAccess.objects.create(
        lead=lead, kind=kind, by=by, by_name=name_of(by), at=at, data=data or {}
    )
