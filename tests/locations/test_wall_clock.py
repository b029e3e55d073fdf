"""Opening hours on the days when the clock jumps."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from locations.hours import add_open_time, closing_after, is_open, open_time_between, spans_between
from locations.wall_clock import offset_changes

from .schedules import AMSTERDAM, CHICAGO, at, daily, hours, minutes, same_instant, schedule

FRIDAY, SATURDAY, SUNDAY = 4, 5, 6
SPRING_NIGHT = date(2026, 3, 8)  # Sunday; in Chicago 02:00 becomes 03:00
AUTUMN_NIGHT = date(2026, 11, 1)  # Sunday; in Chicago 02:00 becomes 01:00


@pytest.mark.parametrize(
    ("zone", "changes"),
    [
        (CHICAGO, [SPRING_NIGHT, AUTUMN_NIGHT]),
        (AMSTERDAM, [date(2026, 3, 29), date(2026, 10, 25)]),
        (ZoneInfo("America/Phoenix"), []),
    ],
)
def test_changes_of_the_clock_are_found(zone, changes):
    assert list(offset_changes(zone, 2026)) == changes


@pytest.mark.parametrize(
    ("night", "interval", "opens", "closes"),
    [
        (SPRING_NIGHT, "01:00-04:00", "01:00-06:00", "04:00-05:00"),
        (SPRING_NIGHT, "02:30-04:00", "03:00-05:00", "04:00-05:00"),
        (SPRING_NIGHT, "01:00-02:30", "01:00-06:00", "03:00-05:00"),
        (SPRING_NIGHT, "02:00-03:00", None, None),
        (SPRING_NIGHT, "02:15-02:45", None, None),
        (SPRING_NIGHT, "00:00-00:00", "00:00-06:00", "24:00-05:00"),
        (AUTUMN_NIGHT, "01:00-04:00", "01:00-05:00", "04:00-06:00"),
        (AUTUMN_NIGHT, "01:30-04:00", "01:30-05:00", "04:00-06:00"),
        (AUTUMN_NIGHT, "00:00-01:30", "00:00-05:00", "01:30-06:00"),
        (AUTUMN_NIGHT, "01:15-01:30", "01:15-05:00", "01:30-06:00"),
        (AUTUMN_NIGHT, "00:00-01:00", "00:00-05:00", "01:00-05:00"),
        (AUTUMN_NIGHT, "02:00-03:00", "02:00-06:00", "03:00-06:00"),
        (AUTUMN_NIGHT, "00:00-00:00", "00:00-05:00", "24:00-06:00"),
    ],
)
def test_jump_of_the_clock_moves_openings_and_closings(night, interval, opens, closes):
    where = schedule({SUNDAY: hours(interval)})
    midnight = datetime.combine(night, time(), UTC)
    found = list(spans_between(where, start=midnight, end=midnight + timedelta(hours=36)))
    assert found == ([(_on(night, opens), _on(night, closes))] if opens else [])


def _on(night: date, text: str) -> datetime:
    """Read "04:00-05:00", an hour (24:00 is the end of the day) and its offset, as an instant."""
    hour, minute, offset = int(text[:2]), int(text[3:5]), int(text[6:8])
    return datetime.combine(night, time(), UTC) + timedelta(hours=hour + offset, minutes=minute)


@pytest.mark.parametrize(("night", "hours_open"), [(SPRING_NIGHT, 2), (AUTUMN_NIGHT, 4)])
def test_durations_are_real_time_when_the_clock_jumps(night, hours_open):
    where = schedule({SUNDAY: hours("01:00-04:00")})
    start = datetime.combine(night, time(0, 30), CHICAGO)
    end = datetime.combine(night, time(12, 0), CHICAGO)
    closing = datetime.combine(night, time(4, 0), CHICAGO)
    assert open_time_between(where, start=start, end=end) == timedelta(hours=hours_open)
    added = add_open_time(where, at=start, duration=timedelta(hours=hours_open))
    assert same_instant(added, closing)
    # From 01:00 by clock, through both showings of 01:30 or none.
    assert same_instant(
        add_open_time(where, at=start, duration=minutes(90)),
        datetime.combine(night, time(0, 30), CHICAGO).astimezone(UTC) + minutes(120),
    )


def test_repeated_hour_is_told_apart_by_its_fold():
    where = schedule({SUNDAY: hours("00:00-01:30")})
    first = datetime(2026, 11, 1, 1, 40, tzinfo=CHICAGO)
    assert is_open(where, at=first)
    assert not is_open(where, at=first.replace(fold=1))
    assert closing_after(where, at=first).fold == 1


@pytest.mark.parametrize(
    ("weekday", "interval", "opens", "closes"),
    [
        (FRIDAY, "23:45-23:30", "2010-11-05 23:45-02:30", "2010-11-06 23:30-03:30"),
        (SATURDAY, "12:00-23:30", "2010-11-06 12:00-02:30", "2010-11-06 23:30-03:30"),
        (SATURDAY, "12:00-00:00", "2010-11-06 12:00-02:30", "2010-11-07 00:00-03:30"),
        (SUNDAY, "00:00-02:00", "2010-11-07 00:00-02:30", "2010-11-07 02:00-03:30"),
    ],
)
def test_clock_set_back_past_midnight_keeps_a_shift_open(weekday, interval, opens, closes):
    # In 2010 St. John's set its clocks from 00:01 on Sunday back to 23:01 on Saturday.
    where = schedule({weekday: hours(interval)}, zone=ZoneInfo("America/St_Johns"))
    first_midnight, second_2315 = at("2010-11-07 00:00-02:30"), at("2010-11-06 23:15-03:30")
    for now in (first_midnight, second_2315):
        assert is_open(where, at=now)
        assert same_instant(closing_after(where, at=now), at(closes))
    assert not is_open(where, at=at(opens) - minutes(1))


def test_day_that_a_zone_left_out_has_no_hours():
    apia = daily("09:00-17:00", zone=ZoneInfo("Pacific/Apia"))  # never had 30 December 2011
    end = at("2012-01-01 00:00", apia.zone)
    week = open_time_between(apia, start=at("2011-12-25 00:00", apia.zone), end=end)
    assert week == 6 * timedelta(hours=8)
