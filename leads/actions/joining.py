"""What is kept of how a lead stood when parts joined it, and what happened since.

Each merge, and each that is taken back, keeps it with its event of the lead that is worked on:
codes and times, nothing that says something about the person.
"""

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime

from ..joining import Joined, Standing
from ..models import ANSWERING, OPEN, EventKind, Lead, LeadEvent
from .placing import new_promise

FIELDS = ("status", "answered_at", "due_at", "snoozed_until", "snoozed_by_id")
ACCOUNTS = {"closed_by_id", "snoozed_by_id", "assigned_to_id"}
TIMES = {"closed_at", "answered_at", "due_at", "snoozed_until"}

# The person of a lead spoke again.
_ASKED = Q(kind__in=[EventKind.FOLLOWED_UP, EventKind.THEY_REPLIED])
_CORRECTED = Q(kind=EventKind.CORRECTED, by_name="")
_ANSWERED = Q(kind__in=[EventKind.STATUS, EventKind.BOOKED, EventKind.REPLIED]) | Q(
    kind=EventKind.CALLED, data__outcome__in=[*ANSWERING]
)
# After one of these nobody can say what of it a part did.
_WORKED_ON = (
    _ASKED
    | _CORRECTED
    | _ANSWERED
    | Q(
        kind__in=[
            EventKind.CALLED,
            EventKind.CLOSED,
            EventKind.REOPENED,
            EventKind.SNOOZED,
            EventKind.WOKEN,
            EventKind.MOVED,
        ]
    )
)


def joined_of(living: Lead) -> Joined:
    """How a locked lead stands with its parts, as far as that can be told from its events."""
    now = standing_of(living)
    parts = {part.pk: part.reference for part in living.merged_leads.all()}
    merges = living.events.filter(kind__in=[EventKind.MERGED, EventKind.UNMERGED])
    last = merges.order_by("pk").last() if parts else None
    if last is None or "alone" not in last.data:
        return Joined(now, now)
    own = living.events.filter(pk__gt=last.pk)
    asking = LeadEvent.objects.filter(_CORRECTED, lead__in=[*parts], pk__gt=last.pk)
    joined = _read(last.data)
    if not own.filter(_WORKED_ON).exists():
        return _asked_by_parts(joined, now, asking, parts)
    joined = joined.since(
        now,
        is_answered=own.filter(_ANSWERED).exists(),
        is_asked=own.filter(_ASKED | _CORRECTED).exists(),
    )
    unanswered = asking if now.answered_at is None else asking.none()
    return _asked_by_parts(joined, now, unanswered, parts)


def _asked_by_parts(
    joined: Joined, now: Standing, asking: QuerySet[LeadEvent], parts: dict[int, str]
) -> Joined:
    for pk in sorted(set(asking.values_list("lead", flat=True))):
        joined = joined.asked_by(parts[pk], now)
    return joined


def waits(lead: Lead) -> bool:
    """Does its person wait for us?"""
    return lead.is_open and standing_of(lead).is_our_turn


def owed_to(lead: Lead, *, at_place_of: Lead, at: datetime) -> datetime | None:
    """By when we owe an answer to who waits: by its promise, or by one that begins now."""
    if lead.answered_at is None and lead.due_at is not None:
        return lead.due_at
    place = at_place_of.location
    return new_promise(place, language=lead.language, at=at)[0] if place else None


def take_up_again(lead: Lead, *, due_at: datetime | None) -> None:
    """Its person asked something while it was a part, and was not answered. Saves nothing."""
    if lead.status in OPEN and not waits(lead):
        restore(lead, values(standing_of(lead).with_question(due_at)))
        lead.call_attempts = 0


def standing_of(lead: Lead) -> Standing:
    return Standing(*(getattr(lead, name) for name in FIELDS))


def kept_of(joined: Joined) -> dict[str, Any]:
    """As an event keeps it."""
    owed = {part: due.isoformat() if due else None for part, due in joined.owed.items()}
    return {"together": values(joined.together), "alone": values(joined.alone), "owed": owed}


def _read(kept: dict[str, Any]) -> Joined:
    owed = {part: parse_datetime(due) if due else None for part, due in kept["owed"].items()}
    together, alone = (
        Standing(**{name: read(name, value) for name, value in kept[which].items()})
        for which in ("together", "alone")
    )
    return Joined(together, alone, owed)


def values(of: Any, names: tuple[str, ...] = FIELDS) -> dict[str, Any]:
    """The values of some fields, of a lead or of how one stands, as an event keeps them."""
    found = {name: getattr(of, name) for name in names}
    return {
        name: value.isoformat() if name in TIMES and value else value
        for name, value in found.items()
    }


def restore(lead: Lead, kept: dict[str, Any]) -> None:
    """Set fields to what `values` returned. An account that is gone by now stays gone."""
    for name, value in kept.items():
        if name in ACCOUNTS and value:
            users = get_user_model()._default_manager.filter(pk=value)
            setattr(lead, name, users.values_list("pk", flat=True).first())
        else:
            setattr(lead, name, read(name, value))


def read(name: str, value: Any) -> Any:
    return parse_datetime(value) if name in TIMES and value else value
