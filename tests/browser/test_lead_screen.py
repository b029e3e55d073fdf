"""A desk works on a lead: by keyboard, with a canned reply, beside a colleague, with a thumb."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect

from leads import actions
from leads.models import CallOutcome, CannedReply, EventKind, Lead, Right
from tests.browser.entering import give_session
from tests.factories import make_desk, make_lead, make_location, make_practitioner

pytestmark = pytest.mark.browser

RIGHTS = [Right.SEE, Right.TRIAGE, Right.REPLY]


@pytest.fixture
def st_paul(live_server):
    return make_location("St. Paul", booking_url="https://book.example/st-paul")


@pytest.fixture
def leads(st_paul) -> list[Lead]:
    """Two leads; the promise of the first ends first."""
    now = timezone.now()
    return [
        make_lead(
            st_paul,
            name=name,
            email="visitor@example.com",
            phone="+12125550142",
            received_at=now,
            due_at=now + timedelta(hours=hours),
        )
        for hours, name in ((2, "Kou Vang"), (3, "Ana Ruiz"))
    ]


@pytest.fixture
def enter(live_server):
    """Let a browser be somebody's."""

    def sign_in(page: Page, user) -> None:
        give_session(page.context, live_server.url, user)
        page.set_default_timeout(20_000)

    return sign_in


@pytest.fixture
def ada(st_paul):
    return make_desk("Ada Berg", st_paul, rights=RIGHTS)


@pytest.fixture
def desk(page: Page, enter, ada):
    """Ada's browser; any error of a script fails the test."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    enter(page, ada)
    yield page
    page.goto("about:blank")
    page.wait_for_timeout(500)
    assert errors == []


def url(live_server, lead=None):
    return f"{live_server.url}/admin/clinic/inbox/" + (f"{lead.pk}/" if lead else "")


def test_lead_is_worked_on_by_keyboard(desk: Page, live_server, leads):
    first, second = leads
    desk.goto(url(live_server))
    desk.get_by_role("link", name="K. V.").click()  # initials until it is opened
    desk.wait_for_url(url(live_server, first))
    desk.keyboard.press("n")
    expect(desk.locator("#id_note_text")).to_be_focused()
    desk.keyboard.type("@ad")
    desk.get_by_role("button", name="Ada Berg").click()
    desk.get_by_role("button", name="Save as a note").click()
    expect(desk.locator(".clinic-timeline__what").first).to_have_text("Note")
    assert first.events.get().data["mentions"]
    desk.keyboard.press("s")
    expect(desk.locator("#clinic-snooze button").first).to_be_focused()
    desk.keyboard.press("e")
    expect(desk.get_by_label("Reason")).to_be_focused()
    desk.keyboard.press("Escape")
    desk.locator("#id_close_reason").blur()
    desk.keyboard.press("j")
    desk.wait_for_url(url(live_server, second))
    desk.keyboard.press("k")
    desk.wait_for_url(url(live_server, first))
    desk.keyboard.press("a")
    expect(desk.locator("dd", has_text="Ada Berg")).to_be_visible()
    # The page came anew: keys count once Wagtail's scripts have drawn their parts of it.
    expect(desk.locator("body.ready")).to_be_visible()
    expect(desk.get_by_role("button", name="Help")).to_be_visible()
    desk.wait_for_load_state("load")
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog").get_by_text("Log a call")).to_be_visible()


def test_call_is_logged_by_two_keys_and_the_screen_blurred_by_one(desk: Page, live_server, leads):
    desk.goto(url(live_server, leads[0]))
    desk.wait_for_load_state("load")
    expect(desk.locator("body.ready")).to_be_visible()
    name = desk.get_by_role("heading", name="Kou Vang").or_(desk.get_by_text("Kou Vang")).first
    desk.keyboard.press("b")
    expect(desk.locator(".clinic-lead--blurred")).to_be_visible()
    assert "blur" in name.evaluate("it => getComputedStyle(it.closest('.clinic-lead > *')).filter")
    desk.get_by_role("button", name="Show it again").click()
    expect(desk.locator(".clinic-lead--blurred")).to_have_count(0)
    desk.keyboard.press("c")
    desk.keyboard.press("3")
    expect(desk.locator(".clinic-timeline__what").first).to_be_visible()
    assert leads[0].events.get().data["outcome"] == CallOutcome.values[2]
    desk.wait_for_load_state("load")
    desk.keyboard.press("/")
    desk.wait_for_url("**/inbox/#clinic-search")
    expect(desk.locator("#clinic-search")).to_be_focused()


def test_enter_in_a_field_does_what_the_field_belongs_to(desk: Page, live_server, leads):
    lead = leads[0]
    for opened, field, kind in (
        ("Put off…", "until", EventKind.SNOOZED),
        ("Book…", "appointment_at", EventKind.BOOKED),
    ):
        desk.goto(url(live_server, lead))
        desk.locator("#id_note_text").fill(f"By {field}.")
        desk.locator("summary", has_text=opened).click()
        day = timezone.localdate() + timedelta(days=9)
        desk.locator(f"[name={field}]").fill(f"{day}T10:00")
        desk.locator(f"[name={field}]").press("Enter")
        expect(desk.locator(".clinic-timeline").get_by_text(f"By {field}.")).to_be_visible()
        assert lead.events.get(text=f"By {field}.").kind == kind


def test_who_is_signed_out_meanwhile_is_told_at_once(desk: Page, live_server, leads):
    desk.goto(url(live_server, leads[0]))
    expect(desk.locator("[data-clinic-cut-off]")).to_be_hidden()
    desk.context.clear_cookies()
    desk.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(desk.locator("[data-clinic-cut-off]")).to_be_visible()


def test_canned_reply_is_filled_in_and_sent(desk: Page, live_server, leads, ada):
    CannedReply.objects.create(name="Invite", body="Dear {first_name}, see {practitioner}.")
    desk.goto(url(live_server, leads[0]))
    desk.get_by_label("Canned reply").select_option(label="Invite")
    text = desk.locator("#id_reply_text")
    expect(text).to_have_value("Dear Kou, see {practitioner}.")
    expect(desk.locator("[data-clinic-warning]")).to_contain_text("{practitioner}")
    text.fill("Dear Kou, come on Monday.")
    actions.assign(lead=leads[0], to=ada, by=ada, at=timezone.now())
    desk.get_by_role("button", name="Send").click()
    # A colleague was faster; what came back is not replaced without a question.
    expect(desk.get_by_text("Nothing of yours was done")).to_be_visible()
    asked: list[str] = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    with desk.expect_event("dialog"):
        desk.get_by_label("Canned reply").select_option(label="Invite")
    expect(text).to_have_value("Dear Kou, come on Monday.")
    assert asked == ["Replace what is written below?"]
    desk.get_by_role("button", name="Send").click()
    expect(desk.get_by_text("The reply is on its way.")).to_be_visible()
    assert leads[0].events.get(kind=EventKind.REPLIED).text == "Dear Kou, come on Monday."


def test_colleague_is_seen_while_there_and_not_after(
    desk: Page, live_server, leads, enter, st_paul, browser
):
    other = browser.new_context().new_page()
    bo = make_desk("Bo Lind", st_paul, rights=[Right.SEE])
    enter(other, bo)
    with other.expect_response("**/presence/"):
        other.goto(url(live_server, leads[0]))
    desk.goto(url(live_server, leads[0]))
    here = desk.locator("[data-clinic-others]")
    expect(here).to_have_text("Bo Lind is looking at this lead")
    bo.groups.get().clinic_location_permissions.create(location=st_paul, right=Right.TRIAGE)
    other.reload()
    with other.expect_response("**/presence/"):
        other.locator("#id_note_text").fill("Hm")
    desk.reload()
    expect(here).to_have_text("Bo Lind is writing")
    other.context.close()
    desk.wait_for_timeout(1000)
    desk.reload()
    expect(here).to_be_empty()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_screen_has_nothing_for_axe_to_say(desk: Page, live_server, leads, ada, scheme):
    lead = leads[0]
    CannedReply.objects.create(name="Invite", body="Dear {first_name}.")
    now = timezone.now()
    for outcome in ("no_answer", "no_answer", "no_answer", "wrong_number"):
        actions.log_call(lead=lead, outcome=outcome, by=ada, at=now)
    actions.snooze(lead=lead, until=now + timedelta(days=2), by=ada, at=now)
    desk.emulate_media(color_scheme=scheme)
    desk.goto(url(live_server, lead))
    desk.evaluate("document.querySelectorAll('.clinic-lead details').forEach((d) => d.open = true)")
    found = Axe().run(desk, context=".clinic-lead").response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []


def test_screen_fits_a_phone_and_its_bar_a_thumb(desk: Page, live_server, leads, st_paul):
    make_practitioner(title="Elena Ruiz", locations=[st_paul])
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.goto(url(live_server, leads[0]))
    assert desk.evaluate("document.documentElement.scrollWidth") <= 390
    bar = desk.get_by_role("navigation", name="Actions")
    for name in ("Call", "Reply", "Note", "Put it off", "Close"):
        box = bar.get_by_role("link", name=name).bounding_box()
        assert box["height"] >= 44
        assert box["y"] + box["height"] <= 844
    bar.get_by_role("link", name="Call").click()
    button = desk.get_by_role("button", name="No answer")
    expect(button).to_be_in_viewport()
    button.click()
    expect(desk.get_by_text("Second attempt")).to_be_visible()
