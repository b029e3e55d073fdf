"""The figures: true, the same whoever is asked, cheap, and about nobody."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import DatabaseError, connection
from prometheus_client.parser import text_string_to_metric_families

from leads.health import figures
from leads.metrics import collector
from leads.models import (
    Checkup,
    Delivery,
    DeliveryKind,
    DeliveryState,
    EventKind,
    Heartbeat,
    Lead,
    LeadEvent,
    Source,
)
from tests.factories import WEDNESDAY, make_lead, make_location

pytestmark = pytest.mark.django_db

TOKEN = "a-token-for-tests"
NOW = WEDNESDAY + timedelta(minutes=30)
OPERATIONS = Path(__file__).resolve().parents[2] / "docs/operations.md"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def token(settings):
    settings.CLINIC = settings.CLINIC | {"METRICS_TOKEN": TOKEN}


def ask(client, brought=f"Bearer {TOKEN}"):
    with time_machine.travel(NOW, tick=False):
        return client.get("/metrics", headers={"Authorization": brought})


def told(client) -> dict[str, float]:
    """{“name{label=value,…}”: number} of everything that is told."""
    text = ask(client).content.decode()
    return {
        f"{sample.name}{sorted(sample.labels.items())}": sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def sample(name, /, **labels) -> str:
    return f"clinic_{name}{sorted(labels.items())}"


def message(kind=DeliveryKind.DESK_MAIL, *, created=WEDNESDAY, **facts):
    defaults = {"created_at": created, "next_attempt_at": created}
    return Delivery.objects.create(kind=kind, **(defaults | facts))


def sent(kind=DeliveryKind.DESK_MAIL, *, at=WEDNESDAY):
    return message(kind, created=at, state=DeliveryState.SENT, sent_at=at)


# Who may read


def test_without_a_token_there_is_nothing(client):
    assert ask(client).status_code == 404


@pytest.mark.parametrize("brought", ["", "Bearer ", TOKEN, "Bearer a-token-for-test", "Bearer é"])
def test_another_token_is_refused(client, token, brought):
    response = ask(client, brought)
    assert (response.status_code, response.content) == (401, b"")


def test_with_no_token_set_an_empty_one_opens_nothing(client):
    assert ask(client, "Bearer ").status_code == 404


# What they say


def test_leads_are_counted_by_location_door_and_window(client, token):
    st_paul = make_location("St. Paul")
    make_lead(st_paul, received_at=NOW - MINUTE, name="Quillon")
    make_lead(st_paul, received_at=NOW - timedelta(hours=5), source=Source.API)
    make_lead(None, received_at=NOW - MINUTE, quarantined_at=NOW)
    make_lead(st_paul, received_at=NOW - timedelta(hours=25))
    found = told(client)
    here = {"location": str(st_paul.pk)}
    assert found[sample("leads_received", window="1h", source="form", **here)] == 1
    assert found[sample("leads_received", window="24h", source="api", **here)] == 1
    assert found[sample("leads_received", window="1h", source="api", **here)] == 0
    assert found[sample("leads_received", window="24h", source="form", location="")] == 1
    assert found[sample("leads_routed", window="24h")] == 2
    assert found[sample("leads_quarantined", window="1h")] == 1
    assert "Quillon" not in ask(client).content.decode()


def test_that_nothing_came_is_a_figure_too(client, token):
    """An alert that asks for a sum of nothing is never told anything."""
    st_paul = make_location("St. Paul")
    make_lead(st_paul, received_at=NOW - timedelta(hours=25))
    found = told(client)
    for place in (str(st_paul.pk), ""):
        for source in ("form", "api"):
            name = sample("leads_received", window="24h", source=source, location=place)
            assert found[name] == 0
    make_lead(st_paul, received_at=NOW - MINUTE)
    name = sample("leads_received", window="24h", source="form", location=str(st_paul.pk))
    assert told(client)[name] == 1


@pytest.mark.parametrize("name", ["backup_age_seconds", "reconciliation_age_seconds"])
def test_alerts_ask_whether_an_age_is_there_at_all(client, token, name):
    """Without a backup, or a comparison, there is none, and no number would be true."""
    assert sample(name) not in told(client)
    assert f"absent(clinic_{name})" in OPERATIONS.read_text()


def test_messages_are_counted_by_what_became_of_them(client, token):
    sent(at=NOW - MINUTE)
    sent(at=NOW - timedelta(hours=3))
    sent(at=NOW - timedelta(hours=30))
    message(DeliveryKind.WEBHOOK, state=DeliveryState.FAILED)
    message(created=NOW - timedelta(minutes=20), attempts=2, next_attempt_at=NOW + MINUTE)
    message(DeliveryKind.DIGEST, created=NOW - timedelta(hours=9), next_attempt_at=NOW + MINUTE)
    found = told(client)
    assert found[sample("messages_delivered", window="1h", kind="desk_mail")] == 1
    assert found[sample("messages_delivered", window="24h", kind="desk_mail")] == 2
    assert found[sample("messages_failed", kind="webhook")] == 1
    assert found[sample("messages_waiting", kind="desk_mail")] == 1
    assert found[sample("oldest_undelivered_seconds", importance="lead")] == 20 * 60
    assert found[sample("oldest_undelivered_seconds", importance="other")] == 0


def test_who_waits_is_counted_in_opening_minutes(client, token):
    """Tuesday 16:30 to Wednesday 10:30, closed from five to nine: two hours."""
    st_paul, edina = make_location("St. Paul"), make_location("Edina")
    make_lead(st_paul, received_at=NOW - timedelta(hours=18))
    make_lead(st_paul, received_at=NOW - timedelta(days=9), answered_at=NOW)
    make_lead(edina, received_at=NOW - timedelta(days=9), source=Source.IMPORT, due_at=None)
    found = told(client)
    place = {"location": str(st_paul.pk), "name": "St. Paul"}
    assert found[sample("oldest_unanswered_open_minutes", **place)] == 120
    assert found[sample("last_lead_received_seconds", **place)] == 18 * 3600
    other = {"location": str(edina.pk), "name": "Edina"}
    assert found[sample("oldest_unanswered_open_minutes", **other)] == 0


def test_who_was_answered_and_asks_again_waits_since_then():
    lead = make_lead(
        make_location(), received_at=NOW - timedelta(days=3), first_response_at=WEDNESDAY
    )
    Lead.objects.filter(pk=lead.pk).update(answered_at=None)
    LeadEvent.objects.create(lead=lead, kind=EventKind.FOLLOWED_UP, at=NOW - MINUTE)
    assert figures.waiting_since() == {lead.location_id: NOW - MINUTE}


def test_who_waits_nowhere_waits_by_the_clock():
    make_lead(None, received_at=NOW - timedelta(hours=18))
    (place,) = figures.places(at=NOW)
    assert (place.pk, place.waits_minutes) == (None, 18 * 60)


def test_hours_that_cannot_be_read_hide_nobody():
    location = make_location()
    location.time_zone = "Mars/Olympus"
    assert figures.open_minutes(location, NOW - timedelta(hours=18), at=NOW) == 18 * 60


def test_a_worker_is_as_old_as_its_last_sign(client, token):
    name = sample("worker_heartbeat_age_seconds")
    assert name not in told(client)
    Heartbeat.objects.create(worker="one", beat_at=NOW - 5 * MINUTE)
    Heartbeat.objects.create(worker="two", beat_at=NOW - 2 * MINUTE)
    assert told(client)[name] == 120


def test_a_database_that_is_away_is_said(client, token, monkeypatch):
    def away(*, at):
        raise DatabaseError("canary")

    monkeypatch.setattr(collector, "read", away)
    text = ask(client).content.decode()
    assert "clinic_database_up 0.0" in text
    assert "canary" not in text


# What they cost


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow(number, django_assert_num_queries):
    for _number in range(number):
        make_lead(make_location(), received_at=WEDNESDAY)
        message()
        sent()
        Heartbeat.objects.create(worker=str(_number), beat_at=NOW)
    with django_assert_num_queries(8):
        collector.read(at=NOW)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL scans a small table anyway")
def test_no_query_reads_a_whole_table(django_assert_num_queries):
    """“SCAN table” without an index is what grows with the years."""
    with django_assert_num_queries(8) as captured:
        collector.read(at=NOW)
    plans = []
    for query in captured.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            plans += [row[3] for row in cursor.fetchall()]
    large = ("clinic_leads_lead", "clinic_leads_delivery", "clinic_leads_leadevent", "U0")
    scans = [plan for plan in plans if plan.startswith("SCAN") and plan.split()[1] in large]
    assert scans == []
    used = ("clinic_leads_stage", "clinic_leads_outbox", "clinic_leads_newest")
    assert [name for name in used if not any(name in plan for plan in plans)] == []


def test_what_was_checked_is_told(client, token, settings, tmp_path):
    (tmp_path / "clinic.dump").write_bytes(b"1")
    os.utime(tmp_path / "clinic.dump", (0, NOW.timestamp()))
    settings.CLINIC = settings.CLINIC | {"CANARY_MINUTES": 5, "BACKUP_DIR": str(tmp_path)}
    began = {"began_at": NOW - 2 * MINUTE}
    Checkup.objects.create(kind="canary", ended_at=NOW - MINUTE, good_at=NOW - MINUTE, **began)
    data = {"number": 3}
    Checkup.objects.create(kind="reconciliation", ended_at=NOW, fault="lost", data=data, **began)
    found = told(client)
    assert found[sample("chain_broken")] == 0
    assert found[sample("canary_age_seconds")] == 60
    assert found[sample("reconciliation_differences")] == 3
    assert sample("backup_age_seconds") in found
    Checkup.objects.update(fault="send")
    assert told(client)[sample("chain_broken")] == 1
