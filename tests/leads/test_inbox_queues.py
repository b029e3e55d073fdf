"""The tabs: each open lead in one of them, due by the location's own hours, back by itself."""

from datetime import UTC, datetime, timedelta
from importlib import import_module
from itertools import product
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.db import connection

from leads.inbox.desk_times import last_night, times_of
from leads.inbox.queues import (
    ALL_OPEN,
    BOOKED,
    DUE,
    NEW,
    SINCE,
    SNOOZED,
    UNMARKED,
    WAITING,
    count,
)
from leads.models import Attendance, Lead, LeadEvent, Status
from locations.hours import Interval, Schedule
from tests.factories import WEDNESDAY, make_lead, make_location

pytestmark = pytest.mark.django_db

CHICAGO = ZoneInfo("America/Chicago")
NOW = WEDNESDAY + timedelta(hours=1)  # 11:00


def chicago(day, hour, minute=0, month=3):
    return datetime(2026, month, day, hour, minute, tzinfo=CHICAGO)


def desk(*spans, overrides=None, days=range(5)):
    """Open Monday to Friday, at these hours."""
    from datetime import time

    hours = tuple(Interval(time(opens), time(closes)) for opens, closes in spans)
    weekly = dict.fromkeys(days, hours)
    return Schedule(zone=CHICAGO, weekly=weekly, overrides=overrides or {})


# March 2026: the 4th is a Wednesday; clocks are set forward on Sunday the 8th.
WITH_LUNCH = desk((9, 12), (13, 17))
NIGHTS = {
    "in the morning": (WITH_LUNCH, chicago(4, 9, 30), chicago(3, 17), chicago(4, 9)),
    "after lunch": (WITH_LUNCH, chicago(4, 14), chicago(3, 17), chicago(4, 9)),
    "at lunch": (WITH_LUNCH, chicago(4, 12, 30), chicago(3, 17), chicago(4, 9)),
    "in the evening": (WITH_LUNCH, chicago(4, 17, 5), chicago(4, 17), chicago(4, 17, 5)),
    "before opening": (WITH_LUNCH, chicago(4, 7), chicago(3, 17), chicago(4, 7)),
    "on Saturday": (WITH_LUNCH, chicago(7, 20), chicago(6, 17), chicago(7, 20)),
    "on Monday": (WITH_LUNCH, chicago(9, 9, 1), chicago(6, 17), chicago(9, 9)),
    "after a holiday": (
        desk((9, 17), overrides={chicago(3, 0).date(): ()}),
        chicago(4, 10),
        chicago(2, 17),
        chicago(4, 9),
    ),
}


@pytest.mark.parametrize(("schedule", "at", "closed", "opened"), NIGHTS.values(), ids=NIGHTS)
def test_last_night_is_the_last_long_pause(schedule, at, closed, opened):
    night = last_night(schedule, at=at)
    assert night is not None
    assert [moment.astimezone(UTC) for moment in night] == [
        closed.astimezone(UTC),
        opened.astimezone(UTC),
    ]


def test_desk_that_never_opens_or_never_closes_has_no_night():
    assert last_night(desk(), at=chicago(4, 10)) is None
    always = Schedule(
        zone=CHICAGO,
        weekly={day: desk((0, 0), days=[0]).weekly[0] for day in range(7)},
        overrides={},
    )
    assert last_night(always, at=chicago(4, 10)) is None


def inside(queue, *, at=NOW, places=()):
    desks = times_of(places, at=at)
    found = queue.of(Lead.objects.all(), at=at, desks=desks)
    return [lead.name for lead in found]


@pytest.fixture
def st_paul():
    return make_location("St. Paul")


def test_every_open_lead_is_in_one_of_three_tabs(st_paul):
    """New, waiting and snoozed share out what is open, whatever else is known of a lead."""
    times = [None, NOW - timedelta(hours=1), NOW + timedelta(hours=1)]
    for number, facts in enumerate(product([Status.NEW, Status.WAITING], times, times, times)):
        status, answered_at, due_at, snoozed_until = facts
        make_lead(
            st_paul,
            name=str(number),
            status=status,
            answered_at=answered_at,
            due_at=due_at,
            snoozed_until=snoozed_until,
        )
    parts = [inside(queue) for queue in (NEW, WAITING, SNOOZED)]
    assert all(parts)
    assert sorted(name for part in parts for name in part) == sorted(inside(ALL_OPEN))


def test_who_asked_again_is_new_and_no_longer_waited_for(st_paul):
    make_lead(st_paul, name="again", status=Status.WAITING, answered_at=None)
    assert inside(NEW) == ["again"]
    assert inside(WAITING) == []


def test_snoozed_lead_comes_back_by_itself(st_paul):
    until = NOW + timedelta(minutes=10)
    make_lead(st_paul, name="later", snoozed_until=until, due_at=NOW + timedelta(hours=5))
    assert (inside(SNOOZED), inside(NEW)) == (["later"], [])
    assert (inside(SNOOZED, at=until), inside(NEW, at=until)) == ([], ["later"])


def test_overdue_lead_is_due_even_if_it_is_snoozed(st_paul):
    tomorrow = NOW + timedelta(days=1)
    make_lead(st_paul, name="late", snoozed_until=tomorrow, due_at=NOW - timedelta(minutes=1))
    make_lead(st_paul, name="soon", snoozed_until=tomorrow, due_at=NOW + timedelta(minutes=1))
    assert inside(DUE) == ["late"]
    assert inside(SNOOZED) == ["soon"]


def test_due_is_the_next_open_hour_of_each_location(st_paul):
    """At 16:30 the next open hour ends at 9:30 of the next day; another desk is open till late."""
    late = make_location("Edina", weekly_hours=st_paul.weekly_hours)
    at = chicago(4, 16, 30)
    for name, due_at in {
        "overdue": chicago(4, 16),
        "today": chicago(4, 16, 50),
        "early tomorrow": chicago(5, 9, 15),
        "later tomorrow": chicago(5, 11),
    }.items():
        make_lead(st_paul, name=name, due_at=due_at)
    make_lead(st_paul, name="answered", due_at=chicago(4, 16, 40), answered_at=at)
    make_lead(late, name="elsewhere", due_at=chicago(4, 16, 45))
    assert inside(DUE, at=at, places=[st_paul, late]) == [
        "overdue",
        "elsewhere",
        "today",
        "early tomorrow",
    ]


def test_lead_without_a_location_is_due_within_the_hour():
    make_lead(None, name="soon", due_at=NOW + timedelta(minutes=59))
    make_lead(None, name="later", due_at=NOW + timedelta(minutes=61))
    assert inside(DUE) == ["soon"]


def test_since_you_closed_holds_what_came_in_over_night_and_waits(st_paul):
    for name, received_at in {
        "before closing": chicago(3, 16),
        "in the evening": chicago(3, 20),
        "at five": chicago(4, 5),
        "after opening": chicago(4, 9, 30),
    }.items():
        make_lead(st_paul, name=name, received_at=received_at)
    make_lead(
        st_paul, name="done", received_at=chicago(3, 21), status=Status.WAITING, answered_at=NOW
    )
    at = chicago(4, 10)
    assert inside(SINCE, at=at, places=[st_paul]) == ["in the evening", "at five"]
    assert inside(SINCE, at=at, places=[]) == []


def test_booked_begins_with_what_is_to_be_marked_then_what_comes_next(st_paul):
    def booked(name, hours, **facts):
        when = None if hours is None else NOW + timedelta(hours=hours)
        make_lead(
            st_paul, name=name, status=Status.BOOKED, appointment_at=when, answered_at=NOW, **facts
        )

    booked("asked about tomorrow", None, attendance_due_at=NOW + timedelta(hours=24))
    booked("asked about since monday", None, attendance_due_at=NOW - timedelta(hours=48))
    booked("next week", 150)
    booked("came", -30, attendance=Attendance.ATTENDED)
    booked("without a date", None)
    booked("this morning", -1)
    booked("in an hour", 1)
    booked("last week", -150)
    assert inside(BOOKED) == [
        "last week",
        "asked about since monday",
        "this morning",
        "in an hour",
        "asked about tomorrow",
        "next week",
        "came",
        "without a date",
    ]
    assert inside(UNMARKED) == ["last week", "asked about since monday", "this morning"]
    assert count(Lead.objects.all(), at=NOW)[UNMARKED] == 3


def test_what_was_booked_before_comes_back_as_long_after_its_booking(st_paul):
    """What the migration does to leads that are there."""
    facts = {"status": Status.BOOKED, "answered_at": NOW}
    by_event = make_lead(st_paul, **facts)
    for days in (3, 5):
        LeadEvent.objects.create(lead=by_event, kind="booked", at=NOW + timedelta(days=days))
    by_answer = make_lead(st_paul, **facts)
    others = [
        make_lead(st_paul, **facts | more)
        for more in (
            {"appointment_at": NOW},
            {"attendance": Attendance.NO_SHOW},
            {"status": Status.WAITING},
        )
    ]
    migration = import_module("leads.migrations.0009_undated_bookings_and_old_imports")
    migration.ask_about_them(apps, SimpleNamespace(connection=connection))
    due = dict(Lead.objects.values_list("pk", "attendance_due_at"))
    assert due == {
        by_event.pk: NOW + timedelta(days=19),
        by_answer.pk: NOW + timedelta(days=14),
        **{other.pk: None for other in others},
    }


def test_counts_are_of_what_the_tabs_hold(st_paul):
    make_lead(st_paul, name="late", due_at=NOW - timedelta(minutes=1))
    make_lead(st_paul, name="put off", snoozed_until=NOW + timedelta(days=2))
    counts = count(Lead.objects.all(), at=NOW, desks=times_of([st_paul], at=NOW))
    assert [counts[queue] for queue in (ALL_OPEN, NEW, DUE, SNOOZED)] == [2, 1, 1, 1]
