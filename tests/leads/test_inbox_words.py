"""The words of a filter: what is read, what is refused and how, what never enters an address."""

from datetime import date

import pytest

from leads.inbox.help import GUIDE
from leads.inbox.words import Term, days_of, parse

TODAY = date(2026, 11, 25)
CHOICES = {
    "is": ["new", "due", "closed", "snoozed", "overdue"],
    "location": ["edina", "st-paul", "none"],
    "source": ["phone", "walk-in"],
    "booked": ["yes", "no"],
}


def read(text):
    return parse(text, choices=CHOICES, today=TODAY)


UNDERSTOOD = {
    "": [],
    "is:due": [Term("is", ("due",))],
    "IS:Due": [Term("is", ("due",))],
    "location:edina is:new": [Term("location", ("edina",)), Term("is", ("new",))],
    "location:edina,st-paul": [Term("location", ("edina", "st-paul"))],
    "-is:snoozed": [Term("is", ("snoozed",), negated=True)],
    "assigned:Bo.Lind": [Term("assigned", ("Bo.Lind",))],
    "received:>2026-11-01": [Term("received", (">2026-11-01",))],
    "due:none": [Term("due", ("none",))],
    "due:today..today": [Term("due", ("today..today",))],
    "due:9999-12-31": [Term("due", ("9999-12-31",))],
    'source:"phone"': [Term("source", ("phone",))],
}


@pytest.mark.parametrize(("text", "terms"), UNDERSTOOD.items())
def test_words_are_read(text, terms):
    asked = read(text)
    assert list(asked.terms) == terms
    assert asked.problems == ()
    assert asked.private == ""


@pytest.mark.parametrize("text", UNDERSTOOD)
def test_words_written_out_are_read_the_same_again(text):
    once = read(text)
    assert read(str(once)) == once


PRIVATE = {
    "Maria Gonzalez": "Maria Gonzalez",
    "maria is:due": "maria",
    "topic:migraine location:edina": 'topic:"migraine"',
    'topic:"low back pain"': 'topic:"low back pain"',
    "name:maria 0142": 'name:"maria" 0142',
    "651-555-0142": "651-555-0142",
    "-topic:knee": '-topic:"knee"',
    "ingrid@example.com": "ingrid@example.com",
}


@pytest.mark.parametrize(("text", "private"), PRIVATE.items())
def test_what_is_said_about_people_is_kept_apart(text, private):
    asked = read(text)
    assert asked.private == private
    assert not any(word in str(asked) for word in ("maria", "migraine", "pain", "0142", "knee"))
    again = read(asked.private)
    assert (again.about_people, again.free) == (asked.about_people, asked.free)


PROBLEMS = {
    "sorce:phone": "There is no filter “sorce:”. Did you mean “source”?",
    "qwertz:1": "There is no filter “qwertz:”.",
    "is:snozed": "“is:” knows no “snozed”. Did you mean “snoozed”?",
    "location:edian": "“location:” knows no “edian”. Did you mean “edina”?",
    "location:woodbury": "“location:” knows no “woodbury”.",
    "is:": "What should come after “is:”?",
    "topic:": "What should come after “topic:”?",
    "received:soon": (
        "“received:soon” is no date. Write it like received:>2026-11-01 or received:today."
    ),
    "received:2026-03-04..2026-03-01": "“received:2026-03-04..2026-03-01” ends before it begins.",
    "due:today..yesterday": "“due:today..yesterday” ends before it begins.",
    "received:2026-13-01": (
        "“received:2026-13-01” is no date. Write it like received:>2026-11-01 or received:today."
    ),
}


@pytest.mark.parametrize(("text", "problem"), PROBLEMS.items())
def test_word_that_is_not_understood_is_said(text, problem):
    assert read(text).problems == (problem,)
    assert read(text).terms == ()


def test_every_problem_is_said():
    assert len(read("is:dew sorce:phone received:x").problems) == 3


DAYS = {
    "2026-11-01": (date(2026, 11, 1), date(2026, 11, 2)),
    "today": (date(2026, 11, 25), date(2026, 11, 26)),
    "yesterday": (date(2026, 11, 24), date(2026, 11, 25)),
    ">2026-11-01": (date(2026, 11, 2), None),
    ">=2026-11-01": (date(2026, 11, 1), None),
    "<2026-11-01": (None, date(2026, 11, 1)),
    "<=today": (None, date(2026, 11, 26)),
    "2026-11-01..2026-11-07": (date(2026, 11, 1), date(2026, 11, 8)),
    "2026-11-01..": None,
    "2026-02-30": None,
    ">": None,
    "9999-12-31": (date(9999, 12, 31), date(9999, 12, 31)),
}


@pytest.mark.parametrize(("text", "days"), DAYS.items())
def test_date_means_days(text, days):
    assert days_of(Term("received", (text,)), today=TODAY) == days


def test_a_date_is_one_and_not_several():
    assert days_of(Term("received", ("today", "yesterday")), today=TODAY) is None


@pytest.mark.django_db
def test_every_word_of_the_help_is_understood():
    from leads.inbox.conditions import Reader
    from leads.inbox.desk_times import plain_times
    from leads.inbox.queues import BY_NAME, Moment
    from tests.factories import WEDNESDAY, make_location

    now = Moment(WEDNESDAY, plain_times(at=WEDNESDAY))
    choices = Reader(None, now, (make_location("Edina"),)).choices | {"language": ["en", "es"]}
    shown = [word for word, _meaning in GUIDE if "…" not in word]
    assert {
        word: parse(word, choices=choices, today=TODAY).problems for word in shown
    } == dict.fromkeys(shown, ())
    explained = {word.removeprefix("is:") for word in shown if word.startswith("is:")}
    assert explained == set(BY_NAME) - {"open"}
