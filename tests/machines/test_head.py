"""The head of a page: languages, cards, and what is not for search engines."""

import re
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from PIL import Image
from wagtail.models import Locale, Page, PageViewRestriction

from conditions.models import ArticleIndexPage, ArticlePage
from home.models import HomePage
from locations.machines.cards import draw_card
from locations.machines.drawing import SIZE, TEXT_WIDTH, draw, fit
from tests.clinic import Clinic, soup_of
from tests.factories import index_page, make_article, make_page, make_practitioner, make_site

pytestmark = pytest.mark.django_db


def meta(soup, name):
    tag = soup.find("meta", property=name) or soup.find("meta", attrs={"name": name})
    return tag["content"] if tag else None


def languages(soup):
    links = soup.find_all("link", hreflang=True)
    return [(link["hreflang"], link["href"]) for link in links]


def translated(page, language, *, live=True, **facts):
    """A translation of a page, and of the pages above it, published."""
    locale, _new = Locale.objects.get_or_create(language_code=language)
    copy = page.copy_for_translation(locale, copy_parents=True)
    for name, value in facts.items():
        setattr(copy, name, value)
    if live:
        copy.save_revision().publish()
    return Page.objects.get(pk=copy.pk).specific


# Languages.


def test_page_names_its_translations_and_where_all_others_go(client):
    article = make_article(slug="hip")
    spanish = translated(article, "es", slug="cadera")
    expected = [
        ("en", "http://localhost/articles/hip/"),
        ("es", "http://localhost/es/articles/cadera/"),
        ("x-default", "http://localhost/articles/hip/"),
    ]
    for page in (article, spanish):
        soup = soup_of(client, page.get_url())
        assert languages(soup) == expected
        canonical = soup.find("link", rel="canonical")["href"]
        assert canonical in [url for _language, url in expected]


def test_drafts_and_private_translations_are_not_named(client):
    article = make_article(slug="hip")
    translated(article, "es", live=False)
    private = translated(article, "so")
    PageViewRestriction.objects.create(page=private, restriction_type="password", password="x")
    assert languages(soup_of(client, article)) == []


def test_translation_on_another_site_is_named_with_its_host(client):
    article = make_article(slug="hip")
    spanish = Locale.objects.create(language_code="es")
    root = make_page(
        HomePage, parent=Page.get_first_root_node(), title="Clínica", slug="es", locale=spanish
    )
    make_site("clinica.example", root_page=root)
    parent = make_page(ArticleIndexPage, parent=root, slug="articulos", locale=spanish)
    make_page(
        ArticlePage,
        parent=parent,
        slug="cadera",
        locale=spanish,
        translation_key=article.translation_key,
        body=[],
    )
    found = dict(languages(soup_of(client, article)))
    assert found["es"].startswith("http://clinica.example/")
    assert found["es"].endswith("/articulos/cadera/")
    assert found["x-default"] == "http://localhost/articles/hip/"


def test_languages_cost_one_query_and_none_on_a_site_in_one(client, django_assert_num_queries):
    article = make_article(slug="hip")
    url = article.get_url()
    client.get(url)
    with CaptureQueriesContext(connection) as alone:
        client.get(url)
    queries = len(alone)
    translated(article, "es")
    client.get(url)
    with django_assert_num_queries(queries + 1):
        client.get(url)


# Not for search engines.


def test_pages_are_for_search_engines_and_thanks_and_errors_are_not(client):
    clinic = Clinic()
    assert meta(soup_of(client, clinic.home), "robots") is None
    lost = client.get("/nowhere/").content.decode()
    assert '<meta name="robots" content="noindex">' in lost
    assert "ld+json" not in lost


def test_preview_is_not_for_search_engines_and_tells_machines_nothing(admin_client):
    article = make_article()
    response = article.make_preview_request()
    text = response.content.decode() if response.content else response.rendered_content
    assert '<meta name="robots" content="noindex">' in text
    assert "ld+json" not in text
    assert "og:url" not in text


# Cards.


def test_page_names_its_card_in_words(client):
    article = make_article(title="Hips", summary="What needles do.")
    soup = soup_of(client, article)
    assert meta(soup, "og:title") == "Hips"
    assert meta(soup, "og:description") == "What needles do."
    assert meta(soup, "og:url") == "http://localhost" + article.get_url()
    assert meta(soup, "og:type") == "article"
    assert meta(soup, "og:locale") == "en_US"
    assert meta(soup, "og:image:alt") == "Hips – Articles – Our clinic"
    assert meta(soup, "twitter:card") == "summary_large_image"
    assert re.fullmatch(
        rf"http://localhost/cards/{article.pk}-[0-9a-f]{{16}}\.png", meta(soup, "og:image")
    )


def card_of(client, page):
    return meta(soup_of(client, page), "og:image").removeprefix("http://localhost")


def test_card_is_drawn_once_and_kept_for_ever(client, monkeypatch):
    url = card_of(client, make_article(title="Hips"))
    first = client.get(url)
    assert (first.status_code, first["Content-Type"]) == (200, "image/png")
    assert Image.open(BytesIO(first.content)).size == SIZE
    assert "immutable" in first["Cache-Control"]
    monkeypatch.setattr("locations.machines.cards.draw", None)
    assert client.get(url).content == first.content
    again = client.get(url, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304


def test_card_of_an_earlier_title_leads_to_the_new_one_which_takes_its_place(client):
    article = make_article(title="Hips")
    old = card_of(client, article)
    client.get(old)
    article.title = "Hips and knees"
    article.save_revision().publish()
    new = card_of(client, article)
    assert new != old
    assert client.get(new).status_code == 200
    assert client.get(old)["Location"] == new
    assert len(default_storage.listdir(f"clinic/cards/{article.pk}")[1]) == 1


def test_card_is_that_of_its_pages_language_at_whatever_address_it_is_asked_for(client):
    article = make_article(title="Hips")
    spanish = translated(article, "es", title="Caderas", slug="caderas")
    for page in (article, spanish):
        url = card_of(client, page)
        name = url.rsplit("/", 1)[1]
        assert client.get(url).status_code == 200
        drawn = default_storage.listdir(f"clinic/cards/{page.pk}")
        for other in (f"/cards/{name}", f"/es/cards/{name}"):
            assert client.get(other).status_code == 200
            stale = client.get(other.replace(name, f"{page.pk}-0123456789abcdef.png"))
            assert stale["Location"] == url
        assert default_storage.listdir(f"clinic/cards/{page.pk}") == drawn
    assert card_of(client, spanish).startswith("/es/cards/")


def test_card_is_drawn_when_its_page_is_published(
    client, settings, django_capture_on_commit_callbacks
):
    settings.CLINIC = settings.CLINIC | {"CUT_PICTURES": True}
    article = make_article(title="Hips")
    spanish = translated(article, "es", title="Caderas", slug="caderas")
    for page in (article, spanish):
        with django_capture_on_commit_callbacks(execute=True), override("so"):
            page.save_revision().publish()
        (name,) = default_storage.listdir(f"clinic/cards/{page.pk}")[1]
        assert card_of(client, page).endswith(f"/cards/{page.pk}-{name}")


def test_card_of_a_translated_person_has_the_credentials_of_today(client):
    """One card, whether it is drawn when the page is published or when it is asked for."""
    ada = make_practitioner(title="Ada Stone", credentials="Dipl. OM")
    spanish = translated(ada, "es")
    ada.credentials = "LAc"
    ada.save_revision().publish()
    spanish = Page.objects.get(pk=spanish.pk).specific
    soup = soup_of(client, spanish.get_url())
    assert meta(soup, "og:image:alt").startswith("Ada Stone, LAc")
    url = card_of(client, spanish)
    assert client.get(url).status_code == 200
    assert draw_card(spanish) is False


def test_private_page_and_project_without_cards_get_none_drawn(settings):
    article = make_article(title="Hips")
    assert draw_card(article)
    assert not draw_card(article)
    settings.ROOT_URLCONF = "wagtail.urls"
    article.title = "Knees"
    assert not draw_card(article)
    settings.ROOT_URLCONF = "cms.urls"
    PageViewRestriction.objects.create(page=article, restriction_type="login")
    assert not draw_card(article)


def test_what_a_stranger_may_not_read_has_no_card(client):
    article = make_article()
    url = card_of(client, article)
    client.get(url)
    private = index_page(ArticleIndexPage)
    restriction = PageViewRestriction.objects.create(page=private, restriction_type="login")
    assert client.get(url).status_code == 404
    restriction.delete()
    article.unpublish()
    assert client.get(url).status_code == 404
    assert client.get("/cards/999999-0123456789abcdef.png").status_code == 404
    assert client.post(url).status_code == 405


@pytest.mark.parametrize(
    "title", ["Hip pain", "word " * 60, "x" * 200, "</script> “q” 🙂", "\u0001"]
)
def test_title_fits_its_card_and_loses_no_word_that_has_room(title):
    lines = fit(title)
    assert all(lines.font.width(text) <= TEXT_WIDTH for text in lines.texts)
    assert Image.open(BytesIO(draw(title=title, section="Articles", clinic="Clinic"))).size == SIZE


def test_short_title_is_large_and_long_one_is_shortened_at_a_word():
    assert fit("Hip pain").font.size == 104
    long = fit("acupuncture " * 40)
    assert long.font.size == 44
    assert long.texts[-1].endswith("acupuncture…")


TITLES = ["ظهر 北 🙂", "Two Rivers", "Hips"]


def test_title_that_no_font_can_write_leaves_the_clinics_name(monkeypatch):
    monkeypatch.setattr("locations.machines.fonts._has", lambda name, char: char.isascii())
    asked = []
    monkeypatch.setattr(
        "locations.machines.drawing.fit", lambda text: asked.append(text) or fit(text)
    )
    draw(title="ظهر 北 🙂", section="", clinic="Two Rivers")
    assert asked == ["Two Rivers"]
