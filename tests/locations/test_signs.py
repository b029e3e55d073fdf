"""What the sign on the door says in the next two weeks: the data that the browser gets."""

from datetime import UTC, date, datetime, timedelta

import pytest

from locations.opening import CARRIED, FOREVER, Status, status, statuses
from locations.signs import day_words, sign_data
from tests.locations.schedules import at, daily, desk, hours, schedule

NBSP = "\N{NO-BREAK SPACE}"
MONDAY = at("2026-11-23 10:00")


def spoken(sign: dict) -> list[tuple[str, str]]:
    """When (in UTC) the sign says what."""
    start = sign["from"]
    return [
        (
            datetime.fromtimestamp(start + delta, UTC).strftime("%m-%d %H:%M"),
            "".join(sign["words"][index][1:]).replace(NBSP, " "),
        )
        for delta, index in sign["steps"]
    ]


def test_sign_goes_from_open_to_closed_and_counts_the_days():
    assert spoken(sign_data(desk(), at=at("2026-11-27 10:00")))[:5] == [
        ("11-27 16:00", "Open now until 5 p.m."),
        ("11-27 23:00", "Closed now, opens Monday, 9 a.m."),
        ("11-29 06:00", "Closed now, opens tomorrow, 9 a.m."),
        ("11-30 06:00", "Closed now, opens 9 a.m."),
        ("11-30 15:00", "Open now until 5 p.m."),
    ]


def test_sign_closes_for_lunch():
    sign = sign_data(desk("09:00-12:30", "13:30-17:00"), at=MONDAY)
    assert spoken(sign)[:3] == [
        ("11-23 16:00", "Open now until 12:30 p.m."),
        ("11-23 18:30", "Closed now, opens 1:30 p.m."),
        ("11-23 19:30", "Open now until 5 p.m."),
    ]


def test_sign_knows_overrides():
    closed = desk(overrides={date(2026, 11, 24): (), date(2026, 11, 25): hours("10:00-11:00")})
    assert spoken(sign_data(closed, at=MONDAY))[1:4] == [
        ("11-23 23:00", "Closed now, opens Wednesday, 10 a.m."),
        ("11-24 06:00", "Closed now, opens tomorrow, 10 a.m."),
        ("11-25 06:00", "Closed now, opens 10 a.m."),
    ]


def test_sign_keeps_the_wall_clock_when_the_clocks_change():
    sign = sign_data(daily("09:00-17:00"), at=at("2026-10-31 12:00"))
    changes = [moment for moment, words in spoken(sign) if words.startswith("Open now")]
    assert changes[:3] == ["10-31 17:00", "11-01 15:00", "11-02 15:00"]  # 9 is 14:00, then 15:00


@pytest.mark.parametrize(
    "hours_of",
    [
        desk(),
        desk("09:00-12:30", "13:30-17:00", overrides={date(2026, 12, 1): ()}),
        daily("22:00-02:00"),
        daily("00:00-00:00"),
        schedule({0: hours("09:00-10:00")}, {date(2026, 12, 7): ()}),
        schedule(),
    ],
)
def test_every_step_is_what_the_hours_engine_says_at_that_instant(hours_of):
    found = statuses(hours_of, at=MONDAY)
    assert found[0][0] == MONDAY
    assert all(found[0][0] <= moment < MONDAY + CARRIED for moment, _status in found)
    for moment, said in found:
        expected = status(hours_of, at=moment)
        assert (said.is_open, said.changes_at) == (expected.is_open, expected.changes_at)
        a_bit_later = moment + timedelta(seconds=1)
        assert status(hours_of, at=a_bit_later).is_open is said.is_open


def test_there_is_a_step_for_every_change():
    hours_of = desk("09:00-12:30", "13:30-17:00")
    known = {moment for moment, _status in statuses(hours_of, at=MONDAY)}
    said = status(hours_of, at=MONDAY)
    while said.changes_at < MONDAY + CARRIED:
        assert said.changes_at.astimezone(UTC) in known
        said = status(hours_of, at=said.changes_at)


def test_desk_that_never_closes_or_never_opens_names_no_time():
    assert {said for _moment, said in statuses(daily("00:00-00:00"), at=MONDAY)} == {
        Status(True, None)
    }
    assert spoken(sign_data(schedule(), at=MONDAY)) == [("11-23 16:00", "Closed now")]
    assert FOREVER.tzinfo is UTC


def test_sign_of_two_weeks_is_small():
    sign = str(sign_data(desk("09:00-12:30", "13:30-17:00"), at=MONDAY))
    assert len(sign) < 2000


def test_day_is_that_of_the_location():
    late = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)  # 23:00 on Monday in Chicago
    assert day_words(desk(), at=late).startswith("Monday, November 23: 9")
