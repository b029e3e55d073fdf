"""What the API tells of translations: the facts and the warning signs that their pages show."""

import pytest

from locations.models import LocationPage
from tests.factories import make_condition, make_location, make_practitioner, make_treatment
from tests.machines.test_head import translated
from tests.test_api import document, page_of

pytestmark = pytest.mark.django_db

SIGNS = [("card", {"urgency": "emergency", "heading": "", "text": "<p>you faint</p>"})]
SPANISH_SIGNS = [("card", {"urgency": "emergency", "heading": "", "text": "<p>se desmaya</p>"})]
NEWER_SIGNS = [("card", {"urgency": "emergency", "heading": "", "text": "<p>you cannot walk</p>"})]


def text_of(told: dict) -> str:
    return "".join(block["value"]["text"] for block in told["red_flags"])


def test_outdated_warning_signs_are_withdrawn_as_on_the_page(client):
    hip = make_condition(red_flags=SIGNS)
    hip.save_revision().publish()
    spanish = translated(hip, "es", red_flags=SPANISH_SIGNS)
    told = page_of(client, spanish)
    assert (text_of(told), told["red_flags_language"]) == ("<p>se desmaya</p>", "")

    hip.red_flags = NEWER_SIGNS
    hip.save_revision().publish()
    told = page_of(client, spanish)
    assert (text_of(told), told["red_flags_language"]) == ("<p>you cannot walk</p>", "en")
    told = page_of(client, hip)
    assert (text_of(told), told["red_flags_language"]) == ("<p>you cannot walk</p>", "")


def test_translated_practitioner_has_the_facts_of_the_original(client):
    edina, mankato = make_location("Edina"), make_location("Mankato")
    mai = make_practitioner(title="Mai", locations=[edina])
    spanish = translated(mai, "es", role="Acupunturista")
    mai.credentials, mai.accepts_new_patients = "DACM", False
    mai.license_type, mai.license_state, mai.license_number = "Acupuncturist", "Minnesota", "12"
    mai.location_links = [link_to(mai, mankato, weekdays="0,2")]
    mai.leaves = [
        ("leave", {"first_date": "2020-01-01", "last_date": "2090-01-01", "note": "Back soon"})
    ]
    mai.save_revision().publish()
    told, original = page_of(client, spanish), page_of(client, mai)
    assert told["role"] == "Acupunturista"
    assert (told["credentials"], told["accepts_new_patients"]) == ("DACM", False)
    assert told["license"] == "Acupuncturist, Minnesota no. 12"
    assert [leave["note"] for leave in told["away"]] == ["Back soon"]
    (link,) = told["location_links"]
    assert (link["location"]["id"], link["days"]) == (mankato.pk, [0, 2])
    assert told["location_links"] == original["location_links"]


def link_to(person, location, *, weekdays):
    model = type(person).location_links.rel.related_model
    return model(page=person, location=location, weekdays=weekdays)


def test_translated_treatment_has_price_and_length_of_the_original(client):
    needles = make_treatment(price="95.00", duration_minutes=60)
    spanish = translated(needles, "es")
    needles.price, needles.duration_minutes = "110.00", None
    needles.save_revision().publish()
    told = page_of(client, spanish)
    assert (told["price"], told["duration_minutes"]) == ("110.00", None)


def test_translated_location_has_the_access_of_the_original(client):
    edina = make_location("Edina", lift=True)
    spanish = translated(edina, "es")
    LocationPage.objects.filter(pk=edina.pk).update(lift=False, desk_languages="Hmong")
    told = page_of(client, spanish)
    assert (told["lift"], told["desk_languages"], told["hearing_loop"]) == (False, "Hmong", None)


def test_facts_of_an_unpublished_original_are_not_told(client):
    needles = make_treatment(price="95.00")
    spanish = translated(needles, "es")
    needles.price = "110.00"
    needles.save()
    needles.unpublish()
    assert page_of(client, spanish)["price"] == "95.00"


def test_document_says_of_what_type_the_facts_are(client):
    schemas = document(client)["components"]["schemas"]
    treatment = schemas["TreatmentPageSchema"]["properties"]
    assert {"type": "integer"} in [
        {"type": one.get("type")} for one in treatment["duration_minutes"]["anyOf"]
    ]
