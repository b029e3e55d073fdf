"""The search: people's own words lead to the page, warnings first, and nothing is in an address."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.models import Locale, PageViewRestriction

from conditions.search.finding import find
from locations.models import LocationPage
from tests.factories import (
    home_page,
    make_article,
    make_condition,
    make_location,
    make_practitioner,
    make_treatment,
)
from tests.machines.test_head import translated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_index")]

CARD = {"urgency": "urgent", "heading": "See a doctor", "text": "<p>if it is hot</p>"}


def titles(typed: str) -> list[str]:
    return [page.title for page in find(typed, locale=Locale.get_active()).pages]


@pytest.fixture
def hip():
    return make_condition(title="Hip pain", also_called="sore hip, coxalgia")


def test_page_is_found_by_the_words_of_its_title_and_text(hip):
    article = make_article(title="On stairs", body=[("text", "<p>Climbing hurts the bursa.</p>")])
    assert titles("hip pain") == ["Hip pain"]
    assert titles("climbing") == [article.title]


def test_control_what_was_not_written_to_the_index_is_not_found(hip, settings):
    index = settings.WAGTAILSEARCH_BACKENDS["default"]
    settings.WAGTAILSEARCH_BACKENDS = {"default": index | {"AUTO_UPDATE": False}}
    make_condition(title="Hip pain at night")
    assert titles("hip pain") == ["Hip pain"]


@pytest.mark.parametrize("typed", ["sore hip", "Sore  HIP!", "coxalgia", "help with my sore hip"])
def test_page_is_found_by_what_people_call_it(hip, typed):
    make_article(title="Sore muscles", body=[("text", "<p>Any sore spot, a hip too.</p>")])
    assert titles(typed)[0] == "Hip pain"


@pytest.mark.parametrize("typed", ["coxalgai", "sore hpi", "hipp pain", "Coxálgia"])
def test_misspelt_name_is_understood_and_said(hip, typed):
    results = find(typed, locale=Locale.get_active())
    assert [page.title for page in results.pages] == ["Hip pain"]
    assert results.corrected or typed == "Coxálgia"


def test_any_word_is_enough_where_no_page_has_all(hip):
    make_practitioner(title="Ann Example", biography="<p>Loves gardens.</p>")
    assert titles("gardens spaceship") == ["Ann Example"]


def test_conditions_with_warning_signs_come_first():
    make_article(title="Knee knee knee", body=[("text", "<p>knee knee knee</p>")])
    make_treatment(title="Knee needling")
    make_condition(title="Knee wear", red_flags=[("card", CARD)])
    assert titles("knee")[0] == "Knee wear"
    assert set(titles("knee")) == {"Knee wear", "Knee needling", "Knee knee knee"}


def test_strangers_find_what_is_published_and_public_only(hip):
    make_condition(title="Hip draft", live=False)
    private = make_condition(title="Hip secrets")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    assert titles("hip") == ["Hip pain"]


def test_other_languages_are_not_mixed_in(hip):
    spanish = Locale.objects.create(language_code="es")
    home_page().copy_for_translation(spanish)
    hip.get_parent().specific.copy_for_translation(spanish)
    translated = hip.copy_for_translation(spanish)
    translated.title = "Dolor de cadera"
    translated.save_revision().publish()
    assert [page.title for page in find("hip cadera", locale=spanish).pages] == ["Dolor de cadera"]
    assert titles("cadera") == []


def test_what_is_not_translated_is_found_with_its_language_after_what_is(client, hip):
    spanish = Locale.objects.create(language_code="es")
    home_page().copy_for_translation(spanish).save_revision().publish()
    hip.get_parent().specific.copy_for_translation(spanish)
    translated = make_article(title="Hip habits").copy_for_translation(spanish, copy_parents=True)
    translated.title = "Hábitos hip"
    translated.save_revision().publish()
    make_treatment(title="Hip needling")
    assert [page.title for page in find("hip", locale=spanish).pages] == [
        "Hip pain",  # its warning signs come first, in whatever language
        "Hábitos hip",
        "Hip needling",
    ]
    found = BeautifulSoup(client.post("/es/search/", {"q": "hip"}).content, "html.parser")
    assert [h3.get("lang") for h3 in found.main.select(".search__result h3")] == ["en", None, "en"]


@pytest.mark.parametrize(
    "typed", ['"', "'", "*", "hip*", "NEAR(", "a OR b", "-", "()", "\\", "%", "ب", "😀", "x" * 5000]
)
def test_no_query_is_an_error(hip, client, typed):
    assert client.post("/search/", {"q": typed}).status_code == 200


def test_queries_are_the_same_few_for_one_page_and_for_many(django_assert_num_queries):
    locale = Locale.get_active()
    make_condition(title="Knee one")
    with django_assert_num_queries(5):
        assert len(find("knee", locale=locale).pages) == 1
    for number in range(4):
        make_condition(title=f"Knee {number}")
    with django_assert_num_queries(5):
        assert len(find("knee", locale=locale).pages) == 5


# The door.


def test_form_is_there_without_a_search(client):
    soup = BeautifulSoup(client.get("/search/").content, "html.parser")
    form = soup.main.find("form", role="search")
    assert (form["method"], form["action"]) == ("post", "/search/")
    assert soup.find("meta", attrs={"name": "robots"})["content"] == "noindex"


def test_results_lead_to_pages_and_keep_what_was_typed(client, hip):
    make_location()
    answer = client.post("/search/", {"q": "sore hip"})
    soup = BeautifulSoup(answer.content, "html.parser")
    assert soup.find("input", attrs={"name": "q"})["value"] == "sore hip"
    assert hip.get_url() in {link["href"] for link in soup.main.find_all("a")}
    assert "1 page found" in soup.main.get_text()
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


def test_what_is_looked_for_is_in_no_address(client, hip):
    assert hip.title not in client.get("/search/?q=hip").content.decode()
    soup = BeautifulSoup(client.post("/search/", {"q": "sore hip"}).content, "html.parser")
    for tag in soup.find_all(href=True):
        assert "sore" not in tag["href"]


def test_nothing_found_is_said_and_leads_to_the_telephone(client):
    location: LocationPage = make_location()
    answer = client.post("/search/", {"q": "xylophone"}).content.decode()
    assert "We found no page about this" in answer
    assert location.main_phone.href in answer


def test_hostile_words_are_only_words(client):
    answer = client.post("/search/", {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in answer


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_search_takes_no_other_method(client, method):
    assert getattr(client, method)("/search/").status_code == 405


def test_menu_leads_to_the_search(client):
    links = BeautifulSoup(client.get(home_page().get_url()).content, "html.parser").find_all("a")
    menu = [link["href"] for link in links if link.get_text(strip=True) == "Search"]
    assert set(menu) <= {reverse("clinic_search:search")}


@pytest.mark.parametrize(
    "typed",
    [
        "I want to kill myself",
        "suicidal",
        "Chest pain and can’t breathe",
        "dolor de pecho",
        "Quiero morir",
        "911",
    ],
)
def test_words_of_an_emergency_show_whom_to_call(client, typed):
    answer = client.post("/search/", {"q": typed}).content.decode()
    assert "tel:911" in answer
    assert "sms:988" in answer


# What it costs.


@pytest.fixture
def priced():
    make_condition(title="Knee wear", red_flags=[("card", CARD)], causes="<p>At what cost?</p>")
    make_treatment(title="Talk")
    return [make_treatment(title=name, price=price) for name, price in [("Cups", 60), ("Qi", 95)]]


@pytest.mark.parametrize("typed", ["price", "Prices?", "cost", "How much", "¿Cuánto?", "precio"])
def test_who_asks_for_a_price_gets_the_treatments_that_have_one(client, priced, typed):
    assert titles(typed)[:2] == ["Cups", "Qi"]
    assert "Talk" not in titles(typed)
    kinds = BeautifulSoup(client.post("/search/", {"q": typed}).content, "html.parser")
    found = [kind.get_text() for kind in kinds.select(".search__kind")][:2]
    assert [one.split("·")[1].strip() for one in found] == ["$60", "$95"]


def test_price_of_a_treatment_that_is_named_comes_first(priced):
    assert titles("how much is qi") == ["Qi", "Cups"]


def test_price_of_a_translated_treatment_is_that_of_its_original(client, priced):
    spanish = translated(priced[0], "es", title="Ventosas")
    results = find("precio", locale=spanish.locale)
    assert [page.title for page in results.pages] == ["Ventosas", "Qi"]
    assert "60" in client.post("/es/search/", {"q": "precio"}).content.decode()


@pytest.mark.parametrize("typed", ["how much exercise is good", "heart rate", "appraise", "costal"])
def test_other_questions_are_not_about_prices(priced, typed):
    assert not find(typed, locale=Locale.get_active()).asks_price


# Facts of people.


def test_translated_person_is_found_with_the_credentials_of_today(client):
    """The letters after a name are written on the original alone."""
    ada = make_practitioner(title="Ada Stone", credentials="Dipl. OM")
    spanish = translated(ada, "es", summary="Trata rodillas.")
    ada.credentials = "LAc"
    ada.save_revision().publish()
    (found,) = find("rodillas", locale=spanish.locale).pages
    assert found.full_name == "Ada Stone, LAc"
    page = client.post("/es/search/", {"q": "rodillas"}).content.decode()
    assert "Ada Stone, LAc" in page
    assert "Dipl. OM" not in page
