"""What could not be stored is known at once, wherever it is asked whether all is well."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leads import canary, chain, doubts, journal
from leads.actions import record_check_of
from leads.health import doctor
from leads.health.findings import Level
from leads.models import Check, Checkup, Lead
from locations import caching
from tests.factories import make_location, make_request_page
from tests.leads.visitor import TYPED, asked

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
NOTICE = "Please call us."
REFUSE = "CREATE TRIGGER full_{0} BEFORE {0} ON clinic_leads_checkup {1}"
FULL_DISK = {
    "postgresql": [
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS"
        " $$BEGIN RAISE EXCEPTION USING ERRCODE = 'disk_full'; END$$",
        REFUSE.format("insert", "EXECUTE FUNCTION full_disk()"),
        REFUSE.format("update", "EXECUTE FUNCTION full_disk()"),
    ],
    "sqlite": [
        REFUSE.format("insert", "BEGIN SELECT RAISE(ABORT, 'full'); END"),
        REFUSE.format("update", "BEGIN SELECT RAISE(ABORT, 'full'); END"),
    ],
}


@pytest.fixture
def page(settings, tmp_path):
    """The form of a clinic whose last test request arrived a minute ago."""
    settings.CLINIC = settings.CLINIC | {"CANARY_MINUTES": 5, "JOURNAL_DIR": str(tmp_path / "j")}
    make_location("St. Paul", desk_email="desk@st-paul.example")
    ago = timezone.now() - MINUTE
    began = {"began_at": ago, "at": ago + MINUTE / 60}
    record_check_of(Check.CANARY, fault="", **began, data={"doors": ["form"]})
    return make_request_page()


@pytest.fixture(params=["a journal", "no journal", "one that cannot be written"])
def any_journal(request, settings):
    """Where it is not noted, the process that saw it knows it all the same."""
    folders = {"no journal": "", "one that cannot be written": "/proc/no-such-folder"}
    if request.param in folders:
        settings.CLINIC = settings.CLINIC | {"JOURNAL_DIR": folders[request.param]}


def fault(*args, **kwargs):
    raise DatabaseError


def post_in_vain(client, page, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("leads.actions.receiving._store", fault)
        assert client.post(f"/requests/{page.pk}/", TYPED).status_code == 503


@contextmanager
def full_disk():
    """A database that answers, and refuses what is written as if its disk were full."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in FULL_DISK[connection.vendor]:
            cursor.execute(statement)
        yield
        transaction.set_rollback(True)


def shown(client, page) -> str:
    return client.get(page.get_url()).content.decode()


def levels() -> dict[str, Level]:
    return {one.name: one.level for one in doctor.quick(at=timezone.now())}


# A visitor who was turned away


def test_the_next_visitor_is_asked_to_call_at_once(client, page, monkeypatch, any_journal):
    assert NOTICE not in shown(client, page)
    post_in_vain(client, page, monkeypatch)
    assert NOTICE in shown(client, page)
    assert chain.watch(at=timezone.now())
    assert levels()["storing"] == Level.WRONG
    assert levels()["canary"] == Level.FINE  # it did arrive


def test_a_front_end_is_told_at_once(client, page, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("leads.api.asking.arrive", fault)
        drawn = client.get("/api/v3/consultation-requests/form/").json()
        sent = {"name": "Ana", "phone": "612-555-0114", "stamp": drawn["stamp"]}
        asked_by_api = client.post(
            "/api/v3/consultation-requests/",
            sent,
            content_type="application/json",
            headers={"idempotency-key": "0123456789abcdef0123"},
        )
        assert asked_by_api.status_code == 503
    assert client.get("/api/v3/consultation-requests/form/").json()["please_call"]


def test_it_is_over_with_the_next_request_that_is_stored(
    client, page, monkeypatch, django_capture_on_commit_callbacks, any_journal
):
    post_in_vain(client, page, monkeypatch)
    with django_capture_on_commit_callbacks(execute=True):
        asked(at=timezone.now())
    assert NOTICE not in shown(client, page)
    assert levels()["storing"] == Level.FINE


def test_it_is_over_with_a_test_request_that_began_later(client, page, monkeypatch):
    post_in_vain(client, page, monkeypatch)
    assert canary.run() is None
    assert NOTICE not in shown(client, page)


def test_a_test_request_that_began_before_says_nothing(page):
    began = Checkup.objects.get(kind=Check.CANARY).stored_at
    journal.unstored(at=began + timedelta(milliseconds=1))
    assert chain.watch(at=timezone.now())


def test_without_test_requests_the_form_says_nothing_and_the_doctor_does(
    client, page, settings, monkeypatch
):
    settings.CLINIC = settings.CLINIC | {"CANARY_MINUTES": 0}
    post_in_vain(client, page, monkeypatch)
    assert NOTICE not in shown(client, page)
    assert levels()["storing"] == Level.WRONG


def test_one_that_the_mail_server_did_not_take_was_stored(client, page, monkeypatch):
    post_in_vain(client, page, monkeypatch)
    monkeypatch.setattr("leads.canary._hand_over", fault)
    canary.run()
    assert NOTICE not in shown(client, page)  # once is no accident


def test_the_next_test_request_comes_soon(page, monkeypatch, client):
    runs = []
    monkeypatch.setattr(canary, "run", lambda: runs.append(1))
    now = Checkup.objects.get(kind=Check.CANARY).began_at
    canary.run_if_due(at=now + MINUTE)
    assert not runs
    post_in_vain(client, page, monkeypatch)
    canary.run_if_due(at=now + MINUTE)
    assert runs


def test_who_only_looked_was_not_turned_away(client, page, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("leads.views.reception_of", fault)
        assert client.get(f"/requests/{page.pk}/").status_code == 503
    assert NOTICE not in shown(client, page)
    assert journal.last_outcome(until=timezone.now()) is None


def test_a_line_of_a_clock_that_ran_ahead_is_not_believed(page):
    journal.unstored(at=timezone.now() + timedelta(hours=1))
    assert not chain.watch(at=timezone.now())


def test_what_another_process_noted_is_seen(client, page):
    journal.unstored(at=timezone.now())
    journal.forget_outcome()  # this process knows nothing
    assert NOTICE in shown(client, page)


def test_the_day_before_yesterday_is_over(page):
    journal.unstored(at=timezone.now() - timedelta(days=2))
    Checkup.objects.update(fault="store")
    assert not doubts.is_doubted(None, at=timezone.now())


# The pages that a process keeps


def test_pages_that_are_kept_here_are_dropped_when_it_changes_and_only_then(
    client, page, monkeypatch
):
    shown(client, page)  # whatever the test before this one saw
    dropped = []
    monkeypatch.setattr(caching, "_droppers", [lambda: dropped.append(1)])
    post_in_vain(client, page, monkeypatch)
    for _again in range(3):
        shown(client, page)
    assert len(dropped) == 1
    canary.run()
    for _again in range(3):
        shown(client, page)
    assert len(dropped) == 2


def test_what_one_machine_sees_is_not_told_to_all(client, page, monkeypatch):
    """Another one would take it back with the next visitor: all pages be made anew each time."""
    post_in_vain(client, page, monkeypatch)
    shown(client, page)
    assert not Checkup.objects.get(kind=Check.CANARY).asks_to_call


# Whether the site is ready


def ready(client):
    return client.get("/readyz").json()["failing"]


def test_ready_costs_nothing_more_while_all_is_well(client, page):
    client.get("/readyz")
    with CaptureQueriesContext(connection) as queries:
        assert ready(client) == []
    assert len(queries) <= 4
    assert not Checkup.objects.filter(kind=doubts.TRIED).exists()


def test_after_a_request_that_was_lost_it_is_tried(client, page, monkeypatch):
    post_in_vain(client, page, monkeypatch)
    assert ready(client) == []
    assert Checkup.objects.get(kind=doubts.TRIED).data["filling"]
    with full_disk():
        assert ready(client) == ["database"]
        assert levels()["database"] == Level.WRONG
    assert ready(client) == []


def test_what_is_tried_is_no_check_and_is_not_tried_again_when_it_is_over(
    client, page, monkeypatch
):
    post_in_vain(client, page, monkeypatch)
    ready(client)
    canary.run()
    before = Checkup.objects.get(kind=doubts.TRIED).began_at
    ready(client)
    assert Checkup.objects.get(kind=doubts.TRIED).began_at == before
    assert doctor.quick(at=timezone.now())


# A worker that cannot write


def test_an_outcome_that_cannot_be_written_is_told_the_web_processes(client, page):
    with full_disk():
        assert canary.run() is not None
    assert NOTICE in shown(client, page)
    assert canary.run() is None
    assert NOTICE not in shown(client, page)


def test_a_worker_that_cannot_write_says_so(client, page, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("leads.management.commands.clinic_deliver.beat", fault)
        with pytest.raises(DatabaseError):
            call_command("clinic_deliver")
    assert NOTICE in shown(client, page)
    last = journal.last_outcome(until=timezone.now())
    assert last is not None
    assert last.what == journal.UNTAKEN


def test_a_worker_that_cannot_write_has_turned_nobody_away(page):
    journal.untaken(at=timezone.now())
    assert journal.began_at() is None
    call_command("clinic_reconcile", "--hours", "1")
    assert Lead.objects.count() == 0
