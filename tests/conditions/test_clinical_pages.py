"""Conditions and treatments by their sections: what is shown, in which order, and what is not."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import clear_url_caches
from wagtail.models import Page

from conditions.models import ConditionIndexPage, ConditionPage, TreatmentPage
from tests.clinic import CONSULTATION, Clinic, links_of, soup_of
from tests.factories import index_page, make_condition, make_image, make_treatment

pytestmark = pytest.mark.django_db


def card(urgency: str, **facts: str) -> tuple[str, dict[str, str]]:
    return "card", {"urgency": urgency, "heading": "", "text": "<p>Signs.</p>"} | facts


def finding(**facts: Any) -> tuple[str, dict[str, Any]]:
    defaults = {"statement": "Less pain", "effect": "helps", "certainty": "low", "text": ""}
    return "finding", defaults | {"treatment": None} | facts


def question(
    words: str = "Does it hurt?", answer: str = "<p>No.</p>"
) -> tuple[str, dict[str, str]]:
    return "question", {"question": words, "answer": answer}


def texts(model: type[Page]) -> dict[str, str]:
    """A text in each section that is rich text."""
    names = (name for name in model.section_fields if name not in ("red_flags", "findings", "faq"))
    return {name: f"<p>About {name}.</p>" for name in names if name != "body"}


def full_condition(**facts: Any) -> ConditionPage:
    return make_condition(**texts(ConditionPage), findings=[finding()], faq=[question()], **facts)


def headings(soup: BeautifulSoup) -> list[str]:
    return [part.h2.get_text(strip=True) for part in soup.find_all("section", class_="part")]


# Sections.

CONDITION = [
    "Is this for me?",
    "When to get help",
    "Symptoms",
    "Causes",
    "What the evidence says",
    "What it cannot do",
    "What to expect",
    "How many visits",
    "What you can do yourself",
    "Other ways to treat it",
    "Questions people ask",
]
TREATMENT = [
    "What happens",
    "Who must not have it",
    "Side effects",
    "Afterwards",
    "Questions people ask",
]


def test_condition_has_its_sections_in_order(client):
    soup = soup_of(client, full_condition())
    assert headings(soup) == CONDITION


def test_treatment_has_its_sections_in_order(client):
    page = make_treatment(**texts(TreatmentPage), faq=[question()], price="98.00")
    soup = soup_of(client, page)
    assert headings(soup) == TREATMENT
    assert "$98" in soup.find(class_="facts").get_text()


def test_contents_lead_to_the_sections_that_there_are(client):
    page = make_condition(symptoms="<p>Pain.</p>", self_care="<p>Walk.</p>")
    soup = soup_of(client, page)
    links = soup.find("nav", class_="contents").find_all("a")
    assert [link.get_text() for link in links] == headings(soup)
    for link in links:
        assert soup.find(id=link["href"].removeprefix("#")).name == "h2"


def test_ids_are_unique(client):
    Clinic()
    soup = soup_of(client, full_condition())
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(ids) == len({*ids})


def test_short_page_has_no_contents(client):
    soup = soup_of(client, make_condition(symptoms="<p>Pain.</p>"))
    assert headings(soup) == ["When to get help", "Symptoms"]
    assert not soup.find(class_="contents")


@pytest.mark.parametrize("empty", ["", "<p></p>", '<p data-block-key="a1b2c"> &nbsp;<br/></p>'])
def test_empty_section_leaves_no_trace(client, empty):
    names = texts(ConditionPage)
    soup = soup_of(client, make_condition(**dict.fromkeys(names, empty)))
    assert headings(soup) == ["When to get help"]
    soup = soup_of(client, make_treatment(**dict.fromkeys(texts(TreatmentPage), empty)))
    assert headings(soup) == []


def test_section_that_holds_a_live_number_only_is_not_empty(client):
    clinic = Clinic()
    number = f'<p><a linktype="clinic-phone" id="{clinic.edina.pk}" role="main"></a></p>'
    soup = soup_of(client, make_condition(visits=number))
    assert "How many visits" in headings(soup)
    assert "952-303-4115" in soup.find("section", class_="part--visits").get_text()


def test_further_text_stands_between_the_sections_and_the_questions(client):
    page = make_condition(
        alternatives="<p>Others.</p>", body=[("text", "<h2>More</h2>")], faq=[question()]
    )
    shown = [tag.get_text() for tag in soup_of(client, page).main.find_all("h2")]
    assert shown[-4:-1] == ["Other ways to treat it", "More", "Questions people ask"]


# Warning signs.


def test_most_urgent_card_comes_first_however_they_were_written(client):
    flags = [card("non_urgent", heading="First"), card("urgent"), card("emergency")]
    flags += [card("non_urgent", heading="Second")]
    soup = soup_of(client, make_condition(red_flags=flags))
    shown = [" ".join(heading.get_text().split()) for heading in soup.select(".care-card h3")]
    assert shown == [
        "Emergency: Call 911 or go to an emergency room now if:",
        "Urgent: See a doctor today if:",
        "Not urgent: First",
        "Not urgent: Second",
    ]


def test_warning_signs_are_shown_once_and_can_be_jumped_to(client):
    soup = soup_of(client, full_condition(red_flags=[card("urgent", text="<p>Red and hot.</p>")]))
    assert soup.main.get_text().count("Red and hot.") == 1
    target = soup.find("header", class_="page-head").find("a", string="When to get help")["href"]
    assert soup.find(id=target.removeprefix("#")).find_parent(class_="part--red-flags")


def test_page_without_warning_signs_jumps_nowhere(client):
    page = make_condition()
    ConditionPage.objects.update(red_flags=[])
    assert not soup_of(client, page).find(class_="jump")


def test_emergency_can_be_called(client):
    flags = [card("emergency", text="<p>Call 911.</p>"), card("urgent")]
    emergency, urgent = soup_of(client, make_condition(red_flags=flags)).select(".care-card")
    assert links_of(emergency) == {"tel:911"}
    assert links_of(urgent) == set()
    assert not emergency.find(class_="clinic-phone")


def test_crisis_can_be_called_or_texted(client):
    flags = [card("emergency", heading="Call or text 988 if:")]
    (crisis,) = soup_of(client, make_condition(red_flags=flags)).select(".care-card")
    assert [link["href"] for link in crisis.find_all("a")] == ["tel:988", "sms:988", "tel:911"]


def test_other_countries_have_other_numbers(client, settings):
    settings.CLINIC = {"EMERGENCY_NUMBER": "112", "CRISIS_NUMBER": ""}
    (shown,) = soup_of(client, make_condition(red_flags=[card("emergency")])).select(".care-card")
    assert "Call 112 or go to an emergency room now if:" in shown.h3.get_text()
    assert links_of(shown) == {"tel:112"}


def test_urgent_callout_of_any_text_links_the_emergency_number(client):
    callout = {"kind": "urgent", "heading": "Go now", "text": "<p>Call 911.</p>"}
    soup = soup_of(client, make_treatment(body=[("callout", callout)]))
    assert links_of(soup.find(class_="callout")) == {"tel:911"}


# Findings and questions.


def test_finding_says_its_effect_and_how_sure_it_is_in_words(client):
    page = make_condition(
        findings=[finding(effect="no_effect", certainty="very_low", text="<p>Ten trials.</p>")]
    )
    shown = soup_of(client, page).find(class_="finding")
    facts = {row.dt.get_text(): row.dd.get_text() for row in shown.dl.find_all("div")}
    assert shown.h3.get_text() == "Less pain"
    assert facts == {"Effect": "Makes no difference", "How sure": "Very low certainty"}
    assert "Ten trials." in shown.get_text()


def test_levels_of_certainty_are_explained_once(client):
    page = make_condition(findings=[finding(), finding(certainty="high")])
    (explained,) = soup_of(client, page).select("details.explanation")
    assert len(explained.find_all("dt")) == len(explained.find_all("dd")) == 4


def test_finding_names_its_treatment_while_that_is_published(client):
    treatment = make_treatment(title="Cupping")
    page = make_condition(findings=[finding(treatment=treatment)])
    assert treatment.get_url() in links_of(soup_of(client, page).find(class_="finding"))
    treatment.unpublish()
    assert "Cupping" not in soup_of(client, page).find(class_="finding").get_text()


def test_questions_are_folded_and_work_without_a_script(client):
    soup = soup_of(client, make_condition(faq=[question(), question("Is it safe?")]))
    folded = soup.select("details.question")
    assert [item.summary.get_text(strip=True) for item in folded] == [
        "Does it hurt?",
        "Is it safe?",
    ]
    assert "No." in folded[0].get_text()


def test_draft_whose_choices_are_still_open_can_be_previewed():
    page = make_condition(live=False)
    flags = [card("", text="<p>Later.</p>"), card("urgent")]
    page.red_flags, page.findings = flags, [finding(effect="", certainty="")]
    soup = BeautifulSoup(page.make_preview_request().content, "html.parser")
    assert [part.get_text(strip=True) for part in soup.select(".care-card .prose")] == [
        "Signs.",
        "Later.",
    ]
    assert not soup.find(class_="finding").find("dt")


# The call to action.


def test_call_to_action_of_the_text_stands_beside_the_sections(client):
    body = [("consultation", CONSULTATION | {"heading": "Your hip?"}), ("text", "<p>More.</p>")]
    soup = soup_of(client, make_condition(body=body))
    (call,) = soup.select(".consultation")
    assert call.h2.get_text() == "Your hip?"
    assert call.find_parent(class_="reading__consultation")


def test_page_without_one_has_the_usual_call_to_action(client):
    (call,) = soup_of(client, make_condition()).select(".consultation")
    assert call.find_parent(class_="reading__consultation")


def test_form_stays_in_the_text(client):
    body = [("consultation", CONSULTATION | {"show_form": True})]
    (call,) = soup_of(client, make_condition(body=body)).select(".consultation")
    assert call.find_parent(class_="reading__text")


# The list.


def rows(client: Client) -> list[str]:
    soup = soup_of(client, index_page(ConditionIndexPage))
    entries = soup.select("h2[id^=letter], .entry")
    return [" ".join(entry.get_text().split()) for entry in entries]


def test_list_is_an_a_to_z_with_other_names(client):
    make_condition(title="Hip pain", also_called="sore hip")
    make_condition(title="Arthritis", also_called="")
    make_condition(title="2nd-degree burns", also_called="burns")
    assert rows(client) == [
        "0–9",
        "2nd-degree burns",
        "A",
        "Arthritis",
        "B",
        "Burns: see 2nd-degree burns",
        "H",
        "Hip pain",
        "S",
        "Sore hip: see Hip pain",
    ]


def test_letters_lead_to_their_entries(client):
    for title in ("Ñoño", "9 lives", "Zoster"):
        make_condition(title=title)
    soup = soup_of(client, index_page(ConditionIndexPage))
    letters = soup.find("nav", class_="letters").find_all("a")
    assert [letter.get_text() for letter in letters] == ["0–9", "N", "Z"]
    assert [letter["href"] for letter in letters] == [
        "#letter-0%E2%80%939",
        "#letter-n",
        "#letter-z",
    ]
    assert soup.find("h2", id="letter-0–9")


@pytest.fixture
def _spanish_site(settings):
    """Django keeps the addresses of a language, which are other ones where it is the default."""
    settings.LANGUAGE_CODE = "es"
    clear_url_caches()
    yield
    clear_url_caches()


@pytest.mark.usefixtures("_spanish_site")
def test_list_of_a_spanish_site_has_spanish_letters(client):
    make_condition(title="Ñoño")
    soup = soup_of(client, "/conditions/")
    assert soup.find("nav", class_="letters").a.get_text() == "Ñ"


def test_drafts_are_not_in_the_list_under_any_name(client):
    make_condition(title="Draft", also_called="unfinished", live=False)
    assert rows(client) == []


def test_long_list_shows_names_alone(client, monkeypatch):
    monkeypatch.setattr(ConditionIndexPage, "names_alone_beyond", 2)
    facts = {"summary": "Hurts.", "image": make_image()}
    pages = [make_condition(title=f"Pain {number}", **facts) for number in range(2)]
    described = soup_of(client, index_page(ConditionIndexPage)).select(".entry")
    assert [bool(entry.img and entry.p) for entry in described] == [True, True]
    pages.append(make_condition(title="Pain 2", also_called="sore all over", **facts))
    soup = soup_of(client, index_page(ConditionIndexPage))
    assert rows(client) == ["P", "Pain 0", "Pain 1", "Pain 2", "S", "Sore all over: see Pain 2"]
    assert not soup.select(".entry img, .entry p")
    links = {link["href"] for link in soup.select(".entry a")}
    assert links == {page.get_url() for page in pages}


# Search and the API.


def test_sections_are_found_and_served():
    for model in (ConditionPage, TreatmentPage):
        searched = {field.field_name for field in model.search_fields}
        served = {field.name for field in model.api_fields}
        assert {*model.section_fields, "also_called"} <= searched & served
