"""The list of numbers that the rich text editor offers, and the editor's own files."""

import json

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.staticfiles import finders
from django.urls import reverse
from wagtail.admin.rich_text import DraftailRichTextArea

from tests.factories import EDINA_PHONE, ST_PAUL_PHONE, make_article, make_location, phones

pytestmark = pytest.mark.django_db

URL = "/admin/clinic/facts/clinic-phone/"


def log_in(client, *groups: str):
    user = get_user_model().objects.create_user("writer", "writer@clinic.example", "secret")
    user.groups.set(Group.objects.filter(name__in=groups))
    client.force_login(user)


@pytest.fixture
def editor(client):
    log_in(client, "Editors")
    return client


def choices(client, **current) -> str:
    response = client.get(URL, current)
    assert response.status_code == 200
    body = response.json()
    assert body["step"] == "choose_fact"
    return " ".join(body["html"].split())


def entities(html: str) -> list[dict]:
    """What the editor gets of each choice."""
    buttons = BeautifulSoup(html, "html.parser").find_all(attrs={"data-clinic-fact": True})
    return [json.loads(button["data-clinic-fact"]) for button in buttons]


def test_url_is_the_one_that_the_editor_asks():
    assert reverse("clinic_locations_choose_fact", args=["clinic-phone"]) == URL


def test_chooser_offers_every_number_of_every_location(editor):
    st_paul = make_location("St. Paul", phones=phones(ST_PAUL_PHONE, fax="+16515550102"))
    make_location("Edina", phones=phones(EDINA_PHONE))
    html = choices(editor)
    assert html.count("data-clinic-fact") == 3
    assert {
        "id": st_paul.pk,
        "role": "fax",
        "text": "651-555-0102",
        "label": "St. Paul: Fax",
    } in entities(html)
    assert "Edina: Main phone" in [entity["label"] for entity in entities(html)]
    assert html.index("St. Paul</h2>") < html.index("Edina</h2>")


def test_chooser_starts_with_the_main_number_and_offers_each_role_once(editor):
    numbers = [
        ("phone", {"role": role, "number": number})
        for role, number in [
            ("text", "+16515550101"),
            ("main", ST_PAUL_PHONE),
            ("main", "+16515550109"),
        ]
    ]
    make_location(phones=numbers)
    html = choices(editor)
    assert html.count("data-clinic-fact") == 2
    assert html.index("651-224-6678") < html.index("651-555-0101")


def test_chooser_marks_the_number_that_is_in_the_text(editor):
    location = make_location(phones=phones(fax="+16515550102"))
    assert "aria-current" not in choices(editor)
    html = choices(editor, id=location.pk, role="fax")
    assert html.count("aria-current") == 1
    assert html.index("aria-current") > html.index("651-555-0102")


@pytest.mark.parametrize("current", [{"id": "x"}, {"id": "9" * 40}, {"role": "<b>"}])
def test_chooser_takes_any_query(editor, current):
    make_location()
    assert "aria-current" not in choices(editor, **current)


def test_chooser_leaves_out_drafts_and_says_when_there_is_nothing(editor):
    make_location("Duluth", live=False)
    html = choices(editor)
    assert "Duluth" not in html
    assert "No location is published yet." in html


def test_title_is_escaped_in_the_chooser(editor):
    make_location('"><script>')
    assert "<script>" not in choices(editor)


def test_chooser_costs_the_same_for_many_locations(editor, django_assert_max_num_queries):
    def queries() -> int:
        with django_assert_max_num_queries(20) as captured:
            choices(editor)
        return len(captured)

    make_location()
    queries()  # makes the row of the clinic's settings
    one = queries()
    make_location("Edina")
    make_location("Duluth")
    assert queries() == one


def test_chooser_is_for_people_of_the_admin_only(client):
    response = client.get(URL)
    assert response.status_code == 302
    assert "/admin/login/" in response["Location"]
    log_in(client)
    assert client.get(URL, headers={"x-requested-with": "XMLHttpRequest"}).status_code == 403


def test_editor_loads_the_plugin(editor):
    media = str(DraftailRichTextArea(features=["clinic-phone"]).media)
    for name in ("clinic/admin/live_fact.js", "clinic/admin/live_fact.css"):
        assert name in media
        assert finders.find(name)


def test_icon_is_in_the_admin_s_sprite(client):
    assert 'id="icon-clinic-phone"' in client.get("/admin/sprite/").content.decode()


def test_page_editor_opens_with_a_reference(client):
    user = get_user_model().objects.create_superuser("boss", "boss@clinic.example", "secret")
    client.force_login(user)
    location = make_location()
    text = f'<p><a linktype="clinic-phone" id="{location.pk}" role="main"></a></p>'
    article = make_article(body=[("text", text)])
    html = client.get(reverse("wagtailadmin_pages:edit", args=[article.pk])).content.decode()
    assert "CLINIC_PHONE" in html
    assert "651-224-6678" in html
