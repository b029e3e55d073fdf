"""The live phone reference: what is stored, what is shown, and what it survives."""

import json

import pytest
from bs4 import BeautifulSoup
from django.template import Context, Template
from django.test import TestCase
from django.urls import reverse
from django.utils import translation
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.admin.compare import StreamFieldComparison
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.admin.rich_text.converters.editor_html import EditorHTMLConverter
from wagtail.api.rich_text import APIRichText
from wagtail.models import Locale, Page, ReferenceIndex
from wagtail.rich_text import RichText, expand_db_html, get_text_for_indexing
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from conditions.models import ArticlePage
from locations.blocks import SHORT_TEXT_FEATURES, TEXT_FEATURES, PhoneReferenceBlock
from locations.directory import Directory
from locations.models import LocationPage
from locations.references import numbers_of_locations, phone_reference, sharing
from locations.usage import uses_in_content
from tests.factories import (
    EDINA_PHONE,
    ST_PAUL_PHONE,
    home_page,
    make_article,
    make_location,
    make_practitioner,
    phones,
)

pytestmark = pytest.mark.django_db

ST_PAUL_LINK = '<a class="clinic-phone" href="tel:+16512246678">651-224-6678</a>'
EDINA_LINK = '<a class="clinic-phone" href="tel:+19523034115">952-303-4115</a>'
MISSING = '<a class="clinic-phone clinic-phone--missing">our front desk</a>'


@pytest.fixture
def st_paul() -> LocationPage:
    return make_location("St. Paul", phones=phones(ST_PAUL_PHONE))


@pytest.fixture
def edina() -> LocationPage:
    return make_location("Edina", phones=phones(EDINA_PHONE))


def article_about(*locations: LocationPage, **facts) -> ArticlePage:
    """An article whose only text asks the reader to call these locations."""
    calls = " or ".join(phone_reference(location.pk) for location in locations)
    return make_article(body=[("text", f"<p>Call {calls} today.</p>")], **facts)


def shown(page: Page) -> str:
    """The first text block of a page as a reader gets it, read afresh from the database."""
    return expand_db_html(type(page).objects.get(pk=page.pk).body[0].value.source)


def stored(page: Page) -> str:
    return type(page).objects.get(pk=page.pk).body[0].value.source


def sorted_attributes(html: str) -> str:
    """HTML as Beautiful Soup writes it, which the API and wagtail-localize pass it through."""
    return str(BeautifulSoup(html, "html.parser"))


def change_number(location: LocationPage, number: str) -> None:
    location.phones = phones(number)
    location.save_revision().publish()


# The stored form.


def test_reference_is_stored_as_an_empty_link():
    assert phone_reference(12) == '<a linktype="clinic-phone" id="12" role="main"></a>'
    assert 'role="after_hours"' in phone_reference(12, "after_hours")


def test_reference_to_an_unknown_role_is_refused():
    with pytest.raises(ValueError, match="switchboard"):
        phone_reference(12, "switchboard")


# What readers see.


def test_reference_shows_the_current_number_as_a_link(st_paul):
    assert expand_db_html(f"<p>Call {phone_reference(st_paul.pk)} now</p>") == (
        f"<p>Call {ST_PAUL_LINK} now</p>"
    )


def test_changed_number_is_shown_everywhere_at_once(st_paul):
    article, other = article_about(st_paul), article_about(st_paul)
    change_number(st_paul, "+16515550199")
    for page in (article, other):
        assert 'href="tel:+16515550199">651-555-0199</a>' in shown(page)
        assert "224-6678" not in shown(page)


def test_draft_number_is_not_shown(st_paul):
    st_paul.phones = phones("+16515550199")
    st_paul.save_revision()
    assert expand_db_html(phone_reference(st_paul.pk)) == ST_PAUL_LINK


@pytest.mark.parametrize(
    ("role", "html"),
    [
        ("main", ST_PAUL_LINK),
        ("text", '<a class="clinic-phone" href="sms:+16515550101">651-555-0101</a>'),
        ("fax", '<a class="clinic-phone">651-555-0102</a>'),
        ("after_hours", '<a class="clinic-phone" href="tel:+16515550103">651-555-0103</a>'),
    ],
)
def test_reference_shows_the_number_of_its_role(role, html):
    numbers = phones(text="+16515550101", fax="+16515550102", after_hours="+16515550103")
    location = make_location(phones=numbers)
    assert expand_db_html(phone_reference(location.pk, role)) == html


def test_role_that_the_location_does_not_have_falls_back_to_the_main_number(st_paul):
    assert expand_db_html(phone_reference(st_paul.pk, "text")) == ST_PAUL_LINK


@pytest.mark.parametrize("attributes", ['id="{pk}"', 'id="{pk}" role="pager"', 'role="" id="{pk}"'])
def test_missing_or_unknown_role_means_the_main_number(st_paul, attributes):
    html = f'<a linktype="clinic-phone" {attributes.format(pk=st_paul.pk)}></a>'
    assert expand_db_html(html) == ST_PAUL_LINK


@pytest.mark.parametrize(
    "attributes",
    ['id="999999"', "", 'id=""', 'id="x"', 'id="-1"', 'id="²"', f'id="{"9" * 40}"'],
)
def test_reference_to_nothing_becomes_plain_words(attributes):
    assert expand_db_html(f'<a linktype="clinic-phone" {attributes}></a>') == MISSING


def test_reference_to_an_unpublished_location_becomes_plain_words(st_paul):
    st_paul.unpublish()
    assert expand_db_html(phone_reference(st_paul.pk)) == MISSING


def test_reference_to_a_location_without_numbers_becomes_plain_words(st_paul):
    LocationPage.objects.filter(pk=st_paul.pk).update(phones=[])
    assert expand_db_html(phone_reference(st_paul.pk)) == MISSING


def test_plain_words_are_in_the_reader_s_language():
    with translation.override("es"):
        assert "clinic-phone--missing" in expand_db_html(phone_reference(999_999))


def test_number_is_escaped(st_paul):
    broken = [("phone", {"role": "main", "number": '"><script>'})]
    LocationPage.objects.filter(pk=st_paul.pk).update(phones=broken)
    assert "<script>" not in expand_db_html(phone_reference(st_paul.pk))


# What it costs.


@pytest.mark.parametrize("references", [1, 20])
def test_text_costs_one_query_however_many_references(
    st_paul, edina, references, django_assert_num_queries
):
    pair = phone_reference(st_paul.pk) + phone_reference(edina.pk, "text")
    html = f"<p>{pair * references}</p>"
    expand_db_html(html)  # handlers are looked up on first use
    with django_assert_num_queries(1):
        assert expand_db_html(html).count("tel:") == 2 * references


def test_text_without_references_costs_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        expand_db_html('<p>Call <a href="https://clinic.example/">us</a>.</p>')


def test_texts_of_a_page_share_its_directory(st_paul, edina, django_assert_num_queries):
    clinic = Directory(site=None)
    assert len(clinic.locations) == 2
    template = Template(
        "{% load wagtailcore_tags clinic_references %}"
        "{% clinic_live_references %}{% for text in texts %}{{ text|richtext }}{% endfor %}"
        "{% endclinic_live_references %}"
    )
    texts = [phone_reference(st_paul.pk), phone_reference(edina.pk), "<p>None.</p>"]
    with django_assert_num_queries(0):
        html = template.render(Context({"clinic": clinic, "texts": texts}))
    assert ST_PAUL_LINK in html
    assert EDINA_LINK in html


def test_sharing_ends_with_its_block(st_paul):
    clinic = Directory(site=None)
    assert clinic.locations == [st_paul]
    with sharing(clinic):
        assert expand_db_html(phone_reference(st_paul.pk)) == ST_PAUL_LINK
    change_number(st_paul, EDINA_PHONE)
    assert expand_db_html(phone_reference(st_paul.pk)) == EDINA_LINK


def test_location_that_is_not_in_the_directory_is_looked_up(st_paul, django_assert_num_queries):
    with sharing(Directory(site=None)) as nothing, django_assert_num_queries(2):
        assert nothing is None
        assert expand_db_html(phone_reference(999_999)) == MISSING


# Where it is used.


def test_reference_index_counts_the_pages(st_paul, edina):
    article_about(st_paul, edina)
    article_about(st_paul, st_paul)
    make_practitioner(biography=f"<p>Call {phone_reference(st_paul.pk)}</p>")
    make_article(body=[("phone", {"location": st_paul, "role": "main"})])
    make_article(body=[("text", "<p>None.</p>")])
    assert ReferenceIndex.get_grouped_references_to(st_paul).count() == 4
    assert uses_in_content(st_paul) == 4
    assert uses_in_content(edina) == 1


def test_reference_is_gone_from_the_index_with_the_text(st_paul):
    article = article_about(st_paul)
    article.body = [("text", "<p>None.</p>")]
    article.save()
    assert uses_in_content(st_paul) == 0


def test_reference_to_nothing_does_not_stop_saving():
    article = make_article(body=[("text", '<p><a linktype="clinic-phone" id="x"></a></p>')])
    assert not ReferenceIndex.get_references_for_object(article).exists()


def test_foreign_keys_are_no_use_in_content(st_paul):
    make_practitioner(locations=[st_paul])
    assert ReferenceIndex.get_grouped_references_to(st_paul).count() == 1
    assert uses_in_content(st_paul) == 0


def test_numbers_of_locations_tell_whose_each_number_is(django_assert_num_queries):
    shared = "+16515550142"
    one = make_location("One", phones=phones(ST_PAUL_PHONE, fax=shared))
    two = make_location("Two", phones=phones(EDINA_PHONE, fax=shared))
    make_location("Three", phones=phones("+16515550143"), live=False)
    with django_assert_num_queries(1):
        numbers = numbers_of_locations()
    assert numbers == {
        ST_PAUL_PHONE: [(one, "main")],
        EDINA_PHONE: [(two, "main")],
        shared: [(one, "fax"), (two, "fax")],
    }


# The editor.


def edited(html: str) -> str:
    """What is stored after opening a text in the editor and saving it as it is."""
    converter = ContentstateConverter(features=TEXT_FEATURES)
    saved = converter.to_database_format(converter.from_database_format(html))
    return saved.replace(saved[saved.index(" data-block-key") : saved.index(">")], "", 1)


def opened(html: str) -> dict:
    """The editor's raw content for a stored text."""
    return json.loads(ContentstateConverter(TEXT_FEATURES).from_database_format(html))


def test_editor_gets_the_current_number_as_one_unbreakable_piece(st_paul):
    content = opened(f"<p>Call {phone_reference(st_paul.pk)} today</p>")
    [block] = content["blocks"]
    assert block["text"] == "Call 651-224-6678 today"
    assert block["entityRanges"] == [{"offset": 5, "length": 12, "key": 0}]
    assert content["entityMap"]["0"] == {
        "type": "CLINIC_PHONE",
        "mutability": "IMMUTABLE",
        "data": {
            "id": st_paul.pk,
            "role": "main",
            "label": "St. Paul: Main phone",
            "missing": False,
        },
    }


@pytest.mark.parametrize(
    "html",
    [
        "<p>Call {} today.</p>",
        "<p>{}</p>",
        "<p>{} is our number</p>",
        "<p>Call {}</p>",
        "<p>{}{}</p>",
        "<p>{} or {}</p>",
        "<p><b>Call</b> <b>{}</b><b> today</b></p>",
        "<p>Call <b>{}</b> today</p>",
        "<p>Call <b><i>{}</i></b>, now</p>",
        "<h2>{}</h2>",
    ],
)
def test_opening_and_saving_changes_nothing(st_paul, html):
    html = html.replace("{}", phone_reference(st_paul.pk))
    assert edited(html) == html


def test_list_items_keep_their_references(st_paul):
    reference = phone_reference(st_paul.pk)
    html = ContentstateConverter(TEXT_FEATURES).to_database_format(
        json.dumps(opened(f"<ul><li>{reference} or</li><li>here: {reference}</li></ul>"))
    )
    assert html.count(reference) == 2


def test_missing_location_is_marked_in_the_editor_and_kept():
    reference = phone_reference(999_999)
    content = opened(f"<p>Call {reference}</p>")
    assert content["entityMap"]["0"]["data"]["missing"] is True
    assert content["blocks"][0]["text"] == "Call our front desk"
    assert edited(f"<p>Call {reference}</p>") == f"<p>Call {reference}</p>"


def test_reference_that_names_no_location_goes_when_the_text_is_saved():
    html = '<p>Call <a linktype="clinic-phone" id="x"></a>now</p>'
    assert edited(html) == "<p>Call now</p>"


def test_opening_a_text_costs_one_query(st_paul, edina, django_assert_num_queries):
    html = "".join(f"<p>{phone_reference(pk)}</p>" for pk in [st_paul.pk, edina.pk, 9] * 10)
    opened("<p></p>")
    with django_assert_num_queries(1):
        assert len(opened(html)["blocks"]) == 30


def test_entity_from_elsewhere_without_an_id_becomes_plain_text():
    entity = {"type": "CLINIC_PHONE", "mutability": "IMMUTABLE", "data": {}}
    text = {
        "key": "a",
        "type": "unstyled",
        "depth": 0,
        "text": "651-555-0100",
        "inlineStyleRanges": [],
        "entityRanges": [{"offset": 0, "length": 12, "key": 0}],
    }
    content = json.dumps({"blocks": [text], "entityMap": {"0": entity}})
    html = ContentstateConverter(TEXT_FEATURES).to_database_format(content)
    assert html == '<p data-block-key="a">651-555-0100</p>'


# Text inside the stored link is dropped at every door.


STALE = '<p>Call <a linktype="clinic-phone" id="{pk}" role="main">651-<b>000</b>-0000</a> or us</p>'


def test_editor_drops_text_inside_a_reference(st_paul):
    html = STALE.format(pk=st_paul.pk)
    assert opened(html)["blocks"][0]["text"] == "Call 651-224-6678 or us"
    assert edited(html) == f"<p>Call {phone_reference(st_paul.pk)} or us</p>"


def test_api_drops_text_inside_a_reference(st_paul):
    cleaned, removals = APIRichText.convert_input(
        STALE.format(pk=st_paul.pk), features=SHORT_TEXT_FEATURES
    )
    assert cleaned == sorted_attributes(f"<p>Call {phone_reference(st_paul.pk)} or us</p>")
    assert not removals


def test_saving_a_page_drops_text_inside_references(st_paul):
    points = {"heading": "", "points": [{"heading": "A", "text": STALE.format(pk=st_paul.pk)}]}
    article = make_article(
        body=[("text", STALE.format(pk=st_paul.pk)), ("points", points), ("text", "<p>b</p>")]
    )
    practitioner = make_practitioner(biography=STALE.format(pk=st_paul.pk))
    clean = f"<p>Call {phone_reference(st_paul.pk)} or us</p>"
    article.refresh_from_db()
    practitioner.refresh_from_db()
    assert article.body[0].value.source == clean
    assert article.body[1].value["points"][0]["text"].source == clean
    assert practitioner.biography == clean


def test_saving_keeps_the_blocks_themselves(st_paul):
    article = make_article(body=[("text", STALE.format(pk=st_paul.pk))])
    before = article.body[0].id
    article.body[0].value = RichText(STALE.format(pk=st_paul.pk))
    article.save()
    article.refresh_from_db()
    assert article.body[0].id == before
    assert "000" not in article.body[0].value.source


# The API.


def test_api_write_keeps_references():
    html = sorted_attributes(f"<p>Call {phone_reference(7, 'text')}.</p>")
    assert APIRichText.convert_input(html, features=SHORT_TEXT_FEATURES) == (html, [])


@pytest.mark.parametrize("attributes", ["", ' id="x"'])
def test_api_write_reports_a_reference_to_nothing(attributes):
    html = f'<p>Call <a linktype="clinic-phone"{attributes}>us</a>.</p>'
    cleaned, [removal] = APIRichText.convert_input(html, features=SHORT_TEXT_FEATURES)
    assert cleaned == "<p>Call us.</p>"
    assert removal.reason == "missing_attribute"


def test_api_read_shows_link_and_number(client, st_paul):
    article = article_about(st_paul)
    response = client.get(f"/api/v3/pages/{article.pk}/")
    assert response.json()["body"][0]["value"] == f"<p>Call {ST_PAUL_LINK} today.</p>"


def test_markdown_of_the_api_leaves_numbers_out(client, st_paul):
    """A limit of Wagtail's, which docs/live-facts.md tells: fails when it is gone."""
    article = article_about(st_paul)

    def text(name: str) -> str:
        response = client.get(f"/api/v3/pages/{article.pk}/?rich_text_format={name}")
        return response.json()["body"][0]["value"]

    assert text("db_html") == stored(article)
    assert text("markdown") == text("db_markdown") == "Call today.\n\n"


def test_html_editors_keep_references():
    converter = EditorHTMLConverter(features=SHORT_TEXT_FEATURES)
    html = sorted_attributes(phone_reference(7, "fax"))
    assert converter.to_database_format(converter.from_database_format(html)) == html


# What it survives.


def test_copy_of_a_page_keeps_the_reference(st_paul):
    copy = article_about(st_paul).copy(update_attrs={"slug": "copy", "title": "Copy"})
    assert ST_PAUL_LINK in shown(copy)
    assert uses_in_content(st_paul) == 2


def test_alias_of_a_page_follows_the_original(st_paul, edina):
    article = article_about(st_paul)
    alias = CreatePageAliasAction(article, parent=home_page()).execute(skip_permission_checks=True)
    assert ST_PAUL_LINK in shown(alias)
    article.body = [("text", phone_reference(edina.pk))]
    article.save_revision().publish()
    assert shown(alias) == EDINA_LINK


def test_old_revision_shows_the_number_of_today(st_paul, edina):
    article = article_about(st_paul)
    first = article.save_revision()
    article.body = [("text", phone_reference(edina.pk))]
    article.save_revision().publish()
    change_number(st_paul, "+16515550199")
    first.publish()
    assert 'href="tel:+16515550199">651-555-0199</a>' in shown(article)


def test_comparison_of_revisions_shows_the_numbers(st_paul, edina):
    old, new = article_about(st_paul), article_about(edina)
    new.body[0].id = old.body[0].id
    html = StreamFieldComparison(ArticlePage._meta.get_field("body"), old, new).htmldiff()
    assert '<span class="deletion">651-224-6678</span>' in html
    assert '<span class="addition">952-303-4115</span>' in html


def test_text_for_search_holds_no_number(st_paul):
    html = f"<p>Call {phone_reference(st_paul.pk)} today</p>"
    assert get_text_for_indexing(html) == "Call  today"


@pytest.fixture
def spanish() -> Locale:
    locale = Locale.objects.create(language_code="es")
    home_page().copy_for_translation(locale, copy_parents=True)
    return locale


def test_translated_copy_shows_the_same_number(st_paul, spanish):
    article = article_about(st_paul)
    copy = article.copy_for_translation(spanish, copy_parents=True)
    copy.save_revision().publish()
    assert stored(copy) == stored(article)
    assert ST_PAUL_LINK in shown(copy)


def test_reference_to_a_translated_location_shows_the_original_s_number(
    st_paul, spanish, django_assert_num_queries
):
    translated = st_paul.copy_for_translation(spanish, copy_parents=True)
    translated.save_revision().publish()
    change_number(st_paul, "+16515550199")
    with django_assert_num_queries(1):
        html = expand_db_html(phone_reference(translated.pk))
    assert "651-555-0199" in html
    st_paul.unpublish()
    assert expand_db_html(phone_reference(translated.pk)) == MISSING


def localized(article: ArticlePage, locale: Locale, translate) -> ArticlePage:
    """The article translated with wagtail-localize; `translate` turns each string."""
    source, _created = TranslationSource.get_or_create_from_instance(article)
    page_translation = Translation.objects.create(source=source, target_locale=locale)
    for segment in source.stringsegment_set.select_related("string", "context"):
        StringTranslation.objects.create(
            translation_of=segment.string,
            locale=locale,
            context=segment.context,
            data=translate(segment.string.data),
        )
    with TestCase.captureOnCommitCallbacks(execute=True):
        page_translation.save_target(publish=True)
    return article.get_translation(locale)


@pytest.mark.parametrize(
    "html",
    [
        "<p>Call {} today.</p>",
        "<p>Call {}</p>",
        "<p>{} is our number</p>",
        "<p>{}</p>",
        "<p>Call <b>{}</b> today</p>",
        "<ul><li>Here: {}</li><li>{} or {}</li></ul>",
    ],
)
def test_translation_keeps_the_reference(st_paul, spanish, html):
    html = html.replace("{}", phone_reference(st_paul.pk))
    article = make_article(body=[("text", html)])
    translated = localized(article, spanish, lambda text: text.replace("Call", "Llame al"))
    assert stored(translated) == sorted_attributes(html.replace("Call", "Llame al"))
    assert uses_in_content(st_paul) == 2


def test_translator_cannot_write_a_number_into_the_reference(st_paul, spanish):
    article = article_about(st_paul)
    translated = localized(
        article, spanish, lambda text: text.replace("></a>", ">651-000-0000</a>")
    )
    assert stored(translated) == sorted_attributes(stored(article))


# The block.


def rendered_context(block_value, **parent) -> dict:
    block = PhoneReferenceBlock()
    return block.get_context(block.normalize(block_value), parent or None)


@pytest.mark.parametrize(("role", "number"), [("main", "651-224-6678"), ("text", "651-224-6678")])
def test_phone_block_shows_the_number_or_the_main_one(st_paul, role, number):
    context = rendered_context({"location": st_paul, "role": role})
    assert context["phone"].display == number
    assert context["location"] == st_paul


def test_phone_block_of_an_unpublished_location_shows_no_number(st_paul):
    st_paul.unpublish()
    assert rendered_context({"location": st_paul, "role": "main"})["phone"] is None


def test_phone_block_of_a_deleted_location_shows_no_number():
    assert rendered_context({"location": None, "role": "main"})["phone"] is None


def test_phone_block_previews_the_first_location(st_paul, edina):
    block = PhoneReferenceBlock()
    context = block.get_context(block.get_preview_value())
    assert context["phone"].display == "651-224-6678"


def test_phone_block_previews_an_example_before_there_is_a_location():
    block = PhoneReferenceBlock()
    context = block.get_context(block.get_preview_value())
    assert context["phone"].display == "651-555-0123"
    assert context["location"].title == "Your location"


# The whole page.


def queries_of(client, page: Page, captured) -> int:
    """How many queries the page costs at the second time of asking."""
    client.get(page.get_url())
    with captured() as queries:
        assert client.get(page.get_url()).status_code == 200
    return len(queries)


def test_article_with_many_references_costs_no_query_more(
    client, st_paul, edina, django_assert_max_num_queries
):
    def captured():
        return django_assert_max_num_queries(30)

    plain = make_article(body=[("text", "<p>None.</p>")])
    text = f"<p>{phone_reference(st_paul.pk)} {phone_reference(edina.pk, 'text')}</p>"
    points = {"heading": "", "points": [{"heading": "A", "text": text}] * 5}
    full = make_article(body=[("text", text), ("points", points), ("text", text)] * 2)
    assert queries_of(client, full, captured) == queries_of(client, plain, captured)
    assert client.get(full.get_url()).content.decode().count(f"{ST_PAUL_LINK} {EDINA_LINK}") == 14


def test_phone_block_on_a_page_shows_the_number(client, st_paul):
    article = make_article(body=[("phone", {"location": st_paul, "role": "main"})])
    html = client.get(article.get_url()).content.decode()
    assert 'href="tel:+16512246678">651-224-6678</a>' in html[html.index("<article") :]


def test_phone_block_preview_is_a_page(admin_client):
    url = reverse("wagtailadmin_block_preview")
    block_id = (
        ArticlePage._meta.get_field("body").stream_block.child_blocks["phone"].definition_prefix
    )
    response = admin_client.get(url, {"id": block_id})
    assert "651-555-0123" in response.content.decode()
