"""Publish webhooks in the admin: for who may change the clinic's settings, and for nobody else."""

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.urls import reverse

from locations.changes.change import Change
from locations.changes.recording import record
from locations.models import PublishEndpoint, PublishMessage
from tests.changes.telling import NOW, listen
from tests.factories import make_desk, make_user

pytestmark = pytest.mark.django_db

INDEX, ADD = "/admin/clinic/publish-webhooks/", "/admin/clinic/publish-webhooks/add/"
FILLED_IN = {"name": "Front end", "url": "https://front.example.com/hook", "active": "on"}
State = PublishMessage.State


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def boss(client):
    """Not a superuser: somebody with the right on the clinic's settings."""
    user = make_user("Bo Boss")
    for codename in ("access_admin", "change_clinicorganisation"):
        user.user_permissions.add(Permission.objects.get(codename=codename))
    client.force_login(user)
    return user


def url(endpoint, action=""):
    return f"{INDEX}{endpoint.pk}/{action and action + '/'}"


def html(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def message(endpoint, **facts):
    data = {"reasons": ["St. Paul's phone changed"], "urls": ["/a/", "/b/"], "everything": False}
    payload = {"type": "content.changed", "data": data}
    return endpoint.messages.create(payload=payload, created_at=NOW, **facts)


def test_new_webhook_shows_its_secret_once(client, boss):
    response = client.post(ADD, FILLED_IN)
    endpoint = PublishEndpoint.objects.get()
    assert response.url == url(endpoint)
    assert endpoint.secret.startswith("whsec_")
    assert endpoint.secret in html(client, url(endpoint))
    for place in ("", "edit"):
        assert endpoint.secret not in html(client, url(endpoint, place))


@pytest.mark.parametrize(
    "address",
    [
        "http://front.example.com/",
        "https://127.0.0.1/",
        "https://u:p@front.example.com/",
        "nothing",
    ],
)
def test_address_that_we_would_not_connect_to_is_refused(client, boss, address):
    response = client.post(ADD, FILLED_IN | {"url": address})
    assert response.status_code == 422
    assert BeautifulSoup(response.content, "html.parser").find(class_="error-message")
    assert not PublishEndpoint.objects.exists()


def test_editing_keeps_the_secret_and_starts_anew(client, boss):
    endpoint = listen(active=False, given_up=3, switched_off_at=NOW)
    client.post(url(endpoint, "edit"), FILLED_IN | {"name": "Cache"})
    changed = PublishEndpoint.objects.get()
    assert (changed.name, changed.secret) == ("Cache", endpoint.secret)
    assert (changed.active, changed.given_up, changed.switched_off_at) == (True, 0, None)


def test_log_says_what_was_told_and_what_came_of_it(client, boss):
    endpoint = listen()
    message(endpoint, state=State.FAILED, last_error="HTTP 500", http_status=500)
    record(Change("page.published", "Waits"), at=NOW)
    page = html(client, url(endpoint))
    for words in ("St. Paul&#x27;s phone changed", "HTTP 500", "The other system has a fault."):
        assert words in page
    assert "1 change, told when" in page


@pytest.mark.parametrize("n", [1, 3])
def test_log_and_list_cost_the_same_however_long(client, boss, django_assert_num_queries, n):
    for _each in range(n):
        message(endpoint := listen())
        message(endpoint)
    client.get(INDEX)
    with django_assert_num_queries(11):
        client.get(INDEX)
    with django_assert_num_queries(13):
        client.get(url(endpoint))


def test_long_log_has_pages(client, boss):
    endpoint = listen()
    for _each in range(51):
        message(endpoint)
    page = BeautifulSoup(html(client, url(endpoint)), "html.parser")
    older = page.find("a", rel="next")["href"]
    assert len(page.find(class_="clinic-hook__log").tbody.find_all("tr")) == 50
    page = BeautifulSoup(html(client, url(endpoint) + older), "html.parser")
    assert len(page.find(class_="clinic-hook__log").tbody.find_all("tr")) == 1
    assert client.get(url(endpoint) + "?before=x").status_code == 200


def test_test_is_written_for_the_worker(client, boss):
    endpoint = listen()
    client.post(url(endpoint, "test"))
    assert endpoint.messages.get().payload["type"] == "webhook.test"
    off = listen(active=False)
    client.post(url(off, "test"))
    assert not off.messages.exists()


def test_message_is_sent_again_under_its_old_id(client, boss):
    endpoint = listen()
    sent = message(endpoint, state=State.FAILED, attempts=9)
    client.post(url(endpoint, "replay"), {"message": sent.pk})
    again = endpoint.messages.get()
    assert (again.state, again.attempts, again.message_id) == (State.PENDING, 0, sent.message_id)


@pytest.mark.parametrize("pk", ["", "x", "99999", "9" * 30])
def test_message_of_nobody_and_of_another_is_not_there(client, boss, pk):
    endpoint, other = listen(), message(listen(), state=State.FAILED)
    for each in (pk, other.pk):
        assert client.post(url(endpoint, "replay"), {"message": each}).status_code == 404


def test_new_secret_is_shown_once(client, boss):
    endpoint = listen()
    client.post(url(endpoint, "secret"))
    now = PublishEndpoint.objects.get().secret
    assert now != endpoint.secret
    assert now in html(client, url(endpoint))
    later = html(client, url(endpoint))
    assert "messages are signed with the old secret as well" in later
    assert now not in later
    assert endpoint.secret not in later


def test_removed_webhook_takes_its_log_along(client, boss):
    endpoint = listen()
    message(endpoint)
    record(Change("page.published", "Waits"), at=NOW)
    assert client.post(url(endpoint, "remove")).url == INDEX
    assert not PublishEndpoint.objects.exists()
    assert not PublishMessage.objects.exists()


ACTIONS = ["test", "secret", "replay", "remove"]


@pytest.mark.parametrize("place", ["", "edit", *ACTIONS])
def test_every_door_is_closed_to_others_and_leads_nowhere_without_a_webhook(client, boss, place):
    endpoint = listen()
    missing = PublishEndpoint(pk=endpoint.pk + 1)
    for method in (client.get, client.post):
        assert method(url(missing, place)).status_code == 404
    client.force_login(make_desk("Ada Berg", None))
    for method in (client.get, client.post):
        assert method(url(endpoint, place)).url == reverse("wagtailadmin_home")
    client.logout()
    assert "/login/" in client.get(url(endpoint, place)).url
    assert PublishEndpoint.objects.get().secret == endpoint.secret


@pytest.mark.parametrize("place", [INDEX, ADD])
def test_list_and_form_are_closed_to_others(client, place):
    client.force_login(make_desk("Ada Berg", None))
    for method in (client.get, client.post):
        assert method(place, FILLED_IN).status_code == 302
    assert not PublishEndpoint.objects.exists()


@pytest.mark.parametrize("action", ACTIONS)
def test_looking_does_nothing(client, boss, action):
    endpoint = listen()
    assert client.get(url(endpoint, action)).url == url(endpoint)
    assert client.put(url(endpoint, action)).status_code == 405
    assert PublishEndpoint.objects.get().secret == endpoint.secret


def test_menu_has_it_for_who_may(client, boss):
    assert INDEX in html(client, "/admin/")
    client.force_login(make_desk("Ada Berg", None))
    assert INDEX not in html(client, "/admin/")
