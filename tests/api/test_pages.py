"""`clinic/pages/`: pages with typed bodies, for front ends; nothing that strangers may not see."""

import json

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from conditions.citing import citation_reference
from conditions.models import ArticlePage
from locations.models import License, People, PictureRights
from locations.references import phone_reference
from tests.factories import (
    EDINA_PHONE,
    home_page,
    make_article,
    make_citation,
    make_condition,
    make_image,
    make_location,
    make_practitioner,
    make_reviewer,
    make_site,
    make_treatment,
    phones,
    sign_page,
)
from tests.machines.test_head import translated

PAGES = "/api/v3/clinic/pages/"
ARTICLES = {"type": "clinic_conditions.ArticlePage"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def edina():
    return make_location("Edina", phones=phones(EDINA_PHONE, text="+19525550177"))


@pytest.fixture
def listed(client):
    """Lists pages, narrowed down by parameters; any answer but 200 is a failure."""

    def listed(**asked):
        answer = client.get(PAGES, asked)
        assert answer.status_code == 200, answer.content
        return answer.json()

    return listed


def titles(answer: dict) -> list[str]:
    return [page["title"] for page in answer["items"]]


# Bodies.


def test_every_block_is_told_with_its_type(told, edina):
    call = f"<p>{phone_reference(edina.pk)}</p>"
    body = [
        ("text", f"<p>Call {phone_reference(edina.pk)}.</p>"),
        ("points", {"heading": "Two", "points": [{"heading": "Rest", "text": call}]}),
        ("callout", {"kind": "urgent", "heading": "Now", "text": call}),
        ("phone", {"location": edina, "role": "text"}),
        ("consultation", {"heading": "Talk", "text": "", "location": edina, "show_form": True}),
    ]
    blocks = {block["type"]: block["value"] for block in told(make_article(body=body))["body"]}
    link = '<a class="clinic-phone" href="tel:+19523034115">952-303-4115</a>'
    assert blocks["text"] == {"html": f"<p>Call {link}.</p>", "markdown": None}
    assert blocks["points"]["points"][0]["text"]["html"] == f"<p>{link}</p>"
    assert blocks["callout"]["kind_label"] == "When to get urgent help"
    assert blocks["phone"]["location"]["path"] == "/locations/edina/"
    assert blocks["phone"]["phone"]["number"] == "+19525550177"
    assert blocks["phone"]["phone"]["href"] == "sms:+19525550177"
    assert blocks["consultation"]["location"]["id"] == edina.pk
    assert blocks["consultation"]["show_form"] is True


def test_text_as_markdown_has_the_number_of_today_too(told, edina):
    article = make_article(body=[("text", f"<p>Call <b>us</b>: {phone_reference(edina.pk)}</p>")])
    (block,) = told(article, format="both")["body"]
    assert block["value"]["markdown"] == "Call **us**: [952-303-4115](tel:+19523034115)"
    assert block["value"]["html"]
    (block,) = told(article, format="markdown")["body"]
    assert block["value"]["html"] is None


def test_links_in_texts_lead_to_pages_by_path(told):
    hip = make_condition(title="Hip pain", slug="hip-pain")
    text = f'<p><a linktype="page" id="{hip.pk}">hips</a></p>'
    (block,) = told(make_article(body=[("text", text)]))["body"]
    assert block["value"]["html"] == '<p><a href="/conditions/hip-pain/">hips</a></p>'


def test_sources_have_the_numbers_of_the_marks(told):
    first, second = make_citation(), make_citation()
    text = f"<p>{citation_reference(second.pk)} and {citation_reference(first.pk)}</p>"
    article = told(make_article(body=[("text", text)]))
    assert (
        '<sup>[1]</sup></a> and <a class="clinic-citation"' in article["body"][0]["value"]["html"]
    )
    assert [source["doi"] for source in article["sources"]] == [second.doi, first.doi]


def test_condition_has_its_clinical_fields_typed(told):
    needles = make_treatment(title="Acupuncture")
    finding = {
        "statement": "Less pain",
        "treatment": needles,
        "effect": "may_help",
        "certainty": "low",
        "text": "",
    }
    page = told(make_condition(treatments=[needles], findings=[("finding", finding)]))
    (flag, _second) = [card["value"] for card in page["red_flags"]]
    assert flag["urgency"] == "emergency"
    assert flag["title"] == "Call 911 or go to an emergency room now if:"
    (found,) = [block["value"] for block in page["findings"]]
    assert (found["effect"], found["certainty_label"]) == ("may_help", "Low certainty")
    assert found["treatment"]["title"] == "Acupuncture"
    assert [link["title"] for link in page["treatments"]] == ["Acupuncture"]


def test_review_is_told_as_it_stands(told):
    by = make_reviewer(make_practitioner(title="Ada Stone", credentials="LAc"))
    hip = make_condition()
    assert told(hip)["review"] is None
    sign_page(hip, by)
    review = told(hip)["review"]
    assert (review["reviewer"], review["is_current"]) == ("Ada Stone, LAc", True)
    hip.symptoms = "<p>New.</p>"
    hip.save_revision().publish()
    assert told(hip)["review"]["is_current"] is False


def test_practitioner_has_places_with_days(told, edina):
    mai = make_practitioner(title="Mai", locations=[edina])
    mai.location_links.update(weekdays="0,2")
    (place,) = told(mai)["locations"]
    assert (place["title"], place["weekdays"]) == ("Edina", [0, 2])


def test_picture_has_named_sizes_credit_and_focus(told):
    picture = make_image(
        "Hip", size=(400, 200), description="A drawn hip", focal_point_x=100, focal_point_y=50,
        focal_point_width=10, focal_point_height=10,
    )  # fmt: skip
    PictureRights.objects.create(picture=picture, credit="Drawn here", license=License.OWN)
    image = told(make_article(image=picture))["image"]
    assert (image["alt"], image["credit"], image["is_decorative"]) == (
        "A drawn hip",
        "Drawn here",
        False,
    )
    assert image["focus"] == {"x": 0.25, "y": 0.25}
    assert set(image["named"]) == {"wide", "card"}
    wide = image["named"]["wide"]
    assert wide["srcset"] == f"{wide['src']} {wide['width']}w"


def test_picture_that_must_not_be_shown_is_not_told(told):
    picture = make_image()
    PictureRights.objects.create(picture=picture, people=People.REFUSED)
    body = [("image", {"image": picture, "caption": "", "credit": ""})]
    page = told(make_article(image=picture, body=body))
    assert page["image"] is None
    assert page["body"][0]["value"]["image"] is None


def test_translation_tells_the_facts_of_its_original_and_its_own_words(told):
    needles = make_treatment(title="Acupuncture", price="95.00")
    spanish = translated(needles, "es", title="Acupuntura")
    needles.price = "110.00"
    needles.save_revision().publish()
    page = told(spanish)
    assert (page["title"], page["price"], page["locale"]) == ("Acupuntura", "110.00", "es")
    assert [other["locale"] for other in page["translations"]] == ["en"]
    assert told(needles, locale="es")["id"] == spanish.pk


def test_labels_are_in_the_language_of_the_page(told):
    callout = {"kind": "caution", "heading": "X", "text": "<p>x</p>"}
    article = make_article(body=[("callout", callout)])
    spanish = translated(article, "es")
    labels = [told(page)["body"][0]["value"]["kind_label"] for page in (article, spanish)]
    assert labels[0] == "Caution"
    assert labels[1] != "Caution"


# Lists.


def test_list_is_narrowed_down(listed, edina):
    hip, knee = make_condition(title="Hip"), make_condition(title="Knee")
    mai, ada = make_practitioner(title="Mai", locations=[edina]), make_practitioner(title="Ada")
    make_article(title="On hips", author=mai, conditions=[hip])
    make_article(title="On knees", author=ada, conditions=[knee])
    make_treatment(title="Needles", locations=[edina])
    assert titles(listed(**ARTICLES)) == ["On hips", "On knees"]
    assert titles(listed(condition=hip.pk)) == ["On hips"]
    assert titles(listed(author=ada.pk)) == ["On knees"]
    assert titles(listed(location=edina.pk)) == ["Mai", "Needles"]
    assert titles(listed(locale="en", type="clinic_conditions.ConditionPage")) == ["Hip", "Knee"]
    assert listed(locale="es") == {"total": 0, "next": None, "items": []}


@pytest.mark.parametrize("order", ["tree", "newest"])
def test_parts_of_a_list_are_the_whole_list_once(listed, order):
    pages = [make_article(title=f"Article {n}") for n in range(5)]
    for page in pages[1:4]:
        page.save_revision().publish()
    found, cursor = [], {}
    for _part in range(3):
        part = listed(**ARTICLES, order=order, limit=2, **cursor)
        assert part["total"] == 5
        found += [page["id"] for page in part["items"]]
        cursor = {"cursor": part["next"]}
    assert part["next"] is None
    ids = [page.pk for page in pages]
    newest = [ids[3], ids[2], ids[1], ids[4], ids[0]]
    assert found == (ids if order == "tree" else newest)


def test_cursor_goes_on_where_it_was_when_a_page_is_added_before_it(listed):
    first, second = make_condition(title="First"), make_condition(title="Second")
    part = listed(type="clinic_conditions.ConditionPage", limit=1)
    first.delete()
    rest = listed(type="clinic_conditions.ConditionPage", limit=1, cursor=part["next"])
    assert [page["id"] for page in rest["items"]] == [second.pk]


@pytest.mark.parametrize(
    "asked",
    [
        {"typ": "x"},
        {"type": "wagtailcore.Page"},
        {"locale": "xx"},
        {"limit": "101"},
        {"limit": "0"},
        {"condition": "hip"},
        {"condition": str(2**63)},
        {"cursor": "x"},
        {"cursor": "WzFd"},
        {"cursor": "\u00e4"},
        {"order": "newest", "cursor": "WyJ0cmVlIiwgIjAwMDEiXQ"},
    ],
)
def test_what_is_not_known_is_a_problem(client, asked):
    home_page()
    answer = client.get(PAGES, asked)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    (error,) = answer.json()["errors"]
    assert error["parameter"] in asked


def test_nothing_private_unpublished_or_of_another_site_is_told(client, listed):
    shown = make_article(title="Shown")
    private = make_article(title="Private")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    draft = make_article(title="Draft", live=False)
    expired = make_article(title="Expired", expire_at=timezone.now())
    expired.unpublish()
    elsewhere = Page.get_first_root_node().add_child(instance=Page(title="Other", slug="other"))
    make_site("other.example", root_page=elsewhere)
    foreign = elsewhere.add_child(
        instance=ArticlePage(title="Foreign", body=[("text", "<p>x</p>")])
    )
    assert titles(listed(**ARTICLES)) == ["Shown"]
    hidden = [private, draft, expired, foreign]
    assert {client.get(f"{PAGES}{page.pk}/").status_code for page in hidden} == {404}
    links = "".join(f'<p><a linktype="page" id="{page.pk}">x</a></p>' for page in hidden[:3])
    shown.body = [("text", links), ("phone", {"location": None, "role": "main"})]
    shown.author = make_practitioner(title="Gone", live=False)
    shown.save()
    text = json.dumps(listed(**ARTICLES))
    assert not [title for title in ("Private", "Draft", "Expired", "Gone") if title in text]


def test_session_of_a_superuser_shows_no_more(client):
    private = make_article(title="Private")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    user = get_user_model().objects.create_superuser("root", "root@clinic.example", "x")
    client.force_login(user)
    assert client.get(f"{PAGES}{private.pk}/").status_code == 404


# The cost.


def rich_articles(number: int, *, edina, hip, author) -> None:
    """Articles with everything that an article can have; their pictures have been shown before."""
    for _ in range(number):
        text = (
            f"<p>{phone_reference(edina.pk)} {citation_reference(make_citation().pk)} "
            f'<a linktype="page" id="{make_treatment().pk}">Needles</a></p>'
        )
        body = [
            ("text", text),
            ("image", {"image": make_image(), "caption": "", "credit": ""}),
            ("phone", {"location": edina, "role": "main"}),
            ("consultation", {"heading": "X", "text": text, "location": edina, "show_form": False}),
        ]
        make_article(author=author, conditions=[hip], image=make_image(), body=body)


def cost_of(client, path: str, **asked) -> int:
    """What a list costs a process that has answered before in this generation of the content."""
    for _before in range(2):  # the first answer cuts pictures
        client.get(path, asked)
        connection.run_on_commit.clear()  # as if all that changed content were committed
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path, asked).status_code == 200
    return len(queries)


@pytest.mark.parametrize("number", [1, 3, 20])
def test_list_of_articles_with_bodies_takes_eight_queries(client, edina, number):
    hip, author = make_condition(), make_practitioner(locations=[edina])
    rich_articles(number, edina=edina, hip=hip, author=author)
    assert cost_of(client, PAGES, **ARTICLES, limit=20) == 8


@pytest.mark.parametrize("number", [1, 3])
def test_list_of_all_types_costs_the_same_however_long(client, edina, number):
    hip, author = make_condition(), make_practitioner(locations=[edina])
    rich_articles(number, edina=edina, hip=hip, author=author)
    for _ in range(number):
        make_condition(treatments=[make_treatment(locations=[edina])])
    assert cost_of(client, PAGES, limit=100) == 20


@pytest.mark.parametrize("number", [1, 3])
def test_list_of_translations_costs_one_query_more(client, edina, number):
    for _ in range(number):
        translated(make_treatment(locations=[edina]), "es")
    asked = {"type": "clinic_conditions.TreatmentPage", "locale": "es"}
    assert cost_of(client, PAGES, **asked) == 6
