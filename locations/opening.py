"""Opening hours as people read them: equal days together, special days, open now or from when.

Pure functions over the hours engine's `Schedule`; templates and tags only put them into words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby

from .hours import Interval, Schedule, closing_after, intervals_on, is_open, next_opening
from .wall_clock import DAY

# Special days are announced this long before they come.
ANNOUNCED = timedelta(days=60)

MONDAY = date(2001, 1, 1)


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
