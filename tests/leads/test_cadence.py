"""When to call again, when a put-off lead is back, where it is what time: pure tables."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from leads.cadence import next_attempt, part_of
from leads.putting_off import presets
from leads.tags import fill, unknown_tags
from leads.zones import zone_of_phone, zone_of_postcode
from locations.hours import Interval, Schedule

CHICAGO = ZoneInfo("America/Chicago")
NINE_TO_FIVE = (Interval(time(9), time(12)), Interval(time(13), time(17)))
WEEKDAYS = Schedule(zone=CHICAGO, weekly=dict.fromkeys(range(5), NINE_TO_FIVE), overrides={})
NEVER = Schedule(zone=CHICAGO, weekly={}, overrides={})


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=CHICAGO)


# 2026-03-04 is a Wednesday; on the night of Sunday the 8th clocks are set forward.
CALLS = {
    "morning, the first": ("2026-03-04 09:30", 1, [], "2026-03-04 11:30"),
    "afternoon, the first": ("2026-03-04 15:00", 1, [], "2026-03-05 09:00"),
    "morning, the second": ("2026-03-04 09:30", 2, [], "2026-03-05 11:30"),
    "Friday noon": ("2026-03-06 12:00", 2, [], "2026-03-09 09:00"),
    "a wish": ("2026-03-04 09:30", 1, ["afternoon"], "2026-03-04 13:30"),
    "the wish that was just tried": ("2026-03-04 14:00", 1, ["afternoon"], "2026-03-05 13:30"),
    "two wishes, one tried": (
        "2026-03-04 14:00",
        1,
        ["afternoon", "morning"],
        "2026-03-05 09:00",
    ),
    "a wish outside of the hours": ("2026-03-04 09:30", 1, ["evening"], "2026-03-04 11:30"),
    "a wish that is none": ("2026-03-04 09:30", 1, ["gone"], "2026-03-04 11:30"),
    "before the clocks change": ("2026-03-06 16:50", 1, ["morning"], "2026-03-09 09:00"),
}


@pytest.mark.parametrize(("at", "attempts", "wishes", "again"), CALLS.values(), ids=CALLS.keys())
def test_next_attempt_is_open_and_at_another_part_of_the_day(at, attempts, wishes, again):
    found = next_attempt(WEEKDAYS, at=local(at), attempts=attempts, preferred=wishes)
    assert found == local(again)


def test_next_attempt_without_hours_is_none():
    assert next_attempt(NEVER, at=local("2026-03-04 09:30"), attempts=1) is None


def test_next_attempt_where_only_one_part_is_open_is_on_another_day():
    mornings = Schedule(zone=CHICAGO, weekly={2: (Interval(time(9), time(11)),)}, overrides={})
    found = next_attempt(mornings, at=local("2026-03-04 09:00"), attempts=1)
    assert found == local("2026-03-11 09:00")


@pytest.mark.parametrize(
    ("clock", "part"),
    [("06:00", "morning"), ("11:30", "midday"), ("13:30", "afternoon"), ("23:00", "evening")],
)
def test_part_of_the_day(clock, part):
    assert part_of(local(f"2026-03-04 {clock}")) == part


PUT_OFF = {
    "in the morning": (
        "2026-03-04 10:30",
        {
            "two_hours": "2026-03-04 13:30",
            "opening": "2026-03-04 13:00",
            "tomorrow": "2026-03-05 09:00",
            "monday": "2026-03-09 09:00",
        },
    ),
    "on Friday evening": (
        "2026-03-06 20:00",
        {
            "two_hours": "2026-03-09 11:00",
            "opening": "2026-03-09 09:00",
            "tomorrow": "2026-03-07 09:00",
            "monday": "2026-03-09 09:00",
        },
    ),
    "on a Monday": (
        "2026-03-09 16:00",
        {
            "two_hours": "2026-03-10 10:00",
            "opening": "2026-03-10 09:00",
            "tomorrow": "2026-03-10 09:00",
            "monday": "2026-03-16 09:00",
        },
    ),
}


@pytest.mark.parametrize(("at", "times"), PUT_OFF.values(), ids=PUT_OFF.keys())
def test_presets_are_computed_in_open_time(at, times):
    found = presets(WEEKDAYS, zone=CHICAGO, at=local(at))
    assert found == {name: local(when) for name, when in times.items()}


def test_presets_without_hours_are_those_of_the_calendar():
    at = local("2026-03-04 10:30")
    for schedule in (None, NEVER):
        assert list(presets(schedule, zone=CHICAGO, at=at)) == ["tomorrow", "monday"]


def test_tags_are_replaced_once_and_by_text_only():
    filled = fill("Hi {first_name}, {phone}! {x} {{ a }}", {"first_name": "{phone}", "x": "no"})
    assert filled.text == "Hi {phone}, {phone}! {x} {{ a }}"
    assert filled.empty == ("phone",)


def test_tags_that_are_none_are_named():
    assert unknown_tags("{phone} {pass word} {{ lead.email }} {x} {x} {}") == [
        "pass word",
        " lead.email ",
        "x",
        "",
    ]


@pytest.mark.parametrize(
    ("postcode", "zone"),
    [
        ("55105", "America/Chicago"),
        ("10001-1234", "America/New_York"),
        ("85001", "America/Phoenix"),
        ("57501", None),  # on the border
        ("K1A 0B1", None),
        ("", None),
        ("٥٥١٠٥", None),
    ],
)
def test_zone_of_a_zip_code(postcode, zone):
    found = zone_of_postcode(postcode)
    assert (found and found.key) == zone


@pytest.mark.parametrize(
    ("phone", "zone"),
    [
        ("+16515550142", "America/Chicago"),
        ("+12125550142", "America/New_York"),
        ("+442071234567", None),
        ("", None),
    ],
)
def test_zone_of_a_phone_area(phone, zone):
    found = zone_of_phone(phone)
    assert (found and found.key) == zone


def test_zones_exist():
    at = datetime(2026, 7, 1, tzinfo=UTC)
    for postcode in ("00601", "96801", "99501", "89501", "80201"):
        assert at.astimezone(zone_of_postcode(postcode)).utcoffset()
