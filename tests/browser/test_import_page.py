"""A practitioner pastes a text, looks it through, makes the draft and ticks off what is left."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse
from playwright.sync_api import Page, expect

from conditions.models import ArticleIndexPage, ArticlePage
from tests.browser.entering import give_session
from tests.conditions.importing_texts import SHOULDER
from tests.factories import EDINA_PHONE, index_page, make_location, phones

pytestmark = pytest.mark.browser


@pytest.fixture
def admin(page: Page, live_server, settings) -> Page:
    """The browser, signed in; any error of a script fails the test."""
    make_location("St. Paul")
    make_location("Edina", phones=phones(EDINA_PHONE))
    index_page(ArticleIndexPage, title="Articles", slug="articles")
    user = get_user_model().objects.create_user("writer", "writer@clinic.example")
    user.groups.add(Group.objects.get(name="Moderators"))
    page.set_default_timeout(20_000)
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    give_session(page.context, live_server.url, user)
    page.goto(live_server.url + reverse("wagtailadmin_home"))
    yield page
    page.goto("about:blank")
    page.wait_for_timeout(500)
    assert errors == []


def test_pasted_text_becomes_a_draft_whose_todos_are_ticked_off(admin: Page):
    admin.locator("#clinic-articles-section").get_by_role("link", name="Import articles").click()
    admin.get_by_label("Paste the text of an article").fill(SHOULDER)
    admin.get_by_role("button", name="Read", exact=True).click()
    expect(admin.get_by_label("Title")).to_have_value("4 Habits for Calmer Shoulders")
    frame = admin.frame_locator("iframe")
    expect(frame.locator('a[href="tel:+19523034115"]').first).to_be_visible()
    admin.get_by_label("Title").fill("Calm Shoulders")
    admin.get_by_role("button", name="Make the draft").click()
    admin.get_by_role("link", name="Edit it and publish it there").click()
    expect(admin.locator("#id_title")).to_have_value("Calm Shoulders")
    todos = admin.locator("[data-clinic-todos]")
    expect(todos.get_by_role("listitem").first).to_be_visible()
    left = todos.get_by_role("listitem").count()
    todos.get_by_role("button", name="Done", exact=True).first.click()
    expect(todos.locator("[aria-pressed=true]")).to_have_count(1)
    admin.reload()
    expect(todos.get_by_role("listitem")).to_have_count(left - 1)
    assert ArticlePage.objects.get().live is False
