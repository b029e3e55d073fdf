"""While the database is away: the page that is known, which says so, and never a wrong one."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from locations.page_cache.generation import TRUSTED
from locations.page_cache.generation import time as clock
from locations.patience import AWAY
from tests.clinic import Clinic
from tests.factories import make_article
from tests.page_cache.visiting import Visitors, environ_of

pytestmark = pytest.mark.django_db
NOON = "2026-11-25T12:00-06:00"  # a Wednesday; Edina closes at 17:00


class Cut(Visitors):
    """Visitors of a process that comes to know that the database is away."""

    def cut(self, monkeypatch) -> None:
        self.known._read = refuse
        self.known.look()
        now = clock.monotonic()
        monkeypatch.setattr(clock, "monotonic", lambda: now + TRUSTED)


def refuse():
    raise OperationalError("the server closed the connection")


@pytest.fixture
def visitors(time_machine) -> Cut:
    time_machine.move_to(NOON, tick=False)
    return Cut()


@pytest.fixture
def path() -> str:
    return make_article(title="Hip pain").get_url()


def test_known_page_is_given_from_memory_and_says_so(
    visitors, path, monkeypatch, django_assert_num_queries
):
    known = visitors.get(path)
    visitors.cut(monkeypatch)
    with django_assert_num_queries(0):
        shown = visitors.get(path, look=False)
    assert (shown.from_django, shown.status, shown.body) == (False, 200, known.body)
    assert shown["Cache-Status"].startswith("Clinic; hit; ttl=")
    assert shown["Cache-Status"].endswith("; detail=database-away")
    assert shown["Cache-Control"] == "public, no-cache"  # nobody before us keeps it on
    assert "Cache-Status" not in known


def test_who_has_it_already_is_told_so(visitors, path, monkeypatch):
    etag = visitors.get(path)["ETag"]
    visitors.cut(monkeypatch)
    again = visitors.get(path, look=False, if_none_match=etag)
    assert (again.status, again.body, again.from_django) == (304, b"", False)
    assert "database-away" in again["Cache-Status"]


def test_page_is_shown_for_longer_than_it_is_else(visitors, path, monkeypatch, time_machine):
    """Ten minutes are for what we do not see change; nobody changes anything now."""
    visitors.get(path)
    visitors.cut(monkeypatch)
    time_machine.move_to(timezone.now() + timedelta(minutes=15), tick=False)
    shown = visitors.get(path, look=False)
    assert not shown.from_django
    assert "; ttl=-300;" in shown["Cache-Status"]


def test_page_that_time_has_made_wrong_is_not_shown(monkeypatch, time_machine):
    """At five the clinic closes, and the page would say that it is open."""
    time_machine.move_to("2026-11-25T16:50-06:00", tick=False)
    visitors, path = Cut(), Clinic().page("location").get_url()
    visitors.get(path)
    visitors.cut(monkeypatch)
    time_machine.move_to("2026-11-25T16:59:50-06:00", tick=False)
    assert not visitors.get(path, look=False).from_django
    time_machine.move_to("2026-11-25T17:00:01-06:00", tick=False)
    assert visitors.get(path, look=False).from_django


def test_page_that_is_not_known_and_every_form_are_django_s_who_hears_of_it(
    visitors, path, monkeypatch
):
    visitors.get(path)
    heard = []
    monkeypatch.setattr(
        visitors.cache, "application", lambda environ, start: heard.append(environ) or [b""]
    )
    visitors.cut(monkeypatch)
    for how in ({}, {"query": "x=1"}, {"cookie": "sessionid=x"}, {"method": "POST", "body": b"x"}):
        visitors.cache(environ_of(path if how else "/nowhere/", **how), lambda *told: None)
    assert [environ[AWAY] for environ in heard] == [True] * 4


def test_control_nobody_is_told_that_it_is_away_while_it_answers(visitors, path, monkeypatch):
    """Nothing is known for sure, for another reason: a process that was stopped for a while."""
    visitors.get(path)
    now = clock.monotonic()
    monkeypatch.setattr(clock, "monotonic", lambda: now + TRUSTED)
    answer = visitors.get(path, look=False)
    assert answer.from_django
    assert "Cache-Status" not in answer


def test_question_that_is_slow_shows_the_known_page_and_makes_nobody_impatient(
    visitors, path, monkeypatch
):
    visitors.get(path)
    visitors.known._asked_at = now = clock.monotonic()
    monkeypatch.setattr(clock, "monotonic", lambda: now + TRUSTED)
    assert not visitors.get(path, look=False).from_django
    heard = []
    monkeypatch.setattr(
        visitors.cache, "application", lambda environ, start: heard.append(environ) or [b""]
    )
    visitors.cache(environ_of("/nowhere/"), lambda *told: None)
    assert [AWAY in environ for environ in heard] == [False]
