"""A cell shows what was written and does nothing else, in CSV and in XLSX."""

import csv
import io
import random
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from leads.exporting.files import csv_parts, csv_parts_for_excel, xlsx_parts
from locations.cells import EXCEL_CELL_LIMIT, defused, undefused, when

DEFUSED = {
    "=1+1": "'=1+1",
    "+1+1": "'+1+1",
    "-1+1": "'-1+1",
    "@SUM(A1)": "'@SUM(A1)",
    "\t=1": "'\t'=1",
    "\r=1": "'\r=1",
    "  =1": "'  =1",
    "＝1": "'＝1",
    "＋1": "'＋1",
    "－1": "'－1",
    "＠a": "'＠a",
    "=cmd|' /C calc'!A0": "'=cmd|' /C calc'!A0",
    # A program set to semicolons begins a new cell here.
    "a;=1": "a;'=1",
    "a\t=1": "a\t'=1",
    # An apostrophe that was there stays one more than what is added.
    "'=1": "''=1",
}
UNTOUCHED = [
    "",
    "Ann",
    "+16515550142",
    "+44 20 7946 0018",
    "651-555-0142",
    "(651) 555-0142",
    "a=b",
    "a-b",
    "ann@example.com",
    "'quoted'",
    "5 - 6",
    "2026-03-04 10:00:00-06:00",
]


@pytest.mark.parametrize(("text", "cell"), DEFUSED.items())
def test_formula_gets_an_apostrophe(text, cell):
    assert defused(text) == cell


@pytest.mark.parametrize("text", UNTOUCHED)
def test_what_is_no_formula_stays_as_it_is(text):
    assert defused(text) == text


@pytest.mark.parametrize("text", ["+1-651-555-0142", "+1+1", "+A1", "+1(2)"])
def test_number_that_a_spreadsheet_would_compute_is_text(text):
    assert defused(text) == f"'{text}"


def test_every_text_comes_back():
    chance = random.Random(7)
    letters = "'=+-@＝＋\t\r\n ;a1"
    for _round in range(20_000):
        text = "".join(chance.choices(letters, k=chance.randrange(9)))
        assert undefused(defused(text)) == text, repr(text)


def test_time_is_that_of_the_location_with_its_offset():
    chicago, moment = ZoneInfo("America/Chicago"), datetime(2026, 3, 4, 16, 0, tzinfo=UTC)
    assert when(moment, chicago) == "2026-03-04 10:00:00-06:00"
    assert when(datetime(2026, 7, 4, 16, 0, tzinfo=UTC), chicago) == "2026-07-04 11:00:00-05:00"
    assert when(None, chicago) == ""


# Files

ROWS = [
    ["Ann, Lee", 'says "hi"', "two\nlines", "Ñandú 艾"],
    ["=1+1", "+16515550142", "", "a&b<c>"],
]
HEADINGS = ["A", "B", "C", "D"]


def content(parts):
    return b"".join(data for data, _done in parts)


def sheet(data):
    book = openpyxl.load_workbook(io.BytesIO(data))
    return list(book.active.iter_rows(values_only=True)), book.active


def test_csv_is_read_back_by_who_follows_the_standard():
    data = content(csv_parts(HEADINGS, [ROWS[:1], ROWS[1:]]))
    assert list(csv.reader(io.StringIO(data.decode(), newline=""))) == [
        HEADINGS,
        ROWS[0],
        ["'=1+1", "+16515550142", "", "a&b<c>"],
    ]
    assert data.startswith(b'A,B,C,D\r\n"Ann, Lee","says ""hi""","two\nlines",')


def test_csv_for_excel_begins_with_its_mark():
    plain, marked = (
        content(csv_parts(HEADINGS, [ROWS])),
        content(csv_parts_for_excel(HEADINGS, [ROWS])),
    )
    assert marked == b"\xef\xbb\xbf" + plain


def test_xlsx_is_read_back_and_every_cell_is_text():
    rows, active = sheet(content(xlsx_parts(HEADINGS, [ROWS[:1], ROWS[1:]])))
    assert rows == [
        ("A", "B", "C", "D"),
        ("Ann, Lee", 'says "hi"', "two\nlines", "Ñandú 艾"),
        ("=1+1", "+16515550142", None, "a&b<c>"),
    ]
    assert {cell.data_type for row in active.iter_rows() for cell in row if cell.value} == {"s"}
    assert {cell.number_format for cell in active["A"]} == {"@"}


@pytest.mark.parametrize("bad", ["\x00", "\x08", "\x0b", "\x1f", "\ufffe", "\uffff", "\ud800"])
def test_one_bad_character_breaks_no_file(bad):
    rows, _active = sheet(content(xlsx_parts(["A", "B"], [[[f"a{bad}b", "c"]]])))
    assert rows[1] == ("ab", "c")
    assert b"c\r\n" in content(csv_parts(["A", "B"], [[[f"a{bad}b", "c"]]]))


def test_xlsx_cell_is_cut_where_excel_would_call_the_file_damaged():
    rows, _active = sheet(content(xlsx_parts(["A"], [[["x" * 40_000]]])))
    assert len(rows[1][0]) == EXCEL_CELL_LIMIT
    assert rows[1][0].endswith("x…")


def test_xlsx_has_more_columns_than_letters():
    rows, active = sheet(content(xlsx_parts([str(n) for n in range(30)], [])))
    assert rows[0][29] == "29"
    assert active["AD1"].value == "29"


def test_parts_say_how_many_rows_there_were():
    for parts in (csv_parts, csv_parts_for_excel, xlsx_parts):
        done = [number for _data, number in parts(["A"], [[["1"], ["2"]], [["3"]]])]
        assert [*dict.fromkeys(done)][-2:] == [2, 3]
