"""Who waits for us, until when, and which steps are due: the reads of escalation.

The end of a wait is the promise. Where there was none (no location, a location without opening
hours, a fault), it is the usual time after the person asked last, by the wall clock: nobody may
wait without an end.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

from django.db.models import (
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from locations.conf import clinic_settings
from locations.faults import log_fault
from locations.models import LocationPage

from .models import (
    CLOCKS_APART,
    IS_OPEN,
    REAL,
    DeskSettings,
    Escalation,
    EventKind,
    Lead,
    LeadEvent,
    Source,
    Step,
)
from .promises import soon_until

logger = logging.getLogger(__name__)

# Of a lead: `pk`, `location`, the promise in `due_at`, and in `ends_at` the end of its wait.
Waiting = Any
READ = ["pk", "location", "due_at", "ends_at"]

# What was taken over from another system was promised nothing here.
OURS = ~Q(source=Source.IMPORT, due_at__isnull=True)

# After these the person waits anew.
ASKED_AGAIN = [EventKind.FOLLOWED_UP, EventKind.THEY_REPLIED]

# More are looked at in the next round.
LIMIT = 500


def waiting() -> QuerySet[Waiting]:
    """The leads nobody has answered, each with the end of its wait in `ends_at`, earliest first.

    The last three are said once more because the index of these leads is drawn by them.
    """
    usual = timedelta(minutes=clinic_settings.PROMISE_OPEN_MINUTES)
    end = ExpressionWrapper(last_asked_at() + Value(usual), output_field=DateTimeField())
    unanswered = Lead.objects.filter(
        IS_OPEN, REAL, OURS, answered_at__isnull=True, closed_at__isnull=True
    )
    return unanswered.annotate(ends_at=Coalesce("due_at", end)).order_by("ends_at", "pk")


def last_asked_at() -> Coalesce:
    """When the person of a lead asked last: at first, or again."""
    again = LeadEvent.objects.filter(lead=OuterRef("pk"), kind__in=ASKED_AGAIN)
    return Coalesce(Subquery(again.order_by("-at").values("at")[:1]), F("received_at"))


@dataclass(frozen=True, slots=True)
class Place:
    """A location where somebody waits; what ends soon there ends by `soon_until`."""

    pk: int
    zone: tzinfo
    has_hours: bool
    soon_until: datetime | None

    @property
    def ends_soon(self) -> Q:
        """Nobody is reminded where the hours cannot be read; overdue it is all the same."""
        if not self.has_hours:
            return NOTHING
        until = {"due_at__lte": self.soon_until} if self.soon_until else {}
        return Q(location=self.pk, **until)


NOTHING = Q(pk__in=[])


def places_of_waiting(*, at: datetime) -> list[Place]:
    """The locations where somebody waits. Three queries."""
    rows = waiting().filter(location__isnull=False).order_by()
    places = LocationPage.objects.filter(pk__in=rows.values("location")).order_by("pk")
    desks = DeskSettings.objects.filter(location__in=[place.pk for place in places])
    minutes = dict(desks.values_list("location", "due_soon_minutes"))
    return [_place(place, minutes.get(place.pk, DUE_SOON_MINUTES), at=at) for place in places]


def overdue(*, at: datetime) -> Iterable[Waiting]:
    """Those whose wait is over and whose managers were not told yet. One query.

    So is that of whom a wrong clock received in a time to come: their promise is as far away.
    """
    over = Q(ends_at__lt=at) | Q(received_at__gt=at + CLOCKS_APART)
    return _not_told(waiting().filter(over), Step.OVERDUE)[:LIMIT]


def due_soon(places: Iterable[Place], *, at: datetime) -> Iterable[Waiting]:
    """Those whose promise ends within the desk's open minutes, and that were not told yet."""
    return _not_told(waiting().filter(_ends_soon(places, at=at)), Step.DUE_SOON)


def unstaffed(places: Sequence[Place], *, at: datetime) -> Iterable[Waiting]:
    """Those of these locations, where nobody is on shift, whose wait is over or ends soon."""
    here = waiting().filter(location__in=[place.pk for place in places])
    return _not_told(here.filter(Q(ends_at__lt=at) | _ends_soon(places, at=at)), Step.UNSTAFFED)


def _not_told(leads: QuerySet[Waiting], step: str) -> QuerySet[Waiting, Any]:
    told = Escalation.objects.filter(lead=OuterRef("pk"), step=step, due_at=OuterRef("ends_at"))
    return leads.filter(~Exists(told)).values_list(*READ, named=True)


def _ends_soon(places: Iterable[Place], *, at: datetime) -> Q:
    """One moment for each location instead of a sum of open minutes for each lead."""
    soon = NOTHING
    for place in places:
        soon |= place.ends_soon
    return Q(due_at__gte=at) & soon


DUE_SOON_MINUTES = DeskSettings._meta.get_field("due_soon_minutes").default


def zone_of(location: LocationPage | None) -> tzinfo:
    """Return a location's zone; the site's for none, and for one whose zone does not exist."""
    try:
        return location.zone if location else timezone.get_current_timezone()
    except Exception as error:
        log_fault(logger, "A location has no time zone.", error)
        return timezone.get_current_timezone()


def _place(location: LocationPage, minutes: int, *, at: datetime) -> Place:
    zone = zone_of(location)
    try:
        until = soon_until(location.schedule, at=at, minutes=minutes)
    except Exception as error:
        log_fault(logger, f"The hours of location {location.pk} are not known.", error)
        return Place(location.pk, zone, has_hours=False, soon_until=None)
    return Place(location.pk, zone, has_hours=True, soon_until=until)
