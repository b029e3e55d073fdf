"""How a lead is changed: locked, checked against what the colleague saw, recorded.

Each action locks the lead and, where a person acts on what they saw, checks the `version` they
saw: a colleague's work in between raises `Stale` instead of being overwritten.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from locations.faults import committed
from locations.hours import open_time_between

from ..models import Lead, LeadEvent, Right, Source, has_right_at

# A user of AUTH_USER_MODEL, whatever class that is in the project.
Staff = Any


class Stale(Exception):
    """A colleague changed the lead after it was shown. `last_event` says who, when and what."""

    def __init__(self, last_event: LeadEvent | None) -> None:
        super().__init__("The lead was changed in between.")
        self.last_event = last_event


class NotAllowed(Exception):
    """The action makes no sense for this lead now; the message is for the person at the desk."""


@contextmanager
def changing(lead: Lead, *, version: int | None) -> Iterator[Lead]:
    """Lock the row, refuse an outdated view of it, save with the next version, keep `lead` true."""
    with committed():
        locked = Lead.objects.select_for_update().get(pk=lead.pk)
        if version is not None and locked.version != version:
            raise Stale(last_event_of(locked))
        refuse_unless(locked.forgotten_at is None, _("The personal data of this lead is removed."))
        yield locked
        locked.version += 1
        locked.save()
    lead.refresh_from_db()


@contextmanager
def changing_whole(lead: Lead, *, version: int | None) -> Iterator[tuple[Lead, list[Lead]]]:
    """As `changing`, together with the leads that are a part of this one and are still known.

    All are locked first and in one order, so that who takes a merge back meanwhile is not blocked.
    """
    with committed(), ExitStack() as stack:
        whole = Lead.objects.filter(Q(pk=lead.pk) | Q(merged_into=lead.pk))
        rows = list(whole.order_by("pk").select_for_update(of=("self",)))
        parts = [one for one in rows if one.pk != lead.pk and one.forgotten_at is None]
        locked = stack.enter_context(changing(lead, version=version))
        yield locked, [stack.enter_context(changing(part, version=None)) for part in parts]


def last_event_of(lead: Lead) -> LeadEvent | None:
    """What happened last to a lead or to a part of it: what a visitor does stands with the part."""
    whole = Q(lead=lead) | Q(lead__merged_into=lead)
    return LeadEvent.objects.filter(whole).order_by("at", "pk").last()


def refuse_unless(holds: bool, message: str) -> None:
    if not holds:
        raise NotAllowed(message)


def record(
    lead: Lead,
    kind: str,
    *,
    by: Staff,
    at: datetime,
    text: str = "",
    data: dict[str, Any] | None = None,
) -> LeadEvent:
    """Write down what happened to a lead."""
    happened = event_of(lead, kind, by=by, at=at, text=text, data=data)
    happened.save(force_insert=True)
    return happened


def event_of(
    lead: Lead,
    kind: str,
    *,
    by: Staff,
    at: datetime,
    text: str = "",
    data: dict[str, Any] | None = None,
) -> LeadEvent:
    """Return the unsaved row of what happened, for who writes many at once."""
    return LeadEvent(
        lead=lead, kind=kind, by=by, by_name=name_of(by), at=at, text=text, data=data or {}
    )


def name_of(user: Any) -> str:
    """What colleagues call the user; "" for nobody."""
    return (user.get_full_name() or user.get_username())[:160] if user else ""


def has_right(user: Any, right: str, lead: Lead) -> bool:
    """Has `user` this right at the lead's location?"""
    return has_right_at(user, right, lead.location_id)


def may_work_on(user: Any, lead: Lead) -> bool:
    """May `user` work on leads of this lead's location?"""
    return has_right(user, Right.TRIAGE, lead)


def answered(lead: Lead, *, at: datetime) -> None:
    """The person has heard from us: nothing is promised any more. Saves nothing."""
    lead.answered_at = lead.answered_at or at
    if lead.first_response_at is None:
        lead.first_response_at = at
        if lead.source != Source.IMPORT:  # how long another system took is not our time
            lead.response_open_minutes = open_minutes_until(lead, at)


def open_minutes_until(lead: Lead, at: datetime) -> int | None:
    """Return how long the desk was open between a lead's arrival and `at`; None without hours."""
    if lead.location is None or at < lead.received_at:
        return None
    waited = open_time_between(lead.location.schedule, start=lead.received_at, end=at)
    return int(waited / timedelta(minutes=1))
