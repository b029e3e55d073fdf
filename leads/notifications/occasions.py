"""Who is told of what: a function for each occasion. The actions call these.

An occasion has a key, so that who notices it twice tells it once.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model

from ..models import (
    Delivery,
    Lead,
    LeadEvent,
    Occasion,
    Right,
    WebhookEndpoint,
    users_with,
)
from .people import at_hand, desk_at_hand, staff_of
from .preferences import is_asked_for
from .telling import tell

Desk = Callable[[], list[Any]]


def received(lead: Lead, *, at: datetime, by: Any = None) -> None:
    """A request came in, or came out of quarantine: who of the desk asks for it is told, once."""
    if not is_asked_for(Occasion.RECEIVED, location_id=lead.location_id):
        return
    desk = staff_of(lead.location_id, Right.TRIAGE)
    key = f"received:{lead.pk}"
    tell(occasion=Occasion.RECEIVED, lead=lead, users=desk, key=key, at=at, by=by)


def followed_up(event: LeadEvent, *, lead: Lead, at: datetime) -> None:
    """The same person asked again: whoever has the lead is told, otherwise the desk."""
    who, desk = _in_charge(lead, at=at)
    _tell_of(event, Occasion.FOLLOWED_UP, lead=lead, users=who, otherwise=desk, at=at)


def changed_by_visitor(event: LeadEvent, *, lead: Lead, at: datetime) -> None:
    """The person cancelled, corrected or removed their request: whoever has it is told."""
    who, desk = _in_charge(lead, at=at)
    _tell_of(event, Occasion.BY_VISITOR, lead=lead, users=who, otherwise=desk, at=at)


def assigned(event: LeadEvent, *, lead: Lead, to: Any, at: datetime) -> None:
    _tell_of(event, Occasion.ASSIGNED, lead=lead, users=[to], at=at)


def noted(event: LeadEvent, *, lead: Lead, at: datetime) -> None:
    """A note was written: who is mentioned in it is told. `mentions` are ids of users."""
    ids = [pk for pk in event.data.get("mentions", []) if str(pk).isdigit()]
    if ids:
        users = get_user_model()._default_manager.filter(pk__in=ids)
        _tell_of(event, Occasion.MENTIONED, lead=lead, users=users, at=at)


def moved(event: LeadEvent, *, lead: Lead, at: datetime) -> None:
    """The desk to which a lead was moved is told."""
    desk = desk_at_hand(lead.location, at=at)
    _tell_of(event, Occasion.MOVED, lead=lead, users=desk, at=at)


def woken(lead: Lead, *, at: datetime) -> None:
    """The time is over for which a lead was put off: who did it, and who has it, is told.

    Where neither is at hand and can see it, the desk is: nobody else would take it up.
    """
    own, desk = _of_lead(lead, [lead.snoozed_by_id, lead.assigned_to_id], at=at)
    tell(
        occasion=Occasion.WOKEN,
        lead=lead,
        users=own,
        otherwise=desk,
        key=woken_key(lead),
        at=at,
    )


def woken_key(lead: Lead) -> str:
    until = int(lead.snoozed_until.timestamp()) if lead.snoozed_until else 0
    return f"woken:{lead.pk}:{until}"


def undelivered(delivery: Delivery, *, at: datetime) -> None:
    """A message to the desk or to the visitor was given up, or one to the desk refused."""
    lead = delivery.lead
    if lead is not None:
        key = f"undelivered:{delivery.pk}:{int(delivery.created_at.timestamp())}"
        who, desk = _in_charge(lead, at=at)
        tell(occasion=Occasion.UNDELIVERED, lead=lead, users=who, otherwise=desk, key=key, at=at)


def switched_off(endpoint: WebhookEndpoint, *, at: datetime) -> None:
    """A webhook is told nothing any more: its managers are told, or whose own it is."""
    owner = endpoint.owner
    users = staff_of(endpoint.location_id, Right.MANAGE) if owner is None else [owner]
    key = f"webhook_off:{endpoint.pk}:{int(at.timestamp())}"
    tell(occasion=Occasion.WEBHOOK_OFF, lead=None, users=users, key=key, at=at)


def _in_charge(lead: Lead, *, at: datetime) -> tuple[list[Any], Desk]:
    """Whoever has the lead, and the desk of its location, for when that is nobody."""
    return _of_lead(lead, [lead.assigned_to_id], at=at)


def _of_lead(lead: Lead, ids: Iterable[Any], *, at: datetime) -> tuple[list[Any], Desk]:
    """Those of these colleagues who can see the lead and are not away; the desk otherwise."""
    wanted = {pk for pk in ids if pk is not None}
    readers = users_with([Right.SEE], location_id=lead.location_id)
    own = readers.filter(pk__in=wanted) if wanted else []
    here = lead.location
    return at_hand(own, location=here, at=at), lambda: desk_at_hand(here, at=at)


def _tell_of(
    event: LeadEvent,
    occasion: Occasion,
    *,
    lead: Lead,
    users: Iterable[Any],
    at: datetime,
    otherwise: Desk | None = None,
) -> None:
    key = f"{occasion}:{event.pk}"
    tell(
        occasion=occasion,
        lead=lead,
        users=users,
        otherwise=otherwise,
        key=key,
        at=at,
        by=event.by,
    )
