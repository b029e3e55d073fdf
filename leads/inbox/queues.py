"""Queues: the tabs of the inbox, by what must happen next."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..models import IS_OPEN, REAL, Delivery, DeliveryState, LeadQuerySet, Status, is_overdue

# A message that nobody has tried to send for so long after its time: no sender is running.
STALLED_AFTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Queue:
    """One tab: which leads are in it, in which order, and whether their number is worth a look."""

    name: str
    label: str | Promise
    condition: Callable[[datetime], Q]
    newest_first: bool = False
    counted: bool = True
    only_if_any: bool = False

    def of(self, leads: LeadQuerySet, *, at: datetime) -> LeadQuerySet:
        """Return the leads of this queue among `leads`, in its order."""
        found = leads.filter(self.condition(at))
        return found.newest_first() if self.newest_first else found.due_first()


def _undelivered(at: datetime) -> Q:
    return IS_OPEN & Q(pk__in=Delivery.objects.failed().values("lead"))


def _stalled(at: datetime) -> Q:
    pending = Delivery.objects.for_the_lead().filter(state=DeliveryState.PENDING)
    return REAL & Q(pk__in=pending.filter(next_attempt_at__lt=at - STALLED_AFTER).values("lead"))


ALL_OPEN = Queue("open", _("All open"), lambda at: IS_OPEN)
NEW = Queue("new", _("New"), lambda at: REAL & Q(status=Status.NEW))
OVERDUE = Queue("overdue", _("Overdue"), lambda at: is_overdue(at=at))
WAITING = Queue("waiting", Status.WAITING.label, lambda at: REAL & Q(status=Status.WAITING))
UNDELIVERED = Queue("undelivered", _("Not delivered"), _undelivered, only_if_any=True)
BOOKED = Queue(
    "booked",
    Status.BOOKED.label,
    lambda at: REAL & Q(status=Status.BOOKED),
    newest_first=True,
    counted=False,
)
CLOSED = Queue(
    "closed",
    Status.CLOSED.label,
    lambda at: REAL & Q(status=Status.CLOSED),
    newest_first=True,
    counted=False,
)
QUARANTINE = Queue("quarantine", _("Quarantine"), lambda at: ~REAL, newest_first=True)

# What a search found is everywhere, also among what is closed or in quarantine.
FOUND = Queue("found", _("Found"), lambda at: Q(), newest_first=True, counted=False)

QUEUES = [ALL_OPEN, NEW, OVERDUE, WAITING, UNDELIVERED, BOOKED, CLOSED, QUARANTINE]
BY_NAME = {queue.name: queue for queue in QUEUES}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many leads are in each counted queue, and how many wait for a sender in vain."""

    by_queue: dict[str, int]
    stalled: int

    def __getitem__(self, queue: Queue) -> int:
        return self.by_queue[queue.name]


def count(leads: LeadQuerySet, *, at: datetime, queues: Iterable[Queue] = tuple(QUEUES)) -> Counts:
    """Count the leads of each counted queue. One query, however many queues."""
    conditions = {queue.name: queue.condition(at) for queue in queues if queue.counted}
    conditions["stalled"] = _stalled(at)
    numbers = leads.aggregate(
        **{name: Count("pk", filter=condition) for name, condition in conditions.items()}
    )
    return Counts(stalled=numbers.pop("stalled"), by_queue=numbers)
