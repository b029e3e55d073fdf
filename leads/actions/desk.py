"""What the front desk does with a lead."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from locations.models import LocationPage
from locations.webhooks.outcomes import anew

from ..models import (
    CloseReason,
    Delivery,
    DeliveryKind,
    DeliveryState,
    EventKind,
    Lead,
    LeadEvent,
    Right,
    Source,
    Status,
    first_ask,
)
from ..notifications import occasions
from .booking import is_to_be_marked
from .bringing import bring
from .changing import (
    NotAllowed,
    Staff,
    answered,
    changing,
    changing_whole,
    has_right,
    may_work_on,
    name_of,
    record,
    refuse_unless,
)
from .placing import lay_at, notify_desk, place, send_receipt


def note(
    *, lead: Lead, text: str, by: Staff, at: datetime, mentions: Iterable[Staff] = ()
) -> LeadEvent:
    """Write a note. Notes never collide, so no version is asked for.

    Who is mentioned must be somebody who may see the lead; the event keeps their ids.
    """
    with changing(lead, version=None) as locked:
        mentioned = list(mentions)
        allowed = all(has_right(user, Right.SEE, locked) for user in mentioned)
        refuse_unless(allowed, _("Only who may see this lead can be mentioned."))
        data = {"mentions": [user.pk for user in mentioned]} if mentioned else {}
        event = record(locked, EventKind.NOTED, by=by, at=at, text=text, data=data)
        occasions.noted(event, lead=locked, at=at)
        return event


def assign(
    *,
    lead: Lead,
    to: Staff | None,
    by: Staff,
    at: datetime,
    version: int | None = None,
) -> LeadEvent:
    """Give the lead to a colleague who may work on it, or to nobody."""
    with changing(lead, version=version) as locked:
        allowed = to is None or may_work_on(to, locked)
        refuse_unless(allowed, _("This person cannot work on leads of this location."))
        locked.assigned_to = to
        data = {"to": name_of(to)}
        event = record(locked, EventKind.ASSIGNED, by=by, at=at, data=data)
        occasions.assigned(event, lead=locked, to=to, at=at)
        return event


def await_visitor(
    *, lead: Lead, by: Staff, at: datetime, text: str = "", version: int | None = None
) -> LeadEvent:
    """We answered (by whatever way); now it is the visitor's turn."""
    with changing(lead, version=version) as locked:
        refuse_unless(locked.is_open, _("This lead is not open."))
        answered(locked, at=at)
        locked.status = Status.WAITING
        data = {"to": str(Status.WAITING)}
        return record(locked, EventKind.STATUS, by=by, at=at, text=text, data=data)


def close(
    *,
    lead: Lead,
    reason: str,
    by: Staff,
    at: datetime,
    text: str = "",
    version: int | None = None,
) -> LeadEvent:
    """Nothing more is to be done, for a stated reason."""
    with changing(lead, version=version) as locked:
        refuse_unless(locked.status != Status.CLOSED, _("This lead is closed already."))
        locked.status = Status.CLOSED
        locked.close_reason = str(CloseReason(reason))
        locked.closed_at, locked.closed_by = at, by
        locked.snoozed_until, locked.snoozed_by = None, None
        data = {"reason": locked.close_reason}
        return record(locked, EventKind.CLOSED, by=by, at=at, text=text, data=data)


def reopen(
    *, lead: Lead, by: Staff, at: datetime, text: str = "", version: int | None = None
) -> LeadEvent:
    """There is something to be done after all; the promise stays what it was."""
    with changing(lead, version=version) as locked:
        over = locked.status in {Status.CLOSED, Status.BOOKED}
        refuse_unless(over, _("This lead is open already."))
        refuse_unless(locked.merged_into_id is None, _("This lead is a part of another one."))
        locked.status = Status.WAITING if locked.answered_at else Status.NEW
        locked.closed_at, locked.closed_by, locked.close_reason = None, None, ""
        if locked.is_open and not _desk_knows(locked):
            _tell_desk(locked, at=at)
        return record(locked, EventKind.REOPENED, by=by, at=at, text=text)


def move(
    *,
    lead: Lead,
    to: LocationPage,
    by: Staff,
    at: datetime,
    text: str = "",
    version: int | None = None,
) -> LeadEvent:
    """Give the lead to another location's desk. The promise to the visitor stays as it was.

    The new desk is told, if there is something for it to do: by mail of an open lead and of what a
    visitor asked by their link, in the inbox of an appointment, too. A colleague who may not work
    there loses the lead. A lead that had no location gets the promise of its first one. What is a
    part of the lead goes with it.
    """
    with changing_whole(lead, version=version) as (locked, parts):
        refuse_unless(locked.location_id != to.pk, _("The lead is at this location already."))
        refuse_unless(locked.merged_into_id is None, _("This lead is a part of another one."))
        data = {"from": locked.location_title, "to": to.title}
        if locked.location_id is None:
            place(locked, to, at=at)
            locked.promise = ""  # the visitor was shown none
        lay_at(locked, to)
        for part in parts:
            bring(part, to=locked, by=by, at=at)
        ask = first_ask(locked)
        if locked.is_open:
            _tell_desk(locked, at=at)
        if ask:
            _tell_desk(locked, at=at, event=ask)
        event = record(locked, EventKind.MOVED, by=by, at=at, text=text, data=data)
        if locked.is_open or ask or is_to_be_marked(locked):
            occasions.moved(event, lead=locked, at=at)
        return event


def quarantine(
    *, lead: Lead, by: Staff, at: datetime, text: str = "", version: int | None = None
) -> LeadEvent:
    """This looks like no real request; it is kept, apart from the others."""
    with changing(lead, version=version) as locked:
        refuse_unless(locked.quarantined_at is None, _("This lead is in quarantine already."))
        refuse_unless(locked.merged_into_id is None, _("This lead is a part of another one."))
        locked.quarantined_at = at
        locked.quarantine_reasons = ["desk"]
        data = {"reasons": ["desk"]}
        return record(locked, EventKind.QUARANTINED, by=by, at=at, text=text, data=data)


def release(
    *, lead: Lead, by: Staff, at: datetime, text: str = "", version: int | None = None
) -> LeadEvent:
    """It is a real request: back to the others, with its original time and promise.

    The messages that quarantine held back are sent now.
    """
    with changing(lead, version=version) as locked:
        refuse_unless(locked.quarantined_at is not None, _("This lead is not in quarantine."))
        locked.quarantined_at, locked.quarantine_reasons = None, []
        if locked.is_open and not _desk_knows(locked):
            _tell_desk(locked, at=at)
        asked_here = locked.is_open and locked.source in {Source.FORM, Source.API}
        if asked_here and not locked.deliveries.filter(kind=DeliveryKind.RECEIPT).exists():
            send_receipt(locked, at=at)
        occasions.received(locked, at=at, by=by)
        return record(locked, EventKind.RELEASED, by=by, at=at, text=text)


def retry_delivery(*, delivery: Delivery, by: Staff, at: datetime) -> LeadEvent:
    """Try a delivery that was given up once more, with the full time for attempts from now on."""
    if delivery.lead is None:
        raise NotAllowed(_("This message is not given up."))
    with changing(delivery.lead, version=None) as locked:
        given_up = locked.deliveries.failed().filter(pk=delivery.pk)
        renewed = given_up.update(**anew(at=at))
        refuse_unless(renewed == 1, _("This message is not given up."))
        return record(locked, EventKind.RETRIED, by=by, at=at, data={"kind": delivery.kind})


def _tell_desk(lead: Lead, *, at: datetime, event: LeadEvent | None = None) -> None:
    """See to it that one mail goes to the desk of the lead's location, or one about `event`.

    A mail is addressed when it is sent. One that did not go out yet is therefore sent to this
    desk, unless a sender is just busy with it and has read the address before.
    """
    unsent = lead.deliveries.filter(kind=DeliveryKind.DESK_MAIL).exclude(state=DeliveryState.SENT)
    if event is not None:
        unsent = unsent.filter(event=event)
    if not unsent.exclude(leased_until__gt=at).update(**anew(at=at)):
        notify_desk(lead, at=at, event=event)


def _desk_knows(lead: Lead) -> bool:
    """Was there a mail to the desk after the lead came to its location?"""
    mails = lead.deliveries.filter(kind=DeliveryKind.DESK_MAIL)
    moved = lead.events.filter(kind=EventKind.MOVED).last()
    return (mails.filter(created_at__gte=moved.at) if moved else mails).exists()
