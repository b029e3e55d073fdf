"""Opening hours as people read them: equal days together, special days, open now or from when.

Pure functions over the hours engine's `Schedule`; templates and tags only put them into words.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import chain, groupby

from .hours import (
    MIDNIGHT,
    Interval,
    Schedule,
    Span,
    closing_after,
    intervals_on,
    is_open,
    next_opening,
    spans_between,
)
from .wall_clock import DAY, first_at

# Special days are announced this long before they come.
ANNOUNCED = timedelta(days=60)
# A page carries what the sign will say for so long: it may be kept open, or come from a cache.
CARRIED = timedelta(days=14)

MONDAY = date(2001, 1, 1)
FOREVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Days:
    """Neighbouring weekdays (0 = Monday) with the same hours; no intervals means closed."""

    first: int
    last: int
    intervals: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class SpecialDays:
    """Neighbouring dates with hours other than usual, for one reason."""

    first: date
    last: date
    intervals: tuple[Interval, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Status:
    """Whether it is open, and when that changes next, in the location's own zone."""

    is_open: bool
    changes_at: datetime | None


def week_of(schedule: Schedule) -> list[Days]:
    """Return the usual week from Monday to Sunday, equal neighbours as one entry."""
    usual = replace(schedule, overrides={})
    hours = [(day, intervals_on(usual, MONDAY + day * DAY)) for day in range(7)]
    runs = ((list(run), same) for same, run in groupby(hours, key=lambda entry: entry[1]))
    return [Days(first=run[0][0], last=run[-1][0], intervals=same) for run, same in runs]


def special_days(
    schedule: Schedule, *, reasons: Mapping[date, str], today: date
) -> list[SpecialDays]:
    """Return the special days that are going on or begin within `ANNOUNCED`, in order."""
    return [
        special
        for special in _specials(schedule, reasons, sorted(schedule.overrides))
        if special.last >= today and special.first <= today + ANNOUNCED
    ]


def status(schedule: Schedule, *, at: datetime) -> Status:
    """Return what a sign on the door would say at this instant."""
    if is_open(schedule, at=at):
        return Status(is_open=True, changes_at=closing_after(schedule, at=at))
    return Status(is_open=False, changes_at=next_opening(schedule, at=at))


def statuses(schedule: Schedule, *, at: datetime) -> list[tuple[datetime, Status]]:
    """Return what the sign says from `at` on for `CARRIED`: at each change, and as each day begins.

    (A new day changes “tomorrow, 9 a.m.” into “9 a.m.”.) All in UTC but what the Status names.
    """
    start, end = at.astimezone(UTC), at.astimezone(UTC) + CARRIED
    spans = list(spans_between(schedule, start=start, end=end))
    beyond = next_opening(schedule, at=end)
    if spans and spans[-1][1] == end:  # open across the end, at which the hours engine cut it
        closing = closing_after(schedule, at=end) if beyond == end else end
        spans[-1] = spans[-1][0], closing.astimezone(UTC) if closing else FOREVER
    elif beyond is not None:
        spans.append((beyond.astimezone(UTC), FOREVER))
    moments = {start, *_midnights(schedule, start, end), *chain.from_iterable(spans)}
    return [
        (moment, _status_in(spans, moment, schedule)) for moment in sorted(moments) if moment < end
    ]


def next_midnight(schedule: Schedule, *, at: datetime) -> datetime:
    """Return the instant at which the day of the location is over."""
    tomorrow = at.astimezone(schedule.zone).date() + DAY
    return first_at(schedule.zone, datetime.combine(tomorrow, MIDNIGHT))


def _midnights(schedule: Schedule, start: datetime, end: datetime) -> Iterator[datetime]:
    midnight = next_midnight(schedule, at=start)
    while midnight < end:
        yield midnight
        midnight = next_midnight(schedule, at=midnight)


def _status_in(spans: list[Span], moment: datetime, schedule: Schedule) -> Status:
    for opens, closes in spans:
        if moment < closes:
            change = closes if opens <= moment else opens
            local = change.astimezone(schedule.zone) if change != FOREVER else None
            return Status(is_open=opens <= moment, changes_at=local)
    return Status(is_open=False, changes_at=None)


def _specials(
    schedule: Schedule, reasons: Mapping[date, str], days: Iterable[date]
) -> list[SpecialDays]:
    found: list[SpecialDays] = []
    for day in days:
        special = SpecialDays(day, day, intervals_on(schedule, day), reasons.get(day, ""))
        if found and _continues(found[-1], special):
            special = replace(special, first=found.pop().first)
        found.append(special)
    return found


def _continues(before: SpecialDays, special: SpecialDays) -> bool:
    return (
        special.first - before.last == DAY
        and special.intervals == before.intervals
        and special.reason == before.reason
    )
