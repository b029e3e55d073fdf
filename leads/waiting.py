"""Who waits for us, until when, and which steps are due: the reads of escalation.

The end of a wait is the promise. Where there was none (no location, a location without opening
hours, a fault), it is the usual time after the person asked last, by the wall clock: nobody may
wait without an end.
"""

import logging
from collections.abc import Iterator
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
from .promises import is_due_soon

logger = logging.getLogger(__name__)

# A Lead with `ends_at`, the end of its wait, and `soon`, its desk's minutes.
Waiting = Any

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
    ends = unanswered.annotate(ends_at=Coalesce("due_at", end)).order_by("ends_at", "pk")
    return ends.prefetch_related("location")


def last_asked_at() -> Coalesce:
    """When the person of a lead asked last: at first, or again."""
    again = LeadEvent.objects.filter(lead=OuterRef("pk"), kind__in=ASKED_AGAIN)
    return Coalesce(Subquery(again.order_by("-at").values("at")[:1]), F("received_at"))


def overdue(*, at: datetime) -> QuerySet[Waiting]:
    """Those whose wait is over and whose managers were not told yet.

    So is that of whom a wrong clock received in a time to come: their promise is as far away.
    """
    over = Q(ends_at__lt=at) | Q(received_at__gt=at + CLOCKS_APART)
    return _not_told(waiting().filter(over), Step.OVERDUE)[:LIMIT]


def due_soon(*, at: datetime) -> Iterator[Waiting]:
    """Those whose promise ends within the desk's open minutes, and that were not told yet."""
    promised = waiting().filter(due_at__gte=at, location__isnull=False)
    return (lead for lead in _not_told(promised, Step.DUE_SOON) if _ends_soon(lead, at=at))


def unstaffed(location_ids: set[int], *, at: datetime) -> Iterator[Waiting]:
    """Those of these locations, where nobody is on shift, whose wait is over or ends soon."""
    here = _not_told(waiting().filter(location__in=location_ids), Step.UNSTAFFED)
    for lead in here:
        if lead.ends_at < at or _ends_soon(lead, at=at):
            yield lead


def places_of_waiting() -> set[int]:
    """The locations where somebody waits."""
    rows = waiting().filter(location__isnull=False).order_by().values_list("location", flat=True)
    return set(rows.distinct())


def _not_told(leads: QuerySet[Waiting], step: str) -> QuerySet[Waiting]:
    told = Escalation.objects.filter(lead=OuterRef("pk"), step=step, due_at=OuterRef("ends_at"))
    minutes = DeskSettings.objects.filter(location=OuterRef("location"))
    return leads.filter(~Exists(told)).annotate(
        soon=Coalesce(Subquery(minutes.values("due_soon_minutes")[:1]), DUE_SOON_MINUTES)
    )


DUE_SOON_MINUTES = DeskSettings._meta.get_field("due_soon_minutes").default


def zone_of(location: LocationPage | None) -> tzinfo:
    """Return a location's zone; the site's for none, and for one whose zone does not exist."""
    try:
        return location.zone if location else timezone.get_current_timezone()
    except Exception as error:
        log_fault(logger, "A location has no time zone.", error)
        return timezone.get_current_timezone()


def _ends_soon(lead: Waiting, *, at: datetime) -> bool:
    """Nobody is reminded where the hours cannot be read; overdue it is all the same."""
    try:
        return _ends_within(lead, at=at)
    except Exception as error:
        log_fault(logger, f"What is left of the promise of lead {lead.pk} is not known.", error)
        return False


def _ends_within(lead: Waiting, *, at: datetime) -> bool:
    return (
        lead.location is not None
        and lead.due_at is not None
        and is_due_soon(lead.location.schedule, at=at, due_at=lead.due_at, minutes=lead.soon)
    )
