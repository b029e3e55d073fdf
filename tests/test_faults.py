"""The instruments of `make faults`: what they must see, they see."""

import hashlib
import os
import smtplib
import socket
import sqlite3
import struct
import threading
import time
from contextlib import closing
from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.test import RequestFactory

from bench.faults import clocks, table, versions, visitors
from bench.faults.__main__ import all_faults, read_options
from bench.faults.calm import Calm, calm
from bench.faults.checker import AS_TYPED, Findings, check
from bench.faults.clock import wall_time
from bench.faults.faults import Fault
from bench.faults.form import Form, form_in
from bench.faults.history import History, Request
from bench.faults.lab import Lab
from bench.faults.ports import HOST
from bench.faults.post_office import Letter, PostOffice
from bench.faults.power_cut import FLUSH, REMOVE, TRUNCATE, WRITE, Disk
from bench.faults.processes import manage
from bench.faults.stored import StoredLead, is_sound
from bench.faults.upgrade import differences, is_unfinished
from bench.faults.uploads import Upload, compare_uploads
from bench.faults.visitors import PHONE, answers_of, judge
from leads import unavailable
from leads.forms import ConsultationForm, Place

TYPED = answers_of("a")
STORED = {name: TYPED[name] for name in AS_TYPED}
LEAD = StoredLead(key="a", reference="REF-1", **STORED)
SENT = TYPED | {"location": "7", "key": "a", "stamp": "st:amp", "about": "12", "website": ""}
RECEIPT, DESK = Letter("a", "REF-1", "<1>"), Letter("", "REF-1", "<2>")
# A fault, what its control does, and the control with and without it: none of them is run.
RUNS = (check, "unsafe", check, check)


def turned_away(sent: dict[str, str], monkeypatch) -> str:
    """The page of a site that could not store what was sent, and knows its locations."""
    places = tuple(Place(pk, f"Place {pk}", "", PHONE, f"tel:{PHONE}") for pk in (7, 8))
    monkeypatch.setattr(unavailable, "_last_places", places)
    request = RequestFactory().post("/requests/1/", sent)
    return unavailable.unavailable(request).content.decode()


@pytest.fixture
def history() -> History:
    """One request, which was acknowledged."""
    history = History()
    history.sent("a").acknowledged_at = 1.0
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
        ([replace(LEAD, message="")], [RECEIPT, DESK], "altered 1 of 1"),
        *(([replace(LEAD, **{name: "X"})], [RECEIPT, DESK], "altered 1 of 1") for name in AS_TYPED),
        ([replace(LEAD, message=LEAD.message[:-1])], [RECEIPT, DESK], "altered 1 of 1"),
        ([LEAD], [RECEIPT], "undelivered 1 of 1"),
        ([LEAD], [RECEIPT, DESK, Letter("", "REF-1", "<3>")], "told twice 1 of 1"),
    ],
)
def test_checker_sees_harm(history, leads, letters, harm):
    assert check(history, leads, letters).harm() == harm


def test_checker_explains_no_more_copies_than_senders_have_died(history):
    found = check(history, [LEAD], [RECEIPT, DESK, DESK], may_copy=1)
    assert (found.copies, found.is_good) == (1, True)
    found = check(history, [LEAD], [RECEIPT, DESK, DESK, DESK], may_copy=1)
    assert found.harm() == "unexplained copies 1 of 1"
    assert check(history, [LEAD], [RECEIPT, DESK, DESK]).has_harm


def test_request_that_is_never_acknowledged_is_harm(history):
    request = history.sent("b")
    request.turned_away = 1000
    found = check(history, [LEAD], [RECEIPT, DESK])
    assert found.turned_away == 1000
    assert found.harm() == "given up 1 of 1"


def test_visitors_who_give_up_are_counted(monkeypatch):
    """A site that answers 503 for ever, and well."""
    monkeypatch.setattr(visitors, "PATIENCE", 0.3)
    monkeypatch.setattr(visitors, "read_form", lambda port: Form("/requests/1/"))
    crowd = visitors.Visitors(0, number=2, pause=0.05)
    monkeypatch.setattr(crowd, "_send", lambda sent: (503, "", turned_away(sent, monkeypatch)))
    with crowd, pytest.raises(TimeoutError):
        crowd.wait_for(1, seconds=0.5)
    assert check(crowd.history, [], None).given_up >= 2


@pytest.mark.parametrize(
    ("status", "text", "wrong"),
    [
        (500, "", ["status 500"]),
        (200, "", ["status 200"]),
        (503, TYPED["message"], ["503 without a number to ring"]),
        (503, PHONE, [f"503 without what was typed: {', '.join(SENT)}"]),
    ],
)
def test_visitor_judges_an_answer(status, text, wrong):
    request = Request("a")
    judge(request, SENT, status, "", text)
    assert request.wrong == wrong
    assert (request.acknowledged_at, request.turned_away) == (None, 0)


def test_visitor_who_finds_all_again_is_turned_away_and_no_more(monkeypatch):
    request = Request("a")
    judge(request, SENT, 503, "", turned_away(SENT, monkeypatch))
    assert (request.wrong, request.turned_away) == ([], 1)


@pytest.mark.parametrize("name", [name for name in SENT if SENT[name]])
def test_visitor_sees_that_one_field_of_many_is_lost(monkeypatch, name):
    """The control of `judge`: a page that keeps all but one."""
    request, others = Request("a"), {one: SENT[one] for one in SENT if one != name}
    judge(request, SENT, 503, "", turned_away(others, monkeypatch))
    assert request.wrong == [f"503 without what was typed: {name}"]
    assert not request.turned_away


def test_visitor_fills_in_all_that_the_form_asks(monkeypatch):
    form = form_in(turned_away({}, monkeypatch))
    assert form.locations == ("7", "8", "any")
    carried = {"about": "", "stamp": "", "website": ""}
    sent = answers_of("a") | carried | {"location": "8", "key": "a"}
    assert form.filled(answers_of("a"), key="a") == sent
    assert {*answers_of("a"), "location"} == set(ConsultationForm.declared_fields)


def test_request_is_under_way_until_something_comes_back(history):
    history.sent("b")
    assert history.has_under_way()  # "b" was sent, and nothing came of it
    history.requests["b"].broken += 1
    assert not history.has_under_way()
    history.sent("b")
    assert history.has_under_way()
    judge(history.requests["b"], {}, 303, "/thanks/", "")
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


def test_fault_that_there_is_not_is_refused(capsys):
    """Otherwise a run of nothing would be a good one."""
    assert read_options(["upgrade"]).names == ["upgrade"]
    with pytest.raises(SystemExit):
        read_options(["upgrade", "downgrade"])
    assert "there is no downgrade" in capsys.readouterr().err


def test_post_office_knows_which_letter_its_sender_never_heard_of():
    office = PostOffice()
    try:
        send_a_mail(office.port)
        assert (len(office.letters), office.unheard) == (1, 0)
        office.slowness = 60
        with smtplib.SMTP(HOST, office.port) as hasty:
            hasty.ehlo()
            hasty.mail("a@b.example")
            hasty.rcpt("desk@b.example")
            hasty.docmd("DATA")
            hasty.send("Subject: 22222-22222\r\n\r\n.\r\n")
            wait_until(lambda: len(office.letters) == 2)
            hasty.close()
        wait_until(lambda: not office.in_hand)
        assert (len(office.letters), office.unheard) == (2, 1)
    finally:
        office.close()


def test_post_office_that_is_mute_lets_in_and_never_says_a_word():
    office = PostOffice()
    try:
        office.is_mute = True
        with socket.create_connection((HOST, office.port), timeout=0.5) as sender:
            with pytest.raises(TimeoutError):
                sender.recv(1)
            sender.sendall(b"EHLO a.example\r\n")
            with pytest.raises(TimeoutError):
                sender.recv(1)
        office.is_mute = False
        send_a_mail(office.port)
        assert len(office.letters) == 1
    finally:
        office.close()


def test_post_office_that_does_not_answer_has_heard_the_whole_letter():
    office = PostOffice()
    office.silence = 3600
    try:
        with smtplib.SMTP(HOST, office.port, timeout=10) as sender:
            sender.ehlo()
            assert sender.mail("a@b.example")[0] == sender.rcpt("desk@b.example")[0] == 250
            assert sender.docmd("DATA")[0] == 354
            sender.send("Subject: 22222-22222\r\n\r\n.\r\n")
            wait_until(lambda: office.in_hand == 1)
            sender.sock.settimeout(0.2)
            with pytest.raises(smtplib.SMTPServerDisconnected):
                sender.getreply()
        assert office.letters == []
    finally:
        office.close()


def send_a_mail(port):
    with smtplib.SMTP(HOST, port) as sender:
        sender.sendmail("a@b.example", ["desk@b.example"], "Subject: 22222-22222\n\n")


def wait_until(is_so):
    until = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_post_office_is_not_quiet_with_a_letter_in_hand():
    office = PostOffice()
    office.slowness = 0.5
    try:
        sender = threading.Thread(target=send_a_mail, args=[office.port])
        sender.start()
        wait_until(lambda: office.in_hand)
        office.wait_until_quiet(quiet=0)
        assert (len(office.letters), office.in_hand) == (1, 0)
        sender.join()
    finally:
        office.close()


UPLOAD = Upload(1.0, "a.png", hashlib.sha256(b"whole").hexdigest(), is_private=False)


@pytest.mark.parametrize(
    ("rows", "files", "harm"),
    [
        (["a.png"], {"a.png": b"whole"}, ""),
        ([], {}, "lost 1 of 0"),
        (["a.png"], {}, "lost 1 of 0"),  # a row without its file
        (["a.png"], {"a.png": b"half"}, "altered 1 of 0"),
        (["a.png", "later.png"], {"a.png": b"whole"}, "lost 1 of 0"),
    ],
)
def test_restored_uploads_are_compared_byte_by_byte(tmp_path, rows, files, harm):
    (tmp_path / "media").mkdir()
    for name, content in files.items():
        (tmp_path / "media" / name).write_bytes(content)

    def read(sql):
        return [(name,) for name in rows] if "image" in sql else []

    assert compare_uploads([UPLOAD], read, tmp_path).harm() == harm


def test_version_before_runs_and_lacks_a_migration(tmp_path):
    if not (versions.ROOT / ".git").exists():
        pytest.skip("the repository's history is not here")
    try:
        versions.unpack_version_before(tmp_path)
    except LookupError as reason:
        pytest.skip(f"the history is cut off: {reason}")
    manage({**os.environ, "DATABASE_URL": "sqlite://:memory:"}, "check", program=tmp_path)
    before = versions.migrations_in(tmp_path)
    assert before
    assert versions.pending(before)
    assert not versions.pending(versions.migrations_in(versions.ROOT))


def test_upgrades_that_end_otherwise_are_told_apart(tmp_path):
    for name, word in [("one", "same"), ("two", "same"), ("three", "other")]:
        with closing(sqlite3.connect(tmp_path / name)) as connection:
            connection.execute("CREATE TABLE clinic_leads_lead (word)")
            connection.execute("INSERT INTO clinic_leads_lead VALUES (?)", [word])
            connection.commit()
    assert differences(tmp_path / "one", tmp_path / "two") == []
    assert differences(tmp_path / "one", tmp_path / "three") == ["clinic_leads_lead"]
    with closing(sqlite3.connect(tmp_path / "two")) as connection:
        connection.execute("CREATE INDEX by_word ON clinic_leads_lead (word)")
    assert differences(tmp_path / "one", tmp_path / "two") == ["by_word"]
    with closing(sqlite3.connect(tmp_path / "three")) as connection:
        connection.execute("ALTER TABLE clinic_leads_lead ADD COLUMN other")
    assert "clinic_leads_lead" in differences(tmp_path / "one", tmp_path / "three")


@pytest.mark.parametrize(
    ("said", "is_applied", "counts"),
    [
        ("  Applying {}.{}...", False, True),
        ("  Applying {}.{}... OK", True, False),
        ("  Applying {}.{}...", True, False),  # it was over, and not said yet
        ("  No migrations to apply.", False, False),
    ],
)
def test_kill_of_an_upgrade_counts_only_in_a_migration(tmp_path, said, is_applied, counts):
    *others, last = sorted(versions.migrations_in(versions.ROOT))
    log = tmp_path / "migrate.log"
    log.write_text(said.format(*last))
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as connection:
        connection.execute("CREATE TABLE django_migrations (app, name)")
        applied = [*others, last] if is_applied else others
        connection.executemany("INSERT INTO django_migrations VALUES (?, ?)", applied)
        connection.commit()
    killed = SimpleNamespace(log=log)
    assert is_unfinished(killed, tmp_path / "db.sqlite3", tmp_path / "copy") is counts


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (clocks.AUTUMN, clocks.AUTUMN + clocks.HOUR),
        (clocks.AUTUMN + clocks.PAST_THE_HOUR, clocks.AUTUMN + clocks.PAST_THE_HOUR),
        (clocks.ORDINARY + clocks.PAST_THE_HOUR, clocks.ORDINARY + clocks.PAST_THE_HOUR + 3600),
    ],
)
def test_clock_on_the_wall_goes_back_in_one_night(at, shown):
    assert wall_time(at, "America/Chicago") == shown


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
        fault = Fault("name", title, extent, *RUNS)
        table.write_row(table.Row(fault, good, bad, good))
    lines = [line for line in table.PAGE.read_text().splitlines() if line.startswith("| ")]
    assert [line.split(" | ")[:2] for line in lines[1:]] == [["| First", "3"], ["| Second", "2"]]
    assert lines[1].endswith("| unsafe | lost 1 of 1 | 0 of 1 |")
    heads = table.PAGE.read_text().splitlines()[4:6]
    assert len({line.count("|") for line in [*heads, *lines[1:]]}) == 1


def test_control_must_show_harm_and_none_without_the_fault(history):
    good, bad = check(history, [LEAD], None), check(history, [], None)
    fault = Fault("name", "Title", "1", *RUNS)
    assert table.Row(fault, good, bad, good).is_good
    for rows in [(good, good, good), (bad, bad, good), (good, bad, bad)]:
        assert not table.Row(fault, *rows).is_good
    for rows in [(None, bad, good), (good, None, good), (good, bad, None)]:
        assert not table.Row(fault, *rows).is_good


def test_site_that_is_left_alone_is_run_once_for_all_its_faults(tmp_path, monkeypatch):
    runs = []

    def run(self, lab):
        runs.append(self)
        return Findings(acknowledged=1)

    monkeypatch.setattr(Calm, "_run", run)
    lab = Lab(tmp_path, quick=True)
    for unsafe in ["first", "first", "second"]:
        assert calm(FAULTS_CHANNEL=unsafe)(lab).is_good
    assert runs == [calm(FAULTS_CHANNEL="first"), calm(FAULTS_CHANNEL="second")]


def test_database_with_pragmas_is_made_once_and_goes_with_its_run(tmp_path):
    kept, runs = tmp_path / "kept", tmp_path / "run"
    kept.mkdir()
    runs.mkdir()
    lab = Lab(runs, quick=True)
    lab.seeded_file = kept / "db.sqlite3"
    sqlite3.connect(lab.seeded_file).close()
    first = lab.seeded_copy("PRAGMA user_version=1")
    assert lab.seeded_copy("PRAGMA user_version=1") == first != lab.seeded_copy("PRAGMA x=1")
    assert list(kept.iterdir()) == [lab.seeded_file] == [lab.seeded_copy()]
    assert runs in first.parents
    with closing(sqlite3.connect(first)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)


def test_every_fault_of_the_quick_and_the_full_run_has_a_name_of_its_own():
    for quick in [True, False]:
        names = [fault.name for fault in all_faults(quick=quick)]
        assert len(names) == len(set(names)) > 20


def test_visitor_opens_a_connection_anew_after_an_answer_that_took_too_long(monkeypatch):
    monkeypatch.setattr(visitors, "ANSWER_SECONDS", 0.2)
    with socket.create_server((visitors.HOST, 0)) as server:
        server.settimeout(5)
        crowd = visitors.Visitors(server.getsockname()[1], keeps_connection=True)
        crowd.form = Form("/requests/1/")
        for _attempt in range(2):
            with pytest.raises(TimeoutError):
                crowd.send_once("a")
            server.accept()[0].close()
