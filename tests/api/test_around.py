"""What pages show around their texts is told, too: terms, headings, disclaimers, order."""

import pytest
from wagtail import hooks
from wagtail.models import Locale

from conditions.citing import citation_reference
from tests.clinic import soup_of
from tests.conditions.test_standing import TEXT, make_disclaimer, make_glossary, make_term
from tests.factories import make_article, make_citation, make_condition, make_treatment
from tests.machines.test_head import translated

PAGES = "/api/v3/clinic/pages/"

pytestmark = pytest.mark.django_db


def test_first_use_of_a_term_leads_to_the_glossary_as_on_the_page(client, told):
    term, glossary = make_term(), make_glossary()
    points = {"heading": "", "points": [{"heading": "A needle", "text": "<p>needle</p>"}]}
    article = make_article(body=[*TEXT, ("points", points)])
    page = told(article)
    first, second = page["body"]
    address = f"{glossary.get_url()}#{term.anchor}"
    assert page["glossary_terms"] == [{"term": "needle", "anchor": term.anchor, "url": address}]
    assert first["value"]["html"].count("glossary-term") == 1
    assert second["value"]["points"][0]["text"]["html"] == "<p>needle</p>"
    (link,) = soup_of(client, article).main.find_all("a", class_="glossary-term")
    assert str(link) in first["value"]["html"]


def test_each_page_of_a_list_has_first_uses_of_its_own(client):
    make_term()
    make_glossary()
    for _page in range(2):
        make_article(body=TEXT)
    items = client.get(PAGES, {"type": "clinic_conditions.ArticlePage"}).json()["items"]
    assert [len(page["glossary_terms"]) for page in items] == [1, 1]


def test_markdown_leads_to_the_glossary_too(told):
    term, glossary = make_term(), make_glossary()
    (block,) = told(make_article(body=TEXT), format="markdown")["body"]
    assert block["value"]["html"] is None
    assert f"{glossary.get_url()}#{term.anchor})" in block["value"]["markdown"]


def test_glossary_tells_its_terms_and_is_no_text_with_terms(told):
    make_term("needle", also_called="pin, needles")
    make_term("Áqi")
    make_term(locale=Locale.objects.create(language_code="es"), term="aguja")
    page = told(make_glossary())
    assert [term["term"] for term in page["terms"]] == ["Áqi", "needle"]
    needle = page["terms"][1]
    assert needle["also_called"] == ["pin", "needles"]
    assert needle["definition"] == {"html": "<p>A very thin pin.</p>", "markdown": None}
    assert page["glossary_terms"] == []


def test_texts_stay_whole_when_a_project_takes_them_apart(told):
    def torn(html, page, request):
        return html.replace("<!--", "<")

    with hooks.register_temporarily("clinic_page_text", torn):
        page = told(make_article(body=[*TEXT, *TEXT]))
    assert [block["value"]["html"] for block in page["body"]] == [TEXT[0][1], TEXT[0][1]]


@pytest.mark.parametrize("language", ["en", "es"])
def test_sections_are_those_of_the_page(client, told, language):
    """Those that hold something, in its order, with its headings and anchors."""
    page = make_condition(symptoms="<p>It hurts.</p>", causes="", limits="<p>Little.</p>")
    page = page if language == "en" else translated(page, language)
    answer, soup = told(page), soup_of(client, page)
    shown = [(part.h2["id"], part.h2.get_text()) for part in soup.main.select("section.part")]
    headed = [one for one in answer["sections"] if one["field"] != "body"]
    assert [(one["anchor"], one["heading"]) for one in headed] == shown
    assert "causes" not in {one["field"] for one in answer["sections"]}
    assert all(answer[one["field"]] for one in answer["sections"])
    listed = [(one["href"], one.get_text()) for one in soup.main.select(".contents a")]
    assert [(f"#{one['anchor']}", one["heading"]) for one in answer["contents"]] == listed


def test_body_is_a_section_without_a_heading_and_a_short_page_has_no_contents(told):
    page = told(make_treatment(what_happens="<p>We talk.</p>", body=TEXT))
    assert page["sections"] == [
        {"field": "what_happens", "anchor": "what-happens", "heading": "What happens"},
        {"field": "body", "anchor": "", "heading": ""},
    ]
    assert page["contents"] == []


def test_warning_signs_come_in_the_order_of_the_page(told):
    cards = [
        ("card", {"urgency": urgency, "heading": "", "text": f"<p>{urgency}</p>"})
        for urgency in ("non_urgent", "emergency", "urgent")
    ]
    page = told(make_condition(red_flags=cards))
    told_of = [card["value"]["urgency"] for card in page["red_flags"]]
    assert told_of == ["emergency", "urgent", "non_urgent"]


def test_sources_are_numbered_in_the_order_of_the_page(client, told):
    first, second = make_citation(), make_citation()
    card = {"urgency": "emergency", "heading": "", "text": _citing(second)}
    page = make_condition(is_for_you=_citing(first), red_flags=[("card", card)])
    assert [source["doi"] for source in told(page)["sources"]] == [first.doi, second.doi]
    shown = soup_of(client, page).main.select(".sources__item .citation")
    assert [first.doi in str(shown[0]), second.doi in str(shown[1])] == [True, True]


def _citing(citation) -> str:
    return f"<p>x {citation_reference(citation.pk)}</p>"


def test_disclaimer_is_the_one_of_the_page(told):
    article = make_article(body=TEXT)
    assert told(article)["disclaimer"] is None
    made = make_disclaimer()
    assert told(article)["disclaimer"] == {
        "text": {"html": "<p>Read this.</p>", "markdown": None},
        "language": "en",
        "version": made.version,
        "valid_from": "2026-01-01",
    }
    assert told(make_condition())["disclaimer"] is None
