"""Initials until opened: what a list shows to who stands at the counter."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from bs4 import BeautifulSoup

from leads.inbox.discretion import initials
from leads.models import AccessKind, LeadAccess, LeadEvent
from tests.factories import WEDNESDAY, make_desk, make_lead, make_location

pytestmark = pytest.mark.django_db

INDEX = "/admin/clinic/inbox/"
NAMES = "/admin/clinic/inbox/names/"

INITIALS = {
    "Maria Gonzalez": "M. G.",
    "maria-josé o'neil": "M. J. O.",
    "Ingrid Olafsdottir Hernandez Smith": "I. O. H.",
    "Nguyễn Thị": "N. T.",
    "王小明": "王.",
    "  ": "",
    "651 555 0142": "",
}


@pytest.mark.parametrize(("name", "shown"), INITIALS.items())
def test_initials(name, shown):
    assert initials(name) == shown


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(WEDNESDAY + timedelta(minutes=80), tick=False):
        yield


@pytest.fixture
def st_paul():
    return make_location("St. Paul")


@pytest.fixture
def ada(client, st_paul):
    user = make_desk("Ada Berg", st_paul)
    client.force_login(user)
    return user


@pytest.fixture
def maria(st_paul):
    return make_lead(st_paul, name="Maria Gonzalez", topic="Migraine")


def html(client, **query):
    return client.get(INDEX, query).content.decode()


def shown(client, **query):
    soup = BeautifulSoup(html(client, **query), "html.parser")
    return [cell.get_text(strip=True) for cell in soup.select(".clinic-queue td.title a")]


def test_name_is_nowhere_on_the_page_until_the_lead_is_opened(client, ada, maria):
    assert shown(client) == ["M. G."]
    assert "Gonzalez" not in html(client)


def test_name_is_shown_once_a_colleague_has_looked(client, ada, maria):
    LeadAccess.objects.create(lead=maria, kind=AccessKind.EXPORTED, by=ada)
    assert shown(client) == ["M. G."]
    LeadAccess.objects.create(lead=maria, kind=AccessKind.VIEWED, by=ada)
    assert shown(client) == ["Maria Gonzalez"]


def test_name_is_shown_of_a_lead_that_somebody_works_on(client, ada, maria):
    LeadEvent.objects.create(lead=maria, kind="routed")
    assert shown(client) == ["M. G."]
    LeadEvent.objects.create(lead=maria, kind="noted", by_name="Ada Berg")
    assert shown(client) == ["Maria Gonzalez"]


def test_name_is_shown_of_a_lead_that_is_assigned(client, ada, maria):
    maria.assigned_to = ada
    maria.save()
    assert shown(client) == ["Maria Gonzalez"]


def test_who_searched_for_somebody_reads_the_name(client, ada, maria):
    address = client.post("/admin/clinic/inbox/search/", {"q": "gonzalez"}).headers["Location"]
    key = parse_qs(urlsplit(address).query)["search"][0]
    assert shown(client, tab="found", search=key) == ["Maria Gonzalez"]


def test_hidden_names_and_topics_are_nowhere_on_the_page(client, ada, maria):
    maria.assigned_to = ada
    maria.save()
    client.post(NAMES, {"names": "hidden"})
    assert shown(client) == ["M. G."]
    assert not {"Gonzalez", "Migraine"} & set(html(client).replace("<", " ").split())
    assert "Migraine" not in html(client)
    assert "Topic hidden" in html(client)


def test_full_names_are_shown_to_who_asks_for_them(client, ada, maria):
    response = client.post(f"{NAMES}?tab=new", {"names": "shown"})
    assert response.headers["Location"] == f"{INDEX}?tab=new"
    assert shown(client) == ["Maria Gonzalez"]
    client.post(NAMES, {"names": "until_opened"})
    assert shown(client) == ["M. G."]


def test_choice_is_of_one_session(client, ada, maria, st_paul):
    client.post(NAMES, {"names": "shown"})
    client.logout()
    client.force_login(ada)
    assert shown(client) == ["M. G."]


@pytest.mark.parametrize("names", ["", "everything", "SHOWN"])
def test_display_that_does_not_exist_changes_nothing(client, ada, maria, names):
    assert client.post(NAMES, {"names": names}).status_code == 302
    assert shown(client) == ["M. G."]


def test_look_at_a_list_opens_nobodys_name_for_others(client, ada, st_paul, maria):
    client.post(NAMES, {"names": "shown"})
    html(client)
    client.force_login(make_desk("Bo Lind", st_paul))
    assert shown(client) == ["M. G."]
