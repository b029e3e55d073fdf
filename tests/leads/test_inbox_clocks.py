"""The promise in words: lunch, night, weekend and the night the clock changes do not run out."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from leads.inbox.clocks import ago, clock_of, moment
from leads.models import Lead, Status
from locations.models import LocationPage
from tests.factories import week

pytestmark = pytest.mark.django_db  # a page looks up its content type

CHICAGO = ZoneInfo("America/Chicago")
SPLIT_DAY = week(("09:00", "12:00"), ("13:00", "17:00"))


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=CHICAGO)


def lead_due(text, **facts):
    location = LocationPage(
        title="St. Paul", weekly_hours=SPLIT_DAY, hours_overrides=[], time_zone="America/Chicago"
    )
    return Lead(location=location, due_at=local(text), **facts)


# Due, now, and what is said. 4 March 2026 is a Wednesday; on the 8th the clock is set forward.
LEFT = {
    "minutes": ("2026-03-04 12:00", "2026-03-04 11:20", "in 40 open minutes"),
    "one minute": ("2026-03-04 12:00", "2026-03-04 11:59", "in 1 open minute"),
    "last seconds": ("2026-03-04 12:00", "2026-03-04 11:59:30", "in less than an open minute"),
    "over lunch": ("2026-03-04 13:30", "2026-03-04 11:50", "in 40 open minutes"),
    "in the lunch break": ("2026-03-04 13:30", "2026-03-04 12:30", "in 30 open minutes"),
    "long": ("2026-03-04 17:00", "2026-03-04 09:00", "in 7 open hours"),
    "overnight": ("2026-03-05 09:30", "2026-03-04 16:30", "in 60 open minutes"),
    "over the weekend and the change": (
        "2026-03-09 10:00",
        "2026-03-07 20:00",
        "in 60 open minutes",
    ),
    "overdue": ("2026-03-04 11:00", "2026-03-04 11:25", "overdue by 25 open minutes"),
    "just overdue": ("2026-03-04 11:00", "2026-03-04 11:00:01", "overdue"),
    "overdue over lunch": ("2026-03-04 11:50", "2026-03-04 13:05", "overdue by 15 open minutes"),
    "overdue since yesterday": ("2026-03-04 11:00", "2026-03-05 11:00", "overdue by 7 open hours"),
    "this very moment": ("2026-03-04 11:00", "2026-03-04 11:00", "in less than an open minute"),
}


@pytest.mark.parametrize(("due", "now", "words"), LEFT.values(), ids=LEFT.keys())
def test_what_is_left_is_said_in_open_time(due, now, words):
    clock = clock_of(lead_due(due), at=local(now))
    assert clock.left == words
    assert clock.is_overdue == words.startswith("overdue")


ENDED = {
    "answered": {"answered_at": local("2026-03-04 10:00"), "status": Status.WAITING},
    "closed": {"status": Status.CLOSED},
    "booked": {"status": Status.BOOKED},
    "in quarantine": {"quarantined_at": local("2026-03-04 10:00")},
}


@pytest.mark.parametrize("facts", ENDED.values(), ids=ENDED.keys())
def test_clock_that_runs_no_longer_is_neither_due_nor_overdue(facts):
    clock = clock_of(lead_due("2026-03-04 11:00", **facts), at=local("2026-03-04 12:00"))
    assert (clock.due, clock.left, clock.is_overdue) == ("today 11 a.m.", "", False)


def test_lead_without_location_or_promise_has_no_clock():
    clock = clock_of(Lead(), at=local("2026-03-04 12:00"))
    assert (clock.due, clock.left, clock.is_overdue) == ("", "", False)


MOMENTS = {
    "2026-03-04 09:00": "today 9 a.m.",
    "2026-03-03 17:30": "yesterday 5:30 p.m.",
    "2026-03-05 12:00": "tomorrow noon",
    "2026-03-09 10:00": "Mon 10 a.m.",
    "2026-03-10 10:00": "Tue 10 a.m.",
    "2026-03-11 10:00": "Mar 11 10 a.m.",
    "2026-02-28 10:00": "Feb 28 10 a.m.",
    "2025-12-31 10:00": "Dec. 31, 2025 10 a.m.",
}


@pytest.mark.parametrize(("when", "words"), MOMENTS.items())
def test_moment_is_named_as_people_do(when, words):
    assert moment(local(when), zone=CHICAGO, at=local("2026-03-04 11:00")) == words


def test_moment_names_the_zone_when_the_readers_clock_shows_another_time():
    at = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)
    with timezone.override("America/New_York"):
        assert moment(at, zone=CHICAGO, at=at) == "today 11 a.m. CST"
    with timezone.override("America/Winnipeg"):
        assert moment(at, zone=CHICAGO, at=at) == "today 11 a.m."


def test_day_is_that_of_the_location_and_not_of_the_reader():
    """Ten at night in Chicago is the next day in London."""
    at = local("2026-03-04 22:00")
    with timezone.override("Europe/London"):
        words = moment(at + timedelta(hours=1), zone=CHICAGO, at=at)
    assert words == "today 11 p.m. CST"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-3, "0 seconds ago"),
        (1, "1 second ago"),
        (59, "59 seconds ago"),
        (60, "1\xa0minute ago"),
        (7300, "2\xa0hours ago"),
    ],
)
def test_time_ago_is_said_roughly(seconds, words):
    now = local("2026-03-04 11:00")
    assert ago(now - timedelta(seconds=seconds), at=now) == words


def test_words_follow_the_readers_language():
    with translation.override("es"):
        assert moment(local("2026-03-09 10:00"), zone=CHICAGO, at=local("2026-03-04 11:00")) == (
            "lun 10:00"
        )
