"""What is kept of answers for others is nobody's in particular: not of a user, Site or language."""

import pytest
from django.core.cache import cache
from django.test import Client
from wagtail.models import Locale, PageViewRestriction, Site

from tests.access.codes import make_colleague
from tests.access.test_throttling import keys_of_cache
from tests.factories import (
    home_page,
    make_article,
    make_lead,
    make_location,
    make_page,
    make_request_page,
)

pytestmark = pytest.mark.django_db
PAGES = "/api/v3/clinic/pages/"
SITE = "/api/v3/site/"


@pytest.fixture(autouse=True)
def _empty():
    cache.clear()


@pytest.fixture
def signed_in():
    client = Client()
    client.force_login(make_colleague())
    return client


@pytest.mark.parametrize("first", ["stranger", "colleague"])
def test_api_says_the_same_to_a_stranger_and_to_a_colleague(client, signed_in, first):
    """Who asks first fills what is kept; the other must not be shown more, or less, for it."""
    hidden = make_article(title="For staff only")
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)
    make_article(title="For everybody")
    asked = {"stranger": client, "colleague": signed_in}
    order = [first, *(asked.keys() - {first})]
    told = {who: asked[who].get(PAGES) for who in order}
    assert told["stranger"].json() == told["colleague"].json()
    assert "For everybody" in told["stranger"].text
    assert "For staff only" not in told["colleague"].text
    for answer in told.values():
        assert "public" in answer["Cache-Control"]
        assert "Cookie" not in answer.get("Vary", "")
        assert not answer.cookies


def test_api_keeps_sites_apart(client):
    make_location("St. Paul")
    other = make_page(type(home_page()), title="Elsewhere", parent=home_page().get_parent())
    Site.objects.create(hostname="edina.example", root_page=other, site_name="Edina Clinic")
    answers = {
        host: [client.get(SITE, headers={"host": host}).text for _ in range(2)]
        for host in ("testserver", "edina.example")
    }
    for first, again in answers.values():
        assert first == again
    assert answers["testserver"][0] != answers["edina.example"][0]


def test_api_keeps_languages_apart(client):
    Locale.objects.get_or_create(language_code="es")
    make_location("St. Paul")
    told = {
        code: [client.get(f"{SITE}?locale={code}") for _ in range(2)] for code in ("en", "es", "en")
    }
    for code, (first, again) in told.items():
        assert first["Content-Language"] == again["Content-Language"] == code
        assert first["ETag"] == again["ETag"]
    assert told["en"][0]["ETag"] != told["es"][0]["ETag"]


def test_work_in_the_admin_leaves_nobody_in_the_cache(signed_in):
    """Keys and values: a shared cache is read by other nodes, and by whoever looks after it."""
    lead = make_lead(make_location("St. Paul"), name="Canary Name", message="canary words")
    for address in ("", f"{lead.pk}/", "reports/", "notices/", "stamp/"):
        assert signed_in.get(f"/admin/clinic/inbox/{address}").status_code == 200
    assert "canary" not in keys_of_cache()


def test_request_of_a_visitor_leaves_nobody_in_the_cache(client):
    make_location("St. Paul")
    page = make_request_page()
    typed = {"name": "Canary Name", "email": "canary@example.com", "message": "canary words"}
    sent = client.post(f"/requests/{page.pk}/", {**typed, "location": "any"})
    wrong = client.post(f"/requests/{page.pk}/", {**typed, "email": "canary@"})
    assert (sent.status_code, wrong.status_code) == (303, 422)
    client.post("/search/", {"q": "canary ails me"})
    client.get(sent["Location"])
    assert "canary" not in keys_of_cache()


@pytest.mark.parametrize("address", ["", "session/", "second-factor/", "clinic/inbox/", "account/"])
def test_nothing_of_the_admin_is_kept_by_anybody(signed_in, address):
    answer = signed_in.get(f"/admin/{address}")
    assert answer.status_code == 200
    assert {"private", "no-store"} <= set(answer["Cache-Control"].replace(",", "").split())


@pytest.mark.parametrize("address", ["login/", "session/", "second-factor/", "password_reset/"])
def test_nothing_of_signing_in_is_kept_by_anybody(client, address):
    answer = client.get(f"/admin/{address}")
    assert {"private", "no-store"} <= set(answer["Cache-Control"].replace(",", "").split())
