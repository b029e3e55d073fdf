"""Queues: the tabs of the inbox, by what must happen next.

New, waiting and snoozed share the open leads out between them: each is in exactly one. What is due
is in one of them as well; it is the tab to begin with.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..models import (
    IN_QUARANTINE,
    IS_CLOSED,
    IS_OPEN,
    REAL,
    STUCK,
    UNANSWERED,
    WAITS_FOR_THEM,
    WAITS_FOR_US,
    Delivery,
    DeliveryState,
    LeadQuerySet,
    Stage,
    Status,
    is_asked,
    is_attendance_due,
    is_overdue,
    is_snoozed,
)
from .desk_times import DeskTimes, plain_times
from .numbers import MOST, CountOf, all_at_once, shown


@dataclass(frozen=True, slots=True)
class Moment:
    """Now, and what the opening hours of the locations make of it."""

    at: datetime
    desks: DeskTimes


@dataclass(frozen=True, slots=True)
class Queue:
    """One tab: which leads are in it, in which order, and whether their number is worth a look.

    One that is not `listed` has an address, but a tab only while it is shown.
    """

    name: str
    label: str | Promise
    condition: Callable[[Moment], Q]
    order: str = "stage"
    counted: bool = True
    only_if_any: bool = False
    listed: bool = True

    def of(
        self, leads: LeadQuerySet, *, at: datetime, desks: DeskTimes | None = None
    ) -> LeadQuerySet:
        """Return the leads of this queue among `leads`, in its order."""
        found = leads.filter(self.condition(_moment(at, desks)))
        return _ORDERS[self.order](found)


_ORDERS: dict[str, Callable[[LeadQuerySet], LeadQuerySet]] = {
    "stage": LeadQuerySet.by_stage,
    "newest": LeadQuerySet.newest_first,
    "next back": LeadQuerySet.next_back_first,
}


def _moment(at: datetime, desks: DeskTimes | None) -> Moment:
    return Moment(at, desks or plain_times(at=at))


def _awake(now: Moment) -> Q:
    """Nobody put it off; or the time is over, and it is back by itself; or its promise passed."""
    return ~is_snoozed(at=now.at)


def _new(now: Moment) -> Q:
    return WAITS_FOR_US & _awake(now)


def _over_night(now: Moment) -> Q:
    return _new(now) & now.desks.over_night


def _due(now: Moment) -> Q:
    """The promise has passed or ends within the next open hour, and the person still waits."""
    soon = now.desks.soon & _awake(now)
    return UNANSWERED & Q(queue_at__lte=now.desks.until) & (is_overdue(at=now.at) | soon)


def _undelivered(now: Moment) -> Q:
    # Also of what is booked or closed: the mail may say that the visitor asks something of it.
    return REAL & Q(pk__in=Delivery.objects.failed().values("lead"))


def _unmarked(now: Moment) -> Q:
    """The appointment is over, and nobody has said whether they came."""
    return is_attendance_due(at=now.at)


def _stalled(at: datetime) -> Q:
    """A message waits that nobody has tried to send for so long: no sender is running."""
    pending = Delivery.objects.for_the_lead().filter(state=DeliveryState.PENDING)
    return REAL & Q(pk__in=pending.filter(next_attempt_at__lt=at - STUCK).values("lead"))


ALL_OPEN = Queue("open", _("All open"), lambda now: IS_OPEN)
SINCE = Queue("since", _("Since you closed"), _over_night, only_if_any=True)
NEW = Queue("new", _("New"), _new)
DUE = Queue("due", _("Due"), _due)
OVERDUE = Queue("overdue", _("Overdue"), lambda now: is_overdue(at=now.at), listed=False)
WAITING = Queue("waiting", Status.WAITING.label, lambda now: WAITS_FOR_THEM & _awake(now))
SNOOZED = Queue("snoozed", _("Put off"), lambda now: is_snoozed(at=now.at), order="next back")
UNDELIVERED = Queue("undelivered", _("Not delivered"), _undelivered, only_if_any=True)
UNMARKED = Queue("unmarked", _("Did they come?"), _unmarked, only_if_any=True)
# Not counted: whoever is asked is told by a notice, and by a mark in every list.
ASKED = Queue("asked", _("They ask"), lambda now: is_asked(), counted=False)
BOOKED = Queue(
    "booked",
    Status.BOOKED.label,
    lambda now: Q(stage__range=(Stage.APPOINTMENT, Stage.BOOKED)),
    counted=False,
)
CLOSED = Queue(
    "closed",
    Status.CLOSED.label,
    lambda now: IS_CLOSED,
    order="newest",
    counted=False,
)
HELD = Queue(
    "held",
    _("On legal hold"),
    lambda now: Q(held_at__isnull=False),
    order="newest",
    counted=False,
    listed=False,
)
QUARANTINE = Queue(
    "quarantine",
    _("Quarantine"),
    lambda now: IN_QUARANTINE,
    order="newest",
)

# What a search found is everywhere, also among what is closed or in quarantine.
FOUND = Queue("found", _("Found"), lambda now: Q(), order="newest", counted=False)
# Several “is:” in one filter: they say themselves what is in it.
FILTERED = Queue("filtered", _("Filtered"), lambda now: Q(), counted=False)

QUEUES = [
    ALL_OPEN,
    SINCE,
    NEW,
    DUE,
    OVERDUE,
    WAITING,
    SNOOZED,
    UNDELIVERED,
    UNMARKED,
    ASKED,
    BOOKED,
    CLOSED,
    QUARANTINE,
    HELD,
]
BY_NAME = {queue.name: queue for queue in QUEUES}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many leads are in each counted queue, and how many wait for a sender in vain.

    A number above `numbers.MOST` means “more than that”.
    """

    by_queue: dict[str, int]
    stalled: int

    def __getitem__(self, queue: Queue) -> int:
        return self.by_queue[queue.name]

    def said(self, queue: Queue) -> dict[str, Any]:
        """The number of a queue for a template, and whether there are more than it says."""
        number = self[queue]
        return {"count": shown(number) if number else 0, "is_more": number > MOST}

    @property
    def stalled_shown(self) -> str:
        return shown(self.stalled)


def count(
    leads: LeadQuerySet,
    *,
    at: datetime,
    desks: DeskTimes | None = None,
    queues: Iterable[Queue] = tuple(QUEUES),
) -> Counts:
    """Count the leads of each counted queue. One query, however many queues."""
    now = _moment(at, desks)
    conditions = {queue.name: queue.condition(now) for queue in queues if queue.counted}
    conditions["stalled"] = _stalled(at)
    numbers = all_at_once(
        {name: CountOf(leads.filter(found)) for name, found in conditions.items()}
    )
    return Counts(stalled=numbers.pop("stalled"), by_queue=numbers)
