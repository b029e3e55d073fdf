"""The visitor's way: the form, sending it, the thanks. No cookie, and nothing typed is lost."""

from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.signing import Signer
from django.db import OperationalError, connection
from django.test import Client
from wagtail import hooks
from wagtail.models import Locale, PageViewRestriction

from leads.models import Delivery, Lead
from leads.spam import Suspicion
from leads.stamps import SENT_MAX_AGE, read_sent_token, sent_token
from locations.models import LocationPage
from tests.factories import (
    EDINA_PHONE,
    bind_site,
    home_page,
    make_article,
    make_condition,
    make_location,
    make_page,
    make_practitioner,
    make_request_page,
    make_site,
    make_treatment,
    phones,
    set_organisation,
)

pytestmark = pytest.mark.django_db

SATURDAY_20 = datetime(2026, 3, 8, 2, 0, tzinfo=UTC)  # in Chicago, where the clinic is
TYPED = {"name": "Ana", "phone": "612-555-0114", "location": "any"}


@pytest.fixture(autouse=True)
def _saturday_night(time_machine):
    time_machine.move_to(SATURDAY_20, tick=False)


@pytest.fixture
def clinic():
    """St. Paul, which is the default, Edina, and the page with the form."""
    st_paul = make_location("St. Paul", promise_open_minutes=60)
    edina = make_location("Edina", promise_open_minutes=60, phones=phones(EDINA_PHONE))
    set_organisation(
        default_location=st_paul, consent_text="You agree to a call.", emergency_text="Call 911!"
    )
    return {"st_paul": st_paul, "edina": edina, "page": make_request_page()}


def read(response):
    return BeautifulSoup(response.content.decode(), "html.parser")


def values_in(response):
    """What a browser would send of the form in a response."""
    form = read(response).find("form", class_="form")
    values = {}
    for control in form.select("input, textarea"):
        kind = control.get("type")
        if kind in ("radio", "checkbox") and not control.has_attr("checked"):
            continue
        value = control.get("value", "") if control.name == "input" else control.text
        values.setdefault(control["name"], []).append(value.removeprefix("\n"))
    for control in form.select("select"):
        chosen = control.select_one("option[selected]") or control.select_one("option")
        values[control["name"]] = [chosen["value"]]
    return values


def action_of(response):
    return read(response).find("form", class_="form")["action"]


def opened(client, page, query="", **extra):
    """The form as the visitor finds it, and its values."""
    response = client.get(page.get_url() + query, **extra)
    assert response.status_code == 200
    return response, values_in(response)


def send(client, page, time_machine=None, after=timedelta(minutes=2), **typed):
    """Open the form, take some time to fill it in, send it."""
    response, values = opened(client, page)
    if time_machine is not None:
        time_machine.shift(after)
    return client.post(action_of(response), {**values, **TYPED, **typed})


def errors_in(response):
    return [error.get_text(" ", strip=True) for error in read(response).select(".form-error")]


# The form.


def test_form_page_shows_the_form_with_emergency_and_consent_text(client, clinic):
    text = read(client.get(clinic["page"].url)).find("form").get_text(" ", strip=True)
    assert "Call 911!" in text
    assert "You agree to a call." in text
    assert "Please no medical details here." in text


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


@pytest.mark.parametrize("make_about", [make_article, make_condition, make_treatment])
def test_form_page_presets_the_topic_of_the_page(client, clinic, make_about):
    about = make_about(title="Hip pain")
    _response, values = opened(client, clinic["page"], f"?about={about.pk}")
    assert (values["topic"], values["about"]) == (["Hip pain"], [str(about.pk)])


@pytest.mark.parametrize("make_about", [make_practitioner, home_page])
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


# Sending it.


def test_ask_stores_a_lead_and_leads_to_the_thanks(client, clinic, time_machine):
    response = send(client, clinic["page"], time_machine)
    lead = Lead.objects.get()
    assert response.status_code == 303
    assert response["Location"].startswith(f"{clinic['page'].url}sent/")
    assert (lead.name, lead.phone, lead.source) == ("Ana", "+16125550114", "form")
    assert lead.consent_text == "You agree to a call."
    assert lead.site.is_default_site
    assert (lead.location, lead.quarantine_reasons) == (clinic["st_paul"], [])
    assert not response.cookies


def test_ask_from_an_article_reaches_the_desk_that_was_chosen(client, clinic, time_machine):
    article = make_article(
        title="Hip pain", author=make_practitioner(locations=[clinic["st_paul"]])
    )
    _response, values = opened(client, clinic["page"], f"?about={article.pk}")
    time_machine.shift(60)
    answers = {**values, **TYPED, "location": clinic["edina"].pk}
    client.post(f"/requests/{clinic['page'].pk}/", answers)
    lead = Lead.objects.get()
    assert (lead.location, lead.about_title, lead.topic) == (
        clinic["edina"],
        "Hip pain",
        "Hip pain",
    )


def test_ask_knows_the_site_it_was_sent_to(client, clinic):
    site = make_site("edina.example", location=clinic["edina"], request_page=clinic["page"])
    client.post(f"/requests/{clinic['page'].pk}/", TYPED, headers={"host": "edina.example"})
    lead = Lead.objects.get()
    assert (lead.site, lead.location) == (site, clinic["edina"])


def test_ask_is_the_same_for_who_is_signed_in(admin_client, clinic, time_machine):
    """A session lends a request no authority, and is not touched."""
    response = send(admin_client, clinic["page"], time_machine)
    assert response.status_code == 303
    assert not response.cookies
    assert not Lead.objects.get().events.filter(by__isnull=False).exists()


def test_ask_needs_no_csrf_token(clinic):
    client = Client(enforce_csrf_checks=True)
    response = client.post(f"/requests/{clinic['page'].pk}/", TYPED)
    assert response.status_code == 303


def test_ask_without_an_answer_shows_what_is_wrong_and_keeps_what_was_typed(client, clinic):
    typed = {
        "location": str(clinic["edina"].pk),
        "name": "",
        "phone": "911",
        "email": "ana@",
        "preferred_contact": "text",
        "preferred_times": ["midday", "evening"],
        "topic": "Hip <pain>",
        "message": 'After "work"\nplease </textarea>',
        "acquaintance": "returning",
        "language": "es",
        "postcode": "55105",
    }
    response = send(client, clinic["page"], **typed)
    assert response.status_code == 422
    assert not Lead.objects.exists()
    assert not response.cookies
    assert response["Cache-Control"] == "private, no-cache"
    kept = values_in(response)
    expected = {
        name: value if isinstance(value, list) else [value] for name, value in typed.items()
    }
    assert {name: kept[name] for name in typed} == expected
    assert errors_in(response) == [
        "Error: Write your name.",
        "Error: This is no phone number. Write it with the area code, like 651-555-0123.",
        "Error: This is no e-mail address. Write it like name@example.com.",
    ]
    summary = read(response).select_one(".error-summary")
    assert [link["href"] for link in summary.select("a")] == [
        "#ask-name",
        "#ask-phone",
        "#ask-email",
    ]
    assert summary.has_attr("autofocus")
    assert read(response).title.text.startswith("Error: ")


def test_ask_again_after_an_error_is_one_lead_and_no_suspicion(client, clinic, time_machine):
    """Who corrects an error is quick; the time since the form was first shown counts."""
    response = send(client, clinic["page"], time_machine, name="")
    corrected = {**values_in(response), "name": "Ana"}
    for _click in range(2):
        assert client.post(action_of(response), corrected).status_code == 303
    assert Lead.objects.get().quarantine_reasons == []


def test_ask_twice_by_a_double_click_is_one_lead_and_one_answer(client, clinic):
    response, values = opened(client, clinic["page"])
    answers = [client.post(action_of(response), {**values, **TYPED}) for _click in range(2)]
    references = {read_sent_token(answer["Location"].split("/")[-2]) for answer in answers}
    assert references == {Lead.objects.get().reference}


def test_ask_with_a_used_key_and_other_content_asks_before_it_sends_another(client, clinic):
    response, values = opened(client, clinic["page"])
    client.post(action_of(response), {**values, **TYPED})
    first = Lead.objects.get()
    response = client.post(action_of(response), {**values, **TYPED, "message": "One thing more"})
    assert response.status_code == 422
    assert Lead.objects.count() == 1
    page = read(response)
    assert first.reference in page.select_one(".error-summary").text
    assert page.title.text.startswith("Error: ")
    again = values_in(response)
    assert again["message"] == ["One thing more"]
    assert again["key"] != values["key"]
    assert client.post(action_of(response), again).status_code == 303
    assert Lead.objects.count() == 2


def test_ask_keeps_the_consent_text_that_was_shown(client, clinic):
    response, values = opened(client, clinic["page"])
    set_organisation(consent_text="You agree to anything.")
    client.post(action_of(response), {**values, **TYPED})
    assert Lead.objects.get().consent_text == "You agree to a call."


def test_ask_again_shows_the_new_consent_text_and_keeps_that(client, clinic):
    response, values = opened(client, clinic["page"])
    set_organisation(consent_text="You agree to a letter.")
    response = client.post(action_of(response), {**values, **TYPED, "name": ""})
    assert "You agree to a letter." in response.content.decode()
    client.post(action_of(response), {**values_in(response), **TYPED})
    assert Lead.objects.get().consent_text == "You agree to a letter."


def test_ask_takes_no_consent_text_from_the_visitor(client, clinic):
    forged = Signer(salt="something else").sign_object({"at": 0, "consent": "Nothing"})
    answers = {**TYPED, "consent_text": "Nothing", "consent": "Nothing", "stamp": forged}
    client.post(f"/requests/{clinic['page'].pk}/", answers)
    assert Lead.objects.get().consent_text == ""


@pytest.mark.parametrize(
    ("answers", "seconds", "reasons"),
    [
        ({}, 60, []),
        ({}, 3, []),
        ({}, 2, [Suspicion.TOO_FAST]),
        ({}, 30 * 60 * 60, []),  # a tab that was open overnight
        ({"website": "https://spam.example"}, 60, [Suspicion.HONEYPOT]),
        ({"website": "\x00"}, 60, [Suspicion.HONEYPOT]),
        ({"stamp": ""}, 60, [Suspicion.NO_STAMP]),
        ({"stamp": "forged:x"}, 60, [Suspicion.NO_STAMP]),
        ({"stamp": "\x00é"}, 60, [Suspicion.NO_STAMP]),
    ],
)
def test_ask_puts_what_is_suspicious_apart_and_shows_no_difference(
    client, clinic, time_machine, answers, seconds, reasons
):
    response = send(client, clinic["page"], time_machine, after=seconds, **answers)
    lead = Lead.objects.get()
    assert lead.quarantine_reasons == reasons
    assert Delivery.objects.count() == (0 if reasons else 1)
    assert response.status_code == 303
    thanks = read(client.get(response["Location"])).find("main").text
    assert lead.promise in thanks
    assert lead.reference in thanks


def test_ask_waits_as_long_as_the_setting_says(client, clinic, settings, time_machine):
    settings.CLINIC = {"FORM_MIN_SECONDS": 10}
    send(client, clinic["page"], time_machine, after=9)
    assert Lead.objects.get().quarantine_reasons == [Suspicion.TOO_FAST]


@pytest.mark.parametrize("key", ["", "x", "\x00", "k" * 5000, "é", "f" * 64])
def test_ask_takes_any_key(client, clinic, key):
    for _click in range(2):
        answer = client.post(f"/requests/{clinic['page'].pk}/", {**TYPED, "key": key})
        assert answer.status_code == 303
    assert Lead.objects.count() == 1


@pytest.mark.parametrize("about", ["x", "-1", "\x00", "9" * 18, "9" * 5000, "1.5"])
def test_ask_ignores_a_page_that_is_none(client, clinic, about):
    client.post(f"/requests/{clinic['page'].pk}/", {**TYPED, "about": about})
    assert Lead.objects.get().about is None


def test_ask_by_get_leads_to_the_empty_form(client, clinic):
    """What a browser asks for again when it had closed the tab to save memory."""
    response = client.get(f"/requests/{clinic['page'].pk}/?location=1")
    assert (response.status_code, response["Location"]) == (302, clinic["page"].url)
    assert client.head(f"/requests/{clinic['page'].pk}/").status_code == 302


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_ask_takes_no_other_method(client, clinic, method):
    assert getattr(client, method)(f"/requests/{clinic['page'].pk}/").status_code == 405


def test_ask_of_a_page_that_takes_no_requests_is_not_found(client, clinic):
    article = make_article()
    clinic["page"].unpublish()
    for page_id in (clinic["page"].pk, article.pk, 10**30):
        assert client.post(f"/requests/{page_id}/", TYPED).status_code == 404
        assert client.get(f"/requests/{page_id}/").status_code == 404
    assert not Lead.objects.exists()


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"\xff\xfe=%ff&name=%00", "application/x-www-form-urlencoded"),
        (b"name=%F0%9F%8C%BF&phone=1", "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
        (b"", "text/plain"),
        (b"no boundary", "multipart/form-data; boundary=x"),
    ],
)
def test_ask_with_a_strange_body_shows_the_form_again(client, clinic, body, content_type):
    url = f"/requests/{clinic['page'].pk}/"
    response = client.generic("POST", url, body, content_type=content_type)
    assert response.status_code == 422


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"x", "multipart/form-data"),
        (b"name=" + b"x" * 3_000_000, "application/x-www-form-urlencoded"),
        (b"name=x", "application/x-www-form-urlencoded; charset=utf-16"),
    ],
)
def test_ask_with_a_body_that_cannot_be_read_is_a_bad_request(client, clinic, body, content_type):
    url = f"/requests/{clinic['page'].pk}/"
    assert client.generic("POST", url, body, content_type=content_type).status_code == 400


# The thanks.


def thanks_for(client, clinic, **typed):
    return client.get(send(client, clinic["page"], **typed)["Location"])


def test_sent_page_says_what_was_promised_and_how_to_reach_the_desk(client, clinic):
    response = thanks_for(client, clinic, location=clinic["edina"].pk)
    text = read(response).find("main").get_text(" ", strip=True)
    assert response.status_code == 200
    assert Lead.objects.get().reference in text
    assert "Edina will reply by Monday 10 a.m." in text
    assert "952-303-4115" in text
    assert "1100 Grand Avenue" in text
    assert "Call 911!" in text


def test_sent_page_is_found_by_nobody_and_kept_by_nobody(client, clinic):
    response = thanks_for(client, clinic)
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] == "no-referrer"
    assert read(response).select_one('meta[name="robots"][content="noindex"]')
    assert not response.cookies


def test_sent_page_follows_when_a_number_changes(client, clinic):
    url = send(client, clinic["page"])["Location"]
    LocationPage.objects.update(phones=phones("+16125550199"))
    assert "612-555-0199" in read(client.get(url)).find("main").text


def test_sent_page_of_an_unpublished_location_shows_all_numbers(client, clinic):
    url = send(client, clinic["page"], location=clinic["edina"].pk)["Location"]
    clinic["edina"].unpublish()
    text = read(client.get(url)).find("main").text
    assert "651-224-6678" in text
    assert "952-303-4115" not in text


def test_sent_page_marks_the_language_of_the_promise(client, clinic):
    promise = read(thanks_for(client, clinic, language="es")).select_one("[lang=es]")
    assert promise.text == "St. Paul responderá a más tardar el lunes a las 10:00."


def test_sent_page_that_is_too_old_still_says_how_to_reach_us(client, clinic, time_machine):
    url = send(client, clinic["page"])["Location"]
    time_machine.shift(SENT_MAX_AGE + timedelta(days=1))
    response = client.get(url)
    text = read(response).find("main").text
    assert response.status_code == 410
    assert "651-224-6678" in text
    assert "952-303-4115" in text
    assert Lead.objects.get().reference not in text


def test_sent_page_of_a_lead_that_is_gone_says_how_to_reach_us(client, clinic):
    response = client.get(f"{clinic['page'].url}sent/{sent_token('7K3MD-92QFX')}/")
    assert response.status_code == 410
    assert "651-224-6678" in read(response).find("main").text


@pytest.mark.parametrize("token", ["x", "AAAA", "7K3MD-92QFX", "____"])
def test_sent_page_of_no_token_is_not_found(client, clinic, token):
    assert client.get(f"{clinic['page'].url}sent/{token}/").status_code == 404


def test_sent_page_of_a_token_with_one_letter_changed_is_not_found(client, clinic):
    url = send(client, clinic["page"])["Location"]
    token = url.split("/")[-2]
    other = token[:-6] + ("A" if token[-6] != "A" else "B") + token[-5:]
    assert client.get(url.replace(token, other)).status_code == 404


# Languages.


@pytest.fixture
def spanish(clinic):
    locale, _created = Locale.objects.get_or_create(language_code="es")
    page = clinic["page"].copy_for_translation(locale, copy_parents=True)
    page.save_revision().publish()
    return page


def test_form_page_in_spanish_speaks_spanish_to_the_end(client, clinic, spanish):
    response = client.get("/es/request/")
    assert "¿En qué clínica?" in response.content.decode()
    values = values_in(response)
    assert values["language"] == ["es"]
    wrong = client.post(action_of(response), {**values, **TYPED, "name": ""})
    assert errors_in(wrong) == ["Error: Escriba su nombre."]
    done = client.post(action_of(response), {**values, **TYPED})
    assert done["Location"].startswith("/es/request/sent/")
    text = read(client.get(done["Location"])).find("main").text
    assert "St. Paul responderá a más tardar el lunes a las 10:00." in text
    assert Lead.objects.get().language == "es"


# Inside another page.


@pytest.fixture
def article(clinic):
    block = ("consultation", {"heading": "Talk with us", "show_form": True})
    return make_article(title="Hip pain", body=[block, block])


def test_embedded_form_carries_nothing_of_a_visit(client, article):
    """A page cache may show one rendering to many people."""
    first, second = client.get(article.url), client.get(article.url)
    values = values_in(first)
    assert values["key"] == [""]
    assert (values["about"], values["topic"]) == ([str(article.pk)], ["Hip pain"])
    assert values == values_in(second)
    assert not first.cookies


def test_embedded_forms_of_one_page_have_ids_of_their_own(client, article):
    ids = [element["id"] for element in read(client.get(article.url)).select("form.form [id]")]
    assert len(ids) == len(set(ids)) > 20


def test_embedded_form_sends_to_the_request_page(client, clinic, article, time_machine):
    response = client.get(article.url)
    time_machine.shift(60)
    answer = client.post(action_of(response), {**values_in(response), **TYPED})
    assert answer["Location"].startswith(f"{clinic['page'].url}sent/")
    lead = Lead.objects.get()
    assert (lead.about_title, lead.quarantine_reasons) == ("Hip pain", [])


def test_embedded_form_by_two_people_is_two_leads_and_by_two_clicks_one(client, article):
    response = client.get(article.url)
    for name in ("Ana", "Ana", "Ben", "Ben"):
        client.post(action_of(response), {**values_in(response), **TYPED, "name": name})
    assert sorted(Lead.objects.values_list("name", flat=True)) == ["Ana", "Ben"]


def test_embedded_form_of_another_day_is_another_request(client, article, time_machine):
    for _day in range(2):
        response = client.get(article.url)
        client.post(action_of(response), {**values_in(response), **TYPED})
        time_machine.shift(timedelta(days=1))
    assert Lead.objects.count() == 2


def test_embedded_form_with_an_error_goes_on_as_the_request_page(client, clinic, article):
    response = client.get(article.url)
    wrong = client.post(action_of(response), {**values_in(response), **TYPED, "name": ""})
    assert wrong.status_code == 422
    assert read(wrong).h1.text == clinic["page"].title
    assert values_in(wrong)["about"] == [str(article.pk)]
    assert client.post(action_of(wrong), {**values_in(wrong), "name": "Ana"}).status_code == 303
    assert Lead.objects.get().about_title == "Hip pain"


def test_embedded_form_needs_a_request_page(client, clinic, article):
    site = clinic["page"].get_site()
    for nowhere in (None, make_page(type(clinic["page"]), live=False), home_page()):
        bind_site(site, request_page=nowhere)
        assert read(client.get(article.url)).find("form", class_="form") is None


# When we are at fault.


def failing(*starts):
    """A database that refuses statements that start like one of these."""

    def execute_or_fail(execute, sql, params, many, context):
        if sql.startswith(starts):
            raise OperationalError(f"database is locked {params!r}")
        return execute(sql, params, many, context)

    return connection.execute_wrapper(execute_or_fail)


@pytest.mark.parametrize("starts", [("INSERT",), ("SELECT", "INSERT", "SAVEPOINT", "UPDATE")])
def test_ask_when_the_database_is_away_keeps_everything_and_says_whom_to_call(
    client, clinic, caplog, starts
):
    response, values = opened(client, clinic["page"])
    typed = {**values, **TYPED, "message": "After work", "location": str(clinic["edina"].pk)}
    with failing(*starts):
        answer = client.post(action_of(response), typed)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "60"
    assert answer["Cache-Control"] == "private, no-cache"
    assert not answer.cookies
    text = read(answer).get_text(" ", strip=True)
    assert "We could not store your request" in text
    assert "651-224-6678" in text
    assert "952-303-4115" in text
    assert "You agree to a call." in text
    kept = values_in(answer)
    assert {name: kept[name] for name in ("name", "phone", "message", "location")} == {
        "name": ["Ana"],
        "phone": ["612-555-0114"],
        "message": ["After work"],
        "location": [str(clinic["edina"].pk)],
    }
    assert kept["stamp"] == values["stamp"]
    assert "612-555-0114" not in caplog.text
    assert "After work" not in caplog.text
    assert "OperationalError" in caplog.text
    for _click in range(2):
        assert client.post(action_of(answer), kept).status_code == 303
    assert Lead.objects.get().location == clinic["edina"]


def test_ask_when_nothing_is_known_of_the_locations_carries_the_choice(client, clinic, monkeypatch):
    monkeypatch.setattr("leads.unavailable._last_places", ())
    with failing("SELECT"):
        answer = client.post(f"/requests/{clinic['page'].pk}/", {**TYPED, "language": "es"})
    assert answer.status_code == 503
    assert values_in(answer)["location"] == ["any"]
    assert "No hemos podido guardar su solicitud" in answer.content.decode()


def test_ask_with_a_fault_of_ours_keeps_what_was_typed(client, clinic, caplog, monkeypatch):
    def broken(**kwargs):
        raise ValueError(f"Something with {kwargs}")

    monkeypatch.setattr("leads.views.receive", broken)
    answer = client.post(f"/requests/{clinic['page'].pk}/", {**TYPED, "message": "After work"})
    assert answer.status_code == 503
    assert values_in(answer)["message"] == ["After work"]
    assert "builtins.ValueError" in caplog.text
    assert "After work" not in caplog.text


# The cost.


def test_form_page_asks_the_database_little(client, clinic, django_assert_num_queries):
    client.get(clinic["page"].url)
    with django_assert_num_queries(9):
        client.get(clinic["page"].url)


def test_ask_asks_the_database_little(client, clinic, django_assert_num_queries):
    response, values = opened(client, clinic["page"])
    with django_assert_num_queries(20):
        client.post(action_of(response), {**values, **TYPED})
