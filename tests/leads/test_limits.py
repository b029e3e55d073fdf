"""How often is too often: nobody is lost behind a shared address, and a dead cache stops nobody."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.test import RequestFactory

from leads.limits import DAY, count, flood_from, may_have_receipt, wait_for_change
from leads.models import Delivery, DeliveryKind, Lead
from locations.networks import network_of
from tests.leads.front_end import ask as ask_api
from tests.leads.front_end import problem
from tests.leads.visitor import SATURDAY_20, asked, read, send, values_in

HERE = "8.8.8.8"


def network(remote="127.0.0.1", forwarded="", proxies=0, settings=None):
    settings.CLINIC = {**settings.CLINIC, "NUM_PROXIES": proxies}
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return network_of(RequestFactory().get("/", REMOTE_ADDR=remote, headers=headers))


@pytest.mark.parametrize(
    ("remote", "forwarded", "proxies", "expected"),
    [
        ("8.8.8.8", "", 0, "8.8.8.8"),
        ("8.8.8.8", "9.9.9.9", 0, "8.8.8.8"),  # anybody can write that
        ("2600:1f18:1:2:3:4:5:6", "", 0, "2600:1f18:1:2::/64"),
        ("2600:1f18:1:2:ffff::1", "", 0, "2600:1f18:1:2::/64"),
        ("::ffff:8.8.8.8", "", 0, "8.8.8.8"),
        ("127.0.0.1", "9.9.9.9, 8.8.8.8", 1, "8.8.8.8"),
        ("10.0.0.7", "6.6.6.6, 8.8.8.8, 10.0.0.3", 2, "8.8.8.8"),
        ("127.0.0.1", "8.8.8.8", 2, "8.8.8.8"),
        ("127.0.0.1", "8.8.8.8:4711", 1, "8.8.8.8"),
        ("127.0.0.1", '"[2600:1f18:1:2:3::1]:443"', 1, "2600:1f18:1:2::/64"),
        ("127.0.0.1", "", 1, ""),
        # A proxy that nobody told us of, this machine, a socket: every visitor would be the same.
        ("10.0.0.7", "", 0, ""),
        ("::1", "", 0, ""),
        ("", "", 0, ""),
        ("127.0.0.1", "unknown", 1, ""),
        ("127.0.0.1", "<script>", 1, ""),
        ("127.0.0.1", ",,,", 1, ""),
    ],
)
def test_network_is_what_our_own_proxies_say(remote, forwarded, proxies, expected, settings):
    assert network(remote, forwarded, proxies, settings) == expected


def test_flood_is_counted_by_network_and_hour(settings):
    settings.CLINIC = {
        **settings.CLINIC,
        "NETWORK_QUARANTINE_ABOVE": 2,
        "NETWORK_REFUSED_ABOVE": 4,
    }
    floods = [flood_from(HERE, at=SATURDAY_20) for _request in range(5)]
    assert [flood.is_suspicious for flood in floods] == [False, False, True, True, True]
    assert [flood.is_too_much for flood in floods] == [False, False, False, False, True]
    assert floods[0].wait == 3600
    assert not flood_from("9.9.9.9", at=SATURDAY_20).is_suspicious
    assert not flood_from(HERE, at=SATURDAY_20 + timedelta(hours=1)).is_suspicious
    assert not flood_from("", at=SATURDAY_20).is_suspicious


def test_numbers_are_far_above_what_people_send():
    floods = [flood_from(HERE, at=SATURDAY_20) for _request in range(31)]
    assert [flood.is_suspicious for flood in floods[-2:]] == [False, True]
    assert not floods[-1].is_too_much


class DeadCache:
    def add(self, *args, **kwargs):
        raise ConnectionError(f"no cache for {args}")

    incr = add


def test_cache_that_is_away_stops_nobody(monkeypatch, caplog):
    monkeypatch.setattr("leads.limits.cache", DeadCache())
    assert count("ask", HERE, window=DAY, at=SATURDAY_20).number == 0
    assert not flood_from(HERE, at=SATURDAY_20).is_too_much
    assert may_have_receipt("ana@example.com", key="key", at=SATURDAY_20)
    assert wait_for_change("token", at=SATURDAY_20) == 0
    assert "ConnectionError" in caplog.text
    assert HERE not in caplog.text


def test_what_is_counted_cannot_be_read_from_the_cache(monkeypatch):
    keys = []
    monkeypatch.setattr("leads.limits.cache.add", lambda key, *args, **kwargs: keys.append(key))
    count("receipt", "ana@example.com", window=DAY, at=SATURDAY_20)
    assert "ana" not in keys[0]


# At the doors.


@pytest.fixture
def few(settings):
    settings.CLINIC = {
        **settings.CLINIC,
        "NETWORK_QUARANTINE_ABOVE": 1,
        "NETWORK_REFUSED_ABOVE": 2,
    }


@pytest.mark.django_db
@pytest.mark.usefixtures("saturday_night", "few")
def test_form_above_the_limits_is_kept_apart_then_sent_to_the_telephone(
    client, clinic, time_machine
):
    client.defaults["REMOTE_ADDR"] = HERE
    answers = [
        send(client, clinic["page"], time_machine, phone=f"612-555-01{number}", message="Hello")
        for number in (14, 15, 16)
    ]
    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert Lead.objects.quarantined().get().quarantine_reasons == ["many"]
    assert Lead.objects.count() == 2
    refused = answers[2]
    assert 0 < int(refused["Retry-After"]) <= 3600
    assert "651-224-6678" in read(refused).get_text()
    assert values_in(refused)["message"] == ["Hello"]
    client.defaults["REMOTE_ADDR"] = "9.9.9.9"
    assert send(client, clinic["page"], time_machine).status_code == 303


@pytest.mark.django_db
@pytest.mark.usefixtures("saturday_night", "few", "clinic")
def test_api_above_the_limits_does_the_same(client, time_machine):
    client.defaults["REMOTE_ADDR"] = HERE
    answers = [
        ask_api(client, time_machine, phone=f"612-555-01{number}") for number in (14, 15, 16)
    ]
    assert [answer.status_code for answer in answers[:2]] == [201, 201]
    assert Lead.objects.quarantined().count() == 1
    told = problem(answers[2], 429)
    assert 0 < int(answers[2]["Retry-After"]) <= 3600
    assert told["contacts"][0]["phone_display"] == "651-224-6678"


@pytest.mark.django_db
@pytest.mark.usefixtures("saturday_night", "clinic")
def test_strangers_mailbox_gets_so_many_receipts_a_day_and_no_request_is_lost():
    for name in ("Ana", "Ben", "Kou", "Mai", "Pat", "Sam", "Zoe"):
        asked(key=name, name=name, phone="", email="Eve@Example.com")
    assert Lead.objects.count() == 7
    receipts = Delivery.objects.filter(kind=DeliveryKind.RECEIPT)
    assert receipts.count() == 5
    assert Delivery.objects.filter(kind=DeliveryKind.DESK_MAIL).count() == 7
    asked(key="x", name="Lee", email="eve@example.com", at=SATURDAY_20 + DAY)
    assert receipts.count() == 6
    assert not mail.outbox


@pytest.mark.django_db
@pytest.mark.usefixtures("saturday_night", "clinic")
def test_who_must_send_a_request_many_times_has_a_receipt_all_the_same():
    """As when the disk is full: each attempt fails at its commit, after it was counted."""
    for _attempt in range(7):
        with transaction.atomic():
            asked(key="insisting", email="ana@example.com")
            transaction.set_rollback(True)
    asked(key="insisting", email="ana@example.com")
    assert Delivery.objects.filter(kind=DeliveryKind.RECEIPT).count() == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("saturday_night", "clinic")
def test_who_asks_again_counts_too():
    for number in range(7):
        asked(key=f"{number}", email="eve@example.com")
    assert Lead.objects.count() == 1
    assert Delivery.objects.filter(kind=DeliveryKind.RECEIPT).count() == 5
