"""A number is changed once: no page, answer to machines, mail or translation has the old one."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Locale, Page

from leads.emails import message_for
from leads.models import DeliveryKind
from locations.models import LocationPage
from locations.references import phone_reference
from tests.clinic import ALL, Clinic
from tests.factories import make_article, make_lead, phones

pytestmark = pytest.mark.django_db

OLD = ("224-6678", "+16512246678", "651.224.6678")
NEW = "+16515550199"


@pytest.fixture
def pages() -> list[Page]:
    """A page of every type, two of them with the number in their text, and Spanish translations."""
    clinic = Clinic()
    text = f"<p>Call {phone_reference(clinic.st_paul.pk)} now.</p>"
    article = make_article(title="Walk", slug="walk", body=[("text", text)])
    spanish = Locale.objects.create(language_code="es")
    translated = []
    for page in (article, clinic.st_paul, clinic.page("condition")):
        copy = page.copy_for_translation(spanish, copy_parents=True)
        copy.save_revision().publish()
        translated.append(copy)
    return [clinic.page(name) for name in [*ALL, "request"]] + [article, *translated]


def said_everywhere(client: Client, pages: list[Page]) -> Iterator[tuple[str, str]]:
    """Every public address that shows a number, with what it says."""
    for url in ("/llms.txt", "/es/llms.txt", "/feeds/articles.atom", "/es/feeds/articles.atom"):
        yield url, client.get(url).content.decode()
    for page in pages:
        html = client.get(page.get_url()).content.decode()
        yield page.get_url(), html
        twin = BeautifulSoup(html, "html.parser").find("link", type="text/markdown")
        if twin:
            path = urlsplit(twin["href"]).path
            yield path, client.get(path).content.decode()


def test_number_that_changes_once_changes_everywhere(client, pages):
    location = LocationPage.objects.originals().get(title="St. Paul")
    lead = make_lead(location, email="visitor@example.com")
    receipt = lead.deliveries.create(kind=DeliveryKind.RECEIPT)
    before = dict(said_everywhere(client, pages))
    shown = {url for url, text in before.items() if any(old in text for old in OLD)}
    assert {page.get_url() for page in pages} <= shown  # the control: it is on every page
    assert any(url.endswith(".md") for url in shown)
    assert "/feeds/articles.atom" in shown
    assert OLD[0] in message_for(receipt).body

    location.phones = phones(NEW)
    location.save_revision().publish()

    after = dict(said_everywhere(client, pages))
    assert after.keys() == before.keys()
    assert [url for url, text in after.items() if any(old in text for old in OLD)] == []
    assert [url for url in shown if "555-0199" not in after[url]] == []
    graph = BeautifulSoup(after[location.get_url()], "html.parser").find(
        "script", type="application/ld+json"
    )
    assert NEW in graph.text
    assert "555-0199" in message_for(receipt).body
