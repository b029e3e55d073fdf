"""When a location is open: weekly hours, dated overrides, one time zone, real elapsed time.

Pure functions over a `Schedule`: no clock, no database, no request. The caller says `at=`.

The rules
    * An interval belongs to the date on which it opens. An override replaces the hours of its own
      date only: a night shift that began the evening before still runs to its end.
    * The opening instant is open, the closing instant is closed.
    * An interval is open, without a break, from the first to the last instant at which the clock
      on the wall reads inside it. Where the clock is set forward, 02:30 therefore means the first
      instant after the gap. Where it is set back, a time shown twice opens with its first showing
      and closes with its second; but 22:00-01:00 ends when the clock first reaches 01:00.
    * Durations are real elapsed time: 01:00-04:00 lasts two, three or four hours.

The cost
    Days are walked only near an irregular one (an override, or a change of the zone's offset).
    In between, the hours repeat exactly every seven days, so any number of quiet weeks is one
    multiplication: `open_time_between` and `add_open_time` take O(irregular days + years).
    The other functions walk to the first span that answers, at most `HORIZON` ahead.

Aware datetimes that share a ZoneInfo are compared and subtracted by their wall clocks, which is
wrong across a change of offset. Everything here is computed in UTC and localised on the way out.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from .wall_clock import DAY, TICK, first_at, first_past, offset_changes

MIDNIGHT = time(0, 0)
WEEK = timedelta(weeks=1)

# "Nothing opens" means: nothing within about thirteen months.
HORIZON = timedelta(days=400)

# The hours of a date reach into the next one, and a clock set back past midnight shows the date
# before once more: further than this from a date, its hours and its change of offset are not felt.
REACH = timedelta(days=2)

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Interval:
    """One stretch of opening hours, as written on the door: local wall-clock times.

    `closes` at 00:00 is the midnight that ends the day, so 00:00-00:00 is the whole day. Closing
    earlier than opening means closing on the next day. Otherwise equal times are no time at all.
    """

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Schedule:
    """The opening hours of one location or desk.

    `weekly` is keyed by weekday (0 = Monday); a missing day is closed. `overrides` replaces the
    weekly hours of a date; an empty tuple closes it. Intervals may overlap and be in any order.
    """

    zone: ZoneInfo
    weekly: Mapping[int, tuple[Interval, ...]]
    overrides: Mapping[date, tuple[Interval, ...]]


def intervals_on(schedule: Schedule, day: date) -> tuple[Interval, ...]:
    """Return the hours that belong to `day`, sorted, joined where they touch, ready to show.

    The end of the previous day's night shift is not repeated here.
    """
    walls = list(_walls_of(schedule, day))
    if not walls:
        return ()
    last_opening = walls[-1][0]
    pieces = (_showable(span, last_opening) for span in _merged(walls))
    return tuple(Interval(start.time(), end.time()) for start, end in chain.from_iterable(pieces))


def spans_between(schedule: Schedule, *, start: datetime, end: datetime) -> Iterator[Span]:
    """Yield the open spans between two instants: sorted, disjoint, clipped to start and end.

    Spans that touch are one span, across midnight too. They are in UTC, safe to compare and to
    subtract. Raises ValueError for a naive datetime or when `end` is before `start`.
    """
    return _spans(schedule, *_utc_range(start, end))


def is_open(schedule: Schedule, *, at: datetime) -> bool:
    """Say whether it is open at this instant."""
    now = _utc(at)
    return any(_spans(schedule, now, now + TICK))


def next_opening(schedule: Schedule, *, at: datetime) -> datetime | None:
    """Return the next instant at which it is open: `at` itself when it is open now.

    None when nothing opens within `HORIZON`.
    """
    span = _first_span(schedule, _utc(at))
    return _local(schedule, span[0]) if span else None


def next_change(schedule: Schedule, *, at: datetime) -> datetime | None:
    """Return the next opening or closing after `at`, or None when there is none in `HORIZON`.

    Until then an answer to "open now?" may be kept.
    """
    opening = next_opening(schedule, at=at)
    if opening is None or _utc(opening) > _utc(at):
        return opening
    return closing_after(schedule, at=at)


def closing_after(schedule: Schedule, *, at: datetime) -> datetime | None:
    """Return when it closes, if it is open at `at`.

    None when it is closed, and when it does not close within `HORIZON`.
    """
    now = _utc(at)
    span = _first_span(schedule, now)
    if span is None or span[0] > now or span[1] == now + HORIZON:
        return None
    return _local(schedule, span[1])


def open_time_between(schedule: Schedule, *, start: datetime, end: datetime) -> timedelta:
    """Return how long it is open between two instants, in real elapsed time.

    Raises ValueError for a naive datetime or when `end` is before `start`.
    """
    cursor, end = _utc_range(start, end)
    a_week = _open_time_of_a_quiet_week(schedule)
    total = timedelta()
    while cursor < end:
        stop = min(cursor + WEEK, end)
        total += _measured(_spans(schedule, cursor, stop))
        weeks = min(_quiet_weeks(schedule, stop), (end - stop) // WEEK)
        total += weeks * a_week
        cursor = stop + weeks * WEEK
    return total


def add_open_time(schedule: Schedule, *, at: datetime, duration: timedelta) -> datetime | None:
    """Return the instant by which it has been open for `duration` since `at`.

    A duration that is used up at closing time ends there, not at the next opening. No duration
    ends at `next_opening`. None when there are not enough opening hours, ever. Raises ValueError
    for a naive datetime or a negative duration.
    """
    if duration < timedelta():
        raise ValueError("Open time can be added, not taken away.")
    if not duration:
        return next_opening(schedule, at=at)
    cursor, left = _utc(at), duration
    a_week: timedelta | None = None
    while a_week is None or a_week or _has_overrides_from(schedule, cursor):
        for opens, closes in _spans(schedule, cursor, cursor + WEEK):
            if left <= closes - opens:
                return _local(schedule, opens + left)
            left -= closes - opens
        cursor += WEEK
        weeks = _quiet_weeks(schedule, cursor)
        if a_week is None:  # only now: most durations end in the first week
            a_week = _open_time_of_a_quiet_week(schedule)
        if a_week:
            # The last week is walked even when it fits exactly: the answer is a closing in it.
            weeks = min(weeks, (left - TICK) // a_week)
        left -= weeks * a_week
        cursor += weeks * WEEK
    return None


# Spans of real time.


def _first_span(schedule: Schedule, now: datetime) -> Span | None:
    return next(_spans(schedule, now, now + HORIZON), None)


def _spans(schedule: Schedule, start: datetime, end: datetime) -> Iterator[Span]:
    """Yield open spans between two instants given in UTC."""
    first = _local(schedule, start).date() - REACH
    last = _local(schedule, end).date() + REACH
    # Joining on the wall clock first spares a round-the-clock desk the work of every midnight.
    walls = _merged(_walls(schedule, first, last))
    instants = ((first_at(schedule.zone, a), first_past(schedule.zone, b)) for a, b in walls)
    return _clipped(_merged(instants), start, end)


def _merged(spans: Iterable[Span]) -> Iterator[Span]:
    """Join spans, sorted by their start, where they touch or overlap; drop empty ones."""
    joined: Span | None = None
    for start, end in spans:
        if start >= end:
            continue
        if joined and start <= joined[1]:
            joined = joined[0], max(joined[1], end)
            continue
        if joined:
            yield joined
        joined = start, end
    if joined:
        yield joined


def _clipped(spans: Iterable[Span], start: datetime, end: datetime) -> Iterator[Span]:
    for opens, closes in spans:
        if opens >= end:
            return
        if closes > start:
            yield max(opens, start), min(closes, end)


def _measured(spans: Iterable[Span]) -> timedelta:
    return sum((closes - opens for opens, closes in spans), timedelta())


# Wall-clock times: naive datetimes, the only thing opening hours know about.


def _walls(schedule: Schedule, first: date, last: date) -> Iterator[Span]:
    for offset in range((last - first).days + 1):
        yield from _walls_of(schedule, first + offset * DAY)


def _walls_of(schedule: Schedule, day: date) -> Iterator[Span]:
    """Yield the wall-clock spans of one date, sorted by opening."""
    hours = schedule.overrides.get(day)
    if hours is None:
        hours = schedule.weekly.get(day.weekday(), ())
    if len(hours) > 1:
        hours = tuple(sorted(hours, key=lambda interval: interval.opens))
    for interval in hours:
        overnight = interval.closes == MIDNIGHT or interval.closes < interval.opens
        closing_day = day + DAY if overnight else day
        yield (
            datetime.combine(day, interval.opens),
            datetime.combine(closing_day, interval.closes),
        )


def _showable(span: Span, last_opening: datetime) -> tuple[Span, ...]:
    """Cut a span that an `Interval` cannot hold, a day or longer, at the day's last opening.

    Only an interval that ends after midnight makes such a span, so that opening lies inside it.
    """
    start, end = span
    if end - start < DAY or start.time() == end.time() == MIDNIGHT:
        return (span,)
    return (start, last_opening), (last_opening, end)


# Quiet weeks.


def _quiet_weeks(schedule: Schedule, cursor: datetime) -> int:
    """Return how many whole weeks from `cursor` on just repeat, looking `HORIZON` ahead."""
    today = _local(schedule, cursor).date()
    since, horizon = today - REACH, today + HORIZON
    years = range(since.year, horizon.year + 1)
    changes = chain.from_iterable(offset_changes(schedule.zone, year) for year in years)
    irregular = min(day for day in chain(schedule.overrides, changes, [horizon]) if day >= since)
    return max(timedelta(), irregular - REACH - today) // WEEK


def _open_time_of_a_quiet_week(schedule: Schedule) -> timedelta:
    """Return the open time in any seven days without overrides or changes of the offset."""
    plain = Schedule(zone=schedule.zone, weekly=schedule.weekly, overrides={})
    monday = datetime.combine(date(2001, 1, 1), MIDNIGHT)
    walls = _walls(plain, monday.date() - REACH, (monday + WEEK).date())
    return _measured(_clipped(_merged(walls), monday, monday + WEEK))


def _has_overrides_from(schedule: Schedule, cursor: datetime) -> bool:
    since = _local(schedule, cursor).date() - REACH
    return any(day >= since for day in schedule.overrides)


# Instants.


def _utc(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("An instant needs a time zone, not a naive datetime.")
    return moment.astimezone(UTC)


def _utc_range(start: datetime, end: datetime) -> Span:
    if _utc(end) < _utc(start):
        raise ValueError("The end is before the start.")
    return _utc(start), _utc(end)


def _local(schedule: Schedule, instant: datetime) -> datetime:
    return instant.astimezone(schedule.zone)
