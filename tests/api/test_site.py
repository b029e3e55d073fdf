"""`site/`, `navigation/`, `resolve/`, `articles/feed/` and `search/`, as a front end uses them."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page, PageViewRestriction

from conditions.models import ArticleIndexPage
from home.models import HomePage
from locations.models import Announcement
from locations.references import phone_reference
from tests.api.test_pages import cost_of, rich_articles
from tests.factories import (
    EDINA_PHONE,
    WEDNESDAY,
    bind_site,
    home_page,
    index_page,
    make_article,
    make_condition,
    make_location,
    make_practitioner,
    make_request_page,
    make_site,
    override,
    phones,
    set_organisation,
    week,
)
from tests.machines.test_head import translated

API = "/api/v3/"
SITE, NAVIGATION = f"{API}site/", f"{API}navigation/"
RESOLVE, FEED, SEARCH = f"{API}resolve/", f"{API}articles/feed/", f"{API}search/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def edina():
    return make_location("Edina", phones=phones(EDINA_PHONE, fax="+19525550111"))


def get(client, address, status=200, **asked):
    answer = client.get(address, asked)
    assert answer.status_code == status, answer.content
    return answer.json()


# site/


def test_site_has_phones_by_role_and_hours_as_data(client, edina):
    edina.weekly_hours = week(("09:00", "12:00"), ("13:00", "17:00"), days=[2])
    edina.hours_overrides = [override("2026-03-11", reason="Training")]
    edina.save()
    set_organisation(name="Two Rivers", phone="+16515550100")
    with time_machine.travel(WEDNESDAY, tick=False):  # 10 a.m.
        told = get(client, SITE)
    assert (told["name"], told["phone"]["number"]) == ("Two Rivers", "+16515550100")
    (place,) = told["locations"]
    assert (place["name"], place["path"]) == ("Edina", "/locations/edina/")
    main, fax = place["phones"]
    assert (main["role"], main["display"], main["href"]) == (
        "main",
        "952-303-4115",
        "tel:+19523034115",
    )
    assert (fax["role"], fax["href"]) == ("fax", "")
    hours = place["hours"]
    assert hours["time_zone"] == "America/Chicago"
    assert hours["weekly"][2]["intervals"] == [
        {"opens": "09:00:00", "closes": "12:00:00"},
        {"opens": "13:00:00", "closes": "17:00:00"},
    ]
    assert hours["weekly"][0]["intervals"] == []
    (special,) = hours["special"]
    assert (special["first"], special["intervals"], special["reason"]) == (
        "2026-03-11",
        [],
        "Training",
    )
    assert (hours["is_open"], hours["changes_at"]) == (True, "2026-03-04T12:00:00-06:00")


KEYED = {"default": {"BACKEND": "locations.changes.caches.KeyBackend", "LOCATION": "http://x"}}


def test_answer_may_be_kept_until_the_next_opening_or_closing(client, edina, settings):
    settings.WAGTAILFRONTENDCACHE = KEYED
    edina.weekly_hours = week(("09:00", "10:30"))
    edina.save()
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        first = client.get(SITE)
        assert first["Cache-Control"] == "public, max-age=60, s-maxage=1800"
        same = client.get(SITE, headers={"If-None-Match": first["ETag"]})
        assert same.status_code == 304
        clock.move_to(WEDNESDAY + timedelta(minutes=31))
        later = client.get(SITE, headers={"If-None-Match": first["ETag"]})
        assert later.status_code == 200
        assert later.json()["locations"][0]["hours"]["is_open"] is False


def test_answer_of_a_clock_that_ran_ahead_is_over_when_the_clock_is_put_back(client, edina):
    with time_machine.travel(WEDNESDAY + timedelta(hours=10), tick=False) as clock:
        at_night = client.get(SITE)
        clock.move_to(WEDNESDAY)
        by_day = client.get(SITE, headers={"If-None-Match": at_night["ETag"]})
        assert by_day.status_code == 200
        assert by_day.json()["locations"][0]["hours"]["is_open"] is True


def test_site_has_the_notices_that_run_now_with_live_facts(client, edina):
    now = datetime(2026, 3, 4, 16, 0, tzinfo=UTC)
    day = timedelta(days=1)
    text = f"<p>Call {phone_reference(edina.pk)}</p>"
    running = Announcement.objects.create(
        title="Closed", kind="closure", text=text, starts_at=now - day, ends_at=now + day
    )
    running.locations.add(edina)
    running.save()
    for starts, ends, live in [(1, 2, True), (-2, -1, True), (-1, 1, False)]:
        Announcement.objects.create(
            title="No", starts_at=now + starts * day, ends_at=now + ends * day, live=live
        )
    with time_machine.travel(now, tick=False):
        (notice,) = get(client, SITE)["notices"]
    assert (notice["title"], notice["locations"]) == ("Closed", [edina.pk])
    assert "tel:+19523034115" in notice["html"]


def test_site_has_its_languages_with_addresses(client, edina):
    home_page()
    spanish = Locale.objects.create(language_code="es")
    home_page().copy_for_translation(spanish).save_revision().publish()
    languages = get(client, SITE)["languages"]
    assert [(one["code"], one["path"]) for one in languages] == [("en", "/"), ("es", "/es/")]
    assert get(client, SITE, locale="es")["locale"] == "es"


def test_bound_site_names_its_location_and_request_page(client, edina):
    make_location("St. Paul")
    page = make_request_page()
    bind_site(make_site("edina.example"), location=edina, request_page=page)
    told = get(Client(SERVER_NAME="edina.example"), SITE)
    assert told["location"] == edina.pk
    assert told["request_page"]["id"] == page.pk
    assert get(client, SITE)["location"] is None


def test_unpublished_location_and_its_desk_are_not_told(client, edina):
    make_location("Gone", live=False)
    text = client.get(SITE).content.decode()
    assert "Edina" in text
    assert "Gone" not in text
    assert "desk@" not in text


@pytest.mark.parametrize("number", [1, 3])
def test_site_takes_three_queries(client, number):
    for n in range(number):
        place = make_location(f"Place {n}")
        Announcement.objects.create(
            title="X", text=f"<p>{phone_reference(place.pk)}</p>",
            ends_at=timezone.now() + timedelta(days=1),
        )  # fmt: skip
    make_request_page()
    assert cost_of(client, SITE) == 3


@pytest.mark.parametrize("address", [SITE, NAVIGATION, FEED, f"{RESOLVE}?path=/"])
def test_language_that_the_pages_do_not_have_is_refused(client, address):
    home_page()
    joint = "&" if "?" in address else "?"
    (error,) = get(client, f"{address}{joint}locale=xx", 422)["errors"]
    assert error["parameter"] == "locale"


# navigation/


@pytest.mark.parametrize("number", [1, 3])
def test_navigation_takes_three_queries(client, number):
    index_page(ArticleIndexPage, title="Articles", slug="articles")
    for n in range(number):
        make_article(title=f"Page {n}", parent=home_page(), show_in_menus=True)
    assert cost_of(client, NAVIGATION) == 3


def test_navigation_is_the_menu_of_the_language(client):
    articles = index_page(ArticleIndexPage, title="Articles", slug="articles")
    private = make_article(title="Private", parent=home_page(), show_in_menus=True)
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    spanish = Locale.objects.create(language_code="es")
    home_page().copy_for_translation(spanish).save_revision().publish()
    copy = articles.copy_for_translation(spanish)
    copy.title = "Artículos"
    copy.save_revision().publish()
    told = get(client, NAVIGATION)
    assert (told["home"]["path"], [item["title"] for item in told["items"]]) == ("/", ["Articles"])
    told = get(client, NAVIGATION, locale="es")
    assert [(item["title"], item["path"]) for item in told["items"]] == [
        ("Artículos", "/es/articles/")
    ]


# resolve/


def test_page_is_found_by_its_path_in_any_language(client):
    hip = make_condition(title="Hip pain", slug="hip-pain")
    spanish = translated(hip, "es", title="Dolor de cadera")
    for page in (hip, spanish):
        found = get(client, RESOLVE, path=page.get_url())["result"]
        assert (found["kind"], found["page"]["id"]) == ("page", page.pk)
        assert found["page"]["title"] == page.title


def test_old_path_leads_on(client):
    hip = make_condition(slug="hip-pain")
    Redirect.objects.create(old_path="/old", redirect_page=hip, is_permanent=True)
    Redirect.objects.create(
        old_path="/away", redirect_link="https://x.example/", is_permanent=False
    )
    found = get(client, RESOLVE, path="/old/")["result"]
    assert found == {"kind": "redirect", "url": "/conditions/hip-pain/", "permanent": True}
    assert get(client, RESOLVE, path="/away")["result"]["url"] == "https://x.example/"


def test_old_path_leads_to_a_page_of_another_site(client):
    home_page()
    there = make_site("other.example", root_page=Page.objects.get(depth=1).add_child(
        instance=HomePage(title="Other", slug="other")
    ))  # fmt: skip
    Redirect.objects.create(old_path="/moved", redirect_page=there.root_page)
    assert get(client, RESOLVE, path="/moved/")["result"]["url"] == "http://other.example/"
    nowhere = Page.objects.get(depth=1).add_child(instance=HomePage(title="No", slug="no"))
    Redirect.objects.create(old_path="/lost", redirect_page=nowhere)
    assert get(client, RESOLVE, 404, path="/lost/")["status"] == 404


@pytest.mark.parametrize(
    "path",
    ["/nothing/", "/secret/", "/draft/", "/to-draft/", "/a%00b/", "/\0/", "/../etc/", "/es/"],
)
def test_nothing_is_found_where_strangers_find_nothing(client, path):
    home = home_page()
    private = make_article(slug="secret", parent=home)
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    draft = make_article(slug="draft", parent=home, live=False)
    Redirect.objects.create(old_path="/to-draft", redirect_page=draft)
    problem = get(client, RESOLVE, 404, path=path)
    assert problem["status"] == 404


def test_path_must_be_one(client):
    home_page()
    assert get(client, RESOLVE, 422)["errors"][0]["parameter"] == "path"
    assert get(client, RESOLVE, 422, path="https://x.example/")["status"] == 422


# articles/feed/


def test_feed_is_a_json_feed_with_live_facts(client, edina):
    set_organisation(name="Two Rivers")
    mai = make_practitioner(title="Mai", credentials="LAc")
    body = [("text", f"<p>Call {phone_reference(edina.pk)}</p>")]
    make_article(title="On hips", author=mai, body=body, summary="Hips.")
    make_article(title="On knees")
    feed = get(client, FEED, author=mai.pk)
    assert (feed["version"], feed["title"]) == (
        "https://jsonfeed.org/version/1.1",
        "Mai – Two Rivers",
    )
    (item,) = feed["items"]
    assert (item["title"], item["authors"]) == ("On hips", [{"name": "Mai, LAc"}])
    assert "tel:+19523034115" in item["content_html"]
    assert len(get(client, FEED)["items"]) == 2


@pytest.mark.parametrize("number", [1, 3, 20])
def test_feed_takes_as_many_queries_for_any_number_of_articles(client, edina, number):
    hip, author = make_condition(), make_practitioner(locations=[edina])
    rich_articles(number, edina=edina, hip=hip, author=author)
    assert len(get(client, FEED)["items"]) == number
    assert cost_of(client, FEED) == 9


def test_each_article_of_a_feed_has_its_own_text(client, edina):
    rich_articles(2, edina=edina, hip=make_condition(), author=make_practitioner())
    make_article(title="Plain", body=[("text", "<p>Plain words.</p>")])
    texts = {item["title"]: item["content_html"] for item in get(client, FEED)["items"]}
    assert "Plain words." in texts.pop("Plain")
    (rich,) = {text.count("<img") for text in texts.values()}
    assert rich == 1
    assert all("[1]" in text and "[2]" not in text for text in texts.values())


def test_feed_of_nobody_is_not_found(client):
    home_page()
    draft = make_practitioner(live=False)
    assert get(client, FEED, 404, author=draft.pk)["status"] == 404


# search/


@pytest.mark.usefixtures("search_index")
def test_search_is_sent_by_post_and_kept_by_nobody():
    hip = make_condition(title="Hip pain", also_called="Coxalgia")
    client = Client(enforce_csrf_checks=True)
    asked = {"query": "coxalgia"}
    answer = client.post(SEARCH, asked, content_type="application/json")
    assert [page["id"] for page in answer.json()["items"]] == [hip.pk]
    assert answer["Cache-Control"] == "no-store"
    refused = client.get(SEARCH, {"query": "hip"})
    assert (refused.status_code, refused["Allow"]) == (405, "POST")
    assert refused["Content-Type"] == "application/problem+json"
    unknown = client.post(f"{SEARCH}?locale=es", asked, content_type="application/json")
    assert unknown.status_code == 422


@pytest.mark.usefixtures("search_index")
def test_search_says_what_is_urgent_and_what_was_meant(client):
    make_condition(title="Migraine")
    answer = client.post(SEARCH, {"query": "migrane"}, content_type="application/json").json()
    assert (answer["corrected"], answer["is_urgent"]) == ("migraine", False)
    answer = client.post(SEARCH, {"query": "chest pain"}, content_type="application/json").json()
    assert answer["is_urgent"] is True


def test_search_is_urgent_in_a_language_without_pages(client):
    asked = {"query": "chest  pain", "locale": "so"}
    answer = client.post(SEARCH, asked, content_type="application/json").json()
    assert (answer["is_urgent"], answer["items"]) == (True, [])


@pytest.mark.parametrize("body", ['{"query": ""}', '{"query": "x", "q": 1}', "[]", '{"query": 1}'])
def test_search_refuses_what_it_does_not_know(client, body):
    home_page()
    answer = client.post(SEARCH, body, content_type="application/json")
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
