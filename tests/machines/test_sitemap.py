"""The sitemap, llms.txt and redirects: where machines learn which pages there are."""

from xml.etree import ElementTree

import pytest
from django.utils.timezone import localtime
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import Page, PageViewRestriction, Revision, Site

from conditions.models import ArticleIndexPage, ArticlePage
from home.models import HomePage
from tests.clinic import Clinic
from tests.factories import (
    home_page,
    index_page,
    make_article,
    make_location,
    make_page,
    make_practitioner,
    make_site,
    phones,
    set_organisation,
)
from tests.machines.documents import markdown_at
from tests.machines.test_head import translated

pytestmark = pytest.mark.django_db

XMLNS = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


def sitemap(client, host="localhost"):
    """The entries of a sitemap by their address."""
    answer = client.get("/sitemap.xml", headers={"host": host})
    assert answer.status_code == 200
    root = ElementTree.fromstring(answer.content)
    return {entry.find("s:loc", XMLNS).text: entry for entry in root.findall("s:url", XMLNS)}


def test_sitemap_has_each_public_page_once_at_its_one_address(client):
    article = make_article(slug="hip")
    CreatePageAliasAction(article, parent=home_page(), update_slug="alias").execute(True)
    make_article(slug="draft", live=False)
    secret = make_article(slug="secret")
    PageViewRestriction.objects.create(page=secret, restriction_type="password", password="x")
    assert list(sitemap(client)) == [
        "http://localhost/",
        "http://localhost/articles/",
        "http://localhost/articles/hip/",
    ]


def test_private_section_is_not_in_the_sitemap(client):
    make_article()
    section = index_page(ArticleIndexPage)
    PageViewRestriction.objects.create(page=section, restriction_type="login")
    assert list(sitemap(client)) == ["http://localhost/"]


def test_sitemap_names_languages_and_dates(client):
    article = make_article(slug="hip")
    article.save_revision().publish()
    translated(article, "es", slug="cadera")
    entries = sitemap(client)
    spanish = entries["http://localhost/es/articles/cadera/"]
    english = entries["http://localhost/articles/hip/"]
    for entry in (spanish, english):
        links = [
            (link.get("hreflang"), link.get("href")) for link in entry.findall("x:link", XMLNS)
        ]
        assert links == [
            ("en", "http://localhost/articles/hip/"),
            ("es", "http://localhost/es/articles/cadera/"),
            ("x-default", "http://localhost/articles/hip/"),
        ]
    article.refresh_from_db()
    published = localtime(article.last_published_at)
    assert english.find("s:lastmod", XMLNS).text == published.isoformat()


def test_each_site_lists_the_pages_that_are_its_own(client):
    make_article(slug="hip")
    root = make_page(HomePage, parent=Page.get_first_root_node(), title="Edina", slug="edina-home")
    make_site("edina.example", root_page=root)
    make_page(ArticlePage, parent=make_page(ArticleIndexPage, parent=root, slug="a"), slug="b")
    make_site("mirror.example")
    assert "http://edina.example/a/b/" not in sitemap(client)
    assert list(sitemap(client, "edina.example")) == [
        "http://edina.example/",
        "http://edina.example/a/",
        "http://edina.example/a/b/",
    ]
    assert sitemap(client, "mirror.example") == {}


@pytest.mark.parametrize("articles", [1, 30])
def test_sitemap_costs_the_same_queries_however_long_it_is(
    client, django_assert_max_num_queries, articles
):
    for _ in range(articles):
        make_article()
    client.get("/sitemap.xml")
    with django_assert_max_num_queries(4):
        assert len(sitemap(client)) == articles + 2


def test_sitemap_is_asked_for_again_by_its_etag(client):
    make_article()
    first = client.get("/sitemap.xml")
    again = client.get("/sitemap.xml", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert client.head("/sitemap.xml").status_code == 200
    assert client.post("/sitemap.xml").status_code == 405


# llms.txt.


def llms(client, url="/llms.txt", **headers):
    answer = client.get(url, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_llms_txt_names_the_clinic_its_places_and_the_twin_of_every_page(client):
    clinic = Clinic()
    set_organisation(name="Two Rivers", tagline="Needles and herbs")
    text = llms(client)
    assert text.startswith("# Two Rivers\n\n> Needles and herbs\n")
    assert "[651-224-6678](tel:+16512246678)" in text
    assert "1100 Grand Avenue" in text
    assert "Monday to Friday" in text
    assert "## Articles" in text
    for page in Page.objects.live().descendant_of(clinic.home, inclusive=False):
        url = f"http://localhost{page.get_url()}index.md"
        assert f"]({url})" in text
        markdown_at(client, url.removeprefix("http://localhost"))


def test_llms_txt_of_a_location_s_site_has_its_number_alone(client):
    location = make_location(phones=phones("+16512246678"))
    edina = make_location("Edina", phones=phones("+19523034115"))
    make_site("edina.example", location=edina)
    text = llms(client, host="edina.example")
    assert "952-303-4115" in text
    assert "651-224-6678" not in text
    assert location.title in text  # its page is still a page


def test_llms_txt_names_nothing_private_and_no_draft(client):
    make_article(title="Draft", live=False)
    secret = make_article(title="Secret")
    PageViewRestriction.objects.create(page=secret, restriction_type="password", password="x")
    text = llms(client)
    assert "Draft" not in text
    assert "Secret" not in text


def test_llms_txt_names_no_page_that_has_no_twin(client):
    """A project's own pages have none; nor may what is below them be missing for that."""
    make_article(title="On hips")
    Site.objects.get().root_page.add_child(instance=Page(title="Gallery", slug="gallery"))
    text = llms(client)
    assert "On hips" in text
    assert "Gallery" not in text


def test_llms_txt_in_another_language(client):
    translated(make_article(slug="hip"), "es", slug="cadera")
    assert "/es/articles/cadera/index.md" in llms(client, "/es/llms.txt")
    assert "/es/" not in llms(client)


@pytest.mark.parametrize("articles", [1, 10])
def test_llms_txt_costs_the_same_queries_however_long_it_is(
    client, django_assert_max_num_queries, articles
):
    make_location()
    for number in range(articles):
        make_article(title=f"No. {number}")
    client.get("/llms.txt")
    with django_assert_max_num_queries(13):
        assert f"No. {articles - 1}" in llms(client)


def test_llms_txt_names_a_translated_person_with_the_credentials_of_today(client):
    ada = make_practitioner(title="Ada Stone", credentials="Dipl. OM")
    translated(ada, "es")
    ada.credentials = "LAc"
    ada.save_revision().publish()
    text = llms(client, "/es/llms.txt")
    assert "[Ada Stone, LAc](" in text
    assert "Dipl. OM" not in text


def test_titles_in_llms_txt_are_words(client):
    make_article(title="[x](http://evil.example) <b>", slug="x")
    assert "http://evil.example) " not in llms(client).replace("\\[x\\](http://evil.example) ", "")


# Addresses that have changed.


@pytest.fixture
def rename(django_capture_on_commit_callbacks):
    """Publish a page under another slug, as an editor does."""

    def publish_as(page, slug):
        page.slug = slug
        with django_capture_on_commit_callbacks(execute=True):
            Revision.objects.get(pk=page.save_revision().pk).publish()

    return publish_as


def moved_to(client, path, **headers):
    answer = client.get(path, headers=headers)
    assert answer.status_code == 301
    return answer["Location"]


def test_page_with_a_new_slug_is_found_at_its_old_address(client, rename):
    article = make_article(slug="hip")
    rename(article, "hips")
    assert moved_to(client, "/articles/hip/") == "/articles/hips/"
    assert moved_to(client, "/articles/hip/index.md") == "/articles/hips/index.md"


def test_page_that_has_moved_is_found_with_all_below_it(client):
    section = index_page(ArticleIndexPage, title="Articles", slug="articles")
    make_article(slug="hip")
    parent = make_page(HomePage, title="Library", slug="library")
    section.move(parent, pos="last-child")
    assert moved_to(client, "/articles/") == "/library/articles/"
    assert moved_to(client, "/articles/hip/") == "/library/articles/hip/"


def test_old_addresses_work_on_every_site_and_in_every_language(client, rename):
    article = make_article(slug="hip")
    spanish = translated(article, "es", slug="cadera")
    make_site("edina.example")
    for page, slug in ((article, "hips"), (spanish, "caderas")):
        rename(page, slug)
    assert moved_to(client, "/articles/hip/", host="edina.example").endswith("/articles/hips/")
    assert moved_to(client, "/es/articles/cadera/").endswith("/es/articles/caderas/")
