"""A live web process whose PostgreSQL is away, in each of the ways in which one can be."""

import http.client
import time
from collections.abc import Iterator
from typing import NamedTuple

import psycopg
import pytest
from django.db import connection

from cms import waiting
from cms.databases import LIBPQ
from cms.patient import PatientConnection
from locations.patience import patient
from tests.factories import EDINA_PHONE, make_article, make_location, phones
from tests.page_cache.silence import Line
from tests.page_cache.test_processes import PATIENCE, Web, database_url

postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite is a file: there is nobody to wait for"
)
# What a machine that is busy with other things may add to what is promised.
BUSY = 6.0
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Seen(NamedTuple):
    """What a visitor got, and after how many seconds."""

    status: int
    away: bool
    text: str
    seconds: float


def visit(web: Web, path: str, *, method: str = "GET", body: str = "") -> Seen:
    began = time.monotonic()
    asked = http.client.HTTPConnection("127.0.0.1", web.port, timeout=PATIENCE)
    try:
        asked.request(method, path, body or None, {"Host": "localhost", **(FORM if body else {})})
        answer = asked.getresponse()
        text = answer.read().decode()
    finally:
        asked.close()
    away = "database-away" in answer.headers.get("Cache-Status", "")
    return Seen(answer.status, away, text, time.monotonic() - began)


@pytest.fixture
def line(transactional_db) -> Iterator[Line]:
    facts = connection.settings_dict
    line = Line(facts["HOST"], int(facts["PORT"]))
    yield line
    line.stop()


@pytest.fixture
def web(line) -> Iterator[Web]:
    web = Web(database_url(port=line.port))
    yield web
    web.stop()


def comes(web: Web, path: str, *, away: bool) -> bool:
    """Is the page shown, within a while, as one of a database that is away, or is not?"""
    give_up = time.monotonic() + PATIENCE
    while (seen := visit(web, path))[:2] != (200, away):
        if time.monotonic() > give_up:
            return False
        time.sleep(0.2)
    return bool(seen.text)


@postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["closed", "silent", "black hole"])
def test_known_page_is_shown_at_once_and_others_say_whom_to_ring(web, line, way):
    make_location("Edina", phones=phones(EDINA_PHONE))
    path = make_article(title="Hip pain").get_url()
    assert web.comes_to_keep(path, "Hip pain")
    line.cut(way)
    new = visit(web, f"{path}?first=1")  # the first that has to find out
    sent = visit(web, "/requests/1/", method="POST", body="name=Ada+Quill")
    assert comes(web, path, away=True)
    known = visit(web, path)
    later = visit(web, f"{path}?later=1")
    watcher, alive = visit(web, "/readyz"), visit(web, "/healthz")
    assert (known.status, new.status, sent.status, later.status) == (200, 503, 503, 503)
    assert known.seconds < BUSY / 2
    assert new.seconds < waiting.READING + BUSY
    assert sent.seconds < waiting.SENDING + BUSY
    assert later.seconds < waiting.WHILE_AWAY + BUSY
    assert (watcher.status, alive.status) == (503, 200)
    assert watcher.seconds < waiting.READING + BUSY
    assert all("952-303-4115" in seen.text for seen in (known, new, later))
    assert "Ada Quill" in sent.text
    line.mend()
    assert comes(web, path, away=False)
    assert comes(web, f"{path}?new=1", away=False)


@pytest.fixture
def patient_connection() -> Iterator[PatientConnection]:
    connection = PatientConnection.connect(database_url(), autocommit=True, **LIBPQ)
    yield connection
    connection.close()


@postgresql
@pytest.mark.django_db
def test_question_that_takes_too_long_ends_and_its_connection_too(patient_connection):
    patient_connection.execute("SELECT pg_sleep(0.2)")  # nobody waits for it
    began = time.monotonic()
    with patient(0.1), pytest.raises(psycopg.OperationalError):
        patient_connection.execute("SELECT pg_sleep(30)")
    assert time.monotonic() - began < 0.1 + BUSY
    assert patient_connection.closed


@postgresql
@pytest.mark.django_db
def test_who_has_waited_in_vain_waits_for_nothing_any_more(patient_connection):
    other = PatientConnection.connect(database_url(), autocommit=True)
    with patient(0.1):
        with pytest.raises(psycopg.OperationalError):
            patient_connection.execute("SELECT pg_sleep(30)")
        with pytest.raises(psycopg.OperationalError):
            other.execute("SELECT pg_sleep(0.05)")
    assert other.closed
