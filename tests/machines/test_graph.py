"""The structured data of each page says what the page shows, and hangs together."""

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import Locale, Page

from locations.phones import display
from tests.clinic import ALL, INDEXES, SINGLES, Clinic, soup_of
from tests.factories import (
    home_page,
    make_article,
    make_image,
    make_location,
    make_site,
    override,
    phones,
    week,
)
from tests.machines.documents import graph_of, kinds, the

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic() -> Clinic:
    return Clinic()


@pytest.fixture
def answers(client, clinic) -> dict[str, HttpResponse]:
    names = [*ALL, "request"]
    return {name: client.get(clinic.page(name).get_url()) for name in names}


@pytest.fixture
def soups(answers) -> dict[str, BeautifulSoup]:
    return {name: BeautifulSoup(answer.content, "html.parser") for name, answer in answers.items()}


# Every page.


KINDS = {
    "home": "WebPage",
    "location": "WebPage",
    "treatment": "MedicalWebPage",
    "condition": "MedicalWebPage",
    "practitioner": "ProfilePage",
    "article": "MedicalWebPage",
    "request": "ContactPage",
    **dict.fromkeys(INDEXES, "CollectionPage"),
}


def test_page_is_part_of_its_site_and_of_the_clinic(soups, clinic):
    for name, soup in soups.items():
        nodes = graph_of(soup)
        page = the(nodes, KINDS[name])
        assert page["url"] == soup.find("link", rel="canonical")["href"], name
        assert page["inLanguage"] == soup.html["lang"]
        site = the(nodes, "WebSite")
        assert page["isPartOf"] == {"@id": site["@id"]}
        organisation = the(nodes, "MedicalOrganization")
        assert site["publisher"] == {"@id": organisation["@id"]}
        assert organisation["name"] == soup.find(class_="brand__name").string == "Two Rivers"
        assert organisation["logo"]["url"] == "http://localhost/static/clinic/mark.png"


def test_ids_are_addresses_that_stay(soups, clinic):
    condition = clinic.conditions[0]
    address = f"http://localhost{condition.get_url()}"
    ids = {node["@id"] for node in graph_of(soups["condition"])}
    assert {f"{address}#webpage", f"{address}#condition", f"{address}#breadcrumb"} <= ids
    assert {"http://localhost/#organization", "http://localhost/#website"} <= ids
    assert f"http://localhost{clinic.st_paul.get_url()}#clinic" in ids
    about = the(graph_of(soups["article"]), "Article")["about"]
    assert {"@id": f"{address}#condition"} in about


def test_breadcrumbs_are_those_that_are_shown(soups, clinic):
    for name in [*SINGLES[1:], *INDEXES]:
        nodes = graph_of(soups[name])
        trail = the(nodes, "BreadcrumbList")
        assert the(nodes, KINDS[name])["breadcrumb"] == {"@id": trail["@id"]}
        shown = soups[name].find("nav", class_="breadcrumbs").find_all("li")
        names = [item["name"] for item in trail["itemListElement"]]
        assert names[1:] == [crumb.get_text(strip=True) for crumb in shown][1:]
        links = [item["item"] for item in trail["itemListElement"]][:-1]
        assert links == [f"http://localhost{crumb.a['href']}" for crumb in shown[:-1]]
        assert [item["position"] for item in trail["itemListElement"]] == list(
            range(1, len(shown) + 1)
        )
    assert not [node for node in graph_of(soups["home"]) if "BreadcrumbList" in kinds(node)]


def test_every_page_names_the_locations_with_the_numbers_that_it_shows(soups):
    for name, soup in soups.items():
        numbers = {node["telephone"] for node in graph_of(soup) if "MedicalClinic" in kinds(node)}
        assert len(numbers) == 2, name
        shown = soup.find("header", class_="site-header").get_text(" ")
        assert all(display(number, region="US") in shown for number in numbers), name


def test_lists_name_what_they_list(soups):
    for name in INDEXES:
        entries = the(graph_of(soups[name]), "CollectionPage")["mainEntity"]["itemListElement"]
        links = {link["href"] for link in soups[name].main.find_all("a", href=True)}
        assert entries, name
        assert {entry["url"].removeprefix("http://localhost") for entry in entries} <= links


def test_alias_says_what_its_original_says(client, clinic):
    condition = clinic.conditions[0]
    alias = CreatePageAliasAction(condition, parent=home_page(), update_slug="hip").execute(True)
    own, other = (graph_of(soup_of(client, page)) for page in (condition, alias.specific))
    same = [the(nodes, "MedicalWebPage")["@id"] for nodes in (own, other)]
    assert same[0] == same[1]


def test_graph_is_the_same_on_another_site(client, clinic):
    make_site("edina.example", location=clinic.edina)
    article = clinic.articles[0]
    for host in ("localhost", "edina.example"):
        nodes = graph_of(soup_of(client, article.relative_url(article.get_site()), host=host))
        assert the(nodes, "MedicalOrganization")["@id"] == "http://localhost/#organization"
        assert the(nodes, "WebSite")["@id"] == "http://localhost/#website"


def test_no_search_action_is_offered_because_searching_is_a_post(client):
    assert "potentialAction" not in the(graph_of(soup_of(client, home_page())), "WebSite")


HOSTILE = [
    "</script><script>alert(1)</script>",
    'He said "no" & <b>left</b>',
    "<!-- 🙂 \u2028 ظهر ]]>",
]


@pytest.mark.parametrize("title", HOSTILE)
def test_title_stays_a_title(client, title):
    soup = soup_of(client, make_article(title=title, slug="hostile", summary=title))
    assert the(graph_of(soup), "Article")["headline"] == title
    scripts = soup.find_all("script", src=False)
    assert [one.get("type") for one in scripts] == ["application/ld+json", None]
    assert "alert(1)" not in scripts[1].text
    assert soup.find("meta", property="og:title")["content"] == title


# A location.


def test_location_tells_the_facts_that_it_shows(client):
    location = make_location(
        phones=phones(fax="+16512246680"), image=make_image(), latitude="44.94", longitude="-93.13"
    )
    soup = soup_of(client, location)
    place = the(graph_of(soup), "MedicalClinic")
    main = soup.main.get_text(" ")
    assert display(place["telephone"], region="US") in main
    assert display(place["faxNumber"], region="US") in main
    assert all(place["address"][part] in main for part in ("streetAddress", "postalCode"))
    assert place["geo"] == {"@type": "GeoCoordinates", "latitude": 44.94, "longitude": -93.13}
    assert place["hasMap"] in {link["href"] for link in soup.find_all("a", rel="external")}
    assert place["parentOrganization"] == {"@id": "http://localhost/#organization"}
    assert place["image"]["url"].startswith("http://localhost/media/images/")


def test_location_tells_its_week_with_its_lunch_break(client):
    hours = [*week(("09:00", "12:00"), ("13:00", "17:30")), *week(("00:00", "00:00"), days=[5])]
    soup = soup_of(client, make_location(weekly_hours=hours))
    told = the(graph_of(soup), "MedicalClinic")["openingHoursSpecification"]
    workdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
    assert [(entry["opens"], entry["closes"], entry["dayOfWeek"]) for entry in told] == [
        ("09:00", "12:00", workdays),
        ("13:00", "17:30", workdays),
        ("00:00", "23:59", ["Saturday"]),
    ]
    shown = {clock["datetime"] for clock in soup.find("table", class_="hours").find_all("time")}
    assert {"09:00", "12:00", "13:00", "17:30"} <= shown


def test_location_tells_the_special_days_that_it_announces(client, time_machine):
    hours = [
        override("2026-11-26", "2026-11-27", reason="Thanksgiving"),
        override("2026-12-24", opens="09:00", closes="12:00"),
        override("2027-08-01", reason="Far away"),
    ]
    time_machine.move_to("2026-11-20T18:00:00Z")
    told = the(graph_of(soup_of(client, make_location(hours_overrides=hours))), "MedicalClinic")[
        "specialOpeningHoursSpecification"
    ]
    facts = ("validFrom", "validThrough", "opens", "closes")
    assert [tuple(entry[fact] for fact in facts) for entry in told] == [
        ("2026-11-26", "2026-11-27", "00:00", "00:00"),
        ("2026-12-24", "2026-12-24", "09:00", "12:00"),
    ]


def test_location_names_its_people_and_services(soups, clinic):
    nodes = graph_of(soups["location"])
    place = the(nodes, "MedicalClinic", url=f"http://localhost{clinic.st_paul.get_url()}")
    services = {entry["@id"] for entry in place["availableService"]}
    people = {entry["@id"] for entry in place["employee"]}
    described = {node["@id"]: node for node in nodes}
    assert [described[one]["name"] for one in services] == [clinic.treatments[0].title]
    assert [described[one]["name"] for one in people] == [clinic.practitioners[0].title]


def test_translated_location_is_the_same_place(client):
    location = make_location(phones=phones("+16512246678"))
    spanish = Locale.objects.create(language_code="es")
    copy = location.copy_for_translation(spanish, copy_parents=True)
    copy.phones = phones("+19525550100")  # a translator's slip, which is shown nowhere
    copy.save_revision().publish()
    nodes = graph_of(soup_of(client, Page.objects.get(pk=copy.pk).get_url()))
    place = the(nodes, "MedicalClinic")
    assert place["@id"] == f"http://localhost{location.get_url()}#clinic"
    assert place["telephone"] == "+16512246678"
    assert the(nodes, "WebPage")["inLanguage"] == "es"
