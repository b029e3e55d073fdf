"""Opening hours: what holds for any schedule, and agreement with a slow, simple-minded clock."""

from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from locations.hours import (
    Interval,
    Schedule,
    add_open_time,
    closing_after,
    is_open,
    next_change,
    next_opening,
    open_time_between,
    spans_between,
)

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
REPEATABLE = settings(derandomize=True, deadline=None, database=None, max_examples=60)

# Where the clock jumps, and the Sunday on which it does.
JUMPS = [
    (ZoneInfo("America/Chicago"), date(2026, 3, 8)),
    (ZoneInfo("America/Chicago"), date(2026, 11, 1)),
    (ZoneInfo("America/New_York"), date(2026, 7, 5)),  # a quiet fortnight
    (ZoneInfo("Europe/Amsterdam"), date(2026, 3, 29)),
    (ZoneInfo("America/Havana"), date(2026, 3, 8)),  # at midnight
    (ZoneInfo("America/Havana"), date(2026, 11, 1)),  # back to midnight
    (ZoneInfo("America/St_Johns"), date(2010, 11, 7)),  # back into the day before
    (ZoneInfo("Australia/Lord_Howe"), date(2026, 4, 5)),  # by half an hour
    (ZoneInfo("Pacific/Apia"), date(2011, 12, 30)),  # a day left out
]

# Hours around midnight and around the jumps are tried more often than others.
times = st.one_of(
    st.sampled_from([time(0), time(1), time(1, 30), time(2), time(2, 30), time(3), time(23, 30)]),
    st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 50])),
)
days_hours = st.lists(st.builds(Interval, times, times), max_size=3).map(tuple)
weeks = st.dictionaries(st.integers(0, 6), days_hours, max_size=7)


def overrides(first: date, days: int, most: int):
    dates = st.integers(0, days - 1).map(lambda offset: first + offset * DAY)
    return st.dictionaries(dates, days_hours, max_size=most)


@st.composite
def fortnights(draw):
    """A schedule and the Sunday in the middle of the fortnight in question."""
    zone, sunday = draw(st.sampled_from(JUMPS))
    special = draw(overrides(sunday - 8 * DAY, days=16, most=4))
    return Schedule(zone=zone, weekly=draw(weeks), overrides=special), sunday


@st.composite
def years(draw):
    """A schedule with exceptions anywhere in four years, and a range of time within."""
    zone = draw(st.sampled_from([zone for zone, _ in JUMPS[:5]] + [ZoneInfo("America/Phoenix")]))
    special = draw(overrides(date(2026, 1, 1), days=4 * 365, most=8))
    where = Schedule(zone=zone, weekly=draw(weeks), overrides=special)
    start, end = sorted([draw(moments), draw(moments)])
    return where, start, end


moments = st.datetimes(
    datetime(2026, 1, 1),  # noqa: DTZ001
    datetime(2029, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)
durations = st.timedeltas(datetime.resolution, 200 * DAY)


# The slow clock: it looks at the wall once a minute and knows nothing of offsets, folds or gaps.


@lru_cache(maxsize=len(JUMPS))
def minutes_shown(zone: ZoneInfo, sunday: date) -> tuple[datetime, dict[datetime, list[int]]]:
    """Return the first minute of a month, and at which minutes each wall-clock time is shown."""
    start = datetime.combine(sunday - 14 * DAY, time(), UTC)
    showings: dict[datetime, list[int]] = {}
    for index in range(28 * 24 * 60):
        wall = (start + index * MINUTE).astimezone(zone).replace(tzinfo=None, fold=0)
        showings.setdefault(wall, []).append(index)
    return start, showings


def open_minutes(where: Schedule, sunday: date) -> tuple[datetime, list[int]]:
    """Return the open minutes, counted from a first one, around a Sunday."""
    start, showings = minutes_shown(where.zone, sunday)
    found: set[int] = set()
    for day in (sunday + offset * DAY for offset in range(-12, 12)):
        for interval in where.overrides.get(day, where.weekly.get(day.weekday(), ())):
            read = [index for wall in walls(day, interval) for index in showings.get(wall, ())]
            found.update(range(min(read), max(read) + 1) if read else ())
    return start, sorted(found)


def walls(day: date, interval: Interval) -> list[datetime]:
    opens = datetime.combine(day, interval.opens)
    closes = datetime.combine(day, interval.closes)
    if closes < opens or interval.closes == time(0):
        closes += DAY
    return [opens + offset * MINUTE for offset in range((closes - opens) // MINUTE)]


@REPEATABLE
@given(fortnights())
def test_spans_are_those_of_the_slow_clock(case):
    where, sunday = case
    start, indices = open_minutes(where, sunday)
    first, end = 6 * 24 * 60, 22 * 24 * 60
    indices = indices[bisect_left(indices, first) : bisect_left(indices, end)]
    breaks = [0, *(i + 1 for i, (a, b) in enumerate(pairwise(indices)) if b > a + 1)]
    runs = [indices[a:b] for a, b in pairwise([*breaks, len(indices)]) if a < b]
    expected = [(start + run[0] * MINUTE, start + (run[-1] + 1) * MINUTE) for run in runs]
    whole = {"start": start + first * MINUTE, "end": start + end * MINUTE}
    assert list(spans_between(where, **whole)) == expected


@REPEATABLE
@given(fortnights(), st.integers(7 * 24 * 60, 21 * 24 * 60), st.integers(0, 5 * 24 * 60))
def test_answers_are_those_of_the_slow_clock(case, now, ahead):
    where, sunday = case
    start, indices = open_minutes(where, sunday)
    end = 22 * 24 * 60
    at, until = start + now * MINUTE, start + min(now + ahead, end) * MINUTE
    coming = indices[bisect_left(indices, now) :]
    opened = coming[:1] == [now]
    closed = set(range(now, end)).difference(coming)
    closing = min(closed, default=end)

    assert is_open(where, at=at) is opened
    assert next_opening_minute(where, at, start, end) == min(next(iter(coming), end), end)
    if closing < end:
        assert closing_after(where, at=at) == (start + closing * MINUTE if opened else None)
    count = bisect_right(coming, min(now + ahead, end) - 1)
    assert open_time_between(where, start=at, end=until) == count * MINUTE
    if count:
        added = add_open_time(where, at=at, duration=count * MINUTE)
        assert added == start + (coming[count - 1] + 1) * MINUTE


def next_opening_minute(where: Schedule, at: datetime, start: datetime, end: int) -> int:
    opening = next_opening(where, at=at)
    return end if opening is None else min((opening.astimezone(UTC) - start) // MINUTE, end)


# Over years: the arithmetic agrees with walking every day, and its answers fit together.


@REPEATABLE
@given(years())
def test_open_time_is_the_sum_of_all_spans(case):
    where, start, end = case
    walked = sum((b - a for a, b in spans_between(where, start=start, end=end)), timedelta())
    assert open_time_between(where, start=start, end=end) == walked


@REPEATABLE
@given(years())
def test_adding_open_time_undoes_measuring_it(case):
    where, start, end = case
    duration = open_time_between(where, start=start, end=end)
    back = add_open_time(where, at=start, duration=duration)
    if not duration:
        assert back is None or back.astimezone(UTC) >= start
        return
    assert back.astimezone(UTC) <= end
    assert open_time_between(where, start=start, end=back) == duration
    # What is left until the end is closed, and the moment before was open.
    assert open_time_between(where, start=back, end=end) == timedelta()
    assert is_open(where, at=back.astimezone(UTC) - datetime.resolution)


@REPEATABLE
@given(years(), durations, durations)
def test_measuring_open_time_undoes_adding_it(case, duration, more):
    where, start, later = case
    end = add_open_time(where, at=start, duration=duration)
    if end is None:
        assert add_open_time(where, at=later, duration=duration + more) is None
        return
    assert end.tzinfo is where.zone
    assert open_time_between(where, start=start, end=end) == duration
    for at, longer in [(start, duration + more), (later, duration)]:
        other = add_open_time(where, at=at, duration=longer)
        assert other is None or other.astimezone(UTC) >= end.astimezone(UTC)


@REPEATABLE
@given(years(), st.integers(1, 20))
def test_changes_alternate_between_open_and_closed(case, count):
    where, now, _ = case
    opened = is_open(where, at=now)
    for _ in range(count):
        change = next_change(where, at=now)
        if change is None:
            break
        change = change.astimezone(UTC)
        assert change > now
        assert is_open(where, at=change) is not opened
        assert is_open(where, at=change - datetime.resolution) is opened
        assert open_time_between(where, start=now, end=change) == (change - now) * opened
        now, opened = change, not opened
