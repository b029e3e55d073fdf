"""Telephone numbers: what is read, how they are stored and how they are shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locations.phones import CALLABLE, PhoneRole, display, href, parse


@pytest.mark.parametrize(
    "typed",
    [
        "651-224-6678",
        "(651) 224-6678",
        "651.224.6678",
        "651 224 6678",
        "6512246678",
        "1-651-224-6678",
        "+1 651 224 6678",
        " 651-224-6678 ",
        "tel:+16512246678",
        "651\u2011224\u20116678",  # non-breaking hyphens, as pasted from a word processor
        "651\u2013224\u20136678",
    ],
)
def test_usual_ways_to_write_a_number_are_one_number(typed):
    assert parse(typed, region="US") == "+16512246678"


@pytest.mark.parametrize(
    "typed",
    ["", " ", "call us", "224-6678", "12", "911", "651-224-66780000", "+", "651-224-667", "1" * 40],
)
def test_what_is_no_whole_number_is_refused(typed):
    assert parse(typed, region="US") == ""


def test_region_decides_how_a_number_without_country_code_is_read():
    assert parse("020 7946 0018", region="GB") == "+442079460018"
    assert parse("+44 20 7946 0018", region="US") == "+442079460018"


@given(st.text(max_size=40))
def test_any_text_gives_a_number_or_nothing(typed):
    number = parse(typed, region="US")
    assert number == "" or (number.startswith("+") and number[1:].isdecimal())


@given(st.text(max_size=40))
def test_stored_number_is_read_back_as_itself(typed):
    number = parse(typed, region="US")
    assert parse(number, region="US") == number


@given(st.integers(min_value=2_000_000_000, max_value=9_999_999_999))
def test_shown_number_is_read_back_as_itself(digits):
    number = parse(f"+1{digits}", region="US")
    assert parse(display(number, region="US"), region="US") == number


@pytest.mark.parametrize(
    ("e164", "region", "shown"),
    [
        ("+16512246678", "US", "651-224-6678"),
        ("+16512246678", "CA", "651-224-6678"),
        ("+16512246678", "GB", "+1 651-224-6678"),
        ("+442079460018", "US", "+44 20 7946 0018"),
        ("+442079460018", "GB", "020 7946 0018"),
        ("", "US", ""),
        ("no number", "US", "no number"),
    ],
)
def test_number_is_shown_as_people_there_write_it(e164, region, shown):
    assert display(e164, region=region) == shown


@pytest.mark.parametrize(
    ("role", "link"),
    [
        (PhoneRole.MAIN, "tel:+16512246678"),
        (PhoneRole.AFTER_HOURS, "tel:+16512246678"),
        (PhoneRole.TEXT, "sms:+16512246678"),
        (PhoneRole.FAX, ""),
    ],
)
def test_link_does_what_the_number_is_for(role, link):
    assert href("+16512246678", role=role) == link
    assert bool(link) == (role in CALLABLE)


def test_link_of_no_number_is_empty():
    assert href("") == ""
