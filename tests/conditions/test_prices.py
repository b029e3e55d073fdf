"""Prices: one way to write them, and live references to them."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.models import Locale
from wagtail.rich_text import expand_db_html

from conditions.blocks import TEXT_FEATURES
from conditions.models import TreatmentPage
from conditions.prices import price_words
from locations.markup import reference
from tests.factories import home_page, make_article, make_practitioner, make_treatment

pytestmark = pytest.mark.django_db


@pytest.fixture
def needles() -> TreatmentPage:
    return make_treatment(title="Needles", price=Decimal("95.00"))


def price_of(treatment: TreatmentPage) -> str:
    return reference("clinic-price", treatment.pk)


@pytest.mark.parametrize(
    ("price", "words"),
    [("95", "$95"), ("95.00", "$95"), ("95.5", "$95.50"), ("1200", "$1,200"), ("0", "$0")],
)
def test_price_has_cents_only_where_there_are_any(price, words):
    assert price_words(Decimal(price)) == words


def test_price_is_written_as_the_language_writes_numbers():
    with translation.override("es"):
        assert price_words(Decimal("95.5")) == "$95,50"


def test_page_of_the_treatment_and_the_text_write_the_same(client, needles):
    needles.price = Decimal("1095.50")
    needles.save_revision().publish()
    assert "<dd>$1,095.50</dd>" in client.get(needles.get_url()).content.decode()
    assert expand_db_html(price_of(needles)) == '<a class="clinic-price">$1,095.50</a>'


@pytest.mark.parametrize("gone", ["unpublished", "without price"])
def test_price_that_is_gone_becomes_plain_words(needles, gone):
    if gone == "unpublished":
        needles.unpublish()
    else:
        needles.price = None
        needles.save_revision().publish()
    html = expand_db_html(price_of(needles))
    assert html == '<a class="clinic-price clinic-price--missing">price on request</a>'


def test_price_of_a_translated_treatment_is_the_original_s(needles):
    spanish = Locale.objects.create(language_code="es")
    home_page().copy_for_translation(spanish, copy_parents=True)
    translated = needles.copy_for_translation(spanish, copy_parents=True)
    translated.price = 1
    translated.save_revision().publish()
    assert "$95" in expand_db_html(price_of(translated))


def test_opening_and_saving_a_text_changes_nothing(needles):
    converter = ContentstateConverter(features=TEXT_FEATURES)
    stored = f'<p data-block-key="a">It is {price_of(needles)} a visit.</p>'
    assert converter.to_database_format(converter.from_database_format(stored)) == stored


def queries_of(client, page, captured) -> int:
    client.get(page.get_url())
    with captured(40) as queries:
        assert client.get(page.get_url()).status_code == 200
    return len(queries)


def test_all_prices_of_a_page_cost_one_query(client, needles, django_assert_max_num_queries):
    cups = make_treatment(title="Cups", price=40)
    plain = make_article(body=[("text", "<p>None.</p>")])
    texts = [("text", price_of(needles)), ("text", price_of(cups)), ("text", price_of(needles))]
    full = make_article(body=texts)
    cost = queries_of(client, plain, django_assert_max_num_queries)
    assert queries_of(client, full, django_assert_max_num_queries) == cost + 1
    html = client.get(full.get_url()).content.decode()
    assert html.count('<a class="clinic-price">$95</a>') == 2
    assert html.count('<a class="clinic-price">$40</a>') == 1


def test_chooser_offers_each_published_price_once(admin_client, needles):
    make_treatment(title="Free talk")
    make_treatment(title="Draft", price=1, live=False)
    url = reverse("clinic_locations_choose_fact", args=["clinic-price"])
    html = admin_client.get(url, {"id": needles.pk}).json()["html"]
    assert html.count("data-clinic-fact") == 1
    assert "Needles: " in html
    assert "aria-current" in html


@pytest.mark.parametrize("action", ["delete", "unpublish"])
@pytest.mark.parametrize("use", ["block", "field"])
def test_treatment_whose_price_stands_in_a_text_does_not_go(admin_client, needles, action, use):
    if use == "block":
        make_article(title="Hips", body=[("text", price_of(needles))])
    else:
        make_practitioner(title="Hips", biography=price_of(needles))
    url = reverse(f"wagtailadmin_pages:{action}", args=[needles.pk])
    response = admin_client.post(url, follow=True)
    said = " ".join(str(message) for message in response.context["messages"])
    assert "“Needles”. First choose something else in the text of “Hips”" in said
    assert TreatmentPage.objects.get(pk=needles.pk).live


def test_treatment_that_is_only_linked_to_goes(admin_client, needles):
    make_article(body=[("text", f'<p><a linktype="page" id="{needles.pk}">here</a></p>')])
    admin_client.post(reverse("wagtailadmin_pages:unpublish", args=[needles.pk]))
    assert not TreatmentPage.objects.get(pk=needles.pk).live
