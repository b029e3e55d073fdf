"""Forget: remove what is known of a person, and keep that there was a lead.

What remains are times, the location and who worked on it: the reports stay right, and nobody can
tell who it was.
"""

from datetime import datetime
from typing import Any

from django.db.models import Q

from ..importing.knowing import day_mark
from ..models import (
    OPEN,
    CloseReason,
    DeliveryState,
    EventKind,
    FollowUp,
    Lead,
    LeadEvent,
    LeadImportLine,
    Right,
    RoutingExample,
    Status,
)
from .changing import Staff, changing, record


def forget(*, lead: Lead, by: Staff, at: datetime, version: int | None = None) -> LeadEvent:
    """Remove the personal data of a lead, for good. An open one is closed: nobody can be answered.

    The key of the submission stays, so that a late repeated click makes no new lead.
    """
    with changing(lead, version=version) as locked:
        _empty_import_lines(locked)
        _empty(locked)
        if locked.status in OPEN:  # what was booked stays so: the reports count it
            locked.status, locked.close_reason = Status.CLOSED, CloseReason.FORGOTTEN
            locked.closed_at, locked.closed_by = at, by
        locked.forgotten_at = at
        locked.snoozed_until, locked.snoozed_by = None, None
        _empty_what_hangs_on_it(locked)
        return record(locked, EventKind.FORGOTTEN, by=by, at=at)


def same_person(lead: Lead, *, by: Any) -> list[Lead]:
    """Return the leads that go when this one is forgotten: it, and those of the same person.

    Told by phone, by e-mail or by a merge, and only where `by` may erase.
    """
    group = {lead.pk, lead.merged_into_id} - {None}
    same = Q(pk__in=group) | Q(merged_into__in=group)
    if lead.phone:
        same |= Q(phone=lead.phone)
    if lead.email:
        same |= Q(email=lead.email)
    leads = Lead.objects.visible_to(by, right=Right.ERASE).filter(same, forgotten_at__isnull=True)
    return list(leads.prefetch_related("location").newest_first())


def _empty(lead: Lead) -> None:
    """Set every personal field to what a lead has that says nothing."""
    nobody = Lead()
    for name in Lead.PERSONAL:
        setattr(lead, name, getattr(nobody, name))
    lead.body_digest = ""


def _empty_import_lines(lead: Lead) -> None:
    """Remove the lines of waiting imports that were known as this request."""
    if lead.location is None:
        return
    place = (lead.location.pk, lead.location.zone)
    phone = day_mark("phone", lead.phone, lead.received_at, *place)
    email = day_mark("email", lead.email, lead.received_at, *place)
    same = Q(pk__in=[])
    if phone:
        same |= Q(phone_day=phone)
    if email:
        same |= Q(email_day=email)
    LeadImportLine.objects.filter(same).delete()


def _empty_what_hangs_on_it(lead: Lead) -> None:
    lead.events.update(text="", data={})
    FollowUp.objects.filter(lead=lead).update(
        body_digest="", language="en", promise="", due_at=None
    )
    RoutingExample.objects.filter(lead=lead).delete()
    # What did not go out yet would say nothing any more, or go to somebody who asked for no more.
    lead.deliveries.exclude(state=DeliveryState.SENT).delete()
    lead.deliveries.update(payload={})
