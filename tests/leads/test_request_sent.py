"""The thanks, in the visitor's language to the end."""

from datetime import timedelta

import pytest
from wagtail.models import Locale

from leads.emails import message_for
from leads.models import DeliveryKind, Lead
from leads.stamps import SENT_MAX_AGE, sent_token
from locations.models import ClinicOrganisation, LocationPage
from tests.factories import phones, set_organisation
from tests.leads.visitor import TYPED, action_of, errors_in, read, send, values_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("saturday_night")]


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


def test_request_in_spanish_is_answered_in_spanish_and_told_to_the_desk_in_its_language(
    client, clinic, spanish, time_machine
):
    translate(emergency_text="¡Llame al 911!", consent_text="Acepta una llamada.")
    response = client.get("/es/request/")
    form = read(response).select_one("form.form")
    assert "Acepta una llamada." in form.text
    assert "¡Llame al 911!" in form.text
    typed = {**values_in(response), **TYPED, "email": "ana@example.com"}
    time_machine.shift(timedelta(minutes=2))  # who is quicker may be a machine
    client.post(action_of(response), typed)
    lead = Lead.objects.get()
    assert (lead.language, lead.consent_text) == ("es", "Acepta una llamada.")
    receipt, desk = (
        message_for(lead.deliveries.get(kind=kind))
        for kind in (DeliveryKind.RECEIPT, DeliveryKind.DESK_MAIL)
    )
    assert "St. Paul responderá a más tardar el lunes a las 10:00." in receipt.body
    assert "¡Llame al 911!" in receipt.body
    assert "St. Paul will reply by Monday 10 a.m." in desk.body


def test_outdated_consent_is_neither_shown_nor_kept(client, clinic, spanish):
    translate(emergency_text="", consent_text="Acepta una llamada.")
    set_organisation(consent_text="You agree to a letter.")
    response = client.get("/es/request/")
    shown = read(response).select_one("form.form [lang=en]:-soup-contains('letter')")
    assert shown.text.strip() == "You agree to a letter."
    client.post(action_of(response), {**values_in(response), **TYPED})
    assert Lead.objects.get().consent_text == "You agree to a letter."


def translate(**texts):
    organisation = ClinicOrganisation.load()
    facts = {"language": "es", "is_current": False, **texts}
    organisation.translations = [("translation", facts)]
    organisation.save()
