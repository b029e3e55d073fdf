"""A desk's morning with the list: by keys alone, while it stays open, and with one thumb."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from wagtail.users.models import UserProfile

from leads import actions
from leads.models import CloseReason, Lead, LeadEvent, SavedView, Status
from tests.browser.entering import give_session
from tests.factories import make_desk, make_lead, make_location, week

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TOPICS = ["Migraine", "Knee pain", "Insomnia", "Low back pain", "Tinnitus", "Hay fever"]
PEOPLE = ["Kou Vang", "Maria Gonzalez", "Ingrid Olafsdottir Hernandez", "Amina Yusuf"]
LIGHT = {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}}
PHONE = {
    "color_scheme": "dark",
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
}
# What there is to touch, and how large it is at least (WCAG 2.5.5), in CSS pixels.
TOUCHED = ".clinic-tab, .clinic-queue td.title a, .clinic-box label, .clinic-names__choice"
THUMB = 44


@pytest.fixture
def st_paul():
    return make_location("St. Paul", weekly_hours=week(days=range(7)))


@pytest.fixture
def ada(st_paul):
    return make_desk("Ada Berg", st_paul)


@pytest.fixture
def leads(st_paul, ada) -> list[Lead]:
    """Twelve from over night, the first of them overdue; and one that somebody works on."""
    now = timezone.now()
    twelve = [
        make_lead(
            st_paul,
            name=PEOPLE[number % len(PEOPLE)],
            topic=TOPICS[number % len(TOPICS)],
            received_at=now - timedelta(hours=14, minutes=-number),
            due_at=now + timedelta(minutes=30 * number - 45),
        )
        for number in range(12)
    ]
    booked = make_lead(st_paul, name="Bea Lund", due_at=now + timedelta(days=3))
    actions.note(lead=booked, text="Call at four.", by=ada, at=now)
    return twelve


def signed_in(page: Page, address: str, user, path: str = "/admin/clinic/inbox/") -> Page:
    """The list, in a browser that has the user's session."""
    give_session(page.context, address, user)
    page.set_default_timeout(20_000)
    page.goto(f"{address}{path}")
    return page


@pytest.fixture
def inbox(page: Page, live_server, ada, leads):
    """Ada's list; any error of a script fails the test."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield signed_in(page, live_server.url, ada)
    page.goto("about:blank")
    page.wait_for_timeout(300)
    assert errors == []


def press(page: Page, keys: str) -> None:
    page.wait_for_load_state()  # what is pressed before the scripts are there is lost
    for key in keys.split():
        page.keyboard.press(key)


def ask_now(page: Page) -> None:
    """What the page does every 15 seconds, at once."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_twelve_leads_are_worked_off_by_keys_alone(inbox: Page, leads, ada):
    # The first three are mine.
    press(inbox, "j x j x j x a")
    expect(inbox.get_by_text("3 leads done.")).to_be_visible()
    assert Lead.objects.filter(assigned_to=ada).count() == 3
    # The next is no request: without a selection it is the lead at hand.
    press(inbox, "j j j j e")
    inbox.keyboard.type("Not")
    press(inbox, "Tab Enter")
    expect(inbox.get_by_text("1 lead done.")).to_be_visible()
    closed = Lead.objects.get(status=Status.CLOSED)
    assert (closed.pk, closed.close_reason) == (leads[3].pk, CloseReason.SPAM)
    # A note to two.
    press(inbox, "j x j x n")
    inbox.keyboard.type("jxae? left a voicemail")
    press(inbox, "Tab Enter")
    expect(inbox.get_by_text("2 leads done.")).to_be_visible()
    notes = LeadEvent.objects.filter(text="jxae? left a voicemail")
    assert set(notes.values_list("lead", flat=True)) == {leads[0].pk, leads[1].pk}
    # Initials only, and back; then open the first.
    press(inbox, "b")
    expect(inbox.locator("[data-clinic-names=hidden]")).to_be_visible()
    expect(inbox.get_by_text("Migraine")).to_have_count(0)
    press(inbox, "b")
    expect(inbox.locator("[data-clinic-names=until_opened]")).to_be_visible()
    press(inbox, "j Enter")
    expect(inbox.get_by_role("heading", name="Kou Vang")).to_be_visible()


def test_key_acts_on_the_lead_with_the_focus(inbox: Page, leads, ada):
    # A question that is not answered leaves nothing selected, even if it was answered wrongly once.
    press(inbox, "j e Tab Enter")
    expect(inbox.get_by_text("Choose a reason first.")).to_be_visible()
    inbox.locator("#id_bulk_close_reason").press("Escape")
    expect(inbox.locator("[data-clinic-select]:checked")).to_have_count(0)
    press(inbox, "j j e")
    press(inbox, "Escape")
    press(inbox, "j a")
    expect(inbox.get_by_text("1 lead done.")).to_be_visible()
    assert Lead.objects.get(assigned_to=ada) == leads[2]
    # Enter opens, also from the box, and whatever is selected.
    box = inbox.locator("[data-clinic-select]").nth(1)
    box.press("Space")
    box.press("Enter")
    inbox.wait_for_url(f"**/inbox/{leads[1].pk}/")
    assert not LeadEvent.objects.filter(lead=leads[1]).exists()


def test_keys_are_explained_where_wagtail_explains_its_own(inbox: Page):
    press(inbox, "?")
    dialog = inbox.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog.get_by_text("Assign to me")).to_be_visible()
    press(inbox, "Escape")
    press(inbox, "/")
    expect(inbox.locator("#clinic-search")).to_be_focused()
    inbox.keyboard.type("is:due")
    press(inbox, "Enter")
    expect(inbox.locator(".clinic-tab--due[aria-current]")).to_be_visible()


def test_who_switched_shortcuts_off_has_none(page: Page, live_server, ada, leads):
    UserProfile.objects.create(user=ada, keyboard_shortcuts=False)
    signed_in(page, live_server.url, ada)
    press(page, "j x a")
    page.wait_for_timeout(300)
    expect(page.locator("[data-clinic-select]:checked")).to_have_count(0)
    page.locator("[data-clinic-select]").first.press("Space")
    page.locator("[data-clinic-select]").first.press("Enter")
    page.wait_for_timeout(300)
    assert not Lead.objects.filter(assigned_to=ada).exists()


def test_list_stays_true_while_it_is_open(inbox: Page, st_paul):
    expect(inbox).to_have_title("(13) Inbox - Wagtail")
    make_lead(st_paul, name="Nils Falk")
    ask_now(inbox)
    expect(inbox.get_by_text("N. F.")).to_be_visible()
    expect(inbox).to_have_title("(14) Inbox - Wagtail")
    # In the middle of selecting nothing moves under the hand.
    box = inbox.locator("[data-clinic-select]").first
    box.check()
    press(inbox, "n")
    inbox.keyboard.type("Left a voicemail")
    make_lead(st_paul, name="Oda Quist")
    ask_now(inbox)
    show = inbox.get_by_role("button", name="1 new lead – show")
    expect(show).to_be_visible()
    expect(inbox.get_by_text("O. Q.")).to_have_count(0)
    show.click()
    expect(inbox.get_by_text("O. Q.")).to_be_visible()
    expect(show).to_be_hidden()
    # What was selected and typed is there still.
    expect(box).to_be_checked()
    expect(inbox.get_by_text("1 selected")).to_be_visible()
    note = inbox.get_by_role("textbox", name="Note")
    expect(note).to_be_focused()
    expect(note).to_have_value("Left a voicemail")


def test_page_that_cannot_ask_says_that_it_is_old(inbox: Page):
    inbox.wait_for_load_state("networkidle")  # its first question is answered
    inbox.route("**/stamp/**", lambda route: route.abort())
    for _failure in range(3):
        with inbox.expect_event("requestfailed"):
            ask_now(inbox)
        inbox.wait_for_timeout(200)  # until the page has heard of it, and would ask again
    old = inbox.get_by_text("This page is not up to date.", exact=True)
    expect(old).to_be_visible()
    inbox.unroute("**/stamp/**")
    ask_now(inbox)
    expect(old).to_be_hidden()


def test_tab_in_the_background_says_in_its_title_that_somebody_waits(
    page: Page, live_server, ada, leads, st_paul
):
    page.clock.install()
    signed_in(page, live_server.url, ada)
    page.wait_for_load_state("networkidle")
    before = page.title()
    page.evaluate("Object.defineProperty(document, 'hidden', {get: () => true})")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    make_lead(st_paul)
    with page.expect_response("**/stamp/**"):
        page.clock.run_for(61_000)
    expect(page).not_to_have_title(before)
    number = int(before.partition(")")[0].strip("("))
    expect(page).to_have_title(before.replace(f"({number})", f"({number + 1})"))


@pytest.mark.parametrize("look", [LIGHT, PHONE], ids=["light", "phone in the dark"])
def test_list_is_accessible_and_fits_a_thumb(
    browser: Browser, live_server, ada, leads, st_paul, look
):
    SavedView.objects.create(name="Mine, by phone", query="is:open assigned:me", user=ada)
    SavedView.objects.create(name="Urgent", query="is:due", location=st_paul)
    context = browser.new_context(**look)
    page = signed_in(context.new_page(), live_server.url, ada)
    shot(page, f"list-{look['color_scheme']}")
    wrong = violations(page)
    page.locator("[data-clinic-select]").first.check()
    page.locator("summary", has_text="Close").click()
    shot(page, f"bulk-{look['color_scheme']}")
    wrong += violations(page)
    page.goto(f"{live_server.url}/admin/clinic/inbox/?filter=is:dew")
    shot(page, f"problem-{look['color_scheme']}")
    wrong += violations(page)
    page.goto(f"{live_server.url}/admin/clinic/inbox/")
    page.locator("[data-clinic-select]").nth(2).check()
    page.mouse.wheel(0, 600)
    shot(page, f"scrolled-{look['color_scheme']}")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert wrong == []
    assert width <= look["viewport"]["width"]
    if look is PHONE:
        page.goto(f"{live_server.url}/admin/clinic/inbox/")
        small = page.evaluate(
            """([touched, least]) => [...document.querySelectorAll(touched)]
                .filter((element) => element.getBoundingClientRect().height < least)
                .map((element) => element.textContent.trim())""",
            [TOUCHED, THUMB],
        )
        assert small == []
        page.goto(f"{live_server.url}/admin/clinic/inbox/?tab=quarantine")
        tab = page.locator(".clinic-tabs [aria-current]").bounding_box()
        assert 0 <= tab["x"] <= look["viewport"]["width"] - tab["width"]  # the last of eleven
    context.close()


def violations(page: Page) -> list[str]:
    """What axe has to say about our part of the page; the rest of the admin is Wagtail's."""
    page.wait_for_timeout(300)
    found = Axe().run(page, context="main", options={"runOnly": {"type": "tag", "values": RULES}})
    return [
        f"{rule['id']}: {node['html'][:200]}"
        for rule in found.response["violations"]
        for node in rule["nodes"]
    ]


def shot(page: Page, name: str) -> None:
    """Keep what the page looks like, for somebody who wants to look: SHOTS=folder."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png")
