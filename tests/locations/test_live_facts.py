"""Live references to hours, address, booking and the clinic's own number: as the phones."""

import json

import pytest
from django.urls import reverse
from django.utils import translation
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.api.rich_text import APIRichText
from wagtail.models import Locale
from wagtail.rich_text import expand_db_html

from conditions.models import ArticlePage
from locations.blocks import SHORT_TEXT_FEATURES, TEXT_FEATURES
from locations.directory import Directory
from locations.markup import ORGANISATION, phone_reference, reference, without_text
from locations.models import LocationPage
from locations.references import KINDS, sharing
from locations.usage import uses_in_content
from tests.factories import home_page, make_article, make_location, override, set_organisation, week

pytestmark = pytest.mark.django_db

OF_LOCATIONS = ["clinic-hours", "clinic-address", "clinic-booking"]
NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture
def st_paul() -> LocationPage:
    return make_location("St. Paul", booking_url="https://book.example/?a=1&b=2")


def expanded(link_type: str, location: LocationPage) -> str:
    return expand_db_html(reference(link_type, location.pk)).replace(NBSP, " ")


# What readers see.


def test_reference_is_stored_as_an_empty_link():
    assert reference("clinic-hours", 12) == '<a linktype="clinic-hours" id="12"></a>'


@pytest.mark.parametrize(
    ("link_type", "html"),
    [
        ("clinic-hours", '<a class="clinic-hours">Mon to Fri 9 a.m. to 5 p.m.</a>'),
        (
            "clinic-address",
            '<a class="clinic-address">1100 Grand Avenue, St. Paul, MN 55105</a>',
        ),
        (
            "clinic-booking",
            '<a class="clinic-booking" href="https://book.example/?a=1&amp;b=2">book online</a>',
        ),
    ],
)
def test_reference_shows_the_fact_as_it_is_now(st_paul, link_type, html):
    assert expanded(link_type, st_paul) == html


@pytest.mark.parametrize(
    ("link_type", "words"),
    [
        ("clinic-hours", "by appointment"),
        ("clinic-address", "our clinic"),
        ("clinic-booking", "our front desk"),
    ],
)
def test_reference_to_an_unpublished_location_becomes_plain_words(st_paul, link_type, words):
    st_paul.unpublish()
    missing = f'<a class="{link_type} {link_type}--missing">{words}</a>'
    assert expanded(link_type, st_paul) == missing


def test_changed_fact_is_shown_and_a_draft_is_not(st_paul):
    st_paul.street = "5 New Street"
    st_paul.save_revision()
    assert "1100 Grand Avenue" in expanded("clinic-address", st_paul)
    st_paul.save_revision().publish()
    assert "5 New Street" in expanded("clinic-address", st_paul)


def test_hours_show_a_lunch_break_and_each_group_of_days():
    location = make_location(
        weekly_hours=[
            *week(("09:00", "12:30"), ("13:30", "18:00"), days=[0, 1]),
            *week(("00:00", "00:00"), days=[3]),
            *week(("09:00", "13:00"), days=[5, 6]),
        ],
        hours_overrides=[override("2026-11-26")],
    )
    assert expanded("clinic-hours", location) == (
        '<a class="clinic-hours">Mon and Tue 9 a.m. to 12:30 p.m. and 1:30 p.m. to 6 p.m.; '
        "Thu all day; Sat and Sun 9 a.m. to 1 p.m.</a>"
    )


def test_hours_of_a_location_without_hours_are_plain_words():
    location = make_location(weekly_hours=[])
    assert "by appointment" in expanded("clinic-hours", location)


def test_hours_are_in_the_reader_s_language(st_paul):
    with translation.override("es"):
        assert "lun" in expanded("clinic-hours", st_paul).lower()


def test_booking_falls_back_to_the_number_when_there_is_no_address_any_more():
    location = make_location(booking_url="")
    assert expanded("clinic-booking", location) == (
        '<a class="clinic-booking" href="tel:+16512246678">651-224-6678</a>'
    )


def test_reference_to_a_translated_location_shows_the_original_s_fact(st_paul):
    spanish = Locale.objects.create(language_code="es")
    home_page().copy_for_translation(spanish, copy_parents=True)
    translated = st_paul.copy_for_translation(spanish, copy_parents=True)
    translated.street = "A copy that nobody updates"
    translated.save_revision().publish()
    assert "1100 Grand Avenue" in expanded("clinic-address", translated)


# The number of the clinic as a whole.


def test_organisation_s_number_is_shown():
    set_organisation(phone="+16515550100")
    html = expand_db_html(phone_reference(ORGANISATION))
    assert html == '<a class="clinic-phone" href="tel:+16515550100">651-555-0100</a>'


def test_organisation_without_a_number_is_plain_words():
    set_organisation(phone="")
    assert "our front desk" in expand_db_html(phone_reference(ORGANISATION))


def test_organisation_s_number_stays_beside_those_of_locations(st_paul):
    set_organisation(phone="+16515550100")
    html = f"<p>{phone_reference(ORGANISATION)} or {phone_reference(st_paul.pk)}</p>"
    assert edited(html) == html
    assert expand_db_html(html).count("tel:") == 2


# What it costs.


def test_facts_of_locations_cost_no_query_on_a_page(st_paul, django_assert_num_queries):
    clinic = Directory(site=None)
    html = "".join(reference(kind, clinic.locations[0].pk) for kind in OF_LOCATIONS)
    html += phone_reference(ORGANISATION)
    assert clinic.organisation
    expand_db_html(html)
    with sharing(clinic), django_assert_num_queries(0):
        assert expand_db_html(html).count("<a class") == 4


def test_facts_of_one_kind_cost_one_query_outside_a_page(st_paul, django_assert_num_queries):
    html = reference("clinic-hours", st_paul.pk) * 20
    with django_assert_num_queries(1):
        expand_db_html(html)


# The editor, the API, the index.


def edited(html: str) -> str:
    converter = ContentstateConverter(features=TEXT_FEATURES)
    saved = converter.to_database_format(converter.from_database_format(html))
    return saved.replace(saved[saved.index(" data-block-key") : saved.index(">")], "", 1)


@pytest.mark.parametrize("link_type", OF_LOCATIONS)
def test_opening_and_saving_changes_nothing(st_paul, link_type):
    for html in ("<p>See {} now.</p>", "<p>{}</p>", "<p>Or <b>{}</b>, {}</p>"):
        stored = html.replace("{}", reference(link_type, st_paul.pk))
        assert edited(stored) == stored


@pytest.mark.parametrize("link_type", OF_LOCATIONS)
def test_editor_gets_the_fact_as_one_unbreakable_piece(st_paul, link_type):
    html = f"<p>{reference(link_type, st_paul.pk)}</p>"
    content = json.loads(ContentstateConverter(TEXT_FEATURES).from_database_format(html))
    entity = content["entityMap"]["0"]
    assert entity["type"] == link_type.upper().replace("-", "_")
    assert entity["mutability"] == "IMMUTABLE"
    assert entity["data"]["label"].startswith("St. Paul: ")
    assert entity["data"]["missing"] is False


def test_text_inside_any_reference_is_dropped(st_paul):
    html = '<a linktype="clinic-hours" id="{pk}">24 <b>hours</b></a><a href="/">Kept</a>'
    assert without_text(html) == ('<a linktype="clinic-hours" id="{pk}"></a><a href="/">Kept</a>')
    article = make_article(body=[("text", f"<p>{html.format(pk=st_paul.pk)}</p>")])
    assert "hours</b>" not in ArticlePage.objects.get(pk=article.pk).body[0].value.source


@pytest.mark.parametrize("link_type", OF_LOCATIONS)
def test_api_keeps_references_and_reports_those_to_nothing(link_type):
    html = f'<p><a id="7" linktype="{link_type}"></a></p>'
    assert APIRichText.convert_input(html, features=SHORT_TEXT_FEATURES) == (html, [])
    broken = f'<p><a id="x" linktype="{link_type}">us</a></p>'
    cleaned, [removal] = APIRichText.convert_input(broken, features=SHORT_TEXT_FEATURES)
    assert cleaned == "<p>us</p>"
    assert removal.reason == "missing_attribute"


def test_every_kind_counts_as_a_use(st_paul):
    for link_type in OF_LOCATIONS:
        make_article(body=[("text", reference(link_type, st_paul.pk))])
    assert uses_in_content(st_paul) == 3


@pytest.mark.parametrize("action", ["delete", "unpublish"])
def test_location_whose_hours_stand_in_a_text_does_not_go(admin_client, st_paul, action):
    make_article(title="Hips", body=[("text", reference("clinic-hours", st_paul.pk))])
    url = reverse(f"wagtailadmin_pages:{action}", args=[st_paul.pk])
    response = admin_client.post(url, follow=True)
    assert "“Hips”" in " ".join(str(message) for message in response.context["messages"])
    assert LocationPage.objects.get(pk=st_paul.pk).live


# The chooser.


def chooser(client, kind: str, **current) -> str:
    response = client.get(reverse("clinic_locations_choose_fact", args=[kind]), current)
    assert response.status_code == 200
    return " ".join(response.json()["html"].split()).replace(NBSP, " ")


def test_choosers_offer_each_location_that_has_the_fact(admin_client, st_paul):
    make_location("Edina", weekly_hours=[])
    assert "Mon to Fri 9 a.m. to 5 p.m." in chooser(admin_client, "clinic-hours")
    assert "Edina" not in chooser(admin_client, "clinic-hours")
    assert chooser(admin_client, "clinic-address").count("data-clinic-fact") == 2
    assert chooser(admin_client, "clinic-booking").count("data-clinic-fact") == 1


def test_chooser_marks_the_fact_that_is_in_the_text(admin_client, st_paul):
    assert "aria-current" not in chooser(admin_client, "clinic-address")
    assert "aria-current" in chooser(admin_client, "clinic-address", id=st_paul.pk)


def test_phone_chooser_begins_with_the_number_of_the_clinic(admin_client, st_paul):
    set_organisation(name="Two Rivers", phone="+16515550100")
    html = chooser(admin_client, "clinic-phone", id=ORGANISATION)
    assert html.index("Two Rivers</h2>") < html.index("St. Paul</h2>")
    assert html.index("aria-current") < html.index("St. Paul</h2>")


@pytest.mark.parametrize("kind", [kind.identifier for kind in KINDS])
def test_chooser_says_when_there_is_nothing(admin_client, kind):
    assert "data-clinic-fact" not in chooser(admin_client, kind)


@pytest.mark.parametrize("kind", ["page", "clinic-nothing", "document"])
def test_chooser_of_no_kind_is_not_found(admin_client, kind):
    url = reverse("clinic_locations_choose_fact", args=[kind])
    assert admin_client.get(url).status_code == 404
