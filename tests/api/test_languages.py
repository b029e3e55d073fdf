"""A project speaks more languages than its pages are written in: answers are in those of pages."""

import pytest

from leads.models import Lead
from tests.factories import home_page, make_article, make_location, make_request_page
from tests.leads.front_end import drawn, post

API = "/api/v3/"
FRENCH = {"Accept-Language": "fr"}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def french(settings):
    """The project speaks French, too; no page does."""
    settings.LANGUAGES = [*settings.LANGUAGES, ("fr", "French")]


def test_who_asks_in_a_language_without_pages_is_answered_in_ours(client):
    make_article(title="Page", parent=home_page(), show_in_menus=True)
    answer = client.get(f"{API}site/", headers=FRENCH)
    assert (answer["Content-Language"], answer.json()["locale"]) == ("en", "en")
    menu = client.get(f"{API}navigation/", headers=FRENCH).json()["items"]
    assert [one["title"] for one in menu] == ["Articles", "Page"]
    assert client.get(f"{API}articles/feed/", headers=FRENCH).json()["language"] == "en"


def test_request_without_a_language_is_taken_whatever_the_browser_speaks(client):
    make_location("Edina")
    make_request_page()
    form = drawn(client, **FRENCH)
    assert form["language"] == "en"
    body = {"name": "Ana", "phone": "612-555-0114", "stamp": form["stamp"]}
    answer = post(client, body, **FRENCH)
    assert answer.status_code == 201, answer.content
    assert Lead.objects.get().language == "en"
