"""What the opening hours make of a moment: what is due within the next open hour, what came in
while the desk was closed. For several locations at once, each by its own clock. Pure.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import Q

from locations.hours import Schedule, Span, add_open_time, next_opening, spans_between

HOUR = timedelta(hours=1)

# Closed for at least so long is “over night”; shorter is lunch.
NIGHT = timedelta(hours=4)

# Further back than this nobody looks for the last evening on which a desk was open.
FURTHEST_BACK = timedelta(days=21)


@dataclass(frozen=True, slots=True)
class DeskTimes:
    """Two conditions on leads, by their location: the promise ends soon; it came in over night.

    “Soon” is about leads that nobody has answered; nothing that is due after `until` is. What came
    in over night says itself first between which times all of it lies. An index finds that.
    """

    until: datetime
    soon: Q
    over_night: Q


def plain_times(*, at: datetime) -> DeskTimes:
    """What holds without opening hours: soon is an hour, and there are no nights."""
    soon = Q(queue_at__lt=at + HOUR)
    return DeskTimes(until=at + HOUR, soon=soon, over_night=Q(pk__in=[]))


def times_of(places: Iterable[Any], *, at: datetime) -> DeskTimes:
    """Return the conditions for the leads of these locations (and of none) at `at`."""
    until: dict[datetime, list[int]] = defaultdict(list)
    nights: dict[Span, list[int]] = defaultdict(list)
    for place in places:
        schedule = place.schedule
        until[add_open_time(schedule, at=at, duration=HOUR) or at + HOUR].append(place.pk)
        if night := last_night(schedule, at=at):
            nights[night].append(place.pk)
    latest = max([at + HOUR, *until])
    return DeskTimes(until=latest, soon=_soon(until, at=at), over_night=_over_night(nights))


def _soon(until: Mapping[datetime, list[int]], *, at: datetime) -> Q:
    soon = Q(location=None, queue_at__lt=at + HOUR)
    for moment, ids in until.items():
        soon |= Q(location__in=ids, queue_at__lte=moment)
    return soon


def _over_night(nights: Mapping[Span, list[int]]) -> Q:
    if not nights:
        return Q(pk__in=[])
    over_night = Q()
    for (closed, opened), ids in nights.items():
        over_night |= Q(location__in=ids, received_at__gte=closed, received_at__lt=opened)
    first, last = min(closed for closed, _ in nights), max(opened for _, opened in nights)
    return Q(received_at__gte=first, received_at__lt=last) & over_night


def last_night(schedule: Schedule, *, at: datetime) -> Span | None:
    """Return from when to when the desk was last closed over night; to `at` if it still is.

    A weekend or a holiday is one long night. None for a desk that has not been open for weeks, or
    that never closes for so long.
    """
    spans = list(spans_between(schedule, start=at - FURTHEST_BACK, end=at))
    pauses = [
        (closed, opened)
        for (_opened, closed), (opened, _closed) in pairwise(spans)
        if opened - closed >= NIGHT
    ]
    if spans and spans[-1][1] < at and _is_night(schedule, closed=spans[-1][1], at=at):
        pauses.append((spans[-1][1], at))
    return pauses[-1] if pauses else None


def _is_night(schedule: Schedule, *, closed: datetime, at: datetime) -> bool:
    """Is the pause that goes on at `at` longer than lunch?"""
    opening = next_opening(schedule, at=at)
    return opening is None or opening - closed >= NIGHT
