"""How far a request is, for the visitor who sent it: their words, never ours. Pure.

A request may be a part of a lead with others in it (docs/decisions/0016, 0021), and nobody knows
whether one person sent them all. Then the visitor sees only what could just as well follow from
their own request alone, of what happened since: that somebody read it and answered. Nothing that is
shown is taken back later, because that would tell that somebody asked again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from .event_kinds import ANSWERING, EventKind


class Progress(models.TextChoices):
    """How far a request is, as a sentence to whoever sent it."""

    RECEIVED = "received", _("We have your request.")
    SEEN = "seen", _("Our front desk has read your request.")
    ANSWERED = "answered", _("Our front desk has answered you.")
    BOOKED = "booked", _("You have an appointment.")
    CLOSED = "closed", _("This request is closed.")
    CANCELLED = "cancelled", _("You cancelled this request. Our front desk knows.")
    REMOVED = "removed", _("What you sent us was removed.")


# Kinds of events and outcomes as they are stored.
ANSWERS = {EventKind.REPLIED.value, EventKind.BOOKED.value}
TAKEN_UP_AGAIN = {
    EventKind.REOPENED.value,
    EventKind.THEY_REPLIED.value,
    EventKind.BOOKED.value,
}
ANSWERING_OUTCOMES = {outcome.value for outcome in ANSWERING}


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of a lead, of which only this is looked at.

    `is_own`: it happened to the lead that the request came with, and not to the one that this is a
    part of by now: there another visitor's acts stand.
    """

    kind: str
    by_staff: bool = False
    data: dict[str, Any] = field(default_factory=dict)
    is_own: bool = True

    def is_of(self, part: int) -> bool:
        """Did the visitor of this part do it?"""
        return self.is_own and not self.by_staff and self.data.get("part") == part


def progress_of(
    *,
    status: str,
    is_removed: bool,
    is_shared: bool,
    was_opened: bool,
    part: int,
    happened: Iterable[Happened],
) -> Progress:
    """Return how far a request is.

    `happened` is what happened since it came, in order; `was_opened` says whether somebody has
    looked at it since; `part` tells it from others in the same lead, which `is_shared` then.
    """
    events = list(happened)
    if is_removed:
        return Progress.REMOVED
    if is_cancelled(events, part=part):
        return Progress.CANCELLED
    if status == "closed":
        return Progress.CLOSED
    if status == "booked" and not is_shared:
        return Progress.BOOKED
    if any(_is_answer(event) for event in events):
        return Progress.ANSWERED
    if was_opened or any(event.by_staff for event in events):
        return Progress.SEEN
    return Progress.RECEIVED


def asks_for_removal(happened: Iterable[Happened], *, part: int) -> bool:
    """Did the visitor ask for their data to be removed, and the desk has not settled it yet?"""
    return _removal(happened, part=part) == "asked"


def is_removal_settled(happened: Iterable[Happened], *, part: int) -> bool:
    """Has the desk settled, in whichever way, that the visitor asked for that?"""
    return _removal(happened, part=part) == "settled"


def is_cancelled(events: Iterable[Happened], *, part: int) -> bool:
    """Did the visitor cancel it? They may have thought better of it since, and told the desk."""
    cancelled = False
    for event in events:
        if event.kind == EventKind.WITHDRAWN and event.is_of(part):
            cancelled = True
        elif event.kind in TAKEN_UP_AGAIN and event.is_own:
            cancelled = False
    return cancelled


def _removal(happened: Iterable[Happened], *, part: int) -> str:
    stands = ""
    for event in happened:
        if event.kind == EventKind.ERASURE_ASKED and event.is_of(part):
            stands = "asked"
        elif stands and event.kind == EventKind.SETTLED and event.is_own:
            stands = "settled" if event.data.get("ask") == EventKind.ERASURE_ASKED else stands
    return stands


def _is_answer(event: Happened) -> bool:
    if event.kind == EventKind.CALLED:
        return event.data.get("outcome") in ANSWERING_OUTCOMES
    if event.kind == EventKind.STATUS:
        return event.data.get("to") == "waiting"
    return event.kind in ANSWERS
