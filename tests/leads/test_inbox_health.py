"""“Is everything working?”: for who manages a location, and of that location only."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leads.actions import beat
from leads.models import Check, Checkup, Delivery, DeliveryKind, DeliveryState, Right
from tests.factories import WEDNESDAY, make_desk, make_lead, make_location

pytestmark = pytest.mark.django_db

PAGE = "/admin/clinic/inbox/health/"
NOW = WEDNESDAY + timedelta(minutes=30)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def boss(client, st_paul):
    user = make_desk("Max Boss", st_paul, rights=[Right.SEE, Right.MANAGE])
    client.force_login(user)
    return user


def text_of(client) -> str:
    page = BeautifulSoup(client.get(PAGE).content, "html.parser")
    return " ".join(page.find("main").get_text(" ").split())


def test_the_desk_may_not_look(client, st_paul):
    client.force_login(make_desk("Ada Berg", st_paul))
    assert client.get(PAGE).status_code == 302


def test_only_reading_is_allowed(client, boss):
    assert client.post(PAGE).status_code == 405


def test_a_manager_sees_their_own_location_only(client, boss, st_paul):
    make_location("Edina")
    make_lead(st_paul, received_at=NOW - timedelta(hours=18), name="Quillon")
    text = text_of(client)
    assert "St. Paul 18 hours ago 120 open minutes" in text
    assert "Edina" not in text
    assert "Quillon" not in text


def test_a_manager_is_told_nothing_of_another_clinics_messages(client, boss, st_paul):
    edina = make_location("Edina")
    since = NOW - timedelta(hours=3)
    for place, failed in ((edina, 3), (st_paul, 1)):
        message = {"lead": make_lead(place), "kind": DeliveryKind.RECEIPT, "created_at": since}
        for _number in range(failed):
            Delivery.objects.create(state=DeliveryState.FAILED, attempts=9, **message)
    late = {"kind": DeliveryKind.DESK_MAIL, "attempts": 2, "created_at": since}
    Delivery.objects.create(lead=make_lead(edina), **late)
    text = text_of(client)
    assert "1 message was given up." in text
    assert "No message waits for long." in text
    client.force_login(make_desk("Eve Rywhere", None, rights=[Right.SEE, Right.MANAGE]))
    text = text_of(client)
    assert "4 messages were given up." in text
    assert "A message has waited for 180 minutes." in text
    client.force_login(make_desk("Ed Ina", edina, rights=[Right.SEE, Right.MANAGE]))
    text = text_of(client)
    assert "3 messages were given up." in text
    assert "A message has waited for 180 minutes." in text


def test_a_manager_of_one_location_reads_no_number_of_all_requests(client, boss):
    compared = {"fault": "not_stored", "data": {"number": 7}, "began_at": NOW, "ended_at": NOW}
    Checkup.objects.create(kind=Check.RECONCILIATION, **compared)
    text = text_of(client)
    assert "Some of the last day's requests did not go the whole way." in text
    assert "Of the last day's requests 7" not in text
    client.force_login(make_desk("Eve Rywhere", None, rights=[Right.SEE, Right.MANAGE]))
    assert "Of the last day's requests 7 did not go the whole way." in text_of(client)


def test_a_dead_worker_is_said_in_words_and_a_living_one_too(client, boss):
    assert "No worker has ever run: no e-mail is sent." in text_of(client)
    beat(worker="canary-machine 12", at=NOW - timedelta(minutes=1))
    text = text_of(client)
    assert "A worker sends the e-mails." in text
    assert "canary-machine" not in text


def test_the_last_mail_is_told_and_no_secret(client, boss, settings):
    sent_at = NOW - timedelta(hours=2)
    Delivery.objects.create(
        kind=DeliveryKind.RECEIPT,
        state=DeliveryState.SENT,
        next_attempt_at=sent_at,
        sent_at=sent_at,
    )
    text = text_of(client)
    assert "2 hours ago" in text
    assert settings.SECRET_KEY not in text


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow(client, boss, number):
    for _number in range(number):
        make_lead(make_location(), received_at=WEDNESDAY)
    client.get(PAGE)
    asks_for_the_time = connection.vendor == "postgresql"  # a server has a clock of its own
    durability = 3  # its settings, one by one
    with CaptureQueriesContext(connection) as queries:
        client.get(PAGE)
    # Each look has a savepoint, but only in a transaction, as a test is.
    asked = [query for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len(asked) == 31 + durability + asks_for_the_time


def test_what_cannot_be_looked_at_hides_nothing_else(client, boss, st_paul):
    make_lead(st_paul, received_at=NOW - timedelta(hours=18))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE clinic_leads_delivery RENAME TO clinic_leads_gone")
    text = text_of(client)
    assert "Tables of the database are missing: clinic_leads_delivery." in text
    assert "This could not be looked at: backlog (" in text
    assert "No worker has ever run" in text
    assert "St. Paul 18 hours ago" in text
