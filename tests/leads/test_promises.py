"""The promise: when it falls due, and in which words it is given."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from leads.promises import due_at, promise_text, soon_until
from locations.hours import HORIZON, Interval, Schedule, open_time_between
from tests.locations.test_hours_properties import REPEATABLE, fortnights

CHICAGO = ZoneInfo("America/Chicago")
NINE_TO_FIVE = (Interval(time(9), time(17)),)
WEEKDAYS = Schedule(zone=CHICAGO, weekly=dict.fromkeys(range(5), NINE_TO_FIVE), overrides={})
CLOSED = Schedule(zone=CHICAGO, weekly={}, overrides={})
AROUND_THE_CLOCK = Schedule(
    zone=CHICAGO,
    weekly=dict.fromkeys(range(7), (Interval(time(0), time(0)),)),
    overrides={},
)


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=CHICAGO)


@pytest.mark.parametrize(
    ("received", "minutes", "due"),
    [
        ("2026-03-07 20:00", 60, "2026-03-09 10:00"),  # Saturday 20:00 → Monday 10:00
        ("2026-03-04 10:00", 60, "2026-03-04 11:00"),
        ("2026-03-04 16:30", 60, "2026-03-05 09:30"),
        ("2026-03-04 16:00", 60, "2026-03-04 17:00"),  # used up at closing time
        ("2026-03-04 17:00", 60, "2026-03-05 10:00"),
        ("2026-03-06 16:59", 60, "2026-03-09 09:59"),  # over the weekend and the clock change
    ],
)
def test_promise_counts_open_minutes(received, minutes, due):
    assert due_at(WEEKDAYS, at=local(received), open_minutes=minutes) == local(due)


def test_promise_counts_the_same_for_every_zone_the_time_is_given_in():
    saturday = local("2026-03-07 20:00")
    tokyo = saturday.astimezone(ZoneInfo("Asia/Tokyo"))
    assert due_at(WEEKDAYS, at=tokyo, open_minutes=60) == local("2026-03-09 10:00")


def test_promise_passes_over_a_holiday():
    holiday = Schedule(zone=CHICAGO, weekly=WEEKDAYS.weekly, overrides={date(2026, 11, 26): ()})
    received = local("2026-11-25 16:30")
    assert due_at(holiday, at=received, open_minutes=60) == local("2026-11-27 09:30")


@pytest.mark.parametrize(
    ("received", "due"),
    [
        # The clock is set from 02:00 to 03:00 on 8 March, and back from 02:00 on 1 November.
        ("2026-03-08T07:30+00:00", "2026-03-08T03:30-05:00"),
        ("2026-11-01T06:30+00:00", "2026-11-01T01:30-06:00"),
    ],
)
def test_promise_of_an_hour_lasts_an_hour_when_the_clock_is_set(received, due):
    received = datetime.fromisoformat(received)
    found = due_at(AROUND_THE_CLOCK, at=received, open_minutes=60)
    assert found.isoformat("T", "minutes") == due
    assert found.astimezone(UTC) - received == timedelta(hours=1)


def test_promise_is_due_at_the_minute_that_the_visitor_is_told():
    received = local("2026-03-04 10:00:31.5")
    due = due_at(WEEKDAYS, at=received, open_minutes=60)
    assert due == local("2026-03-04 11:01")
    assert promise_text(location_title="St. Paul", due=due, at=received) == (
        "St. Paul will reply by Wednesday 11:01 a.m."
    )


def test_promise_without_hours_names_no_time():
    assert due_at(CLOSED, at=local("2026-03-04 10:00"), open_minutes=60) is None


# The words. Monday 2 March 2026, 10:00 is when they are given.

GIVEN = local("2026-03-02 10:00")


@pytest.mark.parametrize(
    ("due", "english", "spanish"),
    [
        (
            "2026-03-02 11:30",
            "St. Paul will reply by Monday 11:30 a.m.",
            "St. Paul responderá a más tardar el lunes a las 11:30.",
        ),
        (
            "2026-03-03 10:00",
            "St. Paul will reply by Tuesday 10 a.m.",
            "St. Paul responderá a más tardar el martes a las 10:00.",
        ),
        (
            "2026-03-08 12:00",
            "St. Paul will reply by Sunday noon.",
            "St. Paul responderá a más tardar el domingo a las 12:00.",
        ),
        (
            "2026-03-09 10:00",
            "St. Paul will reply by Monday, March 9, 10 a.m.",
            "St. Paul responderá a más tardar el lunes 9 de marzo a las 10:00.",
        ),
        (
            None,
            "St. Paul will reply as soon as it can.",
            "St. Paul responderá lo antes posible.",
        ),
    ],
)
def test_promise_in_english_and_spanish(due, english, spanish):
    due = local(due) if due else None
    with override("en"):
        assert promise_text(location_title="St. Paul", due=due, at=GIVEN) == english
    with override("es"):
        assert promise_text(location_title="St. Paul", due=due, at=GIVEN) == spanish


def test_promise_by_midnight_names_the_day_that_it_ends():
    due = local("2026-03-04 00:00")
    with override("en"):
        words = promise_text(location_title="St. Paul", due=due, at=GIVEN)
    assert words == "St. Paul will reply by Tuesday midnight."


def test_promise_by_midnight_of_the_same_day_names_that_day():
    due = local("2026-03-03 00:00")
    with override("en"):
        words = promise_text(location_title="St. Paul", due=due, at=GIVEN)
    assert words == "St. Paul will reply by Monday midnight."


def test_promise_speaks_of_the_locations_day_not_the_servers():
    """22:30 in Chicago is the next day in UTC: the day named is Chicago's."""
    given = datetime(2026, 3, 3, 4, 30, tzinfo=UTC)
    due = local("2026-03-02 23:30")
    with override("en"):
        words = promise_text(location_title="St. Paul", due=due, at=given)
    assert words == "St. Paul will reply by Monday 11:30 p.m."


def test_promise_keeps_percent_signs_of_a_name():
    with override("en"):
        words = promise_text(location_title="100 % Edina", due=None, at=GIVEN)
    assert words == "100 % Edina will reply as soon as it can."


@REPEATABLE
@given(fortnights(), st.integers(0, 4000), st.integers(0, 300), st.integers(0, 9000))
def test_soon_until_is_the_last_moment_that_is_so_many_open_minutes_away(
    where, started, minutes, later
):
    """One moment for all leads of a desk says the same as the open minutes of each."""
    schedule, sunday = where
    at = datetime.combine(sunday, time(), UTC) + timedelta(minutes=started)
    until = soon_until(schedule, at=at, minutes=minutes)
    for due in (at + timedelta(minutes=later), *([until] if until else [])):
        is_soon = open_time_between(schedule, start=at, end=due) <= timedelta(minutes=minutes)
        assert is_soon == (until is None or due.astimezone(UTC) <= until.astimezone(UTC))
    if until is not None:
        assert until.astimezone(UTC) - at <= HORIZON + timedelta(days=30)


def test_everything_ends_soon_where_it_never_opens_again():
    assert soon_until(CLOSED, at=local("2026-03-04 10:00"), minutes=30) is None
