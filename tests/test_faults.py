"""The instruments of `make faults`: what they must see, they see."""

import socket
import sqlite3
import struct
from contextlib import closing

import pytest

from bench.faults import table, visitors
from bench.faults.checker import check
from bench.faults.faults import Fault
from bench.faults.history import History, Request
from bench.faults.post_office import Letter
from bench.faults.power_cut import FLUSH, REMOVE, TRUNCATE, WRITE, Disk
from bench.faults.stored import StoredLead, is_sound
from bench.faults.visitors import PHONE, judge, words_of

LEAD = StoredLead("a", "REF-1")
RECEIPT, DESK = Letter("a", "REF-1", "<1>"), Letter("", "REF-1", "<2>")


@pytest.fixture
def history() -> History:
    """One request that was acknowledged, and one that was not."""
    history = History()
    history.sent("a").acknowledged_at = 1.0
    history.sent("b")
    return history


def test_checker_finds_nothing_wrong_where_nothing_is(history):
    found = check(history, [LEAD], [RECEIPT, DESK])
    assert found.acknowledged == 1
    assert found.is_good


@pytest.mark.parametrize(
    ("leads", "letters", "harm"),
    [
        ([], [], "lost 1, undelivered 1 of 1"),
        ([LEAD, LEAD], [RECEIPT, DESK], "doubled 1 of 1"),
        ([LEAD], [RECEIPT], "undelivered 1 of 1"),
        ([LEAD], [RECEIPT, DESK, Letter("", "REF-1", "<3>")], "told twice 1 of 1"),
    ],
)
def test_checker_sees_harm(history, leads, letters, harm):
    assert check(history, leads, letters).harm() == harm


def test_checker_counts_copies_under_one_message_id_apart(history):
    found = check(history, [LEAD], [RECEIPT, DESK, DESK])
    assert found.copies == 1
    assert found.is_good


@pytest.mark.parametrize(
    ("status", "text", "wrong"),
    [
        (500, "", ["status 500"]),
        (200, "", ["status 200"]),
        (503, words_of("a"), ["503 without a number to ring"]),
        (503, PHONE, ["503 without what was typed"]),
        (503, PHONE + words_of("a"), []),
    ],
)
def test_visitor_judges_an_answer(status, text, wrong):
    request = Request("a")
    judge(request, status, "", text)
    assert request.wrong == wrong
    assert request.acknowledged_at is None


def test_request_is_under_way_until_something_comes_back(history):
    assert history.has_under_way()  # "b" was sent, and nothing came of it
    history.requests["b"].broken += 1
    assert not history.has_under_way()
    history.sent("b")
    assert history.has_under_way()
    judge(history.requests["b"], 303, "/thanks/", "")
    assert not history.has_under_way()


def test_database_is_looked_into_for_damage(tmp_path):
    file = tmp_path / "db.sqlite3"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE lead (name)")
        connection.execute("CREATE INDEX by_name ON lead (name)")
        connection.execute("INSERT INTO lead VALUES ('Ada Berg')")
        connection.commit()
    assert is_sound(file)
    file.write_bytes(file.read_bytes().replace(b"Ada Berg", b"Ida Berg", 1))
    assert not is_sound(file)  # the row is no longer what the index says


def steps(*many: tuple[int, int, int, bytes]) -> bytes:
    """A trace, one step a second."""
    heads = (
        struct.pack("=5q", kind, moment * 10**9, file, offset, len(content)) + content
        for moment, (kind, file, offset, content) in enumerate(many, start=1)
    )
    return b"".join(heads)


@pytest.mark.parametrize(
    ("until", "files"),
    [
        (1, [b"old", None, None]),
        (2, [b"old", b"new", None]),
        (4, [b"old", b"new", b"undo"]),
        (5, [b"old", b"new", b"undo"]),
        (6, [b"old", b"new", None]),
        (8, [b"o", b"new", None]),
    ],
)
def test_disk_keeps_what_was_flushed_before_the_cut(tmp_path, until, files):
    (tmp_path / "seeded").write_bytes(b"old")
    (tmp_path / "trace").write_bytes(
        steps(
            (WRITE, 1, 0, b"new"),
            (FLUSH, 1, 0, b""),
            (WRITE, 2, 0, b"undo"),
            (FLUSH, 2, 0, b""),
            (REMOVE, 2, 0, b""),
            (FLUSH, 3, 0, b""),
            (TRUNCATE, 0, 1, b""),
            (FLUSH, 0, 0, b""),
        )
    )
    disk = Disk(tmp_path / "seeded", tmp_path / "trace")
    disk.play_until(until)
    assert [file.after_cut(survives=0) for file in disk.files] == files


def test_disk_image_of_an_unflushed_row_is_a_database_without_it(tmp_path):
    with closing(sqlite3.connect(tmp_path / "seeded")) as connection:
        connection.execute("CREATE TABLE lead (name)")
    (tmp_path / "trace").write_bytes(steps((WRITE, 0, 0, b"damaged")))
    disk = Disk(tmp_path / "seeded", tmp_path / "trace")
    disk.play_until(9)
    with closing(sqlite3.connect(disk.image(tmp_path, survives=0))) as connection:
        assert connection.execute("SELECT * FROM lead").fetchall() == []
    damaged = disk.image(tmp_path, survives=1)
    with closing(sqlite3.connect(damaged)) as connection, pytest.raises(sqlite3.DatabaseError):
        connection.execute("SELECT * FROM lead")


def test_row_of_a_later_run_takes_the_place_of_the_earlier(history, tmp_path, monkeypatch):
    monkeypatch.setattr(table, "PAGE", tmp_path / "page.md")
    table.PAGE.write_text(f"# Page\n\n{table.BEGIN}\n\n{table.END}\n\nAfter.\n")
    good, bad = check(history, [LEAD], None), check(history, [], None)
    for title, extent in [("First", "1"), ("Second", "2"), ("First", "3")]:
        fault = Fault("name", title, extent, lambda lab: good, "unsafe", lambda lab: bad)
        table.write_row(table.Row(fault, good, bad))
    lines = [line for line in table.PAGE.read_text().splitlines() if line.startswith("| ")]
    assert [line.split(" | ")[:2] for line in lines[1:]] == [["| First", "3"], ["| Second", "2"]]
    assert lines[1].endswith("| unsafe | lost 1 of 1 |")


def test_control_that_shows_no_harm_is_bad(history):
    good = check(history, [LEAD], None)
    fault = Fault("name", "Title", "1", lambda lab: good, "unsafe", lambda lab: good)
    assert not table.Row(fault, good, good).is_good
    assert not table.Row(fault, None, check(history, [], None)).is_good


def test_visitor_opens_a_connection_anew_after_an_answer_that_took_too_long(monkeypatch):
    monkeypatch.setattr(visitors, "ANSWER_SECONDS", 0.2)
    with socket.create_server((visitors.HOST, 0)) as server:
        server.settimeout(5)
        crowd = visitors.Visitors(server.getsockname()[1], keeps_connection=True)
        crowd.action, crowd.stamp = "/requests/1/", ""
        for _attempt in range(2):
            with pytest.raises(TimeoutError):
                crowd.send_once("a")
            server.accept()[0].close()
