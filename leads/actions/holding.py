"""Legal hold: as long as it lasts, nothing of a lead is removed, by nobody and by no rule."""

from datetime import datetime

from django.utils.translation import gettext as _

from ..models import EventKind, Lead, LeadEvent
from ..models.retention import on_hold
from .changing import Staff, changing, record, refuse_unless


def hold(
    *, lead: Lead, by: Staff, at: datetime, reason: str, version: int | None = None
) -> LeadEvent:
    """Keep a lead, whatever rules and people say, until somebody lifts the hold."""
    with changing(lead, version=version) as locked:
        refuse_unless(locked.held_at is None, _("This lead is on legal hold already."))
        locked.held_at, locked.held_by, locked.hold_reason = at, by, reason
        return record(locked, EventKind.HELD, by=by, at=at, text=reason)


def lift_hold(
    *, lead: Lead, by: Staff, at: datetime, reason: str, version: int | None = None
) -> LeadEvent:
    """The lead may be removed again. Why it was held stays in the timeline."""
    with changing(lead, version=version) as locked:
        refuse_unless(locked.held_at is not None, _("This lead is not on legal hold."))
        locked.held_at, locked.held_by, locked.hold_reason = None, None, ""
        return record(locked, EventKind.HOLD_LIFTED, by=by, at=at, text=reason)


def is_held(lead: Lead) -> bool:
    """Is the lead on hold, or the one that it is a part of, or a part of it?"""
    return on_hold(Lead.objects.filter(pk=lead.pk)).exists()
