"""A person signs in with a second factor, is locked out, and comes back to a half-written text."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from django.core.cache import cache
from playwright.sync_api import Page, expect

from tests.access.codes import PASSWORD, make_colleague, recovery_codes

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _fresh_counts():
    cache.clear()


@pytest.fixture
def ada(live_server):
    return make_colleague()


@pytest.fixture
def admin(live_server, page: Page):
    """Open an address of the admin; nothing may come from anywhere else."""
    elsewhere = []
    page.on("request", lambda asked: elsewhere.append(asked.url))
    page.set_default_timeout(20_000)
    yield lambda path="": page.goto(f"{live_server.url}/admin/{path}")
    ours = (live_server.url, "data:", "blob:")
    assert [url for url in elsewhere if not url.startswith(ours)] == []


def enter(page, user, password=PASSWORD):
    page.get_by_label("Username").fill(user.get_username())
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def assert_accessible(page):
    page.wait_for_timeout(1000)  # messages fade in, and are too pale until they are there
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


def test_app_is_set_up_and_a_recovery_code_opens_the_door(page, admin, ada):
    admin()
    enter(page, ada)
    page.wait_for_url("**/admin/")
    admin("second-factor/")
    assert_accessible(page)
    page.get_by_role("link", name="Activate").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    secret = page.get_by_label("Authenticator secret").input_value()
    assert_accessible(page)
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    page.get_by_label("Authenticator code").fill(code)
    page.get_by_role("button", name="Activate").click()
    kept = page.get_by_label("Unused codes").input_value().split()
    assert kept == recovery_codes(ada)
    assert_accessible(page)
    page.context.clear_cookies()
    admin("reports/site-history/")
    enter(page, ada)
    expect(page.get_by_role("heading", name="Two-Factor Authentication")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Code").fill(kept[0])
    page.get_by_role("button", name="Sign In").click()
    page.wait_for_url("**/admin/reports/site-history/")


def test_who_is_locked_out_reads_what_to_do(page, admin, ada):
    for _ in range(5):
        admin("login/")
        enter(page, ada, "wrong")
    expect(page.get_by_role("heading", name="Please wait a little")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Choose a new password").click()
    expect(page.get_by_label("Enter your email address")).to_be_visible()


def test_half_written_text_is_sent_after_signing_in_again_in_another_tab(page, admin, ada):
    page.clock.install()
    admin("account/")
    enter(page, ada)
    with page.expect_response("**/admin/session/"):
        page.wait_for_url("**/admin/account/")
    page.get_by_label("First Name").fill("Half written")
    Session.objects.all().delete()
    with page.expect_response("**/admin/session/"):
        page.clock.fast_forward("29:30")
    dialog = page.get_by_role("dialog", name="You were signed out")
    expect(dialog).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="go on").click()
    expect(dialog.get_by_role("status")).to_have_text("You are not signed in yet.")
    with page.context.expect_page() as opened:
        dialog.get_by_role("link", name="Sign in").click()
    enter(opened.value, ada)
    opened.value.wait_for_url("**/admin/")
    dialog.get_by_role("button", name="go on").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_label("First Name")).to_have_value("Half written")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("changed successfully")).to_be_visible()
    ada.refresh_from_db()
    assert ada.first_name == "Half written"


def test_who_sits_there_is_asked_before_the_end_and_stays(page, admin, ada):
    page.clock.install()
    admin("account/")
    enter(page, ada)
    with page.expect_response("**/admin/session/"):
        page.wait_for_url("**/admin/account/")
    session = Session.objects.get()
    data = session.get_decoded()
    data["clinic_active_at"] -= 29 * 60 + 20
    session.session_data = Session.objects.encode(data)
    session.save()
    page.clock.fast_forward("29:00")
    dialog = page.get_by_role("dialog", name="Are you still there?")
    expect(dialog).to_be_visible()
    assert_accessible(page)
    dialog.get_by_role("button", name="Stay signed in").click()
    expect(dialog).to_be_hidden()
    fresh = Session.objects.get().get_decoded()
    assert fresh["clinic_active_at"] > data["clinic_active_at"]
