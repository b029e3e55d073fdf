"""Translations with wagtail-localize: what translators may publish, and what they are told."""

import pytest
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from conditions.locked import is_outdated, shown_red_flags
from conditions.models import ArticlePage, ArticleSeries, ConditionPage, GlossaryTerm
from conditions.models.base import live_pages
from tests.clinic import soup_of
from tests.conditions.test_locked import NEWER
from tests.factories import (
    EDINA_PHONE,
    RED_FLAGS,
    home_page,
    make_article,
    make_condition,
    make_location,
    phones,
)
from tests.locations.test_announcements import announce

pytestmark = pytest.mark.django_db


@pytest.fixture
def spanish():
    locale = Locale.objects.create(language_code="es")
    home_page().copy_for_translation(locale, copy_parents=True).save_revision().publish()
    return locale


def translate(translation, words, *, only=""):
    """Write the translations of a page's texts: `words` of each, of the field `only` if named."""
    segments = translation.source.stringsegment_set.filter(context__path__startswith=only)
    for segment in segments.select_related("string", "context"):
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            locale=translation.target_locale,
            context=segment.context,
            defaults={"data": words(segment.string.data)},
        )


def in_spanish(text: str) -> str:
    return text if text.startswith("http") else f"es-{text}"


def translation_of(page, locale, *, words=in_spanish) -> Translation:
    source, _new = TranslationSource.update_or_create_from_instance(page)
    translation, _new = Translation.objects.get_or_create(source=source, target_locale=locale)
    translate(translation, words)
    return translation


@pytest.fixture
def published(spanish, django_capture_on_commit_callbacks):
    """Publish the Spanish translation of a page."""

    def publish(page, **how) -> Page:
        translation = translation_of(page, spanish, **how)
        with django_capture_on_commit_callbacks(execute=True):
            translation.save_target(publish=True)
        return page.get_translation(spanish)

    return publish


def press_publish(client, page):
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.post(url, {"action": "publish"}, follow=True).content.decode()


# A number of the clinic's, typed into a translation.


def typed_over(page) -> Translation:
    """The translation of `page`, in which somebody typed a number into a paragraph."""
    translation = Translation.objects.get(source__object_id=page.translation_key)
    translate(translation, lambda text: "Llame al 952-303-4115.", only="body")
    return translation


def assert_nothing_is_out(client, page):
    after = ArticlePage.objects.get(pk=page.pk)
    assert "952-303-4115" not in str(after.body)
    assert not after.has_unpublished_changes
    answer = client.get(f"/api/v3/clinic/pages/{page.pk}/")
    assert answer.status_code == 200
    assert "952-303-4115" not in answer.content.decode()


@pytest.fixture
def article(published):
    make_location("Edina", phones=phones(EDINA_PHONE))
    english = make_article(title="Hips", body=[("text", "<p>Call us.</p>")])
    english.save_revision().publish()
    return published(english)


def test_refused_translation_stays_in_and_translator_is_told(
    client, admin_client, article, django_capture_on_commit_callbacks
):
    translation = typed_over(article)
    with django_capture_on_commit_callbacks(execute=True):
        said = press_publish(admin_client, article)
    assert "was not published. Text: “952-303-4115” is typed." in said
    assert_nothing_is_out(client, article)
    translate(translation, lambda text: "Llámenos hoy.", only="body")
    with django_capture_on_commit_callbacks(execute=True):
        said = press_publish(admin_client, article)
    assert "Published" in said
    assert "Llámenos hoy." in str(ArticlePage.objects.get(pk=article.pk).body)


def test_sync_publishes_no_refused_translation(
    client, admin_client, article, django_capture_on_commit_callbacks
):
    translation = typed_over(article)
    url = reverse("wagtail_localize:update_translations", args=[translation.source_id])
    with django_capture_on_commit_callbacks(execute=True):
        answer = admin_client.post(url, {"publish_translations": "on"})
    assert answer.status_code == 302
    assert_nothing_is_out(client, article)


def test_live_page_is_not_rewritten_by_a_program_with_what_may_not_go_out(article):
    page = ArticlePage.objects.get(pk=article.pk)
    page.body = [("text", "<p>Call 952-303-4115 today.</p>")]
    with pytest.raises(Exception, match="952-303-4115"):
        page.save()
    page.save(clean=False)  # as it came, older than the rule: what is no content can be changed
    page = ArticlePage.objects.get(pk=article.pk)
    page.show_in_menus = True
    page.save()


# What has no page: terms, series, announcements.


@pytest.fixture
def snippets(spanish):
    english = Locale.get_default()
    make_location()
    term = GlossaryTerm.objects.create(term="qi", definition="<p>A word.</p>", locale=english)
    series = ArticleSeries.objects.create(title="Habits", locale=english)
    return [term, series, announce("Snow")]


@pytest.mark.filterwarnings("ignore::django.core.paginator.UnorderedObjectListWarning")  # its own
def test_translating_what_has_no_page(admin_client, spanish, snippets):
    for one in snippets:
        meta = one._meta
        url = reverse(
            "wagtail_localize:submit_snippet_translation",
            args=[meta.app_label, meta.model_name, one.pk],
        )
        assert admin_client.get(url).status_code == 200
        answer = admin_client.post(url, {"locales": [spanish.pk]}, follow=True)
        assert answer.status_code == 200
        assert "js-translation-editor" in answer.content.decode()
        assert one.get_translation(spanish)
        source = TranslationSource.objects.get(object_id=one.translation_key)
        url = reverse("wagtail_localize:update_translations", args=[source.pk])
        assert admin_client.get(url).status_code == 200
    report = admin_client.get(reverse("wagtail_localize:translations_report"))
    assert report.status_code == 200
    assert "Snow" in report.content.decode()


def test_editor_of_a_translated_article_in_a_series(admin_client, spanish, published):
    series = ArticleSeries.objects.create(title="Habits", locale=Locale.get_default())
    article = make_article(title="Walk", series=series)
    article.save_revision().publish()
    page = published(article)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    answer = admin_client.get(url)
    assert answer.status_code == 200
    assert "Habits" in answer.content.decode()


# Texts that nobody has translated yet.


@pytest.fixture
def submit(admin_client, spanish, django_capture_on_commit_callbacks):
    """Press “Translate” on a page, and return where that leads."""

    def submitted(page):
        url = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
        with django_capture_on_commit_callbacks(execute=True):
            answer = admin_client.post(url, {"locales": [spanish.pk]}, follow=True)
        assert answer.status_code == 200
        return answer

    return submitted


@pytest.fixture
def hip():
    page = make_condition(title="Hip", symptoms="<p>It hurts.</p>")
    page.save_revision().publish()
    return ConditionPage.objects.get(pk=page.pk)


def test_page_handed_to_translators_is_a_draft(spanish, submit, hip):
    assert "js-translation-editor" in submit(hip).content.decode()
    page = hip.get_translation(spanish).specific
    assert not page.live
    assert [one.pk for one in live_pages(ConditionPage, locale=spanish.pk)] == [hip.pk]
    assert page.red_flags_digest == ""


def test_alias_that_is_being_translated_is_no_page_in_its_language(
    client, spanish, submit, hip, django_capture_on_commit_callbacks
):
    hip.copy_for_translation(spanish, copy_parents=True, alias=True)
    alias = hip.get_translation(spanish)
    assert soup_of(client, alias).main["lang"] == "en"
    assert "js-translation-editor" in submit(hip).content.decode()
    page = ConditionPage.objects.get(pk=alias.pk)
    assert (page.live, page.has_unpublished_changes) == (False, True)
    assert [one.pk for one in live_pages(ConditionPage, locale=spanish.pk)] == [hip.pk]


def test_half_a_translation_is_not_published(
    admin_client, spanish, submit, hip, django_capture_on_commit_callbacks
):
    submit(hip)
    page = hip.get_translation(spanish)
    translation = Translation.objects.get(source__object_id=hip.translation_key)
    translate(translation, in_spanish, only="title")
    with django_capture_on_commit_callbacks(execute=True):
        said = press_publish(admin_client, page)
    assert "was not published." in said
    assert "Symptoms: 1 text is not translated yet." in said
    assert not ConditionPage.objects.get(pk=page.pk).live
    translate(translation, in_spanish)
    with django_capture_on_commit_callbacks(execute=True):
        press_publish(admin_client, page)
    page = ConditionPage.objects.get(pk=page.pk)
    assert page.live
    assert not is_outdated(page, hip)


def test_sync_puts_no_english_between_spanish_words(
    client, admin_client, published, hip, django_capture_on_commit_callbacks
):
    page = published(hip)
    hip.red_flags = [*RED_FLAGS, *NEWER]
    hip.save_revision().publish()
    source = TranslationSource.objects.get(object_id=hip.translation_key)
    url = reverse("wagtail_localize:update_translations", args=[source.pk])
    with django_capture_on_commit_callbacks(execute=True):
        assert admin_client.post(url, {"publish_translations": "on"}).status_code == 302
    after = ConditionPage.objects.get(pk=page.pk)
    assert "you cannot walk" not in str(after.red_flags)
    section = soup_of(client, after).select_one(".part--red-flags")
    assert "you cannot walk" in section.select_one("[lang=en]").text


@pytest.mark.django_db(transaction=True)
def test_wish_to_publish_is_answered_with_what_is_missing(admin_client, settings, spanish, hip):
    """Where a project lets wagtail-localize publish what it hands to translators."""
    settings.WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = True
    url = reverse("wagtail_localize:submit_page_translation", args=[hip.pk])
    answer = admin_client.post(url, {"locales": [spanish.pk]}, follow=True)
    assert "Symptoms: 1 text is not translated yet." in answer.content.decode()
    assert "js-translation-editor" in answer.content.decode()
    assert not hip.get_translation(spanish).live


def test_cards_with_a_word_in_english_are_outdated(published, hip, spanish):
    page = published(hip)
    StringTranslation.objects.filter(context__path__startswith="red_flags").delete()
    page = ConditionPage.objects.get(pk=page.pk)
    page.save(clean=False)
    assert is_outdated(page, hip)
    flags = shown_red_flags(page, hip)
    assert flags.language == "en"


def test_term_with_a_typed_number_stays_as_it_is(admin_client, spanish, published):
    make_location("Edina", phones=phones(EDINA_PHONE))
    text = "<p>A word.</p><p>And one more.</p>"
    term = GlossaryTerm.objects.create(term="qi", definition=text, locale=Locale.get_default())
    page = published(term)
    translation = Translation.objects.get(source__object_id=term.translation_key)
    translate(translation, lambda words: "Llame al 952-303-4115.", only="definition")
    url = reverse("wagtailsnippets_clinic_conditions_glossaryterm:edit", args=[page.pk])
    answer = admin_client.post(url, {"action": "publish"}, follow=True)
    assert "validation errors" in answer.content.decode()
    page.refresh_from_db()
    assert "952-303-4115" not in str(page.definition)
