"""Putting a lead off, and what brings it back."""

from datetime import datetime

from django.utils.translation import gettext as _

from ..models import EventKind, Lead, LeadEvent, Status
from ..notifications import occasions
from ..putting_off import LONGEST
from .changing import Staff, changing, record, refuse_unless
from .placing import new_promise


def snooze(
    *,
    lead: Lead,
    until: datetime,
    by: Staff,
    at: datetime,
    version: int | None = None,
    text: str = "",
) -> LeadEvent:
    """Put the lead off. A promise goes on: should it pass before, the lead is back as overdue."""
    with changing(lead, version=version) as locked:
        refuse_unless(locked.is_open, _("This lead is not open."))
        refuse_unless(until > at, _("This time has passed already."))
        refuse_unless(until - at <= LONGEST, _("This is more than a year away."))
        locked.snoozed_until, locked.snoozed_by = until, by
        data = {"until": until.isoformat()}
        return record(locked, EventKind.SNOOZED, by=by, at=at, text=text, data=data)


def wake(
    *, lead: Lead, by: Staff | None, at: datetime, version: int | None = None, text: str = ""
) -> LeadEvent:
    """The lead is no longer put off."""
    with changing(lead, version=version) as locked:
        refuse_unless(locked.snoozed_until is not None, _("This lead is not put off."))
        locked.snoozed_until, locked.snoozed_by = None, None
        return record(locked, EventKind.WOKEN, by=by, at=at, text=text)


def they_replied(
    *, lead: Lead, by: Staff, at: datetime, version: int | None = None, text: str = ""
) -> LeadEvent:
    """The person wrote or rang back: they wait for us again, also if the lead was closed."""
    with changing(lead, version=version) as locked:
        refuse_unless(takes_a_reply(locked), _("This lead is booked or in quarantine."))
        locked.closed_at, locked.closed_by, locked.close_reason = None, None, ""
        locked.status = Status.NEW
        locked.snoozed_until, locked.snoozed_by = None, None
        locked.call_attempts = 0
        owe_an_answer(locked, at=at)
        event = record(locked, EventKind.THEY_REPLIED, by=by, at=at, text=text)
        occasions.followed_up(event, lead=locked, at=at)
        return event


def takes_a_reply(lead: Lead) -> bool:
    """Can the person write back? A booked lead is reopened first, with its appointment in view."""
    real = lead.quarantined_at is None and lead.merged_into_id is None
    return real and lead.status != Status.BOOKED


def owe_an_answer(lead: Lead, *, at: datetime) -> None:
    """A promise for the new answer, unless one runs already. Saves nothing."""
    if lead.answered_at is None and lead.due_at is not None:
        return
    lead.answered_at = None
    if lead.location is not None:
        lead.due_at, _promise = new_promise(lead.location, language=lead.language, at=at)
