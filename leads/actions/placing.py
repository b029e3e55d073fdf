"""Where a lead lies, what is promised there, and the messages that follow from it."""

import logging
from contextlib import nullcontext
from datetime import datetime

from django.utils.translation import get_language, override

from locations.faults import log_fault
from locations.inserting import insert_facts
from locations.models import LocationPage

from ..models import Delivery, DeliveryKind, Lead, LeadEvent
from ..promises import promise_text
from ..questions import promised_by
from .changing import may_work_on

logger = logging.getLogger(__name__)


def place(lead: Lead, location: LocationPage | None, *, at: datetime) -> None:
    """Give the lead its location and, counted from `at`, that location's promise. Saves nothing."""
    lead.location = location
    lead.location_title = location.title if location else ""
    if location is not None:
        lead.due_at, lead.promise = new_promise(location, language=lead.language, at=at)


def lay_at(lead: Lead, location: LocationPage | None) -> None:
    """Give the lead, with its promise as it is, to another location's desk. Does not save it.

    That desk has not put it off, nor has anybody there heard of how long the person waits. A
    colleague who may not work there loses the lead.
    """
    lead.location = location
    lead.location_title = location.title if location else ""
    lead.snoozed_until, lead.snoozed_by = None, None
    if lead.assigned_to and not may_work_on(lead.assigned_to, lead):
        lead.assigned_to = None
    lead.escalations.all().delete()


def new_promise(
    location: LocationPage, *, language: str, at: datetime
) -> tuple[datetime | None, str]:
    """Return what is promised to who asks at `at`: by when, and in which words."""
    due = None
    try:
        due = promised_by(location, at=at)
        with override(language) if language != get_language() else nullcontext():
            return due, promise_text(location_title=location.title, due=due, at=at)[:255]
    except Exception as error:
        # A lead without a promise can be answered; a lead that was not stored cannot.
        log_fault(logger, "The promise of a lead could not be computed.", error)
        return due, ""


def notify_desk(lead: Lead, *, at: datetime, event: LeadEvent | None = None) -> None:
    """Write the delivery to the desk of the lead's location."""
    enqueue(lead, DeliveryKind.DESK_MAIL, at=at, event=event)


def send_receipt(lead: Lead, *, at: datetime, event: LeadEvent | None = None) -> None:
    """Write the delivery of the visitor's receipt, if there is an address for it.

    With the event of a follow-up it goes to the address that was typed then.
    """
    if lead.email or (event and event.data.get("email")):
        enqueue(lead, DeliveryKind.RECEIPT, at=at, event=event)


def enqueue(lead: Lead, *kinds: str, at: datetime, event: LeadEvent | None = None) -> None:
    """Write a delivery of each kind."""
    if kinds:
        about = {"lead_id": lead.pk, "event_id": event.pk if event else None}
        common = {**about, "created_at": at, "next_attempt_at": at}
        insert_facts(Delivery, [{"kind": kind, **common} for kind in kinds])
