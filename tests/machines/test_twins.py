"""The Markdown twin of a page: the same words, live facts and all; and what has none."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.http import http_date
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import Locale, PageViewRestriction

from conditions.models import ArticleIndexPage
from locations.machines.markdown import to_markdown
from locations.markup import phone_reference
from tests.clinic import ALL, Clinic, soup_of
from tests.factories import (
    home_page,
    index_page,
    make_article,
    make_condition,
    make_location,
    make_site,
    phones,
)
from tests.machines.documents import (
    body_of_twin,
    markdown_at,
    words_of_markdown,
    words_on_screen,
)

pytestmark = pytest.mark.django_db


def test_twin_has_the_words_of_the_page_in_their_order(client):
    clinic = Clinic()
    for name in [*ALL, "request"]:
        url = clinic.page(name).get_url()
        shown = words_on_screen(soup_of(client, url))
        twin = body_of_twin(markdown_at(client, f"{url}index.md"))
        assert words_of_markdown(twin) == shown, name
        assert twin.lstrip().startswith("# "), name


def test_twin_of_a_typed_page_has_every_section(client):
    red_flag = {
        "urgency": "emergency",
        "heading": "you cannot feel your legs",
        "text": "<p>Call 911.</p>",
    }
    page = make_condition(
        title="Back pain",
        red_flags=[("card", red_flag)],
        symptoms="<ul><li>Stiff mornings</li></ul>",
        faq=[("question", {"question": "Is it safe?", "answer": "<p>Mostly.</p>"})],
    )
    twin = body_of_twin(markdown_at(client, f"{page.get_url()}index.md"))
    assert words_of_markdown(twin) == words_on_screen(soup_of(client, page))
    assert "\n- Stiff mornings" in twin
    assert "\n> ### " in twin  # set apart, and before everything else
    assert twin.index("911") < twin.index("Stiff mornings") < twin.index("Is it safe?")


def test_twin_says_what_page_it_is_and_whom_to_call(client):
    make_location(phones=phones("+16512246678"))
    url = make_article(title="Hips", slug="hips").get_url()
    answer = client.get(f"{url}index.md")
    text = answer.content.decode()
    assert text.startswith('---\ntitle: "Hips"\nurl: "http://localhost/articles/hips/"\n')
    foot = text.rpartition("\n---\n")[2]
    assert "[651-224-6678](tel:+16512246678)" in foot
    assert "call 911" in foot
    assert answer["Link"] == '<http://localhost/articles/hips/>; rel="canonical"'
    assert answer["X-Robots-Tag"] == "noindex"
    assert not answer.cookies


def test_twin_follows_a_number_that_changes(client):
    location = make_location(phones=phones("+16512246678"))
    text = f"<p>Call {phone_reference(location.pk)}.</p>"
    url = make_article(body=[("text", text)]).get_url()
    assert "Call [651-224-6678](tel:+16512246678)." in markdown_at(client, f"{url}index.md")
    location.phones = phones("+16515550123")
    location.save_revision().publish()
    twin = markdown_at(client, f"{url}index.md")
    assert "Call [651-555-0123](tel:+16515550123)." in twin
    assert "224-6678" not in twin


def test_page_leads_to_its_twin(client):
    article = make_article()
    link = soup_of(client, article).find("link", type="text/markdown")
    assert link["href"] == f"{article.get_url()}index.md"
    assert client.get(link["href"]).status_code == 200


def test_page_with_letters_of_any_language_in_its_address_has_a_twin(client):
    link = soup_of(client, make_article(title="Cadera", slug="año")).find(type="text/markdown")
    assert link["href"] == "/articles/a%C3%B1o/index.md"
    assert "# Cadera" in markdown_at(client, link["href"])


@pytest.mark.parametrize(
    "path", ["/nowhere/index.md", "/articles/draft/index.md", "/articles/secret/index.md"]
)
def test_what_a_stranger_may_not_read_has_no_twin(client, path):
    make_article(slug="draft", live=False)
    secret = make_article(slug="secret")
    PageViewRestriction.objects.create(page=secret, restriction_type="password", password="x")
    assert client.get(path).status_code == 404


def test_private_section_and_private_original_have_no_twins(client):
    make_article(slug="hip")
    condition = make_condition(slug="knee")
    CreatePageAliasAction(condition, parent=home_page(), update_slug="alias").execute(True)
    for private in (index_page(ArticleIndexPage), condition):
        PageViewRestriction.objects.create(page=private, restriction_type="login")
    for path in ("/articles/index.md", "/articles/hip/index.md", "/alias/index.md"):
        assert client.get(path).status_code == 404


def test_view_below_a_page_has_no_twin(client):
    clinic = Clinic()
    assert client.get(f"{clinic.request_page.get_url()}sent/nonsense/index.md").status_code == 404
    assert client.get("/admin/index.md").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_twin_takes_no_other_method(client, method):
    home_page()
    assert getattr(client, method)("/index.md").status_code == 405


def test_twin_is_asked_for_again_by_its_etag(client):
    url = f"{make_article().get_url()}index.md"
    first = client.get(url)
    assert "max-age=60" in first["Cache-Control"]
    again = client.get(url, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = client.head(url)
    assert (head.status_code, head.content) == (200, b"")


def test_twin_costs_what_its_page_costs(client, django_assert_max_num_queries):
    clinic = Clinic(links=3)
    url = clinic.articles[0].get_url()
    client.get(url)
    with CaptureQueriesContext(connection) as page:
        client.get(url)
    # And the announcements, by whose begin and end it is over.
    with django_assert_max_num_queries(len(page) + 1):
        markdown_at(client, f"{url}index.md")


def test_twin_of_a_translation_is_in_its_language(client):
    home = home_page()
    spanish = Locale.objects.create(language_code="es")
    copy = home.copy_for_translation(spanish)
    copy.title = "La clínica"
    copy.save_revision().publish()
    twin = markdown_at(client, "/es/index.md")
    assert 'language: "es"' in twin
    assert "# La clínica" in twin


def test_twin_on_another_site_names_the_one_address(client):
    article = make_article(slug="hip")
    make_site("edina.example")
    twin = markdown_at(client, "/articles/hip/index.md", host="edina.example")
    assert f'url: "{article.canonical_url}"' in twin


def test_words_cannot_become_markup():
    html = "<p>1. [a](b) *c* _d_ &lt;script&gt; # e</p><p># f</p><p>- g</p><p>&gt; h `i`</p>"
    text = to_markdown(html, base="http://localhost/")
    assert text == (
        "1\\. \\[a\\](b) \\*c\\* \\_d\\_ \\<script> # e\n\n\\# f\n\n\\- g\n\n\\> h \\`i\\`\n"
    )


def test_title_of_a_twin_is_no_more_than_a_title(client):
    title = 'He said: "---\nurl: evil" 🙂'
    twin = markdown_at(client, f"{make_article(title=title, slug='x').get_url()}index.md")
    assert twin.split("\n")[1] == 'title: "He said: \\"---\\nurl: evil\\" 🙂"'


def test_what_says_something_of_now_is_not_kept_past_the_next_closing(client, time_machine):
    time_machine.move_to("2026-11-25T16:59:20-06:00", tick=False)
    edina = make_location("Edina")
    for address in (f"{edina.get_url()}index.md", "/llms.txt"):
        assert "max-age=40" in client.get(address)["Cache-Control"]


@pytest.mark.parametrize("address", ["/feeds/articles.atom", "/sitemap.xml", "/index.md"])
def test_it_is_kept_for_a_minute_and_known_by_its_etag(client, address):
    """A telephone number that changes moves no date of an article."""
    make_article()
    first = client.get(address)
    assert first.status_code == 200
    assert "max-age=60" in first["Cache-Control"]
    tomorrow = http_date(time.time() + 24 * 60 * 60)
    assert client.get(address, headers={"if-modified-since": tomorrow}).status_code == 200
    assert "Last-Modified" not in first
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
