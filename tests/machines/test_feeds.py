"""Feeds: whole articles with their live facts, for those who may read them."""

from xml.etree import ElementTree

import pytest
from wagtail.models import PageViewRestriction

from conditions.models import ArticleIndexPage
from locations.markup import phone_reference
from tests.clinic import CONSULTATION, soup_of
from tests.factories import (
    home_page,
    index_page,
    make_article,
    make_condition,
    make_image,
    make_location,
    make_practitioner,
    phones,
)
from tests.machines.test_head import translated

pytestmark = pytest.mark.django_db

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def entries(client, url="/feeds/articles.atom"):
    answer = client.get(url)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(answer.content).findall("a:entry", ATOM)


def part(entry, name):
    return entry.find(f"a:{name}", ATOM).text


def titles(found):
    return [part(entry, "title") for entry in found]


def test_feed_has_whole_articles_with_live_numbers_and_addresses_that_have_a_host(client):
    location = make_location(phones=phones("+16512246678"))
    author = make_practitioner(title="Mai Vang", credentials="LAc")
    text = f'<p>Call {phone_reference(location.pk)} & <a href="/more/">read on</a>.</p>'
    picture = {"image": make_image(), "caption": "A hip", "credit": ""}
    body = [("text", text), ("image", picture), ("consultation", CONSULTATION)]
    make_article(title="Hips ]]> & <b>", slug="hip", author=author, body=body, summary="Short.")
    (entry,) = entries(client)
    assert part(entry, "title") == "Hips ]]> & <b>"
    assert part(entry, "id") == entry.find("a:link", ATOM).get("href")
    assert part(entry, "id") == "http://localhost/articles/hip/"
    assert part(entry, "published").startswith("2026-03-02")
    assert part(entry, "summary") == "Short."
    assert entry.find("a:author/a:name", ATOM).text == "Mai Vang, LAc"
    content = part(entry, "content")
    assert 'href="tel:+16512246678"' in content
    assert 'href="http://localhost/more/"' in content
    assert 'src="http://localhost/media/images/' in content
    assert "srcset" not in content
    assert "<form" not in content
    assert "Talk with us" not in content
    location.phones = phones("+16515550123")
    location.save_revision().publish()
    assert "651-555-0123" in part(entries(client)[0], "content")


def test_feed_outlives_characters_that_xml_does_not_know(client):
    author = make_practitioner(title="Mai\x1f Vang", summary="Needles\x02.")
    body = [("text", "<p>By the\x0c way\ufffe.</p>")]
    make_article(title="Hips\x0b", summary="Sh\x01ort.", author=author, body=body)
    (entry,) = entries(client)
    assert part(entry, "title") == "Hips"
    assert part(entry, "summary") == "Short."
    assert "By the way." in part(entry, "content")
    assert entry.find("a:author/a:name", ATOM).text.startswith("Mai Vang")
    assert len(entries(client, f"/feeds/authors/{author.pk}.atom")) == 1


def test_feed_is_of_one_language(client):
    article = make_article(title="Hips", slug="hip")
    translated(article, "es", title="Caderas", slug="cadera")
    assert titles(entries(client)) == ["Hips"]
    assert titles(entries(client, "/es/feeds/articles.atom")) == ["Caderas"]


def test_feed_has_nothing_private_and_no_draft(client):
    make_article(live=False)
    assert entries(client) == []
    make_article()
    PageViewRestriction.objects.create(page=index_page(ArticleIndexPage), restriction_type="login")
    assert entries(client) == []


def test_feed_of_an_author_and_of_a_condition(client):
    author, condition = make_practitioner(), make_condition()
    make_article(title="Hers", author=author)
    make_article(title="About it", conditions=[condition])
    assert titles(entries(client, f"/feeds/authors/{author.pk}.atom")) == ["Hers"]
    assert titles(entries(client, f"/feeds/conditions/{condition.pk}.atom")) == ["About it"]
    author.unpublish()
    for url in (f"/feeds/authors/{author.pk}.atom", "/feeds/conditions/999999.atom"):
        assert client.get(url).status_code == 404


def test_feeds_of_translated_pages_have_the_translated_articles(client):
    """Their links still lead to the pages in the first language, whose credentials have changed."""
    author, condition = make_practitioner(credentials="LAc"), make_condition()
    article = make_article(author=author, conditions=[condition])
    own, about = translated(author, "es"), translated(condition, "es", slug="cadera")
    of_own = translated(article, "es", title="Caderas", slug="caderas")
    linked = translated(make_article(), "es", title="Rodillas", slug="rodillas")
    linked.author = own
    linked.save_revision().publish()
    assert (of_own.author.pk, linked.author.pk) == (author.pk, own.pk)
    author.credentials = "DAOM"
    author.save_revision().publish()
    found = entries(client, f"/es/feeds/authors/{own.pk}.atom")
    assert sorted(titles(found)) == ["Caderas", "Rodillas"]
    assert all(one.find("a:author/a:name", ATOM).text.endswith("DAOM") for one in found)
    assert titles(entries(client, f"/es/feeds/conditions/{about.pk}.atom")) == ["Caderas"]
    told = client.get(f"/api/v3/articles/feed/?author={own.pk}&locale=es").json()
    assert sorted(item["title"] for item in told["items"]) == ["Caderas", "Rodillas"]


def test_pages_lead_to_their_feeds(client):
    author, condition = make_practitioner(), make_condition()
    article = make_article(author=author, conditions=[condition])
    expected = {
        home_page(): ["/feeds/articles.atom"],
        article: ["/feeds/articles.atom"],
        author: [f"/feeds/authors/{author.pk}.atom", "/feeds/articles.atom"],
        condition: [f"/feeds/conditions/{condition.pk}.atom"],
    }
    for page, feeds in expected.items():
        links = soup_of(client, page).find_all("link", type="application/atom+xml")
        assert [link["href"] for link in links] == feeds
        assert all(entries(client, feed) for feed in feeds)


@pytest.mark.parametrize("articles", [1, 5])
def test_feed_costs_the_same_queries_however_long_it_is(
    client, django_assert_max_num_queries, articles
):
    location = make_location()
    author = make_practitioner()
    for _ in range(articles):
        body = [("text", f"<p>Call {phone_reference(location.pk)}.</p>")]
        make_article(author=author, body=body)
    entries(client)
    with django_assert_max_num_queries(9):
        assert len(entries(client)) == articles


def test_feed_is_asked_for_again_by_its_etag(client):
    make_article()
    first = client.get("/feeds/articles.atom")
    url = "/feeds/articles.atom"
    assert client.get(url, headers={"if-none-match": first["ETag"]}).status_code == 304
    assert client.post(url).status_code == 405
