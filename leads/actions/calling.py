"""Calls: what came of one, and when to try again."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from ..cadence import ATTEMPTS, next_attempt
from ..models import (
    ANSWERING,
    REACHED_NOBODY,
    CallOutcome,
    EventKind,
    Lead,
    LeadEvent,
    Status,
)
from .changing import Staff, answered, changing, record, refuse_unless


def log_call(
    *,
    lead: Lead,
    outcome: str,
    by: Staff,
    at: datetime,
    text: str = "",
    version: int | None = None,
) -> LeadEvent:
    """Write down a call. Who was spoken with, or has our voicemail, has been answered.

    After a call that reached nobody the lead is put off until the next attempt, twice. After the
    third it is not: what becomes of it is for the desk to say.
    """
    with changing(lead, version=version) as locked:
        refuse_unless(locked.is_open, _("This lead is not open."))
        if outcome in ANSWERING:
            answered(locked, at=at)
            locked.status = Status.WAITING
        data = {"outcome": str(CallOutcome(outcome))} | _count(locked, outcome, by=by, at=at)
        return record(locked, EventKind.CALLED, by=by, at=at, text=text, data=data)


def _count(lead: Lead, outcome: str, *, by: Staff, at: datetime) -> dict[str, Any]:
    """Count the calls in a row that reached nobody, and put the lead off. Saves nothing.

    A wrong number changes nothing: calling it again is of no use, and nobody was reached.
    """
    if outcome == CallOutcome.SPOKE:
        lead.call_attempts = 0
        lead.snoozed_until, lead.snoozed_by = None, None
    if outcome not in REACHED_NOBODY:
        return {}
    lead.call_attempts += 1
    lead.snoozed_until = _again_at(lead, at=at)
    lead.snoozed_by = by if lead.snoozed_until else None
    again = {"again_at": lead.snoozed_until.isoformat()} if lead.snoozed_until else {}
    return {"attempt": lead.call_attempts} | again


def _again_at(lead: Lead, *, at: datetime) -> datetime | None:
    if lead.call_attempts >= ATTEMPTS or lead.location is None:
        return None
    return next_attempt(
        lead.location.schedule,
        at=at,
        attempts=lead.call_attempts,
        preferred=lead.preferred_times,
    )
