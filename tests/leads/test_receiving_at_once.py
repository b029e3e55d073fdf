"""Many at the same moment: one lead for each key, and none is lost."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, InterfaceError, connection, connections, transaction

from leads import questions
from leads.actions import KeyReused, following_up
from leads.models import (
    Delivery,
    FollowUp,
    Lead,
    LeadEvent,
    NoticeChannel,
    NotificationPreference,
    Occasion,
    RoutingRule,
    Timing,
)
from tests.factories import make_user
from tests.leads.visitor import asked

pytestmark = pytest.mark.django_db


in_earnest = pytest.mark.django_db(transaction=True)


@pytest.fixture
def real_database(tmp_path, monkeypatch):
    """Let threads work on a database as a site has it.

    Tests on SQLite run in memory, where nobody waits for a lock; a site has a file. The function
    given to the test copies what is there now into a file, which threads then open.
    """

    def publish():
        if connection.vendor == "sqlite":
            path = tmp_path / "race.sqlite3"
            with sqlite3.connect(path) as copy:
                connection.connection.backup(copy)
            copy.close()
            monkeypatch.setitem(connections.settings["default"], "NAME", str(path))

    return publish


def at_once(works):
    """Run each of `works` in a thread of its own, all at the same moment; return their results."""
    gate = threading.Barrier(len(works))

    def run(work):
        try:
            gate.wait()
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(run, works))


@in_earnest
def test_receive_by_many_at_once_with_one_key_is_one_lead(real_database, clinic):
    real_database()
    references = at_once([lambda: asked(key="double click").reference] * 8)
    assert len(set(references)) == 1
    assert at_once([Lead.objects.count, LeadEvent.objects.count]) == [1, 2]


@in_earnest
def test_receive_by_many_at_once_with_their_own_keys_loses_none(real_database, clinic):
    real_database()
    works = [lambda n=n: asked(key=f"key {n}", name=f"Ana{n}").reference for n in range(8)]
    references = at_once(works)
    assert len(set(references)) == 8
    assert at_once([Lead.objects.count, Delivery.objects.count]) == [8, 8]


@in_earnest
def test_receive_by_one_person_for_the_first_time_at_once_is_one_lead(real_database, clinic):
    real_database()
    works = [lambda n=n: asked(key=f"key {n}", message=str(n)).reference for n in range(8)]
    assert len(set(at_once(works))) == 1
    assert at_once([Lead.objects.count, FollowUp.objects.count]) == [1, 7]


@in_earnest
def test_receive_does_not_wait_for_ever_for_the_persons_other_request(
    real_database, clinic, monkeypatch, caplog
):
    """Somebody's transaction hangs: the next request of that person is stored all the same."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time: its own timeout is tried in test_settings.py")
    monkeypatch.setattr("leads.actions.queueing.PATIENCE", "50ms")
    with transaction.atomic():
        asked(key="hangs")
        references = at_once([lambda: asked(key="goes on").reference])
    assert references
    assert Lead.objects.count() == 2
    assert "could not be looked at" in caplog.text


@in_earnest
def test_receive_by_one_person_many_times_at_once_loses_none(real_database, clinic):
    asked(key="first")
    real_database()
    works = [lambda n=n: asked(key=f"key {n}", message=str(n)).reference for n in range(8)]
    assert len(set(at_once(works))) == 1
    assert at_once([Lead.objects.count, FollowUp.objects.count]) == [1, 8]
    assert at_once([lambda: Lead.objects.get().version]) == [9]


@in_earnest
def test_receive_of_a_repeated_click_on_a_follow_up_is_one(real_database, clinic):
    asked(key="first")
    real_database()
    at_once([lambda: asked(key="double click", message="Me again").reference] * 6)
    assert at_once([Lead.objects.count, FollowUp.objects.count]) == [1, 1]


@in_earnest
def test_receive_at_once_with_other_content_stores_the_first(real_database, clinic):
    real_database()

    def send(message):
        try:
            return asked(message=message).reference
        except KeyReused as reused:
            return reused.lead.reference

    assert len(set(at_once([lambda: send("a"), lambda: send("b")]))) == 1
    assert at_once([Lead.objects.count]) == [1]


def crash(*_arguments, **_facts):
    """The database crashes while something is done that may fail."""
    connection.connection.close()
    Lead.objects.count()


@pytest.fixture
def asked_for():
    """Somebody wants to be told of each request."""
    wish = {
        "occasion": Occasion.RECEIVED,
        "channel": NoticeChannel.IN_APP,
        "timing": Timing.AT_ONCE,
    }
    NotificationPreference.objects.create(user=make_user("ada"), **wish)


@in_earnest
@pytest.mark.usefixtures("asked_for")
def test_receive_that_is_lost_with_its_connection_is_not_acknowledged(clinic, monkeypatch):
    """The visitor must not hear yes."""
    monkeypatch.setattr("leads.actions.receiving.occasions.received", crash)
    with pytest.raises((DatabaseError, InterfaceError)):
        asked(key="crash")
    monkeypatch.undo()
    assert not Lead.objects.exists()
    assert asked(key="crash").pk


@in_earnest
def test_receive_goes_on_when_the_connection_breaks_before_anything_is_stored(clinic, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("a file has no connection that breaks")
    monkeypatch.setattr("leads.actions.receiving.question_of", crash)
    lead = asked(key="crash")
    assert Lead.objects.get() == lead
    assert lead.routing["decided_by"] == "fault"


@in_earnest
def test_receive_goes_on_when_the_server_ends_the_connection_before_the_first_question(
    clinic, monkeypatch, caplog
):
    """The driver does not know it yet: it hears of it when it sends BEGIN and the lock."""
    if connection.vendor != "postgresql":
        pytest.skip("a file has no connection that breaks")
    ends = iter([end_connection])

    def line_up(sender):
        next(ends, lambda: None)()
        following_up.line_up(sender)

    monkeypatch.setattr("leads.actions.receiving.line_up", line_up)
    lead = asked(key="crash")
    assert Lead.objects.get() == lead
    assert "could not be looked at" in caplog.text
    assert asked(key="next", message="Again") == lead


def end_connection():
    """As a server does that is restarted."""
    number = connection.connection.info.backend_pid
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [number])
    other.close()


@in_earnest
def test_receive_obeys_the_rules_when_the_connection_breaks_once(clinic, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("a file has no connection that breaks")
    RoutingRule.objects.create(name="All", location=clinic["edina"])
    crashes = iter([crash])

    def question_of(submission, **facts):
        next(crashes, lambda: None)()
        return questions.question_of(submission, **facts)

    monkeypatch.setattr("leads.actions.receiving.question_of", question_of)
    lead = asked(key="crash")
    assert (lead.location, lead.routing["decided_by"]) == (clinic["edina"], "rule")


@in_earnest
@pytest.mark.usefixtures("asked_for")
def test_receive_is_done_again_when_the_connection_breaks_once(clinic, monkeypatch):
    """What fails in the first attempt is rolled back whole; the second stores it, once."""
    crashes = iter([crash])
    monkeypatch.setattr(
        "leads.actions.receiving.occasions.received",
        lambda lead, *, at: next(crashes, lambda: None)(),
    )
    lead = asked(key="crash")
    assert Lead.objects.get() == lead
    assert at_rest(lead)


def at_rest(lead) -> bool:
    """Two events and one message, whatever was tried before."""
    return (lead.events.count(), lead.deliveries.count()) == (2, 1)
