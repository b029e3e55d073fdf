"""Publish webhooks on their way: joined, signed, tried again, and harming nobody."""

import json
import re
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command

from leads.models import Delivery, DeliveryKind
from locations.changes.change import Change
from locations.changes.joining import join_due
from locations.changes.recording import record
from locations.changes.sending import deliver_due, forget_old
from locations.changes.working import work
from locations.models import PublishChange, PublishEndpoint, PublishMessage
from locations.publish_hooks.actions import send_test
from locations.webhooks.rotating import turn_secret
from locations.webhooks.signing import new_secret
from tests.changes.telling import NOW, forget, listen, publish, told
from tests.factories import make_article, make_lead, make_location
from tests.leads.receiver import receiving
from tests.leads.test_receiving_at_once import at_once, in_earnest, real_database  # noqa: F401

pytestmark = pytest.mark.django_db

State = PublishMessage.State
GUIDE = Path(__file__).resolve().parents[2] / "docs" / "publish-webhooks.md"
LATER = NOW + timedelta(seconds=10)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def _loopback(settings):
    settings.CLINIC = {**settings.CLINIC, "WEBHOOK_ALLOW_LOOPBACK": True}


def change(reason="Something changed", at=NOW, **facts):
    record(Change("page.published", reason, **facts), at=at)


def after(**time):
    return NOW + timedelta(**time)


# Joined


def test_many_publications_are_one_message(django_assert_num_queries):
    articles = [make_article(title=f"Article {n}") for n in range(12)]
    listen()
    for article in articles:
        publish(article, title=f"New {article.title}")
    with django_assert_num_queries(15):
        join_due(at=LATER)
    data = PublishMessage.objects.get().payload["data"]
    assert len(data["reasons"]) == 12
    assert {f"page-{article.pk}" for article in articles} <= set(data["keys"])
    assert len(data["urls"]) == len(set(data["urls"])) == 14
    assert not PublishChange.objects.exists()


def test_message_waits_until_it_is_quiet_but_not_for_ever():
    listen()
    change(at=NOW)
    change(at=after(seconds=4))
    assert join_due(at=after(seconds=8)) == 0
    assert join_due(at=after(seconds=9)) == 1
    for second in range(100, 161):
        change(at=after(seconds=second))
    assert join_due(at=after(seconds=159)) == 0
    assert join_due(at=after(seconds=160)) == 1


def test_same_reason_is_said_once():
    listen()
    change("A changed")
    change("B changed")
    change("A changed")
    assert told()["reasons"] == ["A changed", "B changed"]


def test_too_many_addresses_are_everything(settings):
    settings.CLINIC = {**settings.CLINIC, "PUBLISH_MAX_URLS": 3}
    listen()
    change(urls=("/1", "/2", "/3"))
    assert told()["everything"] is False
    change(urls=("/1", "/2", "/3", "/4"))
    data = told()
    assert (data["everything"], data["urls"], data["keys"]) == (True, [], ["site"])


def test_list_of_reasons_has_an_end():
    listen()
    for n in range(60):
        change(f"{n} changed")
    data = told()
    assert (len(data["reasons"]), len(data["changes"])) == (50, 50)


def test_each_endpoint_gets_its_own_message_and_one_that_is_off_none():
    endpoints = [listen(), listen(), listen(active=False)]
    change()
    PublishEndpoint.objects.filter(pk=endpoints[1].pk).update(active=False)
    join_due(at=LATER)
    assert [each.messages.count() for each in endpoints] == [1, 0, 0]
    assert not PublishChange.objects.exists()


# Sent


def the_guides_verify():
    """The function that the guide shows to whoever writes the other system."""
    code = re.findall(r"```python\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    (shown,) = [each for each in code if "def verify" in each]
    names = {}
    exec(shown, names)  # ours, from the documentation
    return names["verify"]


def test_message_is_signed_with_both_secrets_for_a_day_after_they_change():
    verify = the_guides_verify()
    with receiving() as other, time_machine.travel(NOW, tick=False) as clock:
        before = listen(other.url)
        turn_secret(PublishEndpoint.objects.all(), at=NOW)
        renewed = PublishEndpoint.objects.get().secret
        for age, old_counts in [({"hours": 23, "minutes": 59}, True), ({"hours": 24}, False)]:
            clock.move_to(after(**age))
            send_test(endpoint=before, at=after(**age))
            assert deliver_due(at=after(**age)) == 1
            _path, headers, body = other.received[-1]
            assert verify(renewed, headers, body)
            assert verify(before.secret, headers, body) is old_counts


def test_worker_forgets_secrets_that_are_over():
    listen()
    turn_secret(PublishEndpoint.objects.all(), at=NOW)
    forget_old(at=after(hours=23))
    assert PublishEndpoint.objects.get().old_secret
    forget_old(at=after(hours=24))
    endpoint = PublishEndpoint.objects.get()
    assert (endpoint.old_secret, endpoint.old_secret_until) == ("", None)


def test_message_arrives_signed_as_the_guide_says():
    verify = the_guides_verify()
    with receiving() as other:
        endpoint = listen(other.url)
        change("St. Paul's phone changed")
        with time_machine.travel(LATER):
            assert work(at=LATER) == 1
            ((_path, headers, body),) = other.received
            assert verify(endpoint.secret, headers, body)
            assert not verify(new_secret(), headers, body)
            assert not verify(endpoint.secret, headers, body + b" ")
    payload = json.loads(body)
    assert payload["type"] == "content.changed"
    assert payload["timestamp"] == "2026-03-04T16:00:10Z"
    assert payload["data"]["reasons"] == ["St. Paul's phone changed"]
    sent = PublishMessage.objects.get()
    assert (sent.state, sent.http_status, sent.sent_at) == (State.SENT, 204, LATER)


def test_endpoint_that_comes_back_gets_what_it_missed_under_the_same_id():
    with receiving(status=503) as other:
        listen(other.url)
        change()
        work(at=LATER)
        assert PublishMessage.objects.get().last_error == "HTTP 503"
        assert work(at=LATER) == 0
        other.status = 200
        assert deliver_due(at=after(hours=1)) == 1
    ids = [headers["webhook-id"] for _path, headers, _body in other.received]
    assert len(ids) == 2
    assert len(set(ids)) == 1
    assert PublishMessage.objects.get().state == State.SENT


def test_inner_address_is_given_up_without_connecting(settings):
    with receiving() as other:
        listen(other.url)
        settings.CLINIC = {**settings.CLINIC, "WEBHOOK_ALLOW_LOOPBACK": False}
        change()
        work(at=LATER)
    sent = PublishMessage.objects.get()
    assert (sent.state, sent.last_error) == (State.FAILED, "address: not https")
    assert other.received == []


def test_endpoint_that_takes_nothing_is_switched_off():
    with receiving(status=500) as other:
        endpoint = listen(other.url)
        for n in range(3):
            endpoint.refresh_from_db()
            assert endpoint.active
            PublishMessage.objects.create(
                endpoint=endpoint, payload={"n": n}, created_at=after(days=-3), next_attempt_at=NOW
            )
            deliver_due(at=NOW)
    endpoint.refresh_from_db()
    assert (endpoint.active, endpoint.switched_off_at) == (False, NOW)
    change()
    assert not PublishChange.objects.exists()


def test_endpoint_that_is_gone_is_switched_off_at_once():
    with receiving(status=410) as other:
        endpoint = listen(other.url)
        change()
        work(at=LATER)
    endpoint.refresh_from_db()
    assert not endpoint.active


def test_log_is_kept_for_a_month():
    endpoint = listen()
    for state, days in [("failed", 31), ("failed", 29), ("pending", 31)]:
        endpoint.messages.create(payload={}, state=state, created_at=after(days=-days))
    assert forget_old(at=NOW) == 1
    assert endpoint.messages.count() == 2


# The workers


@pytest.mark.parametrize("command", ["clinic_publish_hooks", "clinic_deliver"])
def test_either_worker_sends(command):
    with receiving() as other:
        listen(other.url)
        change(at=after(seconds=-10))
        call_command(command, stdout=(said := StringIO()))
    assert said.getvalue() == "1 tried.\n"
    assert len(other.received) == 1


def test_mails_about_leads_go_first():
    Delivery.objects.create(
        lead=make_lead(make_location()), kind=DeliveryKind.DESK_MAIL, next_attempt_at=NOW
    )
    forget()
    with receiving() as other:
        listen(other.url)
        change(at=after(seconds=-10))
        from leads.management.commands.clinic_deliver import Command

        worker = Command()
        assert worker.send_one() == 1
        assert other.received == []
        assert worker.send_one() == 1
        assert len(other.received) == 1


@in_earnest
def test_four_workers_join_and_send_once(real_database):  # noqa: F811
    with receiving() as other:
        listen(other.url)
        for n in range(6):
            change(f"{n} changed")
        real_database()
        at_once([lambda: work(at=LATER)] * 4)
        at_once([lambda: work(at=LATER)] * 4)
    assert len(other.received) == 1
    assert len(json.loads(other.received[0][2])["data"]["reasons"]) == 6
