"""Leave: what readers are told, from when until when, and where."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from time_machine import travel
from wagtail import hooks

from conditions.leaves import Leave, LeavesBlock, announced, is_away
from tests.clinic import soup_of
from tests.factories import home_page, make_article, make_location, make_practitioner

MARCH = Leave(date(2026, 3, 3), date(2026, 3, 17), "Mai helps.")
MAY = Leave(date(2026, 5, 4), date(2026, 5, 4))


@pytest.mark.parametrize(
    ("on", "told", "away"),
    [
        ("2026-02-16", [], False),
        ("2026-02-17", [MARCH], False),  # 14 days before
        ("2026-03-02", [MARCH], False),
        ("2026-03-03", [MARCH], True),
        ("2026-03-17", [MARCH], True),
        ("2026-03-18", [], False),
        ("2026-04-19", [], False),
        ("2026-04-20", [MAY], False),
        ("2026-05-04", [MAY], True),
        ("2026-05-05", [], False),
    ],
)
def test_leave_is_told_from_two_weeks_before_until_its_last_day(on, told, away):
    day = date.fromisoformat(on)
    assert announced([MAY, MARCH], on=day) == told
    assert is_away([MAY, MARCH], on=day) == away


def test_leaves_are_told_in_order():
    soon = Leave(date(2026, 3, 20), date(2026, 3, 21))
    assert announced([soon, MARCH], on=date(2026, 3, 10)) == [MARCH, soon]


def test_leave_of_the_calendar_s_first_day_breaks_no_page():
    """From an editor of before such years were refused."""
    assert announced([Leave(date.min, date.min), MARCH], on=MARCH.first) == [MARCH]


# In the editor.


def leaves(*pairs: tuple[str, str], note: str = ""):
    values = [
        {"first_date": date.fromisoformat(first), "last_date": date.fromisoformat(last)}
        for first, last in pairs
    ]
    return [("leave", value | {"note": note}) for value in values]


def cleaned(*pairs: tuple[str, str]):
    block = LeavesBlock()
    raw = [{"type": name, "value": value} for name, value in leaves(*pairs)]
    return block.clean(block.to_python(raw))


@pytest.mark.parametrize(
    "pairs",
    [
        [("2026-03-03", "2026-03-03")],
        [("2026-03-03", "2026-03-17"), ("2026-03-18", "2026-03-20")],
        [("2026-03-03", "2028-03-04")],
    ],
)
def test_leave_of_a_day_and_leaves_side_by_side_are_fine(pairs):
    assert len(cleaned(*pairs)) == len(pairs)


@pytest.mark.parametrize(
    "pairs",
    [
        [("2026-03-03", "2026-03-02")],
        [("2026-03-03", "2206-03-17")],
        [("0001-01-01", "0001-01-02")],
        [("9999-12-31", "9999-12-31")],
        [("2026-03-03", "2026-03-17"), ("2026-03-17", "2026-03-20")],
        [("2026-03-10", "2026-03-11"), ("2026-03-03", "2026-03-17")],
    ],
)
def test_leave_that_cannot_be_is_refused(pairs):
    with pytest.raises(ValidationError):
        cleaned(*pairs)


# On the pages.


@pytest.mark.django_db
def test_leave_shows_wherever_the_person_is_shown(client):
    place = make_location()
    away = make_practitioner(
        title="Daniel", locations=[place], leaves=leaves(("2026-03-03", "2026-03-17"), note="Mai.")
    )
    article = make_article(author=away)
    pages = [away, away.get_parent(), place, article, home_page()]
    with travel("2026-03-01T18:00Z", tick=False):
        for page in pages:
            told = soup_of(client, page).main.find_all(class_="away")
            assert [one.get_text(" ", strip=True) for one in told] == [
                "Away March\xa03 to March\xa017 Mai."
            ]
    with travel("2026-03-18T18:00Z", tick=False):
        for page in pages:
            assert not soup_of(client, page).main.find_all(class_="away")


@pytest.mark.django_db
def test_others_can_ask_when_the_person_of_a_page_is_away():
    away = make_practitioner(leaves=leaves(("2026-03-03", "2026-03-17")))
    article = make_article(author=away)
    (asked,) = hooks.get_hooks("clinic_practitioner_leave")
    days = [(date(2026, 3, 3), date(2026, 3, 17))]
    assert [asked(page) for page in (away, article)] == [days, days]
    assert asked(make_article()) == []
    assert asked(home_page()) == []
