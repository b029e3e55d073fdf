"""What the interface has no words for in the page's language is marked as English."""

import pytest
from bs4 import BeautifulSoup
from django.template import Context, Template
from django.utils.translation import gettext, override
from wagtail.models import Locale

from locations import untranslated
from tests.clinic import Clinic

LOAD = "{% load i18n clinic_languages %}"
MARKS = {"\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3", "\ufdd4"}
UNKNOWN = "No catalogue has these words."
KNOWN = "Address"  # Hmong: Chaw nyob


def render(source: str, language: str = "hmn", **context: object) -> BeautifulSoup:
    body = f"{LOAD}{{% clinic_mark_untranslated %}}{source}{{% endclinic_mark_untranslated %}}"
    with override(language):
        return BeautifulSoup(Template(body).render(Context(context)), "html.parser")


def words(text: str) -> str:
    return f'{{% translate "{text}" %}}'


def test_words_without_a_translation_are_marked_and_others_are_not():
    found = render(f"<p>{words(UNKNOWN)}</p>")
    assert (found.span["lang"], found.span["dir"], found.p.text) == ("en", "ltr", UNKNOWN)
    assert not render(f"<p>{words(KNOWN)}</p>").span


def test_a_page_in_english_stays_as_it_is():
    assert str(render(f"<p>{words(UNKNOWN)}</p>", "en")) == f"<p>{UNKNOWN}</p>"


@pytest.mark.parametrize(
    "source",
    [
        '<a aria-label="%s">1 &gt; 0</a>',
        "<select><option>%s</option></select>",
        "<textarea>%s</textarea>",
        "<script>%s</script>",
        "<a title='a > %s'>1</a>",
        r'<a data-words="[&quot;\ufdd0%s\uFDD1&quot;]">1</a>',
    ],
)
def test_where_no_element_may_be_nothing_is_left_of_the_marks(source):
    found = str(render(source % words(UNKNOWN)))
    assert "span" not in found
    assert UNKNOWN in found
    assert not MARKS & set(found)
    assert "fdd0" not in found.lower()


def test_markup_within_the_words_stays_within_the_mark():
    source = '{% blocktranslate %}See <a href="/">our page</a> {{ n }}{% endblocktranslate %}'
    found = render(source, n="<b>").span
    assert found["lang"] == "en"
    assert found.a.text == "our page"
    assert found.text == "See our page <b>"


@pytest.mark.parametrize("n", [1, 3])
def test_plurals_and_contexts_are_marked(n):
    plural = (
        "{% blocktranslate count n=n %}{{ n }} owl{% plural %}{{ n }} owls{% endblocktranslate %}"
    )
    assert render(plural, n=n).span.text == f"{n} owl{'s' if n > 1 else ''}"
    assert render('{% translate "Owl" context "bird" %}').span.text == "Owl"


def test_a_heading_begins_with_a_capital_although_it_is_marked():
    with override("hmn"), untranslated.marking():
        assert untranslated.capitalised(gettext("owls at night")) == "\ufdd0Owls at night\ufdd1"
    assert untranslated.capitalised("owls") == "Owls"


def test_outside_of_a_page_nothing_is_marked():
    render(words(UNKNOWN))
    with override("hmn"):
        assert gettext(UNKNOWN) == UNKNOWN


def test_readers_are_told_that_a_page_is_partly_english_if_it_is(monkeypatch):
    monkeypatch.setattr(untranslated, "_notice", lambda: "<p>!</p>")
    assert render("{% clinic_partly_english %}" + words(UNKNOWN)).p.text == "!"
    assert not render("{% clinic_partly_english %}" + words(KNOWN)).p
    assert not render("{% clinic_partly_english %}" + words(UNKNOWN), "en").p


def test_in_a_text_in_english_the_words_of_the_page_s_language_are_marked_instead():
    html = f"{words(UNKNOWN)}<main lang='en'><b>Hip</b>{words(UNKNOWN)} {words(KNOWN)}</main>"
    with override("hmn"):
        with untranslated.marking(content_language="en"):
            found = Template(f"{{% load i18n %}}{html}{words(KNOWN)}").render(Context())
        found = BeautifulSoup(untranslated.finish(found, content_language="en"), "html.parser")
    assert [(one["lang"], one.text) for one in found.find_all(lang=True)] == [
        ("en", UNKNOWN),
        ("en", f"Hip{UNKNOWN} Chaw nyob"),
        ("hmn", "Chaw nyob"),
    ]
    assert found.text.endswith("Chaw nyobChaw nyob")
    assert not MARKS & set(str(found))


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["hmn", "so"])
def test_pages_in_a_language_with_few_words_mark_the_english_ones(client, language):
    location = Clinic().page("location")
    locale = Locale.objects.create(language_code=language)
    page = location.copy_for_translation(locale, copy_parents=True)
    page.save_revision().publish()
    found = BeautifulSoup(client.get(page.get_url()).content, "html.parser")
    assert found.html["lang"] == language
    assert "lang" not in found.main.attrs
    assert "Skip to the text" in [span.text for span in found.body.find_all("span", lang="en")]
    assert not MARKS & set(str(found))


@pytest.mark.django_db
def test_a_page_that_waits_for_its_translation_says_that_its_text_is_english(client):
    location = Clinic().page("location")
    locale = Locale.objects.create(language_code="hmn")
    page = location.copy_for_translation(locale, copy_parents=True, alias=True)
    found = BeautifulSoup(client.get(page.get_url()).content, "html.parser")
    assert (found.html["lang"], found.main["lang"]) == ("hmn", "en")
    assert not found.h1.find_parent(lang="hmn", name="span")
    assert found.main.find_all("span", lang="hmn")
    assert not found.main.find_all("span", lang="en")
    assert not MARKS & set(str(found))
