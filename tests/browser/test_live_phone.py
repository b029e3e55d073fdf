"""A practitioner puts a number into an article; later the number changes at its location."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from locations.markup import phone_reference
from locations.usage import uses_in_content
from tests.browser.entering import give_session
from tests.factories import EDINA_PHONE, ST_PAUL_PHONE, make_article, make_location, phones

pytestmark = pytest.mark.browser


@pytest.fixture
def st_paul(live_server):
    return make_location("St. Paul", phones=phones(ST_PAUL_PHONE, fax="+16515550102"))


@pytest.fixture
def edina(st_paul):
    return make_location("Edina", phones=phones(EDINA_PHONE))


@pytest.fixture
def article(st_paul):
    return make_article(title="Hip pain", body=[("text", "<p>Ring us.</p>")])


@pytest.fixture
def admin(page: Page, live_server, settings) -> Page:
    """The browser, signed in; any error of a script fails the test."""
    user = get_user_model().objects.create_user("writer", "writer@clinic.example")
    user.groups.add(Group.objects.get(name="Moderators"))
    page.set_default_timeout(10_000)
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0  # a test saves when it says so
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    give_session(page.context, live_server.url, user)
    yield page
    page.goto("about:blank")
    page.wait_for_timeout(500)  # leaving an editor is told to the server in the background
    assert errors == []


def open_editor(browser: Page, live_server, page) -> None:
    browser.goto(live_server.url + reverse("wagtailadmin_pages:edit", args=[page.pk]))


def text_field(browser: Page) -> Locator:
    return browser.locator('[data-contentpath="body"] [contenteditable="true"]').first


def put_number(browser: Page, choice: str) -> None:
    """Open the list from the caret, by keyboard, and choose a number in it."""
    browser.keyboard.type("/phone")
    browser.get_by_role("option", name="Phone number").first.wait_for()
    browser.keyboard.press("Enter")
    dialog = browser.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="Choose a phone number")).to_be_visible()
    expect(dialog.locator("[data-clinic-fact]").first).to_be_focused()  # it is all there
    dialog.get_by_role("button", name=choice).click()
    expect(dialog).to_have_count(0)
    expect(text_field(browser)).to_be_focused()


# The editor hands its content over to the form a while after the last change.
HANDED_OVER = """
() => [...document.querySelectorAll('[data-contentpath="body"] input')]
  .filter((field) => field.draftailEditor)
  .every((field) => {
    const content = field.draftailEditor.getEditorState().getCurrentContent();
    const shown = content.getBlocksAsArray().map((block) => {
      let entities = 0;
      block.findEntityRanges((character) => character.getEntity(), () => { entities += 1; });
      return [block.getText(), entities];
    });
    const blocks = JSON.parse(field.value)?.blocks ?? [{ text: '', entityRanges: [] }];
    const given = blocks.map((block) => [block.text, block.entityRanges.length]);
    return JSON.stringify(shown) === JSON.stringify(given);
  })
"""


def save(browser: Page, button: str = "Save draft") -> None:
    for _attempt in range(100):
        if browser.evaluate(HANDED_OVER):
            break
        browser.wait_for_timeout(100)
    if button == "Publish":
        browser.get_by_role("button", name="More actions").last.click()
    browser.get_by_role("button", name=button).click()
    expect(browser.locator(".messages .success")).to_be_visible()


def latest_texts(page) -> list[str]:
    """The stored texts of the latest draft, without the editor's block keys."""
    page.refresh_from_db()
    sources = [block.value.source for block in page.get_latest_revision_as_object().body]
    return [re.sub(r' data-block-key="[^"]*"', "", html) for html in sources]


def test_number_is_chosen_published_and_follows_its_location(
    admin, live_server, article, st_paul, edina
):
    open_editor(admin, live_server, article)
    text_field(admin).click()
    admin.keyboard.press("End")
    admin.keyboard.type(" Call ")
    put_number(admin, "651-224-6678")
    admin.keyboard.type(" today.")
    entity = admin.locator(".clinic-fact-entity")
    expect(entity).to_have_text("651-224-6678")
    expect(entity).to_have_attribute("data-label", "St. Paul: Main phone")
    save(admin)
    expected = f"<p>Ring us. Call {phone_reference(st_paul.pk)} today.</p>"
    assert latest_texts(article) == [expected]

    save(admin, "Publish")
    assert uses_in_content(st_paul) == 1
    admin.goto(live_server.url + article.get_url())
    expect(admin.locator("a.clinic-phone")).to_have_attribute("href", "tel:+16512246678")
    expect(admin.locator("a.clinic-phone")).to_have_text("651-224-6678")

    other = make_article(body=[("text", f"<p>{phone_reference(st_paul.pk)}</p>")])
    open_editor(admin, live_server, st_paul)
    expect(admin.get_by_text("2 pages have these numbers in their text.")).to_be_visible()
    admin.get_by_role("textbox", name="Number").first.fill("(651) 555-0199")
    save(admin, "Publish")
    for page in (article, other):
        admin.goto(live_server.url + page.get_url())
        expect(admin.locator("a.clinic-phone")).to_have_text("651-555-0199")
        expect(admin.locator("a.clinic-phone")).to_have_attribute("href", "tel:+16515550199")


@pytest.fixture
def written(article, st_paul):
    """An article that has the number in the middle of its text."""
    text = f"<p>Call {phone_reference(st_paul.pk)} today.</p>"
    article.body = [("text", text)]
    article.save_revision().publish()
    return article


def test_number_is_changed_for_another(admin, live_server, written, edina):
    open_editor(admin, live_server, written)
    admin.locator(".clinic-fact-entity").click()
    admin.get_by_role("tooltip").get_by_role("button", name="Edit").click()
    dialog = admin.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="651-224-6678")).to_have_attribute(
        "aria-current", "true"
    )
    dialog.get_by_role("button", name="952-303-4115").click()
    expect(admin.locator(".clinic-fact-entity")).to_have_text("952-303-4115")
    save(admin)
    assert latest_texts(written) == [f"<p>Call {phone_reference(edina.pk)} today.</p>"]


def test_removed_number_leaves_no_typed_number(admin, live_server, written):
    open_editor(admin, live_server, written)
    admin.locator(".clinic-fact-entity").click()
    admin.get_by_role("tooltip").get_by_role("button", name="Remove").click()
    expect(admin.locator(".clinic-fact-entity")).to_have_count(0)
    save(admin)
    assert latest_texts(written) == ["<p>Call  today.</p>"]


def test_backspace_takes_the_whole_number_and_undo_brings_it_back(
    admin, live_server, written, st_paul
):
    open_editor(admin, live_server, written)
    text_field(admin).click()
    admin.keyboard.press("End")
    for _character in " today.":
        admin.keyboard.press("ArrowLeft")
    admin.keyboard.press("Backspace")
    expect(text_field(admin)).to_have_text("Call  today.")
    admin.keyboard.press("Control+z")
    expect(admin.locator(".clinic-fact-entity")).to_have_text("651-224-6678")
    admin.keyboard.press("Control+Shift+z")
    expect(admin.locator(".clinic-fact-entity")).to_have_count(0)
    admin.keyboard.press("Control+z")
    save(admin)
    assert latest_texts(written) == [f"<p>Call {phone_reference(st_paul.pk)} today.</p>"]


def test_undo_takes_back_an_inserted_number_only(admin, live_server, article):
    open_editor(admin, live_server, article)
    text_field(admin).click()
    admin.keyboard.press("End")
    admin.keyboard.type(" Call ")
    put_number(admin, "651-224-6678")
    admin.keyboard.press("Control+z")
    expect(admin.locator(".clinic-fact-entity")).to_have_count(0)
    expect(text_field(admin)).to_contain_text("Ring us. Call")


def test_copied_number_stays_live_in_another_text(admin, live_server, written, st_paul):
    reference = phone_reference(st_paul.pk)
    written.body = [("text", f"<p>Call {reference} today.</p>"), ("text", "<p>Or:</p>")]
    written.save_revision().publish()
    open_editor(admin, live_server, written)
    texts = admin.locator('[data-contentpath="body"] [contenteditable="true"]')
    texts.nth(0).click()
    admin.keyboard.press("Control+a")
    admin.keyboard.press("Control+c")
    texts.nth(1).click()
    admin.keyboard.press("End")
    admin.keyboard.press("Enter")
    admin.keyboard.press("Control+v")
    expect(admin.locator(".clinic-fact-entity")).to_have_count(2)
    save(admin)
    assert [text.count(reference) for text in latest_texts(written)] == [1, 1]


def test_selected_typed_number_is_replaced_by_a_live_one(admin, live_server, article, st_paul):
    article.body = [("text", "<p>651-224-6678</p>")]
    article.save_revision()  # a draft: with a typed number it is not published
    open_editor(admin, live_server, article)
    text_field(admin).click()
    admin.keyboard.press("Control+a")
    admin.get_by_role("button", name="Phone number").click()
    admin.get_by_role("dialog").get_by_role("button", name="651-224-6678").click()
    expect(admin.locator(".clinic-fact-entity")).to_have_text("651-224-6678")
    save(admin)
    assert latest_texts(article) == [f"<p>{phone_reference(st_paul.pk)}</p>"]


def test_check_replaces_a_typed_number_and_no_part_of_another(admin, live_server, article, st_paul):
    others = "Order 12-651-224-6678, form 651-224-6678-12, desk 651-224-6678 ext. 5."
    article.body = [("text", f"<p>Call 651-224-6678. {others}</p>")]
    article.save_revision()  # a draft: with a typed number it is not published
    open_editor(admin, live_server, article)
    fixes = admin.locator(".clinic-checks__finding button", has_text="St. Paul: Main phone")
    expect(fixes.first).to_be_attached()
    # Wagtail keeps the panel closed until somebody opens it.
    for fix in fixes.all():
        fix.dispatch_event("click")
    expect(admin.locator(".clinic-checks [role=status]")).not_to_be_empty()
    save(admin)
    assert latest_texts(article) == [f"<p>Call {phone_reference(st_paul.pk)}. {others}</p>"]


# What Wagtail does when it has saved a new page by itself, ten seconds after somebody opened it.
SAVED_BY_ITSELF = """(address) => {
  window.history.replaceState(null, "", address);
  const saved = new CustomEvent("w-autosave:success", { bubbles: true });
  document.querySelector("[data-edit-form]").dispatchEvent(saved);
}"""


def test_new_page_is_checked_as_soon_as_it_is_saved(admin, live_server, article):
    article.body = [("text", "<p>Call 651-224-6678</p>")]
    article.save_revision()
    kind = (article._meta.app_label, article._meta.model_name, article.get_parent().pk)
    admin.goto(live_server.url + reverse("wagtailadmin_pages:add", args=kind))
    checks = admin.locator(".clinic-checks")
    expect(checks.locator("[role=status]")).to_contain_text("first draft")
    with admin.expect_response(lambda answer: "/clinic/checks/" in answer.url) as answered:
        admin.evaluate(SAVED_BY_ITSELF, reverse("wagtailadmin_pages:edit", args=[article.pk]))
    assert reverse("clinic_conditions_check_page", args=[article.pk]) in answered.value.url
    expect(checks.locator("[role=status]")).not_to_contain_text("first draft")


def test_dialog_works_by_keyboard_and_can_be_left(admin, live_server, article, edina):
    open_editor(admin, live_server, article)
    text_field(admin).click()
    admin.keyboard.press("End")
    admin.keyboard.type(" ")
    admin.keyboard.type("/phone")
    admin.get_by_role("option", name="Phone number").first.wait_for()
    admin.keyboard.press("Enter")
    dialog = admin.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="651-224-6678")).to_be_focused()
    admin.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(admin.locator(".clinic-fact-entity")).to_have_count(0)
