"""Webhooks: what another system is told, that it can trust it, and that it harms nobody."""

import base64
import hashlib
import hmac
import json
import re
import time
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command

from leads import actions
from leads.asked import Asked
from leads.inbox.queues import UNDELIVERED, count
from leads.models import (
    ANNOUNCED,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Lead,
    Notice,
    Occasion,
    Right,
    WebhookEndpoint,
)
from leads.notifications import occasions
from leads.notifications.announcing import announce
from leads.notifications.outbox import claim, deliver_due
from locations.webhooks.signing import new_secret, signature
from tests.factories import WEDNESDAY, make_desk, make_lead, make_location
from tests.leads.personal import PERSONAL, make_personal_lead
from tests.leads.receiver import receiving, talking
from tests.leads.test_receiving_at_once import at_once, in_earnest, real_database  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loopback")]

NOW = WEDNESDAY
DAY = timedelta(days=1)
GUIDE = Path(__file__).resolve().parents[2] / "docs" / "inbox.md"


@pytest.fixture
def lead(st_paul):
    return make_personal_lead(st_paul)


def endpoint(url="https://hooks.example.com/", location=None, **facts):
    defaults = {"name": "CRM", "secret": new_secret(), "occasions": [*ANNOUNCED]}
    return WebhookEndpoint.objects.create(url=url, location=location, **(defaults | facts))


def webhooks():
    return Delivery.objects.filter(kind=DeliveryKind.WEBHOOK)


def say(lead, occasion=Occasion.RECEIVED, key="received:1"):
    announce([(lead, key)], occasion=occasion, at=NOW)


# What is written


def test_endpoint_is_told_of_its_own_location_and_its_occasions(lead, st_paul):
    edina = make_location("Edina")
    wanted = [endpoint(), endpoint(location=st_paul)]
    endpoint(location=edina)
    endpoint(active=False)
    endpoint(occasions=[Occasion.MOVED])
    say(lead)
    assert set(webhooks().values_list("endpoint", flat=True)) == {each.pk for each in wanted}


def test_lead_without_location_is_told_to_endpoints_of_every_location_alone(st_paul):
    everywhere = endpoint()
    endpoint(location=st_paul)
    say(make_lead(None))
    assert webhooks().get().endpoint == everywhere
    assert webhooks().get().payload["data"]["location"] is None


def test_message_has_reference_place_and_state_and_nothing_of_the_visitor(lead):
    endpoint()
    say(lead)
    payload = webhooks().get().payload
    assert payload == {
        "type": "lead.received",
        "timestamp": "2026-03-04T16:00:00Z",
        "data": {
            "reference": lead.reference,
            "location": {"slug": "st-paul", "title": "St. Paul"},
            "status": "new",
            "occasion": "received",
            "url": payload["data"]["url"],
        },
    }
    assert payload["data"]["url"].endswith(f"/admin/clinic/inbox/{lead.pk}/")
    assert not [word for word in PERSONAL if word in json.dumps(payload)]


def test_same_occasion_is_told_once(lead):
    endpoint()
    for _again in range(2):
        occasions.received(lead, at=NOW)
    assert webhooks().count() == 1


@pytest.mark.parametrize("occasion", sorted(set(Occasion) - set(ANNOUNCED)))
def test_what_is_between_colleagues_is_told_to_no_other_system(lead, occasion):
    endpoint(occasions=[occasion])
    say(lead, occasion)
    assert not webhooks().exists()


def test_actions_tell(lead, st_paul):
    endpoint()
    ada = make_desk("Ada Berg", st_paul)
    actions.assign(lead=lead, to=ada, by=ada, at=NOW)
    actions.move(lead=lead, to=make_location("Edina"), by=ada, at=NOW)
    types = webhooks().order_by("pk").values_list("payload__type", flat=True)
    assert list(types) == ["lead.assigned", "lead.moved"]


def test_what_visitors_do_by_their_link_is_told(lead):
    endpoint()
    actions.cancel(asked=Asked(lead), at=NOW)
    payload = webhooks().get().payload
    assert (payload["type"], payload["data"]["status"]) == ("lead.by_visitor", "closed")
    assert not [word for word in PERSONAL if word in json.dumps(payload)]


# The way there


def test_message_arrives_signed(lead):
    with receiving() as other:
        place = endpoint(other.url)
        say(lead)
        assert deliver_due(at=NOW) == 1
    ((path, headers, body),) = other.received
    delivery = webhooks().get()
    assert (delivery.state, delivery.http_status) == (DeliveryState.SENT, 204)
    assert path == "/hook?x=1"
    assert json.loads(body) == delivery.payload
    assert headers["Content-Type"] == "application/json"
    assert headers["webhook-id"] == f"msg_{delivery.message_id}"
    assert abs(int(headers["webhook-timestamp"]) - time.time()) < 60
    key = base64.b64decode(place.secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"


def test_signature_is_that_of_the_specification():
    """The example of the Standard Webhooks specification."""
    assert (
        signature(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
            timestamp=1614265330,
            body=b'{"test": 2432232314}',
        )
        == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )


def the_guides_verify():
    """The function that docs/inbox.md shows to whoever writes the other system."""
    code = re.findall(r"```python\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    (shown,) = [each for each in code if "def verify" in each]
    names = {}
    exec(shown, names)  # ours, from the documentation
    return names["verify"]


def test_example_in_the_guide_tells_ours_from_others(lead):
    verify = the_guides_verify()
    with receiving() as other:
        place = endpoint(other.url)
        say(lead)
        deliver_due(at=NOW)
    ((_path, headers, body),) = other.received
    assert verify(place.secret, headers, body)
    assert not verify(new_secret(), headers, body)
    assert not verify(place.secret, headers, body + b" ")
    assert not verify(place.secret, headers | {"webhook-id": "msg_other"}, body)
    old = str(int(headers["webhook-timestamp"]) - 600)
    stale = signature(place.secret, message_id=headers["webhook-id"], timestamp=int(old), body=body)
    again = headers | {"webhook-timestamp": old, "webhook-signature": stale}
    assert not verify(place.secret, again, body)
    two = headers | {"webhook-signature": f"v1,AAAA {headers['webhook-signature']}"}
    assert verify(place.secret, two, body)


def test_message_is_signed_with_both_secrets_for_a_day_after_they_change(lead):
    verify = the_guides_verify()
    with receiving() as other, time_machine.travel(NOW, tick=False) as clock:
        place = endpoint(other.url)
        actions.turn_secret(endpoint=place, at=NOW)
        signed = []
        for age in (timedelta(0), timedelta(hours=23, minutes=59), timedelta(hours=24)):
            clock.move_to(NOW + age)
            say(lead, key=f"received:{age}")
            deliver_due(at=NOW + age)
            signed.append(other.received[-1][1:])
        renewed = WebhookEndpoint.objects.get().secret
        for message, old_counts in zip(signed, [True, True, False], strict=True):
            headers, body = message
            clock.move_to(datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC))
            assert verify(renewed, headers, body)
            assert verify(place.secret, headers, body) is old_counts


def test_two_changes_of_the_secret_leave_one_old_one():
    first = endpoint()
    actions.turn_secret(endpoint=first, at=NOW)
    second = WebhookEndpoint.objects.get()
    actions.turn_secret(endpoint=second, at=NOW)
    third = WebhookEndpoint.objects.get()
    assert third.secrets(at=NOW) == [third.secret, second.secret]


def test_worker_removes_old_secrets_and_what_is_too_old_for_the_log(lead, st_paul):
    place = endpoint(active=False)
    actions.turn_secret(endpoint=place, at=NOW)
    kinds = {"webhook": DeliveryKind.WEBHOOK, "mail": DeliveryKind.DESK_MAIL}
    month = timedelta(days=30)
    for name, state, age in [
        ("webhook", "sent", month),
        ("webhook", "failed", month * 2),
        ("webhook", "sent", month - DAY),
        ("webhook", "pending", month * 2),
        ("mail", "sent", month * 2),
    ]:
        Delivery.objects.create(
            kind=kinds[name],
            endpoint=place if name == "webhook" else None,
            lead=lead,
            state=state,
            created_at=NOW + DAY - age - timedelta(seconds=1),
            sent_at=NOW if state == "sent" else None,
            next_attempt_at=NOW + DAY + timedelta(hours=3),
        )
    with time_machine.travel(NOW + DAY, tick=False):
        call_command("clinic_deliver", stdout=StringIO())
    left = Delivery.objects.filter(occasion=None).values_list("kind", "state")
    assert sorted(left) == [("desk_mail", "sent"), ("webhook", "pending"), ("webhook", "sent")]
    place.refresh_from_db()
    assert (place.old_secret, place.old_secret_until) == ("", None)


@pytest.mark.parametrize(
    ("status", "state", "reason"),
    [
        (200, "sent", ""),
        (299, "sent", ""),
        (301, "pending", "HTTP 301"),
        (400, "pending", "HTTP 400"),
        (401, "pending", "HTTP 401"),
        (404, "pending", "HTTP 404"),
        (429, "pending", "HTTP 429"),
        (500, "pending", "HTTP 500"),
        (503, "pending", "HTTP 503"),
        (410, "failed", "HTTP 410"),
    ],
)
def test_outcome_is_told_by_the_status(lead, status, state, reason):
    with receiving(status=status, body=b"words of theirs") as other:
        endpoint(other.url)
        say(lead)
        deliver_due(at=NOW)
    delivery = webhooks().get()
    assert (delivery.state, delivery.last_error) == (state, reason)
    assert delivery.http_status == status
    assert "theirs" not in str(Delivery.objects.values())


def test_redirect_is_not_followed(lead):
    with receiving() as elsewhere, receiving(status=302, headers={"Location": "?"}) as other:
        other.headers["Location"] = elsewhere.url
        endpoint(other.url)
        say(lead)
        deliver_due(at=NOW)
    assert len(other.received) == 1
    assert elsewhere.received == []


def test_closed_then_open_endpoint_gets_the_message_once(lead):
    with receiving() as other:
        url = other.url
    endpoint(url)
    say(lead)
    deliver_due(at=NOW)
    assert webhooks().get().last_error == "ConnectionRefusedError"
    with receiving() as other:
        WebhookEndpoint.objects.update(url=other.url)
        for hour in (1, 2, 3):
            deliver_due(at=NOW + timedelta(hours=hour))
    assert len(other.received) == 1
    assert webhooks().get().attempts == 2


def silent(connection, over):
    over.wait(10)


def endless_headers(connection, over):
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while not over.wait(0.02):
        connection.sendall(b"x: y\r\n")


def dripping(connection, over):
    while not over.wait(0.05):
        connection.sendall(b"H")


def huge_line(connection, over):
    connection.sendall(b"HTTP/1.1 200 OK\r\nx: " + b"y" * 200_000 + b"\r\n\r\n")


def gibberish(connection, over):
    connection.recv(65536)
    connection.sendall(b"220 mail.example.com ESMTP\r\n")


def endless_body(connection, over):
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not over.is_set():
        connection.sendall(b"10000\r\n" + b"z" * 65536 + b"\r\n")


def hanging_up(connection, over):
    connection.recv(65536)


@pytest.mark.parametrize(
    ("talk", "reasons"),
    [
        (silent, {"TimeoutError"}),
        (endless_headers, {"TimeoutError", "HTTPException"}),
        (dripping, {"TimeoutError"}),
        (huge_line, {"LineTooLong", "BrokenPipeError", "ConnectionResetError"}),
        (gibberish, {"BadStatusLine"}),
        (hanging_up, {"RemoteDisconnected", "ConnectionResetError"}),
        (endless_body, {""}),
    ],
)
def test_other_system_that_misbehaves_costs_a_timeout_at_most(lead, settings, talk, reasons):
    settings.CLINIC = {**settings.CLINIC, "WEBHOOK_TIMEOUT_SECONDS": 1}
    with talking(talk) as url:
        endpoint(url)
        say(lead)
        began = time.monotonic()
        deliver_due(at=NOW)
        took = time.monotonic() - began
    assert webhooks().get().last_error in reasons
    assert took < 4


def test_plain_server_at_an_https_address_is_no_success(lead):
    with receiving() as other:
        endpoint(other.url.replace("http:", "https:"))
        say(lead)
        deliver_due(at=NOW)
    assert webhooks().get().last_error == "SSLError"
    assert other.received == []


def test_address_that_became_an_inner_one_is_given_up_without_connecting(lead):
    with receiving() as other:
        endpoint(other.url.replace("127.0.0.1", "127.0.0.2"))
        say(lead)
        deliver_due(at=NOW)
    assert (webhooks().get().state, webhooks().get().last_error) == (
        DeliveryState.FAILED,
        "address: not https",
    )
    assert other.received == []


# A dead endpoint harms nobody


def test_mails_go_first_however_long_a_webhook_waits(lead):
    endpoint()
    say(lead)
    webhooks().update(next_attempt_at=NOW - timedelta(days=1))
    Delivery.objects.create(
        lead=lead, kind=DeliveryKind.DESK_MAIL, created_at=NOW, next_attempt_at=NOW
    )
    kinds = [claim(at=NOW).kind for _row in range(2)]
    assert kinds == [DeliveryKind.DESK_MAIL, DeliveryKind.WEBHOOK]


def test_dead_endpoint_costs_one_attempt_a_minute_however_many_messages_wait(lead, settings):
    settings.CLINIC = {**settings.CLINIC, "WEBHOOK_TIMEOUT_SECONDS": 1}
    with receiving() as other, receiving() as dead:
        dead.status = 503
        endpoint(dead.url)
        for n in range(10):
            say(lead, key=f"received:{n}")
        endpoint(other.url)
        say(lead, key="other")
        deliver_due(at=NOW)
        assert len(dead.received) == 1
        assert len(other.received) == 1
        deliver_due(at=NOW + timedelta(seconds=70))
        assert len(dead.received) <= 3
        dead.status = 200
        deliver_due(at=NOW + timedelta(hours=1))
    assert webhooks().filter(state=DeliveryState.SENT).count() == 12


def test_webhook_that_is_given_up_is_no_fault_of_the_lead(lead):
    endpoint("https://127.0.0.2/")
    say(lead)
    deliver_due(at=NOW)
    assert webhooks().get().state == DeliveryState.FAILED
    counts = count(Lead.objects.all(), at=NOW)
    assert counts[UNDELIVERED] == 0
    assert not Notice.objects.filter(occasion=Occasion.UNDELIVERED).exists()


def test_webhook_that_waits_does_not_say_that_no_worker_runs(lead):
    endpoint()
    say(lead)
    assert count(Lead.objects.all(), at=NOW + timedelta(days=1)).stalled == 0
    Delivery.objects.create(
        lead=lead, kind=DeliveryKind.DESK_MAIL, created_at=NOW, next_attempt_at=NOW
    )
    assert count(Lead.objects.all(), at=NOW + timedelta(days=1)).stalled == 1


def give_up(lead, key):
    say(lead, key=key)
    webhooks().filter(state=DeliveryState.PENDING).update(
        created_at=NOW - timedelta(hours=72), next_attempt_at=NOW
    )
    deliver_due(at=NOW)


def test_endpoint_that_takes_nothing_is_switched_off_and_its_managers_are_told(lead, st_paul):
    boss = make_desk("Max Boss", st_paul, rights=[Right.SEE, Right.MANAGE])
    ada = make_desk("Ada Berg", st_paul)
    with receiving(status=500) as other:
        place = endpoint(other.url, location=st_paul)
        for n in range(2):
            give_up(lead, f"received:{n}")
        place.refresh_from_db()
        assert place.active
        give_up(lead, "received:2")
        place.refresh_from_db()
        assert (place.active, place.switched_off_at) == (False, NOW)
        give_up(lead, "received:3")
    assert len(other.received) == 3
    assert set(Notice.objects.values_list("user", "occasion")) == {(boss.pk, Occasion.WEBHOOK_OFF)}
    assert not Notice.objects.filter(user=ada).exists()
    deliver_due(at=NOW)
    (message,) = mail.outbox
    assert message.to == [boss.email]
    assert "/admin/clinic/inbox/webhooks/" in message.body


def test_success_in_between_counts_from_nothing(lead):
    with receiving(status=500) as other:
        place = endpoint(other.url)
        for n in range(2):
            give_up(lead, f"received:{n}")
        other.status = 200
        say(lead, key="good")
        deliver_due(at=NOW)
        other.status = 500
        give_up(lead, "received:2")
    place.refresh_from_db()
    assert (place.active, place.given_up) == (True, 1)


def test_endpoint_that_is_gone_is_switched_off_at_once(lead):
    with receiving(status=410) as other:
        place = endpoint(other.url)
        say(lead, key="first")
        say(lead, key="second")
        deliver_due(at=NOW)
    place.refresh_from_db()
    assert not place.active
    assert len(other.received) == 1
    assert set(webhooks().values_list("last_error", flat=True)) == {"HTTP 410", "switched off"}


# Any number of workers


@in_earnest
def test_four_workers_send_each_webhook_once(real_database):  # noqa: F811
    lead = make_lead(make_location("St. Paul"))
    with receiving() as other:
        endpoint(other.url)
        for n in range(12):
            say(lead, key=f"received:{n}")
        real_database()
        at_once([lambda: deliver_due(at=NOW)] * 4)
    ids = [headers["webhook-id"] for _path, headers, _body in other.received]
    assert len(ids) == len(set(ids)) == 12
