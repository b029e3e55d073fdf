"""Translations beside their originals: each language's pages list their own, each page once."""

from datetime import date

import pytest
from wagtail.models import Locale, Page, PageViewRestriction

from conditions.models import ArticleSeries, ConditionPage, PractitionerLocation, PractitionerPage
from conditions.models.base import live_pages
from conditions.models.practitioners import practitioners_at
from conditions.models.treatments import TreatmentLocation
from conditions.related import (
    leaves_of_practitioner,
    locations_of_page,
    locations_of_practitioner,
)
from locations.published import each_once, in_language_or_original, published
from tests.clinic import soup_of
from tests.factories import (
    make_article,
    make_condition,
    make_location,
    make_practitioner,
    make_treatment,
)

pytestmark = pytest.mark.django_db


def translated(page: Page, title: str):
    """A published Spanish page, whose links still lead to the English ones."""
    spanish, _new = Locale.objects.get_or_create(language_code="es")
    copy = page.copy_for_translation(spanish, copy_parents=True)
    copy.title = title
    copy.save_revision().publish()
    return Page.objects.get(pk=copy.pk).specific


def titles(client, page: Page) -> list[str]:
    return [
        title.get_text(" ", strip=True) for title in soup_of(client, page).select(".card__title")
    ]


def test_pages_list_what_leads_to_them_in_their_own_language(client):
    needles = make_treatment(title="Needles")
    hip = make_condition(title="Hip", treatments=[needles])
    mai = make_practitioner(title="Mai", conditions=[hip], treatments=[needles])
    walk = make_article(title="Walk", author=mai, conditions=[hip], treatments=[needles])
    for page, title in [(hip, "Cadera"), (mai, "Mai"), (walk, "Camina")]:
        translated(page, title)
    agujas = translated(needles, "Agujas")
    assert titles(client, needles) == ["Hip", "Mai, LAc", "Walk"]
    assert titles(client, agujas) == ["Cadera", "Mai, LAc", "Camina"]
    assert titles(client, hip) == ["Needles", "Mai, LAc", "Walk"]
    assert titles(client, mai) == ["Hip", "Needles", "Walk"]


def test_translated_location_offers_what_the_originals_say(client):
    edina, st_paul = make_location("Edina"), make_location("St. Paul")
    needles = make_treatment(title="Needles", locations=[edina])
    agujas = translated(needles, "Agujas")
    TreatmentLocation.objects.filter(page=agujas).delete()
    aqui, alli = translated(edina, "Edina"), translated(st_paul, "St. Paul")
    assert titles(client, edina) == ["Needles"]
    assert titles(client, aqui) == ["Agujas"]
    TreatmentLocation.objects.create(page=agujas, location=st_paul)
    assert titles(client, alli) == []
    assert locations_of_page(agujas) == locations_of_page(needles) == [edina.translation_key]


def test_requests_from_translated_people_go_where_the_originals_work():
    edina = make_location("Edina")
    mai = make_practitioner(title="Mai", locations=[edina])
    spanish = translated(mai, "Mai")
    PractitionerLocation.objects.filter(page=spanish).delete()
    walk = make_article(author=spanish)
    for page in (mai, spanish, walk):
        assert locations_of_practitioner(page) == [edina.translation_key]
    spanish.unpublish()
    walk.author.refresh_from_db()
    assert locations_of_practitioner(walk) == []


def test_alias_lists_what_its_original_lists(client):
    hip = make_condition(title="Hip")
    make_practitioner(title="Mai", conditions=[hip])
    home = translated(hip, "Cadera").get_parent()
    alias = hip.create_alias(parent=home, update_slug="hip-in-english")
    assert titles(client, alias) == titles(client, hip) == ["Mai, LAc"]


def test_series_counts_the_parts_in_one_language(client):
    series = ArticleSeries.objects.create(title="Habits", locale=Locale.get_default())
    first, second = (
        make_article(title=f"Day {day}", date=date(2026, 3, day), series=series) for day in (1, 2)
    )
    spanish = translated(first, "Día 1")
    assert "Part 1 of 2" in soup_of(client, first).main.get_text()
    assert not soup_of(client, spanish).main.find(class_="series")
    translated(second, "Día 2")
    assert [part.title for part in spanish.place_in_series().parts] == ["Día 1", "Día 2"]
    assert len(first.place_in_series().parts) == 2


# Facts of people and treatments are those of the original, wherever they are shown.


def leave(first: str, last: str) -> list:
    dates = {"first_date": date.fromisoformat(first), "last_date": date.fromisoformat(last)}
    return [("leave", dates | {"note": ""})]


@pytest.fixture
def clinic():
    """Mai and her article, in English and in Spanish; afterwards her page has changed."""
    place = make_location()
    hip, needles = make_condition(title="Hip"), make_treatment(title="Needles", locations=[place])
    mai = make_practitioner(
        title="Mai", locations=[place], conditions=[hip], treatments=[needles], credentials="LAc"
    )
    article = make_article(author=mai)
    spanish = {name: translated(page, name) for name, page in [("Mai", mai), ("Camina", article)]}
    spanish |= {name: translated(page, name) for name, page in [("Aquí", place), ("Cadera", hip)]}
    spanish |= {"Agujas": translated(needles, "Agujas"), "home": spanish["Mai"].get_parent()}
    spanish["Camina"].author = spanish["Mai"]
    spanish["Camina"].save_revision().publish()
    mai.accepts_new_patients, mai.credentials = False, "LAc, DAOM"
    mai.leaves = leave("2026-03-01", "2026-03-09")
    [link] = mai.location_links.all()
    link.weekdays = "0"
    mai.location_links.add(link)
    mai.save_revision().publish()
    return {"place": place, "mai": mai, "needles": needles} | spanish


@pytest.mark.parametrize("name", ["Aquí", "Cadera", "Agujas", "home", "Camina"])
def test_translation_of_a_person_shows_the_original_s_facts(client, time_machine, clinic, name):
    time_machine.move_to("2026-03-02T18:00Z", tick=False)
    main = soup_of(client, clinic[name].specific).main
    box = main.find(class_="author-box") or main.find(class_="card--person")
    assert "Mai, LAc, DAOM" in box.get_text()
    assert box.find(class_="away")
    assert "Takes new patients" not in box.get_text()


def test_routing_sees_the_original_s_leaves(clinic):
    for name in ("Mai", "Camina"):
        page = type(clinic[name]).objects.get(pk=clinic[name].pk)
        assert leaves_of_practitioner(page)[0][0] <= date(2026, 3, 2)
        assert leaves_of_practitioner(page)[-1][1] < date(2026, 3, 10)


def test_location_shows_where_and_when_the_original_works(client, clinic):
    [mai] = practitioners_at(clinic["place"], locale=clinic["Mai"].locale_id)
    assert (mai.pk, mai.weekdays_here) == (clinic["Mai"].pk, "0")
    clinic["mai"].location_links.clear()
    clinic["mai"].save_revision().publish()
    assert practitioners_at(clinic["place"], locale=clinic["Mai"].locale_id) == []


def test_treatment_is_offered_where_the_original_is(client, clinic):
    edina = make_location("Edina")
    clinic["needles"].location_links.add(TreatmentLocation(location=edina))
    clinic["needles"].save_revision().publish()
    assert "Edina" in soup_of(client, clinic["Agujas"]).select_one(".facts").get_text()


def test_facts_of_many_people_are_one_query(clinic, django_assert_num_queries):
    for title in ("Ada", "Bea"):
        translated(make_practitioner(title=title), title)
    clinic["Mai"].get_url()  # fills what Wagtail keeps of the sites
    with django_assert_num_queries(2):
        assert len(live_pages(PractitionerPage, locale=clinic["Mai"].locale_id)) == 3


# What has no page in a language yet.


def test_what_is_not_translated_is_listed_with_its_language(client):
    needles = make_treatment(title="Needles")
    hip = make_condition(title="Hip", treatments=[needles])
    knee = make_condition(title="Knee", treatments=[needles], also_called="gonalgia")
    make_practitioner(title="Mai", treatments=[needles])
    make_article(title="Walk", treatments=[needles])
    agujas, cadera = translated(needles, "Agujas"), translated(hip, "Cadera")
    assert titles(client, agujas) == ["Cadera", "Knee", "Mai, LAc"]  # no article in English
    card = soup_of(client, agujas).find("h3", string="Knee")
    assert (card["lang"], card.a["href"]) == ("en", knee.get_url())
    assert "inglés" in card.parent.find(class_="in-language").get_text().casefold()
    entries = soup_of(client, cadera.get_parent()).select(".entry__title")
    assert [(entry.text.strip(), entry.get("lang")) for entry in entries] == [
        ("Cadera", None),
        ("Knee", "en"),
    ]
    assert soup_of(client, cadera.get_parent()).find("span", string="Gonalgia")["lang"] == "en"


def test_original_does_not_stand_in_for_what_is_published_and_the_other_way_round():
    hip = make_condition(title="Hip")
    cadera = translated(hip, "Cadera")
    (english, spanish), find = Locale.objects.order_by("pk"), ConditionPage.objects.all()
    assert [p.title for p in in_language_or_original(find, spanish.pk)] == ["Cadera"]
    assert [p.title for p in in_language_or_original(find, english.pk)] == ["Hip"]
    cadera.unpublish()
    assert live_titles(spanish) == ["Hip"]
    PageViewRestriction.objects.create(page=hip, restriction_type="login")
    assert live_titles(spanish) == []
    cadera.save_revision().publish()
    assert live_titles(english) == live_titles(spanish) == ["Cadera"]


def live_titles(locale: Locale) -> list[str]:
    return [page.title for page in live_pages(ConditionPage, locale=locale.pk)]


def test_list_of_a_language_without_pages_shows_each_once(client):
    hip = make_condition(title="Hip")
    locale = Locale.objects.create(language_code="hmn")
    index = hip.get_parent().copy_for_translation(locale, copy_parents=True, alias=True)
    assert len(soup_of(client, index).select(".entry__title")) == 1
    hip.copy_for_translation(locale, alias=True)
    assert len(soup_of(client, index).select(".entry__title")) == 1


def make_draft(page: Page) -> None:
    page.unpublish()


def make_private(page: Page) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type="login")


@pytest.mark.parametrize("hide", [make_draft, make_private])
def test_translation_that_nobody_may_read_hides_no_original(client, hide):
    index = translated(make_condition(title="Knee").get_parent(), "Problemas de salud")
    hide(translated(ConditionPage.objects.get(title="Knee"), "Rodilla"))
    found = [tag.get_text() for tag in soup_of(client, index).select(".entry__title[lang=en]")]
    assert found == ["Knee"]
    assert "[Knee](" in client.get(f"{index.url}index.md").content.decode()


def test_alias_is_not_listed_beside_its_original(client):
    hip = make_condition(title="Hip")
    index = hip.get_parent()
    hip.create_alias(parent=index, update_slug="hips")
    knee = make_condition(title="Knee")
    knee.create_alias(parent=hip, update_slug="knee")  # elsewhere in the tree
    found = [tag.get_text() for tag in soup_of(client, index).select(".entry__title")]
    assert found == ["Hip", "Knee"]
    llms = client.get("/llms.txt").content.decode()
    assert (llms.count("[Hip]("), llms.count("[Knee](")) == (1, 1)
    listed = client.get("/api/v3/clinic/pages/?type=clinic_conditions.ConditionPage").json()
    assert [page["title"] for page in listed["items"]] == ["Hip", "Knee"]
    assert listed["total"] == 2


def test_alias_is_listed_where_its_original_is_not(client):
    """In a language that waits for its translation; or beside a draft or a private page."""
    hip = make_condition(title="Hip")
    locale = Locale.objects.get_or_create(language_code="es")[0]
    hip.copy_for_translation(locale, copy_parents=True, alias=True)
    assert "[Hip](" in client.get("/es/llms.txt").content.decode()
    asked = {"type": "clinic_conditions.ConditionPage", "locale": "es"}
    assert client.get("/api/v3/clinic/pages/", asked).json()["total"] == 1
    alias = hip.create_alias(parent=hip.get_parent(), update_slug="hips")
    PageViewRestriction.objects.create(page=hip, restriction_type="login")
    assert [page.title for page in each_once(published(ConditionPage.objects.all()))] == [
        "Hip",
        "Hip",
    ]
    assert alias in each_once(published(ConditionPage.objects.all()))


@pytest.mark.parametrize("many", [0, 1, 3])
def test_standing_in_costs_no_query(client, django_assert_num_queries, many):
    hip = make_condition(title="Hip")
    translated(hip.get_parent(), "Problemas de salud")
    index = translated(hip, "Cadera").get_parent()
    for number in range(many):
        make_condition(title=f"Knee {number}")
    client.get(index.get_url())
    with django_assert_num_queries(INDEX_QUERIES):
        assert client.get(index.get_url()).content.count(b'class="entry__title" lang="en"') == many


# What a list in Spanish costs when nothing stands in.
INDEX_QUERIES = 16
