"""Canned replies in the admin: who manages a location makes them, and no others."""

import pytest
from bs4 import BeautifulSoup
from wagtail.models import ModelLogEntry

from leads.models import CannedReply, Right
from tests.factories import make_desk, make_location

pytestmark = pytest.mark.django_db

URL = "/admin/clinic/inbox/replies/"
MANAGING = [Right.SEE, Right.MANAGE]


@pytest.fixture
def st_paul():
    return make_location("St. Paul")


@pytest.fixture
def edina():
    return make_location("Edina")


@pytest.fixture
def max_(client, st_paul):
    user = make_desk("Max Holm", st_paul, rights=MANAGING)
    client.force_login(user)
    return user


def typed(location, **data):
    facts = {
        "name": "Invite",
        "language": "en",
        "subject": "Hi",
        "body": "See you.",
        "active": "on",
    }
    return facts | {"location": location.pk if location else ""} | data


def read(response):
    return BeautifulSoup(response.content, "html.parser")


def test_manager_makes_a_reply_and_finds_it(client, max_, st_paul):
    response = client.post(f"{URL}add/", typed(st_paul), follow=True)
    assert response.redirect_chain == [(URL, 302)]
    reply = CannedReply.objects.get()
    assert (reply.location, reply.body, reply.active) == (st_paul, "See you.", True)
    assert read(response).select_one(f"a[href='{URL}{reply.pk}/']").get_text(strip=True) == "Invite"


def test_who_made_changed_and_deleted_a_reply_is_logged(client, max_, st_paul):
    client.post(f"{URL}add/", typed(st_paul))
    reply = CannedReply.objects.get()
    client.post(f"{URL}{reply.pk}/", typed(st_paul, body="See you soon."))
    client.post(f"{URL}{reply.pk}/delete/")
    logged = ModelLogEntry.objects.order_by("pk").values_list("action", "user", "object_id")
    each = ["wagtail.create", "wagtail.edit", "wagtail.delete"]
    assert [*logged] == [(action, max_.pk, str(reply.pk)) for action in each]


def test_manager_of_one_location_makes_none_for_another_or_for_all(client, max_, edina):
    for location in (edina, None):
        response = client.post(f"{URL}add/", typed(location))
        assert response.status_code == 422
    assert "Edina" not in client.get(f"{URL}add/").content.decode()
    assert not CannedReply.objects.exists()


def test_who_manages_every_location_makes_one_for_all(client, st_paul):
    client.force_login(make_desk("Root", None, rights=MANAGING))
    client.post(f"{URL}add/", typed(None))
    assert CannedReply.objects.get().location is None


def test_reply_of_another_location_is_not_found(client, max_, edina, st_paul):
    for location in (edina, None):
        reply = CannedReply.objects.create(name="Secret", body="Text.", location=location)
        assert client.get(f"{URL}{reply.pk}/").status_code == 404
        assert client.post(f"{URL}{reply.pk}/", typed(st_paul)).status_code == 404
        assert client.post(f"{URL}{reply.pk}/delete/").status_code == 404
    assert "Secret" not in client.get(URL).content.decode()
    assert CannedReply.objects.count() == 2


def test_body_of_a_reply_that_was_deleted_meanwhile_is_given_back(client, max_, st_paul):
    body = "Please bring the letter of your doctor."
    gone = client.post(f"{URL}987654/", typed(st_paul, body=body))
    assert (gone.status_code, body in gone.text) == (404, True)
    max_.groups.get().clinic_location_permissions.filter(right=Right.MANAGE).delete()
    refused = client.post(f"{URL}add/", typed(st_paul, body=body))
    assert (refused.status_code, body in refused.text) == (403, True)
    assert not CannedReply.objects.exists()


def test_who_manages_nothing_is_sent_away(client, st_paul):
    reply = CannedReply.objects.create(name="Invite", body="Text.", location=st_paul)
    client.force_login(make_desk("Ada Berg", st_paul))
    for path in (URL, f"{URL}add/", f"{URL}{reply.pk}/"):
        assert client.get(path).headers["Location"] == "/admin/"
    assert client.post(f"{URL}{reply.pk}/delete/").headers["Location"] == "/admin/"
    assert CannedReply.objects.exists()
    assert "Canned replies" not in client.get("/admin/").content.decode()


def test_manager_finds_them_in_the_menu(client, max_):
    assert "Canned replies" in client.get("/admin/").content.decode()


@pytest.mark.parametrize("tag", ["{lead.email}", "{{ phone }}", "{pasword}"])
def test_unknown_tag_is_refused_when_it_is_saved(client, max_, st_paul, tag):
    response = client.post(f"{URL}add/", typed(st_paul, body=f"Hi {tag}"))
    assert response.status_code == 422
    assert "There is no such tag" in response.content.decode()
    assert not CannedReply.objects.exists()


def test_template_language_is_text(client, max_, st_paul):
    response = client.post(f"{URL}add/", typed(st_paul, body="{% load x %} {#", preview="1"))
    assert response.status_code == 422


def test_preview_shows_a_made_up_lead_and_saves_nothing(client, max_, st_paul):
    body = "Dear {first_name}, ring {phone}, ask {practitioner}."
    response = client.post(f"{URL}add/", typed(st_paul, body=body, preview="1"))
    shown = " ".join(read(response).select_one("#clinic-preview-content").get_text(" ").split())
    assert "Dear Ada, ring 651-224-6678, ask {practitioner}." in shown
    assert "Nothing is known for {practitioner} here." in shown
    assert not CannedReply.objects.exists()


def test_reply_is_changed_and_deleted(client, max_, st_paul):
    reply = CannedReply.objects.create(name="Old", body="Old {phone}.", location=st_paul)
    assert "Old 651-224-6678." in client.get(f"{URL}{reply.pk}/").content.decode()
    client.post(f"{URL}{reply.pk}/", typed(st_paul, name="New", active=""))
    reply.refresh_from_db()
    assert (reply.name, reply.active) == ("New", False)
    assert client.get(f"{URL}{reply.pk}/delete/").status_code == 405
    client.post(f"{URL}{reply.pk}/delete/")
    assert not CannedReply.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_list_costs_the_same_for_one_and_for_three(
    client, max_, st_paul, number, django_assert_num_queries
):
    for _time in range(number):
        CannedReply.objects.create(name="Invite", body="Text.", location=st_paul)
    client.get(URL)
    with django_assert_num_queries(12):
        client.get(URL)
