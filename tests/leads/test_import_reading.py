"""What a file says: its letters, its lines, its headings, its dates."""

import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from leads.importing.dates import order_in, read_moment, unclear_in
from leads.importing.decoding import decoded, delimiter_of
from leads.importing.headers import guesses
from leads.importing.lines import lines_from
from leads.importing.reading import Reader, read
from leads.importing.words import choice_of

CHICAGO = ZoneInfo("America/Chicago")

# Letters


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("José,Peña".encode(), "UTF-8"),
        ("José,Peña".encode("utf-8-sig"), "UTF-8"),
        ("José,Peña".encode("cp1252"), "Windows-1252"),
        ("José,Peña".encode("utf-16"), "UTF-16"),
    ],
)
def test_letters_are_read(data, encoding):
    assert (decoded(data).text, decoded(data).encoding) == ("José,Peña", encoding)


def test_one_broken_character_does_not_garble_all_others():
    found = decoded("José\nPeña\n".encode() + b"x\xe9y")
    assert (found.text, found.encoding) == ("José\nPeña\nx\ufffdy", "UTF-8")


def test_line_ends_are_plain():
    assert decoded(b"a\r\nb\rc\n\x00d").text == "a\nb\nc\nd"


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n1,2", ","),
        ("a;b\n1,5;2,5\n1,5;2,5", ";"),
        ("a\tb\n1, 2\t3", "\t"),
        ("a|b\n1|2", "|"),
        ('a,b\n"x;y;z",2\n"x;y",3', ","),
        ("alone", ","),
    ],
)
def test_delimiter_is_the_one_that_makes_lines_equally_long(text, delimiter):
    assert delimiter_of(text) == delimiter


# Lines


def lines(text, **start):
    start = {"byte": 0, "number": 1} | start
    return list(lines_from(io.BytesIO(text.encode()), delimiter=",", **start))


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;", "sep=; "])
def test_first_line_may_say_what_parts_the_cells(first):
    """Excel writes and reads such files; the lines keep their numbers."""
    text = f"{first}\nName;Phone, or e-mail\nMia;651,555\n"
    assert delimiter_of(text) == ";"
    file = io.BytesIO(text.encode())
    read_lines = [
        (line.number, line.cells) for line in lines_from(file, byte=0, number=1, delimiter=";")
    ]
    assert read_lines == [(2, ["Name", "Phone, or e-mail"]), (3, ["Mia", "651,555"])]


def test_later_line_like_that_is_a_line():
    file = io.BytesIO(b"Name\nsep=;\n")
    found = [line.cells for line in lines_from(file, byte=0, number=1, delimiter=";")]
    assert found == [["Name"], ["sep=", ""]]


def test_lines_are_numbered_as_in_the_file():
    found = lines('h,i\n"two\nlines",b\n\n,\né,d')
    assert [(line.number, line.cells) for line in found] == [
        (1, ["h", "i"]),
        (2, ["two\nlines", "b"]),
        (6, ["é", "d"]),
    ]


def test_reading_goes_on_anywhere():
    text = 'h,i\n"two\nlines",b\né,d\ne,f\n'
    whole = lines(text)
    for line in whole:
        rest = lines(text, byte=line.next_byte, number=line.next_number)
        assert rest == whole[whole.index(line) + 1 :]


@pytest.mark.parametrize("bad", ['"never closed,b', 'a,"b"c'])
def test_missing_quotation_mark_costs_one_line(bad):
    found = lines(f"a,b\n{bad}\nc,d\n" + "e,f\n" * 300)
    assert [line.number for line in found if line.cells is None] == [2]
    assert found[1].text == bad
    assert len(found) == 303


# Headings


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Name", "name"),
        ("E-mail Address", "email"),
        ("PHONE_NUMBER", "phone"),
        ("Teléfono móvil", "phone"),
        ("Fecha de recepción", "received_at"),
        ("Correo electrónico", "email"),
        ("Zip", "postcode"),
        ("Created At", "received_at"),
        ("Shoe size", ""),
    ],
)
def test_heading_tells_the_field(heading, field):
    assert guesses([heading]) == [field]


def test_no_field_is_guessed_twice():
    assert guesses(["Phone", "Mobile", "E-mail"]) == ["phone", "", "email"]


# Dates


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("2021-03-04", "dmy", "2021-03-04T12:00:00-06:00"),
        ("2021-03-04 10:15", "dmy", "2021-03-04T10:15:00-06:00"),
        ("2021-03-04T10:15:30Z", "dmy", "2021-03-04T10:15:30+00:00"),
        ("2026-03-04 10:00:00-06:00", "mdy", "2026-03-04T10:00:00-06:00"),
        ("2021-07-04 10:15:00.123456", "dmy", "2021-07-04T10:15:00-05:00"),
        ("3/4/2021", "dmy", "2021-04-03T12:00:00-05:00"),
        ("3/4/2021", "mdy", "2021-03-04T12:00:00-06:00"),
        ("3/4/21 1:05 PM", "mdy", "2021-03-04T13:05:00-06:00"),
        ("3/4/2021 12:05 a.m.", "mdy", "2021-03-04T00:05:00-06:00"),
        ("04.03.2021 9:00", "dmy", "2021-03-04T09:00:00-06:00"),
        ("4 de marzo de 2021", "mdy", "2021-03-04T12:00:00-06:00"),
        ("Mar 4, 2021 10:15 am", "dmy", "2021-03-04T10:15:00-06:00"),
        ("4-Mar-2021", "mdy", "2021-03-04T12:00:00-06:00"),
    ],
)
def test_date_is_read(text, order, expected):
    assert read_moment(text, order=order, zone=CHICAGO).isoformat() == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "31/2/2021",
        "2021-13-01",
        "1/1/2021 25:00",
        "1/1/2021 13:00 pm",
        "44197",
        "1899-12-31",
    ],
)
def test_what_is_no_date_is_none(text):
    assert read_moment(text, order="dmy", zone=CHICAGO) is None


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["3/4/2021", "25/4/2021"], "dmy"),
        (["3/4/2021", "4/25/2021"], "mdy"),
        (["3/4/2021", "4/5/2021"], ""),
        (["25/4/2021", "4/25/2021"], ""),
        (["2021-03-04", "4 March 2021"], "dmy"),
    ],
)
def test_order_is_what_the_dates_show(texts, order):
    assert order_in(texts) == order


@pytest.mark.parametrize(
    ("texts", "unclear"),
    [
        (["2026-03-04", "25/4/2021", "1/2/1950"], "1/2/1950"),
        (["4 March 2021", "25/4/2021", "4/25/2021"], "25/4/2021"),
        (["2026-03-04", "soon"], ""),
    ],
)
def test_date_that_could_be_both_is_the_one_to_blame(texts, unclear):
    assert unclear_in(texts) == unclear


# A line

MAPPING = ["received_at", "name", "phone", "email", "status", "message", "location"]
AT = datetime(2026, 3, 4, 16, 0, tzinfo=UTC)


def reading(*cells, mapping=MAPPING):
    reader = Reader(
        mapping=mapping,
        date_order="mdy",
        zone=CHICAGO,
        status="closed",
        language="en",
        location_title="St. Paul",
        at=AT,
    )
    return read(list(cells), reader)


def test_line_becomes_the_facts_of_a_lead():
    found = reading(
        "1/2/2024", " Ann\u202e  Lee ", "'+1 (651) 555-0142", "ANN@example.com", "Won", "'=1\nb"
    )
    assert not found.problems
    assert found.facts["name"] == "Ann Lee"
    assert found.facts["phone"] == "+16515550142"
    assert found.facts["email"] == "ann@example.com"
    assert found.facts["message"] == "=1\nb"
    assert found.facts["status"] == "booked"
    assert found.facts["answered_at"] == found.facts["received_at"]


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (["", "Ann"], ("no_date", None)),
        (["soon", "Ann"], ("bad_date", 0)),
        (["1/1/2030", "Ann"], ("future", 0)),
        (["1/2/2024", ""], ("nobody", None)),
        (["1/2/2024", "A", "", "ann@"], ("bad_email", 3)),
        (["1/2/2024", "A\ufffd"], ("broken", 1)),
        (["1/2/2024", "x" * 121], ("too_long", 1)),
        (["1/2/2024", "A", "", "", "", "", "Edina"], ("elsewhere", 6)),
        (["1/2/2024", "A", "", "", "", "", "", "more"], ("too_many", None)),
    ],
)
def test_line_says_what_is_wrong_and_where(cells, problem):
    assert reading(*cells).problems == [problem]


@pytest.mark.parametrize("when", ["9999-12-31 23:59", "2206-12-01 10:00", "3/6/2028"])
def test_appointment_that_nobody_means_is_no_fact(when):
    """2206 is a slip of the finger; 9999 at midnight is a date that PostgreSQL cannot give back."""
    found = reading("1/2/2024", "Ann", when, mapping=["received_at", "name", "appointment_at"])
    assert found.problems == [("too_late", 2)]
    found = reading(
        "1/2/2024", "Ann", "3/4/2028", mapping=["received_at", "name", "appointment_at"]
    )
    assert not found.problems


def test_word_that_no_field_takes_is_kept_as_a_remark():
    found = reading("1/2/2024", "Ann", "", "", "On Mars")
    assert found.remarks == ["Status: On Mars"]
    assert (found.facts["status"], found.facts["close_reason"]) == ("closed", "answered")


def test_reference_of_another_program_is_kept_as_a_remark():
    found = reading("1/2/2024", "Ann", "A-17", mapping=["received_at", "name", "reference"])
    assert "reference" not in found.facts
    assert found.remarks == ["Reference: A-17"]


def test_names_in_two_columns_are_one():
    found = reading("1/2/2024", "Ann", "Lee", mapping=["received_at", "first_name", "last_name"])
    assert found.facts["name"] == "Ann Lee"


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("status", "Waiting for them", "waiting"),
        ("status", "CERRADO", "closed"),
        ("attendance", "Sí", "attended"),
        ("close_reason", "Could not be reached", "no_response"),
        ("acquaintance", "I am new here", "new"),
        ("preferred_times", "Mañanas", "morning"),
        ("status", "whatever", None),
    ],
)
def test_choice_is_known_by_its_words(field, text, value):
    assert choice_of(field, text) == value
