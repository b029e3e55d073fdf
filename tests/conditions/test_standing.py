"""Glossary and disclaimers on the pages: shown at once in every process, for one query."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from time_machine import travel
from wagtail.models import Locale, PageViewRestriction

from conditions import standing
from conditions.models import Disclaimer, GlossaryPage, GlossaryTerm, PageKind
from conditions.models.glossary import initial
from conditions.standing import languages_for, standing_of
from tests.clinic import cost_of, soup_of
from tests.factories import (
    make_article,
    make_condition,
    make_page,
    make_practitioner,
    make_request_page,
    make_treatment,
)

pytestmark = pytest.mark.django_db

TEXT = [("text", "<h2>Needles</h2><p>A needle is thin. The needle is new.</p>")]


def make_term(term: str = "needle", **facts) -> GlossaryTerm:
    defaults = {"definition": "<p>A very thin pin.</p>", "locale": Locale.get_default()}
    return GlossaryTerm.objects.create(term=term, **(defaults | facts))


def make_glossary(**facts) -> GlossaryPage:
    return make_page(GlossaryPage, **({"title": "Glossary", "slug": "glossary"} | facts))


def make_disclaimer(kind: str = PageKind.ARTICLE, text: str = "<p>Read this.</p>", **facts):
    defaults = {"locale": Locale.get_default(), "valid_from": date(2026, 1, 1)}
    return Disclaimer.objects.create(page_kind=kind, text=text, **(defaults | facts))


def links_in(client, page) -> list[tuple[str, str]]:
    found = soup_of(client, page).main.find_all("a", class_="glossary-term")
    return [(link["href"], link.get_text()) for link in found]


def shown(client, page) -> str:
    box = soup_of(client, page).main.find(class_="disclaimer__text")
    return box.get_text(strip=True) if box else ""


# The glossary.


def test_first_use_of_a_term_leads_to_the_glossary(client):
    term, glossary = make_term(), make_glossary()
    article = make_article(body=TEXT)
    assert links_in(client, article) == [
        (f"{glossary.get_url()}#{term.anchor}", "needle (in the glossary)")
    ]
    assert soup_of(client, glossary).main.find(id=term.anchor).dt.string == "needle"


def test_first_use_is_the_first_of_the_page_not_of_the_block(client):
    make_term()
    make_glossary()
    points = {"heading": "", "points": [{"heading": "A needle", "text": "<p>needle</p>"}]}
    assert len(links_in(client, make_article(body=[*TEXT, ("points", points)]))) == 1
    assert len(links_in(client, make_article(body=[("points", points)]))) == 1


def test_every_page_with_running_text_has_its_terms(client):
    make_term(also_called="needling, dry needling")
    make_glossary()
    treatment = make_treatment(body=[("text", "<p>Dry needling</p>")])
    person = make_practitioner(biography="<p>Needling</p>")
    for page, words in ((treatment, "Dry needling"), (person, "Needling")):
        assert [text for _url, text in links_in(client, page)] == [f"{words} (in the glossary)"]


def test_form_and_glossary_lead_nowhere_else(client):
    make_term()
    glossary = make_glossary()
    request_page = make_request_page(introduction="<p>No needle.</p>")
    assert links_in(client, glossary) == links_in(client, request_page) == []


def test_without_a_public_glossary_nothing_is_marked(client):
    make_term()
    article = make_article(body=TEXT)
    assert links_in(client, article) == []
    glossary = make_glossary(live=False)
    assert links_in(client, article) == []
    glossary.save_revision().publish()
    assert len(links_in(client, article)) == 1
    PageViewRestriction.objects.create(page=glossary, restriction_type="login")
    assert links_in(client, article) == []


def test_terms_are_those_of_the_pages_language(client):
    make_term(locale=Locale.objects.create(language_code="es"))
    make_glossary()
    assert links_in(client, make_article(body=TEXT)) == []


def test_words_around_a_term_are_left_as_safe_as_they_were(client):
    make_term("<b>needle")
    make_glossary()
    body = [("text", "<p>a &lt;b&gt;needle &lt;iframe&gt;</p>")]
    text = client.get(make_article(body=body).get_url()).content.decode()
    assert "<iframe>" not in text
    assert "<b>needle" not in text


def test_another_process_sees_each_change_at_once(client):
    """What this process keeps is made stale behind its back: by a row, an edit, a move."""
    term, glossary = make_term(), make_glossary()
    article = make_article(body=TEXT)
    assert len(links_in(client, article)) == 1

    def behind_our_back(change):
        """As another process would: nothing here is told of it."""
        kept = dict(standing._known)
        change()
        standing._known.update(kept)

    def rename(word):
        term.term = word
        term.save()

    behind_our_back(lambda: rename("pin"))
    assert links_in(client, article) == []
    behind_our_back(lambda: rename("needle"))
    assert len(links_in(client, article)) == 1
    behind_our_back(lambda: term.delete())
    assert links_in(client, article) == []
    behind_our_back(lambda: make_term("needle"))
    assert len(links_in(client, article)) == 1
    glossary.slug = "words"
    behind_our_back(lambda: glossary.save())
    assert links_in(client, article)[0][0].startswith("/words/#")


def test_two_edits_at_once_are_two():
    """The second was read before the first was saved: the count must not stay the same."""
    term = make_term()
    one, other = (GlossaryTerm.objects.get(pk=term.pk) for _ in range(2))
    one.save()
    other.save(update_fields=["definition"])
    assert other.edits == term.edits + 2


def test_terms_and_disclaimers_cost_a_page_one_query(client, django_assert_num_queries):
    make_glossary()
    words = " ".join(f"needle{n}" for n in range(30))
    article = make_article(body=[("text", f"<p>{words}</p>")])
    costs = [cost_of(client, article)]
    for number in (1, 30):
        for n in range(GlossaryTerm.objects.count(), number):
            make_term(f"needle{n}")
            make_disclaimer(text=f"<p>{n}</p>")
        assert len(links_in(client, article)) == number
        costs.append(cost_of(client, article))
    assert len(set(costs)) == 1
    with django_assert_num_queries(1):
        standing_of(article, None)


def test_glossary_is_in_the_order_of_the_alphabet(client):
    make_term("ear")
    glossary = make_glossary()
    cost = cost_of(client, glossary)
    for word in ("zinc", "Émile", "endorphin", "5-HT", "Ödem"):
        make_term(word)
    main = soup_of(client, glossary).main
    assert [letter.string for letter in main.find_all("h2")] == ["#", "E", "O", "Z"]
    terms = [term.string for term in main.find_all("dt")]
    assert terms == ["5-HT", "ear", "Émile", "endorphin", "Ödem", "zinc"]
    assert cost_of(client, glossary) == cost
    assert initial("ñame") == "N"


def test_term_is_in_a_glossary_once():
    make_term("Needle")
    again = GlossaryTerm(term="needle", definition="x", locale=Locale.get_default())
    with pytest.raises(ValidationError):
        again.full_clean()


# Disclaimers.


def test_newest_disclaimer_in_force_is_shown(client):
    article = make_article()
    assert shown(client, article) == ""
    make_disclaimer(text="<p>Old.</p>", valid_from=date(2025, 1, 1))
    make_disclaimer(text="<p>New.</p>", valid_from=date(2026, 3, 1))
    make_disclaimer(text="<p>To come.</p>", valid_from=date(2026, 4, 1))
    for day, text in (("2026-02-28", "Old."), ("2026-03-02", "New."), ("2026-04-01", "To come.")):
        with travel(f"{day}T18:00Z", tick=False):
            assert shown(client, article) == text
    with travel("2026-03-02T18:00Z", tick=False):
        box = soup_of(client, article).main.find(class_="disclaimer")
        assert "Version 2, March 1, 2026" in box.get_text(" ", strip=True)


def test_each_kind_of_page_has_its_own_or_that_for_all(client):
    pages = {
        PageKind.CONDITION: make_condition(),
        PageKind.TREATMENT: make_treatment(),
        PageKind.ARTICLE: make_article(),
        PageKind.PRACTITIONER: make_practitioner(),
    }
    make_disclaimer(PageKind.ALL, "<p>all</p>")
    for kind, page in pages.items():
        assert shown(client, page) == "all"
        make_disclaimer(kind, f"<p>{kind.value}</p>")
        assert shown(client, page) == kind.value
    assert shown(client, pages[PageKind.ARTICLE].get_parent()) == ""


@pytest.mark.parametrize(
    ("language", "chain"),
    [("es-mx", ["es-mx", "es", "en"]), ("es", ["es", "en"]), ("en", ["en"]), ("", ["", "en"])],
)
def test_languages_of_a_disclaimer_end_with_the_sites(language, chain):
    assert languages_for(language) == chain


def test_disclaimer_in_another_language_says_which(client, settings):
    languages = [("en", "English"), ("es", "Spanish"), ("es-mx", "Mexico")]
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = languages
    mexican = Locale.objects.create(language_code="es-mx")
    article = make_article(locale=mexican)

    def said() -> tuple[str, str | None]:
        box = soup_of(client, article).main.find(class_="disclaimer__text")
        return box.get_text(strip=True), box.get("lang")

    make_disclaimer(text="<p>English.</p>")
    assert said() == ("English.", "en")
    spanish = Locale.objects.create(language_code="es")
    make_disclaimer(PageKind.ALL, "<p>Para todos.</p>", locale=spanish)
    assert said() == ("Para todos.", "es")
    make_disclaimer(text="<p>Para México.</p>", locale=mexican)
    assert said() == ("Para México.", None)


@travel("2026-03-04T18:00Z", tick=False)
def test_disclaimer_in_force_is_never_changed():
    disclaimer = make_disclaimer(valid_from=date(2026, 3, 4))
    disclaimer.full_clean()  # saving it as it is changes nothing
    changes = {"text": "<p>Other.</p>", "valid_from": date(2026, 3, 5), "page_kind": "all"}
    for name, value in changes.items():
        changed = Disclaimer.objects.get(pk=disclaimer.pk)
        setattr(changed, name, value)
        with pytest.raises(ValidationError, match="add a new version"):
            changed.full_clean()


@travel("2026-03-04T18:00Z", tick=False)
def test_disclaimer_to_come_may_change_but_not_into_the_past():
    disclaimer = make_disclaimer(valid_from=date(2026, 3, 5))
    disclaimer.text, disclaimer.valid_from = "<p>Better.</p>", date(2026, 3, 4)
    disclaimer.full_clean()
    disclaimer.valid_from -= timedelta(days=1)
    with pytest.raises(ValidationError) as refused:
        disclaimer.full_clean()
    assert "valid_from" in refused.value.message_dict


def test_versions_are_counted_by_kind_and_language():
    spanish = Locale.objects.create(language_code="es")
    made = [make_disclaimer(), make_disclaimer(), make_disclaimer("all")]
    made.append(make_disclaimer(locale=spanish))
    assert [one.version for one in made] == [1, 2, 1, 1]
    made[0].save()
    assert made[0].version == 1
