"""Opening hours as people read them: equal days together, special days, open or closed."""

from datetime import date

from locations.opening import Days, SpecialDays, Status, special_days, status, week_of
from tests.locations.schedules import at, daily, desk, hours, schedule

TODAY = date(2026, 11, 23)  # a Monday


def special(overrides, reasons=None):
    return special_days(desk(overrides=overrides), reasons=reasons or {}, today=TODAY)


def test_week_joins_neighbours_with_equal_hours():
    weekday, saturday = hours("09:00-12:00", "13:00-17:00"), hours("10:00-14:00")
    week = week_of(schedule({0: weekday, 1: weekday, 2: weekday, 4: weekday, 5: saturday}))
    assert week == [
        Days(0, 2, weekday),
        Days(3, 3, ()),
        Days(4, 4, weekday),
        Days(5, 5, saturday),
        Days(6, 6, ()),
    ]


def test_week_of_equal_days_is_one_entry():
    assert week_of(daily("09:00-17:00")) == [Days(0, 6, hours("09:00-17:00"))]


def test_week_is_the_usual_one_whatever_is_special():
    assert week_of(desk(overrides={date(2001, 1, 1): ()})) == week_of(desk())


def test_special_days_join_neighbours_of_one_reason():
    thanksgiving = {date(2026, 11, 26): (), date(2026, 11, 27): ()}
    reasons = dict.fromkeys(thanksgiving, "Thanksgiving")
    expected = SpecialDays(date(2026, 11, 26), date(2026, 11, 27), (), "Thanksgiving")
    assert special(thanksgiving, reasons) == [expected]


def test_special_days_keep_other_hours_and_other_reasons_apart():
    short = hours("09:00-12:00")
    overrides = {date(2026, 12, 23): short, date(2026, 12, 24): short, date(2026, 12, 25): ()}
    reasons = {date(2026, 12, 23): "Staff day", date(2026, 12, 24): "Christmas Eve"}
    days = [(found.first.day, found.reason) for found in special(overrides, reasons)]
    assert days == [(23, "Staff day"), (24, "Christmas Eve"), (25, "")]


def test_special_days_are_announced_sixty_days_ahead():
    assert special({date(2027, 1, 22): ()})
    assert not special({date(2027, 1, 23): ()})


def test_special_days_that_are_over_are_not_shown():
    assert not special({date(2026, 11, 22): ()})


def test_special_days_that_are_going_on_keep_their_first_and_last_date():
    closed = {date(2026, 11, day): () for day in (21, 22, 23, 24)}
    (found,) = special(closed)
    assert (found.first, found.last) == (date(2026, 11, 21), date(2026, 11, 24))


def test_status_says_until_when_it_is_open():
    assert status(desk(), at=at("2026-11-23 10:00")) == Status(True, at("2026-11-23 17:00"))


def test_status_says_from_when_it_is_open_again():
    assert status(desk(), at=at("2026-11-20 18:00")) == Status(False, at("2026-11-23 09:00"))


def test_status_of_a_desk_that_never_closes_or_never_opens_names_no_time():
    assert status(daily("00:00-00:00"), at=at("2026-11-23 10:00")) == Status(True, None)
    assert status(schedule(), at=at("2026-11-23 10:00")) == Status(False, None)
