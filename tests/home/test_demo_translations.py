"""The demo's Spanish pages are translations that an editor can go on with."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.models import Page
from wagtail_localize.models import Translation

from conditions.models import ConditionPage
from locations.models import Announcement

from .test_demo_pages import SHARED

pytestmark = pytest.mark.django_db


def spanish_pages() -> list[Page]:
    return list(Page.objects.filter(locale__language_code="es", live=True).specific())


def soup(client, url: str) -> BeautifulSoup:
    answer = client.get(url, headers={"host": SHARED})
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def words(client, page: Page) -> str:
    return soup(client, page.url_path.replace("/clinic-es/", "/es/", 1)).main.get_text(" ", True)


def test_every_spanish_page_is_a_complete_translation(demo):
    translations = Translation.objects.filter(target_locale__language_code="es")
    assert translations.count() == len(spanish_pages()) + 1  # and an announcement
    for translation in translations:
        total, done = translation.get_progress()
        assert total == done > 0


def test_editor_sees_it_as_a_translation(demo, admin_client):
    page = ConditionPage.objects.get(slug="dolor-de-cadera")
    html = admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "no puede apoyar la pierna" in html
    assert "js-translation-editor" in html


def test_publishing_from_the_translations_changes_no_word(
    demo, client, django_capture_on_commit_callbacks
):
    pages = [page for page in spanish_pages() if page.slug in {"dolor-de-cadera", "acupuntura"}]
    before = [words(client, page) for page in pages]
    for page in pages:
        source = Translation.objects.get(source__object_id=page.translation_key)
        with django_capture_on_commit_callbacks(execute=True):
            source.save_target(publish=True)
    assert [words(client, page) for page in pages] == before


def test_cards_and_announcement_of_a_spanish_page_are_spanish_where_they_can_be(demo, client):
    page = soup(client, "/es/afecciones/dolor-de-cadera/")
    cards = page.select(".card__title")
    own = [title.get_text(strip=True) for title in cards if not title.has_attr("lang")]
    assert own == ["Acupuntura"]
    assert {title["lang"] for title in cards if title.has_attr("lang")} == {"en"}
    assert len(page.select(".card .in-language")) == len(cards) - 1
    assert {link["href"] for link in page.select(".finding a[href^='/']")} == {
        "/es/tratamientos/acupuntura/"
    }
    (announced,) = page.select(".announcement")
    assert "primera charla gratis" in announced.get_text()
    assert not announced.has_attr("lang")
    assert Announcement.objects.filter(live=True).count() == 2
