"""Changing the language: to the same page where it is translated, home where it is not."""

import pytest
from django.utils.translation import override
from wagtail.models import PageViewRestriction

from locations.content_languages import content_language, reader_language, source_language
from locations.languages import foreign
from tests.clinic import cost_of, soup_of
from tests.factories import (
    home_page,
    make_article,
    make_condition,
    make_image,
    make_location,
    make_treatment,
)
from tests.machines.test_head import translated

pytestmark = pytest.mark.django_db


def ways(soup):
    links = soup.select("nav.languages a")
    return [(link["hreflang"], link["href"], link.get_text(" ", strip=True)) for link in links]


def test_page_leads_to_its_translation_by_the_name_its_readers_know(client):
    article = make_article(slug="hip")
    spanish = translated(article, "es", slug="cadera")
    soup = soup_of(client, article)
    assert ways(soup) == [("es", "/es/articles/cadera/", "Español")]
    assert soup.select_one("nav.languages a [lang=es]").text == "Español"
    assert soup.select_one("nav.languages [aria-current]").text == "English"
    soup = soup_of(client, spanish)
    assert ways(soup) == [("en", "/articles/hip/", "English")]
    assert soup.select_one("nav.languages [aria-current]").text == "Español"


def test_page_without_a_translation_leads_home_and_says_so(client):
    article = make_article()
    translated(home_page(), "es")
    assert ways(soup_of(client, article)) == [("es", "/es/", "Español (home page)")]


def test_site_in_one_language_offers_none(client):
    assert not soup_of(client, make_article()).select("nav.languages")


@pytest.mark.parametrize("is_live", [True, False])
def test_draft_and_private_translations_are_not_offered(client, is_live):
    article = make_article()
    translated(home_page(), "es")
    hidden = translated(article, "es", live=is_live, slug="geheim")
    if is_live:
        PageViewRestriction.objects.create(page=hidden, restriction_type="password", password="x")
    assert [url for _code, url, _text in ways(soup_of(client, article))] == ["/es/"]


def test_search_is_in_every_language_and_what_is_lost_in_none(client):
    translated(home_page(), "es")
    assert ways(soup_of(client, "/search/")) == [("es", "/es/search/", "Español")]
    lost = client.get("/nowhere/").content.decode()
    assert 'href="/es/" hreflang="es"' in lost


def test_changing_language_costs_a_page_one_query_and_none_on_a_site_in_one(client):
    article = make_article()
    alone = cost_of(client, article)
    translated(home_page(), "es")
    assert cost_of(client, article) == alone + 1


def test_page_lists_what_is_written_in_its_own_language_and_else_the_original(client):
    treatment = make_treatment(title="Cupping", summary="Cups.")
    condition = make_condition(treatments=[treatment])
    spanish = translated(condition, "es")
    card = soup_of(client, spanish).select_one("#treatments .card")
    assert (card.h3["lang"], card.h3.get_text(strip=True)) == ("en", "Cupping")
    assert card.p["lang"] == "en"
    translated(treatment, "es", title="Ventosas")
    card = soup_of(client, spanish).select_one("#treatments .card")
    assert card.select_one("h3").get_text(strip=True) == "Ventosas"
    assert not card.select("[lang]")
    assert soup_of(client, condition).select_one("#treatments .card h3").text.strip() == "Cupping"


def test_links_to_a_location_lead_to_its_page_in_the_readers_language(client):
    location = make_location()
    spanish = translated(location, "es")
    footer = soup_of(client, home_page().get_translation(spanish.locale)).footer
    assert footer.find("a", href=spanish.get_url())
    assert not footer.find("a", href=location.get_url())


def test_location_says_which_of_its_words_are_not_translated(client):
    location = make_location(directions="Behind the oak.", parking="Six spaces.")
    spanish = translated(location, "es", parking="Seis lugares.")
    text = soup_of(client, spanish).select_one(".visit")
    assert text.select_one("[lang=en]").text.strip() == "Behind the oak."
    assert text.select_one(".in-language[lang=es]")
    assert "Seis lugares." in text.text


def test_description_of_a_picture_keeps_its_language(client):
    location = make_location(image=make_image(description="A brick house"))
    picture = soup_of(client, translated(location, "es")).select_one(".page-head img")
    assert (picture["alt"], picture["lang"]) == ("A brick house", "en")
    assert "lang" not in soup_of(client, location).select_one(".page-head img").attrs


def test_project_of_one_country_writes_in_the_language_of_its_pages(settings):
    """Django's own default is en-us, and pages are in en: no text is then in another language."""
    settings.LANGUAGE_CODE = "en-us"
    with override("en-us"):
        assert (source_language(), reader_language()) == ("en", "en")
        assert foreign("en") == foreign("en-us") == ""
        assert foreign("es") == "es"
    with override("en"):
        assert foreign(settings.LANGUAGE_CODE) == ""
    assert content_language("tlh") == "tlh"
