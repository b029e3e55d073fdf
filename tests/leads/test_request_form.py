"""The form as the visitor finds it: what is preset, what is said, what it costs."""

import pytest
from django.urls import reverse
from wagtail import hooks
from wagtail.models import PageViewRestriction

from leads.stamps import read_stamp
from leads.wagtail_hooks import consultation_form
from locations.models import ClinicOrganisation
from tests.factories import (
    home_page,
    make_article,
    make_condition,
    make_practitioner,
    make_site,
    make_treatment,
)
from tests.leads.visitor import opened, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("saturday_night")]


def test_form_page_shows_the_form_with_emergency_and_consent_text(client, clinic):
    text = read(client.get(clinic["page"].url)).find("form").get_text(" ", strip=True)
    assert "Call 911!" in text
    assert "You agree to a call." in text
    assert "Please no medical details here." in text


def test_form_page_of_a_clinic_without_texts_of_its_own_shows_the_usual_ones(client, clinic):
    ClinicOrganisation.objects.all().delete()
    response, values = opened(client, clinic["page"])
    consent_text = read_stamp(values["stamp"][0]).consent_text
    assert consent_text.startswith("By sending this form you agree")
    assert consent_text in response.content.decode()


def test_form_page_sets_no_cookie_and_is_kept_by_the_browser_alone(client, clinic):
    response = client.get(clinic["page"].url)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert response["Cache-Control"] == "private, no-cache"


def test_form_page_presets_nothing_when_nothing_is_known(client, clinic):
    _response, values = opened(client, clinic["page"])
    assert "location" not in values
    assert (values["topic"], values["about"]) == ([""], [""])
    assert values["language"] == ["en"]
    assert values["preferred_contact"] == ["any"]


def test_form_page_presets_the_location_of_the_address(client, clinic):
    _response, values = opened(client, clinic["page"], f"?location={clinic['edina'].pk}")
    assert values["location"] == [str(clinic["edina"].pk)]


def test_form_page_presets_the_location_of_the_site(client, clinic):
    make_site("edina.example", location=clinic["edina"], request_page=clinic["page"])
    host = {"headers": {"host": "edina.example"}}
    _response, values = opened(client, clinic["page"], **host)
    assert values["location"] == [str(clinic["edina"].pk)]
    assert len(read(_response).select("input[name=location]")) == 3


@pytest.mark.parametrize("make_about", [make_condition, make_treatment])
def test_form_page_presets_the_topic_of_the_page(client, clinic, make_about):
    about = make_about(title="Hip pain")
    _response, values = opened(client, clinic["page"], f"?about={about.pk}")
    assert (values["topic"], values["about"]) == (["Hip pain"], [str(about.pk)])


def test_form_page_presets_what_an_article_is_about_first(client, clinic):
    hip, knee = make_condition(title="Hip pain"), make_condition(title="Knee pain")
    draft = make_condition(title="Not yet written", live=False)
    about = make_article(title="Three ways", conditions=[draft, knee, hip])
    _response, values = opened(client, clinic["page"], f"?about={about.pk}")
    assert values["topic"] == ["Knee pain"]
    about = make_article(title="Cups", treatments=[make_treatment(title="Cupping")])
    _response, values = opened(client, clinic["page"], f"?about={about.pk}")
    assert values["topic"] == ["Cupping"]


@pytest.mark.parametrize("make_about", [make_article, make_practitioner, home_page])
def test_form_page_presets_no_topic_of_a_page_that_is_none(client, clinic, make_about):
    about = make_about()
    _response, values = opened(client, clinic["page"], f"?about={about.pk}")
    assert (values["topic"], values["about"]) == ([""], [str(about.pk)])


def test_form_page_presets_the_only_location_of_the_page(client, clinic):
    edina = str(clinic["edina"].pk)
    about = make_treatment(locations=[clinic["edina"]])
    assert opened(client, clinic["page"], f"?about={about.pk}")[1]["location"] == [edina]
    assert opened(client, clinic["page"], f"?about={edina}")[1]["location"] == [edina]


def test_form_page_presets_no_location_of_a_page_with_several(client, clinic):
    about = make_treatment(locations=[clinic["edina"], clinic["st_paul"]])
    assert "location" not in opened(client, clinic["page"], f"?about={about.pk}")[1]


def test_form_page_shows_no_title_of_a_page_that_is_not_public(client, clinic):
    draft = make_article(title="Draft", live=False)
    private = make_article(title="Private")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    for page in (draft, private):
        _response, values = opened(client, clinic["page"], f"?about={page.pk}")
        assert (values["topic"], values["about"]) == ([""], [""])


@pytest.mark.parametrize("junk", ["", "x", "-1", "0", "1.5", "%00", "9" * 18, "9" * 400, "%D9%A1"])
def test_form_page_ignores_an_address_that_names_nothing(client, clinic, junk):
    _response, values = opened(client, clinic["page"], f"?about={junk}&location={junk}")
    assert "location" not in values


def test_form_page_with_a_fault_in_another_app_is_there_all_the_same(client, clinic, caplog):
    def broken(page):
        raise ValueError(page.title)

    about = make_article(title="Hip canary")
    caplog.clear()
    with hooks.register_temporarily("clinic_topic_of_page", broken, order=-1):
        _response, values = opened(client, clinic["page"], f"?about={about.pk}")
    assert values["about"] == [str(about.pk)]
    assert "could not be preset" in caplog.text
    assert "canary" not in caplog.text


def test_form_is_nothing_where_there_is_no_request(clinic):
    """An API or a feed renders blocks without one."""
    assert consultation_form(request=None, about=clinic["edina"], location=None) == ""


def test_form_page_is_never_twice_the_same_form(client, clinic):
    assert opened(client, clinic["page"])[1]["key"] != opened(client, clinic["page"])[1]["key"]


def test_form_page_ties_every_label_hint_and_error_to_its_control(client, clinic):
    """Every id that is pointed to exists once, and every control has a name to be read out."""
    response = client.post(f"/requests/{clinic['page'].pk}/", {"postcode": "1" * 40})
    page = read(response)
    ids = [element["id"] for element in page.select("[id]")]
    assert len(ids) == len(set(ids))
    for element in page.select("[aria-describedby]"):
        assert set(element["aria-describedby"].split()) <= set(ids)
    for link in page.select(".error-summary a"):
        assert link["href"].removeprefix("#") in ids
    labels = {label.get("for") for label in page.select("form.form label")}
    for control in page.select("form.form :is(input, select, textarea):not([type=hidden])"):
        assert control.get("id") in labels or control.find_parent("label")
    assert all(fieldset.find("legend") for fieldset in page.select("form.form fieldset"))


def test_form_page_has_the_autocomplete_of_what_browsers_know(client, clinic):
    form = read(client.get(clinic["page"].url)).find("form", class_="form")
    found = {
        control["name"]: (control["autocomplete"], control.get("inputmode"))
        for control in form.select("[autocomplete]")
    }
    assert found == {
        "website": ("off", None),
        "name": ("name", None),
        "phone": ("tel", "tel"),
        "email": ("email", "email"),
        "postcode": ("postal-code", None),
    }


def test_form_page_has_no_script_and_no_inline_style(client, clinic):
    page = read(client.get(clinic["page"].url))
    assert not page.select("main script, main style, main [style], main [onclick]")


def test_form_page_can_be_previewed_before_it_is_saved(admin_client, clinic):
    url = reverse(
        "wagtailadmin_pages:preview_on_add",
        args=["clinic_leads", "consultationrequestpage", home_page().pk],
    )
    rich_text = '{"entityMap": {}, "blocks": []}'
    draft = {"title": "Ask", "slug": "ask", "introduction": rich_text, "thanks_text": rich_text}
    draft |= {"summary": "", "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0}
    assert admin_client.post(url, draft).json()["is_valid"]
    assert "Which location?" in admin_client.get(url).content.decode()


def test_form_page_asks_the_database_little(client, clinic, django_assert_num_queries):
    client.get(clinic["page"].url)
    with django_assert_num_queries(9):
        client.get(clinic["page"].url)
