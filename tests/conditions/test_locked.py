"""Warning signs in translations: never older than those of the original."""

import pytest
from wagtail.models import Locale
from wagtail.test.utils.form_data import rich_text, streamfield
from wagtail_localize.fields import get_translatable_fields
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from conditions.models import ConditionPage, PractitionerPage, TreatmentPage
from locations.models import LocationPage
from tests.clinic import cost_of, soup_of
from tests.conditions.test_red_flags import edit, posted
from tests.factories import make_condition, make_location, make_practitioner, make_treatment
from tests.machines.test_head import translated

pytestmark = pytest.mark.django_db

SPANISH = [
    ("card", {"urgency": "emergency", "heading": "", "text": "<p>se desmaya</p>"}),
]
NEWER = [
    ("card", {"urgency": "emergency", "heading": "", "text": "<p>you cannot walk</p>"}),
]


@pytest.fixture
def english():
    page = make_condition(slug="hip")
    page.save_revision().publish()
    return ConditionPage.objects.get(pk=page.pk)


@pytest.fixture
def spanish(english):
    return translated(english, "es", title="Cadera", red_flags=SPANISH)


def change(page, cards=NEWER):
    page.red_flags = cards
    page.save_revision().publish()


def test_translated_cards_are_shown_while_they_say_what_the_original_says(client, spanish):
    section = soup_of(client, spanish).select_one(".part--red-flags")
    assert "se desmaya" in section.text
    assert not section.select("[lang]")
    assert not section.select(".in-language")


def test_outdated_cards_give_way_to_those_of_the_original(client, english, spanish):
    change(english)
    soup = soup_of(client, spanish)
    section = soup.select_one(".part--red-flags")
    assert "se desmaya" not in soup.text
    assert "you cannot walk" in section.select_one("[lang=en]").text
    assert "Emergency" in section.select_one("[lang=en]").text  # all of the card, not half of it
    assert section.select_one(".in-language")["lang"] == "es"
    assert soup.h1.text == "Cadera"  # the page stays


def test_draft_of_the_original_withdraws_nothing(client, english, spanish):
    english.red_flags = NEWER
    english.save_revision()
    assert "se desmaya" in soup_of(client, spanish).text


def test_other_changes_of_the_original_withdraw_nothing(client, english, spanish):
    english.symptoms = "<p>Other words.</p>"
    english.save_revision().publish()
    assert "se desmaya" in soup_of(client, spanish).text


def test_publishing_an_outdated_translation_again_does_not_bring_its_cards_back(
    client, english, spanish
):
    change(english)
    spanish.save_revision().publish()
    assert "se desmaya" not in soup_of(client, spanish).text


def test_reading_the_original_costs_a_translation_one_query(client, spanish, monkeypatch):
    cost = cost_of(client, spanish)
    monkeypatch.setattr(ConditionPage, "follows_original", False)
    assert cost == cost_of(client, spanish) + 1


def test_translators_bring_cards_up_to_date_with_wagtail_localize(
    client, english, django_capture_on_commit_callbacks
):
    locale = Locale.objects.create(language_code="es")
    source, _new = TranslationSource.update_or_create_from_instance(english)
    translation = Translation.objects.create(source=source, target_locale=locale)
    for segment in source.stringsegment_set.all():
        StringTranslation.objects.create(
            translation_of=segment.string, locale=locale, context=segment.context, data="palabra"
        )
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    spanish = english.get_translation(locale)
    change(english)
    assert spanish.red_flags_digest != english.red_flags_digest
    source.update_from_db()
    for segment in source.stringsegment_set.filter(context__path__startswith="red_flags"):
        StringTranslation.objects.create(
            translation_of=segment.string,
            locale=locale,
            context=segment.context,
            data="no puede caminar",
        )
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    section = soup_of(client, ConditionPage.objects.get(pk=spanish.pk)).select_one(
        ".part--red-flags"
    )
    assert "no puede caminar" in section.text
    assert not section.select("[lang]")


def cards_in_form(text):
    card = {"urgency": "emergency", "heading": "", "text": rich_text(text)}
    return streamfield([("card", card)])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<p>no puede caminar</p>", "no puede caminar"),  # written anew
        ("<p>se desmaya</p>", "you cannot walk"),  # saved again, when something else was changed
    ],
)
def test_only_new_words_in_the_editor_bring_the_cards_up_to_date(
    client, admin_client, english, spanish, text, shown
):
    change(english)
    form = posted("publish", title="La cadera", slug="hip", red_flags=cards_in_form(text))
    assert edit(admin_client, spanish, form).status_code == 302
    soup = soup_of(client, ConditionPage.objects.get(pk=spanish.pk))
    assert soup.h1.text == "La cadera"
    assert shown in soup.select_one(".part--red-flags").text


def test_saving_the_original_again_in_the_editor_withdraws_nothing(client, admin_client, english):
    def save(title):
        form = posted("publish", title=title, slug="hip", red_flags=cards_in_form("<p>limp</p>"))
        assert edit(admin_client, english, form).status_code == 302
        return ConditionPage.objects.get(pk=english.pk)

    first = save("Hip")
    spanish = translated(first, "es", red_flags=SPANISH)
    second = save("Hips")
    assert first.red_flags.raw_data[0]["value"] != second.red_flags.raw_data[0]["value"]  # keys
    assert "se desmaya" in soup_of(client, spanish).text


# Facts.


def test_translation_shows_the_price_and_length_of_its_original(client):
    treatment = make_treatment(price=95, duration_minutes=60)
    spanish = translated(treatment, "es")
    treatment.price, treatment.duration_minutes = 110, 75
    treatment.save_revision().publish()
    text = soup_of(client, spanish).select_one(".facts").text
    assert "110" in text
    assert "75" in text
    assert "95" not in text


def test_translation_shows_license_days_and_leave_of_its_original(client):
    place = make_location()
    person = make_practitioner(locations=[place], license_type="Acupuncturist")
    spanish = translated(person, "es")
    person.license_type = "Licensed acupuncturist"
    person.accepts_new_patients = False
    link = person.location_links.get()
    link.weekdays = "0"
    person.location_links = [link]
    person.save_revision().publish()
    soup = soup_of(client, spanish)
    assert "Licensed acupuncturist" in soup.text
    assert soup.select_one(".not-accepting")
    assert soup.select_one(".facts__more")


@pytest.mark.parametrize("model", [ConditionPage, LocationPage, PractitionerPage, TreatmentPage])
def test_facts_are_not_offered_to_translators(model):
    facts = {
        ConditionPage: {"red_flags_digest", "no_red_flags_reason"},
        LocationPage: {"phones", "street", "weekly_hours"},
        PractitionerPage: {"license_type", "license_number", "leaves"},
        TreatmentPage: {"price", "duration_minutes"},
    }[model]
    fields = {field.field_name: field for field in get_translatable_fields(model)}
    page = model()
    for name in facts:
        assert not fields[name].is_translated(page), name
        assert not fields[name].is_overridable(page), name
