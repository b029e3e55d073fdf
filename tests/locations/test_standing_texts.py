"""The emergency and consent texts in other languages."""

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from locations.models import ClinicOrganisation
from locations.standing_texts import StandingText, text_for
from tests.clinic import soup_of
from tests.factories import home_page
from tests.machines.test_head import translated

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    organisation = ClinicOrganisation.load()
    organisation.emergency_text, organisation.consent_text = "Call 911!", "You agree."
    organisation.translations = [("translation", spanish())]
    organisation.save()
    return ClinicOrganisation.objects.get()


def spanish(**texts):
    facts = {"language": "es", "emergency_text": "¡Llame al 911!", "consent_text": "De acuerdo."}
    return facts | {"is_current": False} | texts


def consent(organisation, language="es"):
    return text_for(organisation, "consent_text", language)


def test_reader_gets_the_text_in_their_language(organisation):
    assert consent(organisation) == StandingText("De acuerdo.")
    assert consent(organisation, "en") == StandingText("You agree.")


def test_reader_of_a_language_without_a_translation_gets_the_text_as_written(organisation):
    assert consent(organisation, "so") == StandingText("You agree.", settings.LANGUAGE_CODE)


def test_translation_is_withdrawn_when_the_text_changes_and_the_other_one_stays(organisation):
    organisation.consent_text = "You agree to a call."
    organisation.save()
    assert consent(organisation) == StandingText("You agree to a call.", "en")
    assert text_for(organisation, "emergency_text", "es") == StandingText("¡Llame al 911!")


def test_translation_comes_back_when_it_is_written_anew(organisation):
    organisation.consent_text = "You agree to a call."
    organisation.save()
    organisation.translations[0].value["consent_text"] = "Acepta una llamada."
    organisation.save()
    assert consent(ClinicOrganisation.objects.get()) == StandingText("Acepta una llamada.")


def test_translation_comes_back_when_somebody_says_that_it_is_still_right(organisation):
    organisation.consent_text = "You  agree!"
    organisation.save()
    organisation.translations[0].value["is_current"] = True
    organisation.save()
    stored = ClinicOrganisation.objects.get()
    assert consent(stored) == StandingText("De acuerdo.")
    assert not stored.translations[0].value["is_current"]


def test_one_language_has_one_translation(organisation):
    block = ClinicOrganisation._meta.get_field("translations").stream_block
    twice = block.to_python([{"type": "translation", "value": spanish()}] * 2)
    with pytest.raises(ValidationError):
        block.clean(twice)


def test_page_marks_what_is_in_another_language(client, organisation):
    page = translated(home_page(), "es")
    footer = soup_of(client, page).select_one(".site-footer__emergency")
    assert footer.text == "¡Llame al 911!"
    organisation.emergency_text = "Call 911 now!"
    organisation.save()
    footer = soup_of(client, page).select_one(".site-footer__emergency")
    assert footer.select_one("[lang=en]").text == "Call 911 now!"
    assert footer.select_one(".in-language[lang=es]")
