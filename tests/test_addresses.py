"""Addresses: which page answers at one, which one a page calls its own, and what is not there."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import Page, PageViewRestriction

from cms.views import server_error
from conditions.models import ArticleIndexPage, ArticlePage
from home.models import HomePage
from locations.directory import Directory
from tests.clinic import EDINA_LINK, ST_PAUL_LINK, Clinic, links_of, soup_of
from tests.factories import home_page, index_page, make_article, make_location, make_page, make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic() -> Clinic:
    return Clinic()


# One address for every page.


def canonical(soup: BeautifulSoup) -> str:
    return soup.find("link", rel="canonical")["href"]


def test_canonical_address_is_the_same_on_every_site_that_shows_the_page(client):
    article = make_article(slug="hip")
    make_site("edina.example")
    for host in ("localhost", "edina.example"):
        soup = soup_of(client, "/articles/hip/", host=host)
        assert canonical(soup) == "http://localhost/articles/hip/"
    assert article.canonical_url == "http://localhost/articles/hip/"


def test_canonical_address_is_on_the_site_that_has_the_page(client):
    root = make_page(HomePage, parent=Page.get_first_root_node(), title="Edina", slug="edina-home")
    make_site("edina.example", root_page=root)
    make_page(ArticlePage, parent=make_page(ArticleIndexPage, parent=root, slug="a"), slug="b")
    soup = soup_of(client, "/a/b/", host="edina.example")
    assert canonical(soup) == "http://edina.example/a/b/"


def test_canonical_address_of_an_alias_is_that_of_its_original(client):
    article = make_article(slug="hip")
    root = make_page(HomePage, parent=Page.get_first_root_node(), title="Edina", slug="edina-home")
    make_site("edina.example", root_page=root)
    alias = CreatePageAliasAction(article, parent=root, update_slug="hip").execute(True)
    soup = soup_of(client, "/hip/", host="edina.example")
    assert canonical(soup) == "http://localhost/articles/hip/"
    article.unpublish()
    alias.refresh_from_db()
    alias.live = True
    alias.save()
    assert canonical(soup_of(client, "/hip/", host="edina.example")) == "http://edina.example/hip/"


# Finding pages, and not finding them.


@pytest.mark.parametrize("path", ["/nowhere/", "/articles/nowhere/", "/articles/draft/", "/a/b/c/"])
def test_what_is_not_there_is_404_with_numbers_and_a_menu(client, clinic, path):
    make_article(slug="draft", live=False)
    response = client.get(path)
    assert response.status_code == 404
    soup = BeautifulSoup(response.content, "html.parser")
    assert {ST_PAUL_LINK, EDINA_LINK, "/articles/"} <= links_of(soup)
    assert soup.title.string == "Page not found \N{EN DASH} Two Rivers"
    assert not response.cookies


def test_404_of_an_empty_site_is_a_page_too(client):
    assert client.get("/nowhere/").status_code == 404


def test_page_below_a_page_of_another_type_is_found(client):
    plain = make_page(Page, title="Plain", slug="plain")
    make_page(ArticlePage, parent=make_page(ArticleIndexPage, parent=plain, slug="a"), slug="b")
    soup = soup_of(client, "/plain/a/b/")
    crumbs = soup.find("nav", class_="breadcrumbs").find_all("a")
    assert [crumb["href"] for crumb in crumbs] == ["/", "/plain/", "/plain/a/"]


def test_page_with_addresses_of_its_own_gets_them(client, clinic):
    assert client.get("/request/sent/nonsense/").status_code == 404
    assert client.get("/request/").status_code == 200


def test_private_page_asks_for_its_password_and_is_in_no_list(client):
    article = make_article(slug="secret")
    PageViewRestriction.objects.create(page=article, restriction_type="password", password="x")
    assert article.title not in client.get("/articles/secret/").content.decode()
    assert article.get_url() not in links_of(soup_of(client, "/articles/"))
    assert article.get_url() not in links_of(soup_of(client, home_page()))


def test_private_section_hides_all_that_is_below_it(client):
    article = make_article(slug="secret")
    PageViewRestriction.objects.create(
        page=index_page(ArticleIndexPage), restriction_type="password", password="x"
    )
    assert article.title not in client.get("/articles/secret/").content.decode()
    soup = soup_of(client, home_page())
    assert not {"/articles/", "/articles/secret/"} & links_of(soup)


def test_private_original_keeps_its_alias_private(client):
    article = make_article(title="Not for all")
    PageViewRestriction.objects.create(page=article, restriction_type="password", password="x")
    CreatePageAliasAction(article, parent=home_page(), update_slug="alias").execute(True)
    response = client.get("/alias/")
    assert response.status_code == 200
    assert "<h1>Not for all</h1>" not in response.content.decode()


def test_error_page_shows_the_numbers_read_last_and_asks_the_database_nothing(
    client, monkeypatch, django_assert_num_queries
):
    make_location()
    home = home_page()
    client.get("/")
    monkeypatch.setattr("locations.middleware.frame_of", broken)
    client.raise_request_exception = False
    with django_assert_num_queries(0):
        response = client.get(home.get_url())
    assert response.status_code == 500
    assert ST_PAUL_LINK in links_of(BeautifulSoup(response.content, "html.parser"))


def broken(request: HttpRequest, **_options: Any) -> None:
    raise RuntimeError


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_page_of_a_database_that_is_away_says_to_come_back(client, monkeypatch, error):
    def away(request: HttpRequest, **_options: Any) -> None:
        raise error

    client.raise_request_exception = False
    make_location()
    url = home_page().get_url()
    client.get("/")
    monkeypatch.setattr("locations.middleware.frame_of", away)
    response = client.get(url)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "60")
    assert ST_PAUL_LINK in links_of(BeautifulSoup(response.content, "html.parser"))


def test_error_page_without_anything_read_is_a_page_too(rf, monkeypatch):
    monkeypatch.setattr(Directory, "last_known", [])
    soup = BeautifulSoup(server_error(rf.get("/")).content, "html.parser")
    assert links_of(soup) == {"/"}
