"""The clock on the wall of a time zone: from what it shows to the instant, and back.

Twice a year many clocks jump. A time inside the gap is never shown; a time that is shown twice has
two instants. Wall-clock times are naive datetimes here, instants are aware and in UTC.
"""

from bisect import bisect_left
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

TICK = datetime.resolution
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


def first_at(zone: ZoneInfo, wall: datetime) -> datetime:
    """Return the first instant at which the clock shows `wall` or, if it never does, later."""
    instant = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return instant if shown(zone, instant) == wall else _end_of_gap(zone, wall)


def first_past(zone: ZoneInfo, wall: datetime) -> datetime:
    """Return the first instant after every showing of a time before `wall`."""
    eve = wall - TICK
    instant = eve.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return instant + TICK if shown(zone, instant) == eve else _end_of_gap(zone, eve)


def _end_of_gap(zone: ZoneInfo, wall: datetime) -> datetime:
    """Return the instant at which the clock jumps over `wall`.

    In a gap fold=1 reads the time with the offset after it, which is too early, and fold=0 with
    the one before it, which is too late (PEP 495). Offsets change on whole seconds.
    """
    early = wall.replace(tzinfo=zone, fold=1, microsecond=0).astimezone(UTC)
    late = wall.replace(tzinfo=zone, fold=0, microsecond=0).astimezone(UTC)
    seconds = range((late - early) // SECOND)
    return early + SECOND * bisect_left(
        seconds, wall, key=lambda second: shown(zone, early + SECOND * second)
    )


def shown(zone: ZoneInfo, instant: datetime) -> datetime:
    """Return what the clock on the wall shows, naive."""
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


@lru_cache(maxsize=4096)
def offset_changes(zone: ZoneInfo, year: int) -> tuple[date, ...]:
    """Return the dates of a year that end with another UTC offset than they began with.

    Asked of every day, once per zone and year: zones have kept an offset for as little as a week.
    """
    new_year = datetime(year, 1, 1, tzinfo=zone)
    length = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    offsets = [(new_year + day * DAY).utcoffset() for day in range(length + 1)]
    return tuple(
        new_year.date() + day * DAY for day in range(length) if offsets[day] != offsets[day + 1]
    )
