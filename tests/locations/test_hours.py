"""Opening hours: the cases a clinic meets, as tables."""

from datetime import UTC, date, datetime, timedelta

import pytest

from locations.hours import (
    HORIZON,
    add_open_time,
    closing_after,
    intervals_on,
    is_open,
    next_change,
    next_opening,
    open_time_between,
    spans_between,
)

from .schedules import (
    AMSTERDAM,
    CHICAGO,
    NEW_YORK,
    at,
    daily,
    desk,
    hours,
    minutes,
    same_instant,
    schedule,
)

MONDAY, SATURDAY, SUNDAY = 0, 5, 6

# The hours of a date.


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], []),
        (["09:00-17:00"], ["09:00-17:00"]),
        (["13:00-17:00", "09:00-12:00"], ["09:00-12:00", "13:00-17:00"]),
        (["09:00-12:00", "12:00-17:00"], ["09:00-17:00"]),
        (["09:00-13:00", "12:00-17:00"], ["09:00-17:00"]),
        (["09:00-17:00", "12:00-13:00"], ["09:00-17:00"]),
        (["09:00-09:00"], []),
        (["00:00-00:00"], ["00:00-00:00"]),
        (["18:00-00:00"], ["18:00-00:00"]),
        (["22:00-06:00"], ["22:00-06:00"]),
        (["20:00-00:00", "23:00-02:00"], ["20:00-02:00"]),
        (["00:00-00:00", "12:00-14:00"], ["00:00-00:00"]),
        # 25 hours cannot be written as one interval.
        (["01:00-12:00", "09:00-02:00"], ["01:00-09:00", "09:00-02:00"]),
        (["01:00-12:00", "09:00-01:00"], ["01:00-09:00", "09:00-01:00"]),
    ],
)
def test_intervals_of_a_date_are_sorted_and_joined(given, expected):
    monday = schedule({MONDAY: hours(*given)})
    assert intervals_on(monday, date(2026, 6, 1)) == hours(*expected)
    shown = schedule({MONDAY: hours(*expected)})
    week = {"start": at("2026-06-01 00:00"), "end": at("2026-06-08 00:00")}
    assert list(spans_between(shown, **week)) == list(spans_between(monday, **week))


def test_intervals_of_an_override_replace_those_of_the_week():
    monday, tuesday = date(2026, 6, 1), date(2026, 6, 2)
    special = desk(overrides={monday: hours("10:00-12:00"), tuesday: ()})
    assert intervals_on(special, monday) == hours("10:00-12:00")
    assert intervals_on(special, tuesday) == ()
    assert intervals_on(special, date(2026, 6, 3)) == hours("09:00-17:00")
    assert intervals_on(special, date(2026, 6, 6)) == ()


# Open or closed; the next change.

LUNCH = desk("09:00-12:00", "13:00-17:00")
NIGHT = schedule({SATURDAY: hours("22:00-02:00")})
HOLIDAYS = desk(
    overrides={
        date(2026, 12, 24): hours("09:00-12:00"),
        date(2026, 12, 25): (),
        date(2026, 12, 26): hours("10:00-14:00"),  # a Saturday, usually closed
    }
)
AT_MIDNIGHT = schedule({MONDAY: hours("18:00-00:00"), 1: hours("00:00-02:00", "08:00-09:00")})


@pytest.mark.parametrize(
    ("where", "when", "opened", "changes_at"),
    [
        (LUNCH, "2026-06-01 08:59:59.999999", False, "2026-06-01 09:00"),
        (LUNCH, "2026-06-01 09:00", True, "2026-06-01 12:00"),
        (LUNCH, "2026-06-01 11:59:59.999999", True, "2026-06-01 12:00"),
        (LUNCH, "2026-06-01 12:00", False, "2026-06-01 13:00"),
        (LUNCH, "2026-06-01 13:00", True, "2026-06-01 17:00"),
        (LUNCH, "2026-06-05 17:00", False, "2026-06-08 09:00"),
        (NIGHT, "2026-06-06 21:59", False, "2026-06-06 22:00"),
        (NIGHT, "2026-06-07 01:59", True, "2026-06-07 02:00"),
        (NIGHT, "2026-06-07 02:00", False, "2026-06-13 22:00"),
        (AT_MIDNIGHT, "2026-06-01 23:59", True, "2026-06-02 02:00"),
        (AT_MIDNIGHT, "2026-06-02 00:00", True, "2026-06-02 02:00"),
        (HOLIDAYS, "2026-12-24 11:59", True, "2026-12-24 12:00"),
        (HOLIDAYS, "2026-12-24 12:00", False, "2026-12-26 10:00"),
        (HOLIDAYS, "2026-12-25 10:00", False, "2026-12-26 10:00"),
        (HOLIDAYS, "2026-12-26 13:00", True, "2026-12-26 14:00"),
        (HOLIDAYS, "2026-12-26 14:00", False, "2026-12-28 09:00"),
        (schedule(), "2026-06-01 12:00", False, None),
        (daily("09:00-09:00"), "2026-06-01 09:00", False, None),
        (daily("00:00-00:00"), "2026-06-01 12:00", True, None),
    ],
)
def test_state_and_next_change_follow_the_hours(where, when, opened, changes_at):
    now = at(when)
    expected = changes_at and at(changes_at)
    assert is_open(where, at=now) is opened
    assert same_instant(next_change(where, at=now), expected)
    assert same_instant(next_opening(where, at=now), now if opened else expected)
    assert same_instant(closing_after(where, at=now), expected if opened else None)


def test_night_shift_runs_to_its_end_into_a_closed_day():
    sunday_closed = schedule(
        {SATURDAY: hours("22:00-02:00"), SUNDAY: hours("22:00-02:00")},
        overrides={date(2026, 6, 7): ()},
    )
    assert is_open(sunday_closed, at=at("2026-06-07 01:00"))
    assert not is_open(sunday_closed, at=at("2026-06-07 23:00"))
    assert not is_open(sunday_closed, at=at("2026-06-08 01:00"))


def test_round_the_clock_desk_closes_at_its_exception():
    always = daily("00:00-00:00", overrides={date(2026, 12, 25): ()})
    now = at("2026-06-01 12:00")
    assert same_instant(closing_after(always, at=now), at("2026-12-25 00:00"))
    assert same_instant(next_opening(always, at=at("2026-12-25 00:00")), at("2026-12-26 00:00"))


def test_nothing_opens_beyond_the_horizon():
    now = at("2026-06-01 12:00")
    last_seen = now.date() + HORIZON - timedelta(days=1)
    within = schedule(overrides={last_seen: hours("09:00-10:00")})
    beyond = schedule(overrides={last_seen + timedelta(days=2): hours("09:00-10:00")})
    assert next_opening(within, at=now).date() == last_seen
    assert next_opening(beyond, at=now) is None
    assert next_change(beyond, at=now) is None


def test_results_are_in_the_zone_of_the_schedule():
    monday_noon = at("2026-06-01 12:00", UTC)
    assert next_opening(desk(), at=monday_noon).tzinfo is CHICAGO
    assert next_change(desk(), at=monday_noon).tzinfo is CHICAGO
    assert closing_after(desk(), at=at("2026-06-01 18:00", UTC)).tzinfo is CHICAGO
    assert add_open_time(desk(), at=monday_noon, duration=minutes(1)).tzinfo is CHICAGO
    assert add_open_time(desk(), at=monday_noon, duration=minutes(0)).tzinfo is CHICAGO


def test_same_wall_clock_hours_differ_between_zones():
    chicago, new_york, amsterdam = (desk(zone=zone) for zone in (CHICAGO, NEW_YORK, AMSTERDAM))
    now = at("2026-06-01 13:30", UTC)  # 08:30, 09:30 and 15:30
    states = [is_open(where, at=now) for where in (chicago, new_york, amsterdam)]
    assert states == [False, True, True]
    # Between the American and the European change of clocks, Amsterdam is nearer by an hour.
    opening = at("2026-03-16 08:00", UTC)
    assert is_open(amsterdam, at=opening)
    assert same_instant(next_opening(new_york, at=opening), opening + timedelta(hours=5))
    assert same_instant(next_opening(chicago, at=opening), opening + timedelta(hours=6))


# Open time, added and measured.


@pytest.mark.parametrize(
    ("where", "start", "open_minutes", "end"),
    [
        (desk(), "2026-06-06 20:00", 60, "2026-06-08 10:00"),
        (desk(), "2026-06-05 16:00", 60, "2026-06-05 17:00"),
        (desk(), "2026-06-05 16:00", 60.001, "2026-06-08 09:00:00.060"),
        (desk(), "2026-06-05 16:30", 60, "2026-06-08 09:30"),
        (desk(), "2026-06-01 09:00", 40 * 60, "2026-06-05 17:00"),
        (desk(), "2026-06-01 09:00", 80 * 60, "2026-06-12 17:00"),
        (desk(), "2026-06-01 09:00", 52 * 40 * 60, "2027-05-28 17:00"),
        (LUNCH, "2026-06-01 11:30", 60, "2026-06-01 13:30"),
        (LUNCH, "2026-06-01 11:30", 30, "2026-06-01 12:00"),
        (HOLIDAYS, "2026-12-24 11:00", 120, "2026-12-26 11:00"),
        (HOLIDAYS, "2026-12-25 15:00", 240, "2026-12-26 14:00"),
        (HOLIDAYS, "2026-12-25 15:00", 241, "2026-12-28 09:01"),
        (NIGHT, "2026-06-06 23:00", 180, "2026-06-07 02:00"),
        (NIGHT, "2026-06-06 23:00", 181, "2026-06-13 22:01"),
        (AT_MIDNIGHT, "2026-06-01 23:00", 120, "2026-06-02 01:00"),
        (desk("09:00-13:00", "12:00-17:00"), "2026-06-01 09:00", 8 * 60, "2026-06-01 17:00"),
        (
            schedule({0: hours("20:00-10:00"), 1: hours("09:00-12:00")}),
            "2026-06-01 00:00",
            16 * 60,
            "2026-06-02 12:00",
        ),
        (
            schedule(overrides={date(2031, 6, 2): hours("09:00-10:00")}),
            "2026-06-01 00:00",
            45,
            "2031-06-02 09:45",
        ),
        # One Sunday night less: four weeks of 56 hours, without eight.
        (
            daily("22:00-06:00", overrides={date(2026, 6, 7): ()}),
            "2026-06-01 00:00",
            216 * 60,
            "2026-06-29 00:00",
        ),
        (daily("00:00-00:00"), "2026-06-01 12:00", 60 * 24 * 90, "2026-08-30 12:00"),
    ],
)
def test_open_time_is_added_and_measured(where, start, open_minutes, end):
    duration = minutes(open_minutes)
    assert same_instant(add_open_time(where, at=at(start), duration=duration), at(end))
    assert open_time_between(where, start=at(start), end=at(end)) == duration


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2026-06-01 12:00", "2026-06-01 12:00"),
        ("2026-06-05 17:00", "2026-06-08 09:00"),
        ("2026-06-06 20:00", "2026-06-08 09:00"),
    ],
)
def test_no_duration_ends_at_the_next_opening(start, expected):
    assert same_instant(add_open_time(desk(), at=at(start), duration=timedelta()), at(expected))


@pytest.mark.parametrize(
    "where",
    [
        schedule(),
        daily("09:00-09:00"),
        schedule(overrides={date(2026, 5, 1): hours("09:00-17:00")}),
        schedule(overrides={date(2026, 6, 1): hours("09:00-09:59")}),
    ],
)
def test_open_time_that_never_comes_is_none(where):
    start = at("2026-06-01 00:00")
    assert add_open_time(where, at=start, duration=timedelta(hours=1)) is None
    assert open_time_between(where, start=start, end=at("2036-06-01 00:00")) < timedelta(hours=1)


# Refusals.


def test_naive_datetimes_are_refused():
    naive, aware = datetime(2026, 6, 1, 12), at("2026-06-01 12:00")  # noqa: DTZ001
    for question in (is_open, next_opening, next_change, closing_after):
        with pytest.raises(ValueError, match="time zone"):
            question(desk(), at=naive)
    with pytest.raises(ValueError, match="time zone"):
        add_open_time(desk(), at=naive, duration=minutes(0))
    with pytest.raises(ValueError, match="time zone"):
        add_open_time(desk(), at=naive, duration=minutes(1))
    for start, end in [(naive, aware), (aware, naive)]:
        for question in (open_time_between, spans_between):
            with pytest.raises(ValueError, match="time zone"):
                question(desk(), start=start, end=end)


def test_time_backwards_is_refused():
    later, earlier = at("2026-11-01 01:10-06:00"), at("2026-11-01 01:50-05:00")
    assert open_time_between(daily("00:00-00:00"), start=earlier, end=later) == minutes(20)
    for question in (open_time_between, spans_between):
        with pytest.raises(ValueError, match="before"):
            question(desk(), start=later, end=earlier)
    with pytest.raises(ValueError, match="taken away"):
        add_open_time(desk(), at=later, duration=minutes(-1))
