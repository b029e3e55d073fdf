"""Forget: what is known of a person goes for good; what is left says nothing of them."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, timedelta

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection, models
from django.db.backends.sqlite3.base import DatabaseWrapper as SqliteConnection
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from cms.databases import SQLITE, SQLITE_TIMEOUT, database_settings
from leads import actions, write_log
from leads.actions.forgetting import same_person
from leads.importing import private
from leads.importing.knowing import day_mark
from leads.inbox.timeline import Telling, sentence
from leads.models import (
    AccessKind,
    Attendance,
    CloseReason,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Escalation,
    EventKind,
    ExportRun,
    FollowUp,
    Lead,
    LeadAccess,
    LeadEvent,
    LeadImport,
    LeadImportLine,
    Notice,
    Right,
    RoutingExample,
    SavedView,
    Status,
)
from leads.models.written_once import guard, lift_guard
from locations.private import storage
from tests.factories import WEDNESDAY, make_desk, make_lead, make_location

pytestmark = pytest.mark.django_db

CANARY = "canary"
PERSON = {
    "name": f"{CANARY} name",
    "phone": "+16125550199",
    "phone_typed": f"{CANARY} typed",
    "email": f"{CANARY}@example.com",
    "topic": f"{CANARY} topic",
    "message": f"{CANARY} message",
    "postcode": CANARY,
    "about_title": f"{CANARY} page",
    "about_path": f"/{CANARY}/",
    "appointment_with": CANARY,
    "appointment_at": WEDNESDAY,
    "preferred_times": ["morning"],
    "language": "es",
    "routing": {"rule": CANARY},
    "body_digest": f"{CANARY}-digest",
}


@pytest.fixture
def st_paul():
    return make_location("St. Paul")


@pytest.fixture
def edina():
    return make_location("Edina", phones=[("phone", {"role": "main", "number": "+19523034115"})])


@pytest.fixture
def ada(st_paul):
    return make_desk("Ada Berg", st_paul, rights=[*Right.values])


@pytest.fixture
def lead(st_paul, ada):
    """A lead with the canary wherever something of a person can be."""
    lead = make_lead(st_paul, **PERSON)
    actions.note(lead=lead, text=f"{CANARY} note", by=ada, at=WEDNESDAY)
    again = LeadEvent.objects.create(
        lead=lead, kind=EventKind.FOLLOWED_UP, text=CANARY, data={"topic": CANARY}
    )
    FollowUp.objects.create(lead=lead, event=again, idempotency_key="again", body_digest=CANARY)
    RoutingExample.objects.create(lead=lead, expected=st_paul)
    for kind in DeliveryKind:
        Delivery.objects.create(lead=lead, kind=kind, payload={"words": CANARY})
    return lead


def everything_in(tables):
    rows = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")
            rows += cursor.fetchall()
    return repr(rows)


def tables():
    """Every table of the database, whoever made it."""
    return [f'"{name}"' for name in connection.introspection.table_names()]


# Text columns that stay, of the lead and of what hangs on it: keys that say nothing, codes, places,
# and the names of those who work here.
STAYS = {
    "reference",
    "idempotency_key",
    "message_id",
    "lease_token",
    "occasion",
    "key",
    "by_name",
    "location_title",
    "site_hostname",
    "quarantine_reasons",
}


def hanging_on(model):
    """The models that point at `model`, from whatever app."""
    return {relation.related_model for relation in model._meta.related_objects}


def plant(model, rows):
    """Write the canary into every column of `rows` that can hold a text and does not stay."""
    texts = (models.CharField, models.TextField)
    columns = {}
    for field in model._meta.concrete_fields:
        if field.choices or field.name in STAYS or field.is_relation:
            continue
        if isinstance(field, models.JSONField):
            columns[field.attname] = {"words": [CANARY]}
        elif isinstance(field, texts) and not isinstance(field, models.UUIDField):
            columns[field.attname] = CANARY[: field.max_length]
    if columns:
        assert rows.update(**columns), model
    return set(columns)


@pytest.fixture
def planted(lead, ada, st_paul):
    """The canary in every text column that a lead has or that points at it, and beside it."""
    lift_guard(connection)
    for number, kind in enumerate(AccessKind):
        LeadAccess.objects.create(lead=lead, kind=kind, by=ada, at=WEDNESDAY + number * MINUTE)
    Notice.objects.create(lead=lead, user=ada, occasion="received", key="told")
    Escalation.objects.create(lead=lead, step="overdue", due_at=WEDNESDAY)
    Lead.objects.filter(pk=lead.pk).update(held_at=WEDNESDAY, hold_reason=CANARY)
    plant(Lead, Lead._base_manager.filter(pk=lead.pk))
    for model in hanging_on(Lead) - {Lead}:
        plant(model, model._base_manager.filter(lead=lead))
    guard(connection)
    Lead.objects.filter(pk=lead.pk).update(name=PERSON["name"])  # of several words
    lead.refresh_from_db()
    actions.lift_hold(lead=lead, by=ada, at=WEDNESDAY, reason=CANARY)
    log(instance=lead, action="wagtail.edit", user=ada, data={"words": CANARY})
    ModelLogEntry.objects.update(label=CANARY)
    run = ExportRun.objects.create(by=ada, reason=f"For the lawyer of {lead.name}")
    run.locations.add(st_paul)
    SavedView.objects.create(user=ada, name=f"All of {lead.name.upper()}", query="tab=new")
    job = LeadImport.objects.create(
        location=st_paul,
        owner=ada,
        name="old.csv",
        stored=private.keep(ContentFile(CANARY.encode())),
        stage="checked",
    )
    mark = day_mark("phone", lead.phone, lead.received_at, st_paul.pk, st_paul.zone)
    LeadImportLine.objects.create(job=job, number=1, state="new", cells=[CANARY], phone_day=mark)
    return lead


MINUTE = timedelta(minutes=1)


def test_canary_is_planted_in_every_kind_of_row(planted):
    """The control: a model that points at a lead from now on must be thought of here."""
    whole = everything_in([f'"{model._meta.db_table}"' for model in hanging_on(Lead)])
    assert whole.count(CANARY) > len(hanging_on(Lead))
    names = {model.__name__ for model in hanging_on(Lead)}
    assert names == {
        "Lead",
        "LeadEvent",
        "LeadAccess",
        "Delivery",
        "FollowUp",
        "Notice",
        "Escalation",
        "RoutingExample",
        "SearchText",
    }


def test_forget_leaves_nothing_of_the_person_in_any_table(
    planted, ada, django_capture_on_commit_callbacks
):
    assert CANARY in everything_in(tables())  # control: it was there
    stored = LeadImport.objects.get().stored
    assert storage().exists(stored)
    with django_capture_on_commit_callbacks(execute=True):
        actions.forget(lead=planted, by=ada, at=WEDNESDAY)
    left = [table for table in tables() if CANARY in everything_in([table])]
    assert left == []
    assert "16125550199" not in everything_in(tables())
    empty = Lead()
    assert {name: getattr(planted, name) for name in Lead.PERSONAL} == {
        name: getattr(empty, name) for name in Lead.PERSONAL
    }
    assert not storage().exists(stored)
    assert LeadImport.objects.get().stored == ""


def test_counters_of_the_reports_are_the_same_before_and_after(st_paul, ada):
    for attendance in Attendance.values:
        make_lead(st_paul, status=Status.BOOKED, attendance=attendance, response_open_minutes=5)
    make_lead(st_paul, status=Status.CLOSED, closed_at=WEDNESDAY, close_reason="answered")
    counted = ("status", "attendance", "close_reason", "response_open_minutes", "location")
    before = list(Lead.objects.order_by("pk").values(*counted))
    for lead in Lead.objects.all():
        actions.forget(lead=lead, by=ada, at=WEDNESDAY)
    assert list(Lead.objects.order_by("pk").values(*counted)) == before


FORGETTING = """
import django
django.setup()
from django.utils import timezone
from leads import actions
from leads.models import Lead
from tests.factories import make_desk, make_lead, make_location
place = make_location("St. Paul")
ada = make_desk("Ada Berg", place)
words = " ".join(["canary-words"] * 400)
lead = make_lead(place, name="canary-name", email="canary@example.com", message=words)
actions.note(lead=lead, text=words, by=ada, at=timezone.now())
actions.close(lead=lead, reason="answered", by=ada, at=timezone.now(), text="canary-text")
print(Lead.objects.filter(message__contains="canary").count())
FORGET
"""
FORGET = "actions.forget(lead=lead, by=ada, at=timezone.now())"
RETAIN = """
from datetime import timedelta
from leads.actions import retain
from leads.models import Outcome, RetentionRule
for standing in Outcome.values:
    RetentionRule.objects.create(standing=standing, number=1, unit="months")
assert retain(at=timezone.now() + timedelta(days=99)) == 1
"""


@pytest.mark.django_db(transaction=True)  # what is being written to cannot be copied
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps files of its own")
@pytest.mark.parametrize("forget", [FORGET, RETAIN])
def test_forget_leaves_nothing_in_the_bytes_of_the_file(tmp_path, forget):
    """Another process: what it commits is in a file, and in the log beside it.

    A third one, as a web node is, keeps the file open, so that the last to go does not tidy up.
    """
    file = tmp_path / "db.sqlite3"
    with closing(sqlite3.connect(file)) as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{file}",
        "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
        "VAR_DIR": str(tmp_path),
    }
    with closing(sqlite3.connect(file)) as idle:
        idle.execute("SELECT count(*) FROM clinic_leads_lead").fetchall()
        done = subprocess.run(
            [sys.executable, "-c", FORGETTING.replace("FORGET", forget)],
            env=environment,
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
        )
        assert (done.returncode, done.stdout.split()[-1:]) == (0, ["1"]), done.stderr
        left = {one.name: one.read_bytes().lower() for one in tmp_path.glob("db.sqlite3*")}
    assert "db.sqlite3-wal" in left
    assert not [name for name, content in left.items() if b"canary" in content]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps a log of its own")
def test_worker_empties_the_log_when_nobody_reads_any_more(tmp_path, monkeypatch):
    """Who still reads an old page keeps it from being emptied: the next minute does it."""
    file = tmp_path / "db.sqlite3"
    with closing(new_connection(file)) as ours, closing(sqlite3.connect(file)) as reader:
        with ours.cursor() as cursor:
            cursor.execute("CREATE TABLE kept (words text)")
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM kept").fetchall()
        with ours.cursor() as cursor:
            cursor.execute("INSERT INTO kept VALUES ('canary')")
        monkeypatch.setattr(write_log, "connection", ours)
        log = tmp_path / "db.sqlite3-wal"
        write_log.empty_write_log(at=WEDNESDAY)
        assert log.stat().st_size
        reader.rollback()
        write_log.empty_write_log(at=WEDNESDAY)
        assert log.stat().st_size == 0
        with ours.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout")
            assert cursor.fetchone() == (SQLITE_TIMEOUT * 1000,)


def new_connection(file):
    """To another file, opened as the site opens its own."""
    ours = database_settings({"ENGINE": SQLITE, "NAME": str(file)})
    return SqliteConnection(connection.settings_dict | ours, "other")


def test_forget_keeps_that_there_was_a_lead_and_closes_it(lead, ada, st_paul):
    received, due = lead.received_at, lead.due_at
    event = actions.forget(lead=lead, by=ada, at=WEDNESDAY)
    assert (lead.received_at, lead.due_at, lead.location) == (received, due, st_paul)
    assert (lead.status, lead.close_reason) == (Status.CLOSED, CloseReason.FORGOTTEN)
    assert (event.kind, event.by, lead.forgotten_at) == (EventKind.FORGOTTEN, ada, WEDNESDAY)
    assert [one.kind for one in lead.events.all()][-3:] == [
        EventKind.NOTED,
        EventKind.FOLLOWED_UP,
        EventKind.FORGOTTEN,
    ] or lead.events.count() == 3


def test_forget_keeps_why_a_closed_lead_was_closed(st_paul, ada):
    lead = make_lead(
        st_paul, status=Status.CLOSED, close_reason=CloseReason.SPAM, closed_at=WEDNESDAY
    )
    actions.forget(lead=lead, by=ada, at=WEDNESDAY)
    assert lead.close_reason == CloseReason.SPAM


def test_forget_sends_nothing_to_anybody_any_more(lead, ada):
    sent = Delivery.objects.create(
        lead=lead, kind=DeliveryKind.REPLY, state=DeliveryState.SENT, sent_at=WEDNESDAY
    )
    actions.forget(lead=lead, by=ada, at=WEDNESDAY)
    assert list(lead.deliveries.all()) == [sent]


def test_forget_keeps_a_booking_for_the_reports(st_paul, ada):
    lead = make_lead(st_paul, status=Status.BOOKED)
    actions.forget(lead=lead, by=ada, at=WEDNESDAY)
    assert (lead.status, lead.close_reason) == (Status.BOOKED, "")


def test_forget_reaches_the_lines_of_a_waiting_import(st_paul, ada):
    lead = make_lead(st_paul, phone="+16125550199")
    job = LeadImport.objects.create(location=st_paul, owner=ada, name="old.csv")
    marks = [
        day_mark("phone", phone, lead.received_at, st_paul.pk, st_paul.zone)
        for phone in ("+16125550199", "+16125550111")
    ]
    for number, mark in enumerate(marks):
        LeadImportLine.objects.create(job=job, number=number, state="new", phone_day=mark)
    LeadImportLine.objects.create(job=job, number=9, state="new")
    actions.forget(lead=lead, by=ada, at=WEDNESDAY)
    assert list(job.lines.values_list("number", flat=True)) == [1, 9]


def test_a_forgotten_lead_is_changed_no_more(lead, ada):
    actions.forget(lead=lead, by=ada, at=WEDNESDAY)
    for act in (actions.reopen, actions.forget):
        with pytest.raises(actions.NotAllowed):
            act(lead=lead, by=ada, at=WEDNESDAY)
    with pytest.raises(actions.NotAllowed):
        actions.note(lead=lead, text=CANARY, by=ada, at=WEDNESDAY)
    assert CANARY not in everything_in(tables())


def test_same_person_is_told_by_phone_and_email_where_one_may_erase(st_paul, edina, ada):
    lead = make_lead(st_paul, phone="+16125550199", email="a@example.com")
    by_phone = make_lead(st_paul, phone="+16125550199")
    by_email = make_lead(st_paul, email="a@example.com")
    make_lead(st_paul, phone="+16125550111")
    elsewhere = make_lead(edina, phone="+16125550199")
    assert set(same_person(lead, by=ada)) == {lead, by_phone, by_email}
    boss = make_desk("Max Holm", None, rights=Right.values)
    assert elsewhere in same_person(lead, by=boss)


def test_nobody_is_the_same_person_as_somebody_without_phone_and_email(st_paul, ada):
    lead = make_lead(st_paul, phone="", email="")
    make_lead(st_paul, phone="", email="")
    assert same_person(lead, by=ada) == [lead]


# The page


def url(lead):
    return f"/admin/clinic/inbox/{lead.pk}/forget/"


def test_page_removes_what_is_chosen_and_nothing_else(client, st_paul, ada):
    lead = make_lead(st_paul, phone="+16125550199", name="Mia Graf")
    other = make_lead(st_paul, phone="+16125550199", name="Mia Graf")
    stranger = make_lead(st_paul, phone="+16125550111", name="Leo Falk")
    client.force_login(ada)
    page = client.get(url(lead))
    assert other.reference in page.text
    assert stranger.reference not in page.text
    chosen = {"leads": [lead.pk, stranger.pk], "sure": "on"}
    assert client.post(url(lead), chosen).status_code == 422
    stranger.refresh_from_db()
    assert stranger.forgotten_at is None
    assert client.post(url(lead), {"leads": [lead.pk], "sure": "on"}).status_code == 302
    lead.refresh_from_db()
    other.refresh_from_db()
    assert lead.forgotten_at is not None
    assert other.forgotten_at is None


@pytest.mark.parametrize("pk", ["²", "x", "", "9" * 5000])
def test_page_removes_nothing_for_what_is_no_number(client, st_paul, ada, pk):
    lead = make_lead(st_paul, name="Mia Graf")
    client.force_login(ada)
    assert client.post(url(lead), {"leads": [pk], "sure": "on"}).status_code == 422
    lead.refresh_from_db()
    assert lead.name == "Mia Graf"


@pytest.mark.parametrize("missing", ["leads", "sure"])
def test_page_asks_for_what_is_missing_and_removes_nothing(client, st_paul, ada, missing):
    lead = make_lead(st_paul, name="Mia Graf")
    client.force_login(ada)
    body = {"leads": [lead.pk], "sure": "on"}
    del body[missing]
    answer = client.post(url(lead), body)
    assert (answer.status_code, "error-message" in answer.text) == (422, True)
    lead.refresh_from_db()
    assert lead.name == "Mia Graf"


def test_who_may_not_erase_here_is_refused(client, st_paul, edina):
    lead = make_lead(st_paul)
    for rights, locations, status in [
        ([Right.SEE, Right.TRIAGE], [st_paul], 403),
        (Right.values, [edina], 404),
    ]:
        client.force_login(make_desk("Cy Dahl", *locations, rights=rights))
        for method in (client.get, client.post):
            assert method(url(lead)).status_code in ({status} if status == 404 else {403, 302})
    lead.refresh_from_db()
    assert lead.forgotten_at is None


def test_forgotten_lead_still_has_a_screen(client, lead, ada):
    actions.forget(lead=lead, by=ada, at=WEDNESDAY)
    client.force_login(ada)
    page = client.get(f"/admin/clinic/inbox/{lead.pk}/")
    assert page.status_code == 200
    assert CANARY not in page.text
    assert "Personal data removed" in page.text
    assert client.get(url(lead)).status_code == 200


# What colleagues wrote elsewhere


REASON = "Subpoena 44-CV of Mia Graf, for the county attorney"


def texts_beside(lead, place, by):
    run = ExportRun.objects.create(by=by, reason=REASON, started_at=lead.received_at + MINUTE)
    run.locations.add(place)
    after = lead.received_at + MINUTE
    view = SavedView.objects.create(
        name="For Mia Graf", query="is:due", location=place, created_at=after
    )
    return run, view


def texts_of(run, view):
    run.refresh_from_db()
    view.refresh_from_db()
    return run.reason, view.name


KEPT = (REASON, "For Mia Graf")


def test_only_who_is_forgotten_goes_out_of_the_reason_of_an_export(st_paul, ada):
    lead = make_lead(st_paul, name="Mia Graf")
    texts = texts_beside(lead, st_paul, ada)
    event = actions.forget(lead=lead, by=ada, at=WEDNESDAY)
    assert texts_of(*texts) == ("Subpoena 44-CV of …, for the county attorney", "For …")
    assert event.data == {}


@pytest.mark.parametrize("name", ["the", "County", "Attorney", "for the", "the county attorney"])
def test_what_a_visitor_calls_themselves_changes_no_text_of_the_clinic(st_paul, edina, ada, name):
    """Neither by their own link nor when the desk removes it: it was there before they asked."""
    before = make_lead(st_paul, name="Mia Graf", received_at=WEDNESDAY - MINUTE * 60)
    texts = texts_beside(before, st_paul, ada)
    for by in (None, ada):
        lead = make_lead(st_paul, name=name, received_at=WEDNESDAY)
        event = actions.forget(lead=lead, by=by, at=WEDNESDAY)
        assert texts_of(*texts) == KEPT
        assert event.data == {"left": len([text for text in KEPT if meant(name, text)])}


def meant(name, text):
    return set(name.lower().split()) & set(text.lower().replace(",", "").split())


def test_visitor_who_guesses_a_name_takes_nothing_out_of_the_audit(st_paul, ada):
    lead = make_lead(st_paul, name="Mia Graf")
    texts = texts_beside(lead, st_paul, ada)
    event = actions.forget(lead=lead, by=None, at=WEDNESDAY)
    assert texts_of(*texts) == KEPT
    assert event.data == {"left": 2}
    assert "2 texts that colleagues wrote may still name them" in sentence(event, told=Telling(UTC))


def test_request_in_quarantine_takes_nothing_out_either(st_paul, ada):
    lead = make_lead(st_paul, name="Mia Graf", quarantined_at=WEDNESDAY)
    texts = texts_beside(lead, st_paul, ada)
    for because in (None, {"retention": "quarantine", "number": 1, "unit": "months"}):
        twin = make_lead(st_paul, name="Mia Graf", quarantined_at=WEDNESDAY)
        actions.forget(lead=twin, by=None if because else ada, at=WEDNESDAY, because=because)
        assert texts_of(*texts) == KEPT


def test_rule_takes_a_person_out_as_a_colleague_does(st_paul, ada):
    lead = make_lead(st_paul, name="Mia Graf")
    texts = texts_beside(lead, st_paul, ada)
    because = {"retention": "closed", "number": 1, "unit": "months"}
    actions.forget(lead=lead, by=None, at=WEDNESDAY, because=because)
    assert "Mia" not in "".join(texts_of(*texts))


def test_texts_of_another_location_are_not_looked_into(st_paul, edina, ada):
    cy = make_desk("Cy Dahl", edina)
    lead = make_lead(st_paul, name="Mia Graf")
    texts = texts_beside(lead, edina, cy)
    event = actions.forget(lead=lead, by=ada, at=WEDNESDAY)
    assert texts_of(*texts) == KEPT
    assert event.data == {}


def test_page_of_removing_says_what_may_name_the_person_and_stays(client, st_paul, edina, ada):
    lead = make_lead(st_paul, name="Mia Graf")
    texts_beside(lead, st_paul, ada)
    run = ExportRun.objects.create(by=ada, reason="What Graf asked for")
    run.locations.add(st_paul)
    boss = make_desk("Max Holm", st_paul, edina)
    unseen = ExportRun.objects.create(by=boss, reason="The Mia of last week")
    unseen.locations.set([st_paul, edina])
    client.force_login(ada)
    url = f"/admin/clinic/inbox/{lead.pk}/forget/"
    page = client.get(url).text
    assert "“What Graf asked for”" in page
    assert "1 text that you may not see" in page
    assert "last week" not in page
    assert REASON not in page
    done = client.post(url, {"leads": [lead.pk], "sure": "on"}, follow=True).text
    assert "2 texts that colleagues wrote may still name them" in done
