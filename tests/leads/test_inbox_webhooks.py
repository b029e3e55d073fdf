"""Webhooks in the admin: for who manages a location, and for that location alone."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup

from leads.models import (
    ANNOUNCED,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Occasion,
    Right,
    WebhookEndpoint,
)
from leads.notifications.announcing import announce
from locations.webhooks.signing import new_secret
from tests.factories import WEDNESDAY, make_desk, make_lead

pytestmark = pytest.mark.django_db

WEBHOOKS = "/admin/clinic/inbox/webhooks/"
ADD = f"{WEBHOOKS}add/"
NOW = WEDNESDAY + timedelta(minutes=80)
RIGHTS = [Right.SEE, Right.MANAGE]


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def boss(client, st_paul):
    user = make_desk("Max Boss", st_paul, rights=RIGHTS)
    client.force_login(user)
    return user


def endpoint(location=None, **facts):
    defaults = {
        "name": "CRM",
        "url": "https://hooks.example.com/",
        "secret": new_secret(),
        "occasions": [*ANNOUNCED],
    }
    return WebhookEndpoint.objects.create(location=location, **(defaults | facts))


def url(place, action=""):
    return f"{WEBHOOKS}{place.pk}/{action and action + '/'}"


def filled_in(location, **facts):
    defaults = {
        "name": "CRM",
        "url": "https://hooks.example.com/clinic",
        "location": location.pk if location else "",
        "occasions": ["received", "moved"],
        "active": "on",
    }
    return defaults | facts


def html(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


# Making one


def test_new_webhook_shows_its_secret_once(client, boss, st_paul):
    response = client.post(ADD, filled_in(st_paul))
    place = WebhookEndpoint.objects.get()
    assert response.url == url(place)
    assert place.secret.startswith("whsec_")
    assert place.secret in html(client, url(place))
    assert place.secret not in html(client, url(place))
    assert place.secret not in html(client, url(place, "edit"))


def test_webhook_is_kept_as_it_was_filled_in(client, boss, st_paul):
    client.post(ADD, filled_in(st_paul))
    place = WebhookEndpoint.objects.get()
    assert (place.name, place.url, place.location) == (
        "CRM",
        "https://hooks.example.com/clinic",
        st_paul,
    )
    assert place.occasions == [Occasion.RECEIVED, Occasion.MOVED]


def test_occasions_are_called_by_names_that_hold_for_another_system(client, boss, st_paul):
    place = endpoint(st_paul, occasions=["assigned", "moved", "gone-from-the-code"])
    page = html(client, url(place))
    assert "A lead is assigned, A lead comes from another location, gone-from-the-code" in page
    assert "assigned to me" not in page + html(client, ADD)


def test_changing_a_webhook_leaves_its_secret(client, boss, st_paul):
    place = endpoint(st_paul)
    client.post(url(place, "edit"), filled_in(st_paul, name="Pager"))
    changed = WebhookEndpoint.objects.get()
    assert (changed.name, changed.secret) == ("Pager", place.secret)
    assert place.secret not in html(client, url(place))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("url", "http://hooks.example.com/"),
        ("url", "https://127.0.0.1/"),
        ("url", "https://user:word@hooks.example.com/"),
        ("url", "https://hooks.example.com:22/"),
        ("url", "javascript:alert(1)"),
        ("url", ""),
        ("name", ""),
        ("occasions", []),
        ("occasions", ["mentioned"]),
        ("location", ""),
        ("location", "99999"),
    ],
)
def test_webhook_that_makes_no_sense_is_refused(client, boss, st_paul, field, value):
    response = client.post(ADD, filled_in(st_paul) | {field: value})
    assert response.status_code == 422
    assert not WebhookEndpoint.objects.exists()


def test_webhook_for_another_clinic_is_refused(client, boss, edina):
    assert client.post(ADD, filled_in(edina)).status_code == 422
    assert "Edina" not in html(client, ADD)


def test_webhook_for_every_location_is_for_who_manages_all(client, boss, st_paul):
    assert client.post(ADD, filled_in(None)).status_code == 422
    client.force_login(make_desk("Head Office", None, rights=RIGHTS))
    assert client.post(ADD, filled_in(None)).status_code == 302
    assert WebhookEndpoint.objects.get().location is None


def test_webhook_that_was_switched_off_starts_anew(client, boss, st_paul):
    place = endpoint(st_paul, active=False, switched_off_at=NOW, given_up=3)
    assert "Switched off" in html(client, url(place))
    client.post(url(place, "edit"), filled_in(st_paul))
    place.refresh_from_db()
    assert (place.active, place.switched_off_at, place.given_up) == (True, None, 0)


# What is done with one


def test_secret_is_replaced_and_shown_once(client, boss, st_paul):
    place = endpoint(st_paul)
    client.post(url(place, "secret"))
    renewed = WebhookEndpoint.objects.get().secret
    assert renewed != place.secret
    assert renewed in html(client, url(place))
    assert renewed not in html(client, url(place))


def test_test_is_written_and_shown_in_the_log(client, boss, st_paul):
    place = endpoint(st_paul)
    client.post(url(place, "test"))
    delivery = place.deliveries.get()
    assert delivery.payload == {
        "type": "webhook.test",
        "timestamp": "2026-03-04T17:20:00Z",
        "data": {},
    }
    page = html(client, url(place))
    assert "webhook.test" in page
    assert "Waiting to be sent" in page


def test_test_of_a_webhook_that_is_off_is_not_written(client, boss, st_paul):
    place = endpoint(st_paul, active=False)
    assert client.post(url(place, "test")).url == url(place)
    assert not place.deliveries.exists()


def sent(place, lead=None, **facts):
    announce([(lead or make_lead(place.location), "m")], occasion=Occasion.MOVED, at=NOW)
    delivery = place.deliveries.get()
    Delivery.objects.filter(pk=delivery.pk).update(**facts)
    return delivery


def test_log_says_what_came_of_it(client, boss, st_paul):
    place = endpoint(st_paul)
    delivery = sent(
        place, state=DeliveryState.FAILED, attempts=7, last_error="HTTP 503", http_status=503
    )
    text = BeautifulSoup(html(client, url(place)), "html.parser").get_text(" ")
    text = " ".join(text.split())
    assert "lead.moved" in text
    assert delivery.lead.reference in text
    assert "Given up after 7 attempts" in text
    assert "The other system has a fault." in text
    assert "HTTP 503" in text


@pytest.mark.parametrize(
    "facts",
    [
        {"state": DeliveryState.FAILED, "attempts": 7},
        {"state": DeliveryState.SENT, "sent_at": NOW, "attempts": 1},
    ],
)
def test_message_is_sent_again_under_its_old_id(client, boss, st_paul, facts):
    place = endpoint(st_paul)
    before = sent(place, **facts)
    client.post(url(place, "replay"), {"delivery": before.pk})
    after = place.deliveries.get()
    assert (after.state, after.attempts, after.next_attempt_at) == (DeliveryState.PENDING, 0, NOW)
    assert (after.message_id, after.payload) == (before.message_id, before.payload)


def test_message_that_waits_is_not_sent_again(client, boss, st_paul):
    place = endpoint(st_paul)
    delivery = sent(place, attempts=2)
    client.post(url(place, "replay"), {"delivery": delivery.pk})
    assert place.deliveries.get().attempts == 2


@pytest.mark.parametrize("asked", ["", "x", "99999"])
def test_message_that_is_none_is_not_found(client, boss, st_paul, asked):
    place = endpoint(st_paul)
    assert client.post(url(place, "replay"), {"delivery": asked}).status_code == 404


def test_message_of_another_endpoint_or_kind_is_not_found(client, boss, st_paul, edina):
    mine, theirs = endpoint(st_paul), endpoint(edina)
    other = sent(theirs, state=DeliveryState.FAILED)
    mail = Delivery.objects.create(
        lead=make_lead(st_paul), kind=DeliveryKind.DESK_MAIL, state=DeliveryState.FAILED
    )
    for delivery in (other, mail):
        response = client.post(url(mine, "replay"), {"delivery": delivery.pk})
        assert response.status_code == 404
    assert not Delivery.objects.exclude(state=DeliveryState.FAILED).exists()


def test_webhook_is_removed_with_its_log(client, boss, st_paul, edina):
    place, other = endpoint(st_paul), endpoint(edina)
    sent(place)
    sent(other)
    assert client.post(url(place, "remove")).url == WEBHOOKS
    assert WebhookEndpoint.objects.get() == other
    assert Delivery.objects.get().endpoint == other


def test_older_messages_are_a_page_away(client, boss, st_paul):
    place = endpoint(st_paul)
    for n in range(51):
        announce([(make_lead(st_paul), f"m{n}")], occasion=Occasion.MOVED, at=NOW)
    soup = BeautifulSoup(html(client, url(place)), "html.parser")
    assert len(soup.select(".clinic-log tbody tr")) == 50
    older = html(client, url(place) + soup.select_one("a[rel=next]")["href"])
    assert len(BeautifulSoup(older, "html.parser").select(".clinic-log tbody tr")) == 1


@pytest.mark.parametrize("number", [1, 3])
def test_screens_cost_the_same_for_one_and_for_three(
    client, boss, st_paul, number, django_assert_num_queries
):
    for n in range(number):
        place = endpoint(st_paul)
        announce([(make_lead(st_paul), f"m{n}")], occasion=Occasion.MOVED, at=NOW)
    client.get(WEBHOOKS)
    with django_assert_num_queries(12):
        client.get(WEBHOOKS)
    with django_assert_num_queries(14):
        client.get(url(place))


# The wrong person

ACTIONS = ["", "edit", "test", "secret", "replay", "remove"]


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("method", ["get", "post", "put"])
def test_webhook_of_another_clinic_is_not_found(client, boss, edina, action, method):
    place, everywhere = endpoint(edina, name="Canary"), endpoint(None, name="Canary")
    for each in (place, everywhere):
        response = getattr(client, method)(url(each, action))
        assert response.status_code == 404
        assert "Canary" not in response.content.decode()
    assert WebhookEndpoint.objects.filter(secret=place.secret).exists()
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("action", ACTIONS)
def test_webhook_that_never_was_is_not_found(client, boss, action):
    assert client.get(f"{WEBHOOKS}99999/{action and action + '/'}").status_code == 404


def test_list_has_those_of_ones_own_locations_alone(client, boss, st_paul, edina):
    for place, name in [(st_paul, "Mine"), (edina, "Canary"), (None, "Canary")]:
        endpoint(place, name=name)
    page = html(client, WEBHOOKS)
    assert "Mine" in page
    assert "Canary" not in page


@pytest.mark.parametrize("action", ["add", *ACTIONS])
def test_desk_that_manages_nothing_is_refused(client, st_paul, action):
    """There is only what is their own: of a location's they learn nothing."""
    client.force_login(make_desk("Ada Berg", st_paul))
    place = endpoint(st_paul, name="Canary")
    address = ADD if action == "add" else url(place, action)
    for method in ("get", "post"):
        response = getattr(client, method)(address, headers={"X-Requested-With": "XMLHttpRequest"})
        assert response.status_code == (403 if action == "add" else 404)
        assert "Canary" not in response.content.decode()
    assert "Canary" not in html(client, WEBHOOKS)
    assert WebhookEndpoint.objects.get().secret == place.secret


@pytest.mark.parametrize("action", ["test", "secret", "replay", "remove"])
def test_nothing_is_done_by_get(client, boss, st_paul, action):
    place = endpoint(st_paul)
    assert client.get(url(place, action)).url == url(place)
    assert WebhookEndpoint.objects.get().secret == place.secret
    assert not Delivery.objects.exists()


def test_menu_has_webhooks_for_managers_alone(client, boss, st_paul):
    assert WEBHOOKS in html(client, "/admin/")
    client.force_login(make_desk("Ada Berg", st_paul))
    assert WEBHOOKS not in html(client, "/admin/")
