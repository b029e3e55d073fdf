"""Links to pages in texts: on the reader's own Site, and one query for all of a page."""

import re

import pytest
from django.test import RequestFactory
from wagtail.models import Locale, Page
from wagtail.rich_text import expand_db_html, features

from home.models import HomePage
from locations.directory import Directory
from locations.links import PageLinkHandler, reading
from locations.markup import linked_ids
from tests.factories import (
    home_page,
    make_article,
    make_condition,
    make_location,
    make_page,
    make_practitioner,
    make_site,
)

BOUND = "edina.clinic.example"


def link(page) -> str:
    return f'<a linktype="page" id="{page.pk}">here</a>'


def body_of(client, page, *, host: str) -> str:
    text = client.get(page.get_url_parts()[2], headers={"host": host}).content.decode()
    return text[text.index("<main") : text.index("</main>")]


@pytest.fixture
def bound(db):
    """A second Site on the same tree, bound to Edina."""
    return make_site(BOUND, location=make_location("Edina"))


@pytest.mark.django_db
def test_link_stays_on_the_readers_site(bound, client):
    condition = make_condition(title="Sciatica", slug="sciatica")
    article = make_article(body=[("text", f"<p>Read {link(condition)}.</p>")])
    for host in (BOUND, "localhost"):
        assert '<a href="/conditions/sciatica/">here</a>' in body_of(client, article, host=host)


@pytest.mark.django_db
def test_link_to_a_page_of_another_site_names_its_host(client):
    article = make_article()
    other = make_page(HomePage, parent=Page.get_first_root_node(), title="Elsewhere")
    make_site("other.example", root_page=other)
    article.body = [("text", f"<p>{link(other)}</p>")]
    article.save()
    assert '<a href="http://other.example/">here</a>' in body_of(client, article, host="localhost")


@pytest.mark.django_db
def test_links_of_all_texts_cost_one_query(bound, django_assert_num_queries):
    pages = [make_condition() for _ in range(3)]
    texts = [("text", f"<p>{link(page)}</p>") for page in pages]
    article = make_article(body=texts)
    request = RequestFactory().get("/", headers={"host": BOUND})
    directory = Directory.for_request(request)
    assert directory.root
    addresses = [page.get_url(request) for page in pages]
    with django_assert_num_queries(1), reading(directory, article):
        html = "".join(expand_db_html(text) for _name, text in texts)
    assert re.findall(r'href="([^"]+)"', html) == addresses


@pytest.mark.django_db
def test_link_leads_to_the_published_translation(bound, client):
    condition = make_condition(title="Sciatica", slug="sciatica")
    practitioner = make_practitioner(title="Ana", slug="ana")
    spanish = Locale.objects.create(language_code="es")
    home_page().copy_for_translation(spanish).save_revision().publish()
    for page in (condition, practitioner):
        page.get_parent().specific.copy_for_translation(spanish).save_revision().publish()
        page.copy_for_translation(spanish)  # a draft
    condition.get_translation(spanish).specific.save_revision().publish()
    text = f"<p>{link(condition)} {link(practitioner)}</p>"
    article = make_article(body=[("text", text)])
    article.get_parent().specific.copy_for_translation(spanish).save_revision().publish()
    translated = article.copy_for_translation(spanish)
    translated.save_revision().publish()
    translated.refresh_from_db()
    hrefs = re.findall(r'href="([^"]+)">here', body_of(client, translated, host=BOUND))
    assert hrefs == [
        f"/es/conditions/{condition.get_translation(spanish).slug}/",
        "/practitioners/ana/",
    ]


@pytest.mark.django_db
def test_link_to_nowhere_becomes_words(bound):
    nowhere = '<a linktype="page" id="999999">here</a>'
    request = RequestFactory().get("/", headers={"host": BOUND})
    article = make_article(body=[("text", nowhere)])
    with reading(Directory.for_request(request), article):
        assert expand_db_html(nowhere) == "<a>here</a>"


@pytest.mark.django_db
def test_text_of_another_page_is_expanded_as_wagtail_does(bound):
    condition = make_condition()
    request = RequestFactory().get("/", headers={"host": BOUND})
    with reading(Directory.for_request(request), make_article()):
        inside = expand_db_html(link(condition))
    assert inside == expand_db_html(link(condition))


@pytest.mark.django_db
def test_without_a_reader_links_are_wagtails(bound):
    condition = make_condition(slug="sciatica")
    assert expand_db_html(link(condition)) == (
        '<a href="http://localhost/conditions/sciatica/">here</a>'
    )


@pytest.mark.django_db
def test_linked_ids_are_found_at_every_depth():
    one, two, three = (make_condition() for _ in range(3))
    points = {"heading": "", "points": [{"heading": "A", "text": f"<p>{link(two)}</p>"}]}
    article = make_article(
        body=[("text", f'<p><a id="{one.pk}" linktype="page">x</a></p>'), ("points", points)]
    )
    assert linked_ids(article, "page") == {one.pk, two.pk}
    assert linked_ids(make_practitioner(biography=f"<p>{link(three)}</p>"), "page") == {three.pk}


def test_handler_takes_the_place_of_wagtails():
    assert features.get_link_types()["page"] is PageLinkHandler
