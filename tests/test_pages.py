"""The public pages: what readers get on each of them, and what they never get."""

import re
import tracemalloc
from itertools import chain, pairwise

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import Locale

from conditions.models import ArticleIndexPage
from home.models import HomePage
from locations import clock
from tests.clinic import (
    ALL,
    CONSULTATION,
    EDINA_LINK,
    INDEXES,
    SINGLES,
    ST_PAUL_LINK,
    Clinic,
    links_of,
    soup_of,
)
from tests.factories import (
    home_page,
    make_article,
    make_condition,
    make_location,
    make_page,
    make_practitioner,
    make_site,
    make_treatment,
    phones,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic() -> Clinic:
    return Clinic()


# What every page has.


@pytest.fixture
def answers(client, clinic) -> dict[str, HttpResponse]:
    """Every type of page, asked for once: one clinic serves many looks at it."""
    return {name: client.get(clinic.page(name).get_url()) for name in ALL}


def test_pages_are_whole_documents(answers, clinic):
    for name, answer in answers.items():
        soup = BeautifulSoup(answer.content, "html.parser")
        assert (soup.html["lang"], soup.html["dir"]) == ("en", "ltr"), name
        assert soup.title.string == f"{clinic.page(name).title} \N{EN DASH} Two Rivers"
        assert len(soup.find_all("h1")) == 1, name
        assert soup.find("a", class_="skip-link")["href"] == f"#{soup.main['id']}", name


def test_pages_step_down_their_headings_one_by_one(answers):
    for name, answer in answers.items():
        headings = BeautifulSoup(answer.content, "html.parser").find_all(re.compile("^h[1-6]$"))
        levels = [int(heading.name[1]) for heading in headings]
        assert levels[0] == 1, name
        assert all(after - before <= 1 for before, after in pairwise(levels)), name


def test_pages_set_no_cookie_and_depend_on_none(answers):
    for name, answer in answers.items():
        assert not answer.cookies, name
        assert "Cookie" not in answer.get("Vary", ""), name


def test_pages_load_nothing_from_elsewhere_and_hold_one_script_inline(answers):
    for name, answer in answers.items():
        soup = BeautifulSoup(answer.content, "html.parser")
        loaded = [tag["src"] for tag in soup.find_all(src=True)]
        loaded += [tag["href"] for tag in soup.find_all("link") if not NAMED & set(tag["rel"])]
        asked = [url for url in loaded if not url.startswith("data:")]
        assert all(url.startswith("/") and not url.startswith("//") for url in asked), name
        assert not soup.find_all(["style", "iframe"]), name
        scripts = [one for one in soup.find_all("script") if one.get("type") not in DATA]
        assert [script.get_text() for script in scripts] == [clock.code()], name
        attributes = set(chain.from_iterable(tag.attrs for tag in soup.find_all(True)))
        assert not {key for key in attributes if key == "style" or key.startswith("on")}, name


# Links of the head that name another address and load nothing.
NAMED = {"canonical", "alternate"}
# A block of data is a script that no browser runs.
DATA = {"application/ld+json"}


def test_pages_give_every_picture_words_or_say_that_it_is_decoration(answers):
    for name, answer in answers.items():
        pictures = BeautifulSoup(answer.content, "html.parser").find_all("img")
        assert pictures, name
        for picture in pictures:
            assert {"alt", "width", "height"} <= picture.attrs.keys(), name


def test_pages_show_the_way_back(answers, clinic):
    for name in [*SINGLES[1:], *INDEXES]:
        page = clinic.page(name)
        soup = BeautifulSoup(answers[name].content, "html.parser")
        crumbs = soup.find("nav", class_="breadcrumbs").find_all("li")
        way = [crumb.a["href"] if crumb.a else crumb.get_text(strip=True) for crumb in crumbs]
        above = ["/"] if name in INDEXES else ["/", page.get_parent().get_url()]
        assert way == [*above, page.title]
    assert b"breadcrumbs" not in answers["home"].content


def test_pages_lead_to_what_belongs_to_them(answers, clinic):
    for name, others in RELATED.items():
        inside = links_of(BeautifulSoup(answers[name].content, "html.parser").main)
        assert {clinic.page(other).get_url() for other in others} <= inside, name


RELATED = {
    "condition": ["treatment", "practitioner", "article"],
    "treatment": ["condition", "practitioner", "article", "location"],
    "practitioner": ["condition", "treatment", "article", "location"],
    "article": ["condition", "treatment", "practitioner"],
    "location": ["practitioner", "treatment"],
    "home": ["condition", "treatment", "practitioner", "article", "location"],
}


def test_menu_holds_the_published_pages_that_are_chosen_for_it(client, clinic):
    make_page(ArticleIndexPage, title="Not in the menu")
    make_page(ArticleIndexPage, title="Draft", live=False, show_in_menus=True)
    clinic.request_page.show_in_menus = True  # it has a button of its own
    clinic.request_page.save()
    menu = soup_of(client, clinic.articles[0]).find("nav", class_="site-nav")
    assert [(item["href"], item.get("aria-current")) for item in menu.find_all("a")] == [
        ("/locations/", None),
        ("/treatments/", None),
        ("/conditions/", None),
        ("/practitioners/", None),
        ("/articles/", "true"),
        ("/search/", None),
    ]


def test_page_describes_itself_by_its_summary(client):
    article = make_article(summary="What needles do about hips.")
    description = soup_of(client, article).find("meta", attrs={"name": "description"})
    assert description["content"] == "What needles do about hips."


def test_page_in_another_language_says_so_and_keeps_its_direction(client, settings):
    home = home_page()
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("ar", "Arabic")]
    arabic = Locale.objects.create(language_code="ar")
    translated = home.copy_for_translation(arabic)
    translated.save_revision().publish()
    soup = soup_of(client, "/ar/")
    assert (soup.html["lang"], soup.html["dir"]) == ("ar", "rtl")


# Who belongs to what.


def test_pages_lead_to_no_draft(client):
    location = make_location()
    drafts = {
        "treatments": [make_treatment(live=False, locations=[location])],
        "conditions": [make_condition(live=False)],
    }
    author = make_practitioner(live=False, locations=[location], **drafts)
    article = make_article(live=False, author=author, **drafts)
    hidden = {page.get_url() for page in [author, article, *chain(*drafts.values())]}
    for page in [
        home_page(),
        location,
        make_treatment(locations=[location]),
        make_condition(treatments=drafts["treatments"]),
        make_practitioner(locations=[location], **drafts),
        make_article(author=author, **drafts),
    ]:
        assert not hidden & links_of(soup_of(client, page)), page


def test_related_pages_keep_the_order_chosen_by_the_editor(client):
    treatments = [make_treatment(title=title) for title in ("Cupping", "Acupuncture", "Herbs")]
    soup = soup_of(client, make_condition(treatments=treatments))
    titles = [card.get_text(strip=True) for card in soup.find_all(class_="card__title")]
    assert titles == ["Cupping", "Acupuncture", "Herbs"]


def test_alias_shows_what_belongs_to_its_original_and_is_not_listed_beside_it(client):
    condition = make_condition()
    practitioner = make_practitioner(title="Mai Vang", conditions=[condition])
    elsewhere = make_page(HomePage, title="Edina", slug="edina")
    CreatePageAliasAction(practitioner, parent=elsewhere, update_slug="mai").execute(True)
    alias = CreatePageAliasAction(condition, parent=elsewhere, update_slug="hip").execute(True)
    for page in (condition, alias.specific):
        soup = soup_of(client, page)
        assert [card.a["href"] for card in soup.find_all("li", class_="card")] == [
            practitioner.get_url()
        ]


# Numbers, and the way to the form.


def test_shared_site_shows_the_numbers_of_all_locations(client, clinic):
    header = soup_of(client, clinic.articles[0]).find("header", class_="site-header")
    assert {ST_PAUL_LINK, EDINA_LINK} <= links_of(header)


def test_site_of_a_location_shows_its_number_alone_and_presets_it(client, clinic):
    article = clinic.articles[0]
    make_site("edina.example", location=clinic.edina, request_page=clinic.request_page)
    path = article.relative_url(article.get_site())
    links = links_of(soup_of(client, path, host="edina.example"))
    assert EDINA_LINK in links
    assert ST_PAUL_LINK not in links
    asked = [link for link in links if "?about=" in link]
    assert asked
    assert all(
        link.endswith(f"/request/?about={article.pk}&location={clinic.edina.pk}") for link in asked
    )


def test_pages_lead_to_the_form_without_a_word_about_health(answers):
    for name in SINGLES[1:]:
        links = links_of(BeautifulSoup(answers[name].content, "html.parser"))
        asked = [link for link in links if link.startswith("/request/")]
        assert asked, name
        assert all(re.fullmatch(r"/request/\?about=\d+(&location=\d+)?", link) for link in asked)


def test_text_with_a_call_to_action_gets_no_second_one(client):
    make_location()
    page = make_condition(body=[("consultation", CONSULTATION)])
    assert len(soup_of(client, page).find_all(class_="consultation")) == 1


def test_text_without_a_call_to_action_gets_one(client):
    make_location()
    assert len(soup_of(client, make_condition()).find_all(class_="consultation")) == 1


def test_location_page_offers_every_number_for_what_it_is(client):
    numbers = phones("+16512246678", text="+16512246679", fax="+16512246680")
    main = soup_of(client, make_location(phones=numbers)).main
    facts = {fact.dt.string: fact.dd.a for fact in main.find(class_="facts").find_all("div")}
    assert facts["Main phone"]["href"] == ST_PAUL_LINK
    assert facts["Text messages"]["href"] == "sms:+16512246679"
    assert facts["Fax"] is None


# Articles.


def test_article_counts_its_points_under_the_heading_above_them(client, clinic):
    points = soup_of(client, clinic.articles[0]).find("section", class_="points")
    assert points.h2.string == "Why"
    assert [point.h3.string for point in points.ol.find_all("li")] == ["First"]


def test_article_points_without_a_heading_are_headings_themselves(client):
    points = {"heading": "", "points": [{"heading": "First", "text": "<p>So.</p>"}]}
    soup = soup_of(client, make_article(body=[("points", points)]))
    assert soup.find("section", class_="points").li.h2.string == "First"


def test_article_names_its_author_with_credentials(client, clinic):
    author = clinic.practitioners[0]
    byline = soup_of(client, clinic.articles[0]).find(class_="byline")
    assert byline.a["href"] == author.get_url()
    assert byline.a.string == f"{author.title}, LAc"
    assert byline.time["datetime"] == "2026-03-02"


def test_article_credits_its_pictures(client, clinic):
    captions = soup_of(client, clinic.articles[0]).find_all("figcaption")
    assert [" ".join(caption.stripped_strings) for caption in captions] == ["A hip Drawn here"]


def test_urgent_callout_says_that_it_is_urgent(client, clinic):
    callout = soup_of(client, clinic.articles[0]).find(class_="callout--urgent")
    assert list(callout.h2.stripped_strings) == ["Urgent", "Go now"]


def test_address_with_very_many_parts_is_not_found_cheaply(client, clinic):
    """Each part costs, so that an address of 64 kB would cost a gigabyte."""
    tracemalloc.start()
    assert client.get("/" + "a/" * 30_000).status_code == 404
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 30_000_000
