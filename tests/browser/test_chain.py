"""The whole chain in a browser: read an article, ask, and the right desk has it."""

from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect

from home.demo.accounts import ACCOUNTS
from leads.models import Lead
from tests.browser.entering import give_session
from tests.browser.hearing import heard_in

pytestmark = pytest.mark.browser

# A busy machine needs its time; a fault shows all the same.
PATIENCE = 20_000
expect.set_options(timeout=PATIENCE)

PASSWORDS = {account.username: account.password for account in ACCOUNTS}
NAME = "Odalys Quillon"
INITIALS = "O. Q."  # what the list shows until somebody has opened the lead


@pytest.fixture
def reader(page: Page) -> Page:
    """A visitor's browser, in which nothing may come from elsewhere and nothing may go wrong."""
    page.set_default_timeout(PATIENCE)
    seen, wrong = heard_in(page)
    yield page
    assert wrong == []
    hosts = {urlsplit(url).hostname for url in seen if not url.startswith("data:")}
    assert hosts <= {"localhost", "edina.localhost"}


def read_and_ask(reader: Page, address: str, *, location: str = "") -> str:
    """Read the hip pain article, follow its call to action, ask; return the reference."""
    reader.goto(f"{address}/articles/hip-pain-three-ways/")
    expect(reader.get_by_role("heading", level=1)).to_contain_text("Hip pain")
    reader.locator("main").get_by_role("link", name="Request a consultation").first.click()
    fill_in(reader, location=location)
    expect(reader.get_by_role("heading", level=1)).to_contain_text("has reached us")
    return Lead.objects.get(name=NAME).reference


def fill_in(reader: Page, *, location: str) -> None:
    if location:
        reader.get_by_role("group", name="Which location?").get_by_label(location).check()
    reader.get_by_label("Your name").fill(NAME)
    reader.get_by_label("Phone number").fill("612 555 0142")
    reader.get_by_label("E-mail address").fill("odalys@example.com")
    reader.get_by_role("button", name="Send request").click()


def inbox_of(browser: Browser, address: str, username: str) -> Page:
    """The inbox as a member of staff sees it, in a browser of their own."""
    desk = browser.new_context().new_page()
    desk.set_default_timeout(PATIENCE)
    user = get_user_model().objects.get_by_natural_key(username)
    give_session(desk.context, address, user)
    desk.goto(f"{address}/admin/clinic/inbox/")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Inbox")
    return desk


def inbox_behind_the_door(browser: Browser, address: str, username: str) -> Page:
    """The same, after signing in by hand."""
    desk = browser.new_context().new_page()
    desk.set_default_timeout(PATIENCE)
    desk.goto(f"{address}/admin/login/?next=/admin/clinic/inbox/")
    desk.locator("[name=username]").fill(username)
    desk.locator("[name=password]").fill(PASSWORDS[username])
    desk.locator("[name=password]").press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Inbox")
    return desk


def test_article_to_the_chosen_desk(demo, reader, browser):
    reference = read_and_ask(reader, demo, location="Edina")
    expect(reader.locator("main")).to_contain_text(reference)
    expect(reader.locator("main")).to_contain_text("Edina will reply")
    expect(reader.locator("main")).to_contain_text("952-303-4115")
    expect(reader.locator("main")).not_to_contain_text(NAME)
    assert reader.context.cookies() == []

    edina = inbox_behind_the_door(browser, demo, "edina")
    edina.get_by_role("link", name=INITIALS).click()
    expect(edina.locator("main")).to_contain_text("the visitor chose it")
    expect(edina.locator("main")).to_contain_text("Hip pain")
    path = edina.url

    st_paul = inbox_of(browser, demo, "stpaul")
    expect(st_paul.locator("[data-clinic-list]")).to_be_visible()
    expect(st_paul.get_by_text(INITIALS)).to_have_count(0)
    assert st_paul.goto(path).status == 404

    call_command("clinic_deliver")
    to = {message.to[0]: message for message in mail.outbox}
    assert set(to) == {"odalys@example.com", Lead.objects.get().location.desk_email}
    assert path.partition("/admin/")[2] in to[Lead.objects.get().location.desk_email].body


def test_desk_works_on_the_lead(demo, reader, browser):
    read_and_ask(reader, demo, location="St. Paul")
    desk = inbox_of(browser, demo, "stpaul")
    desk.get_by_role("link", name=INITIALS).click()
    desk.get_by_role("button", name="Left a voicemail").click()
    expect(desk.locator("main")).to_contain_text("Waiting for them")
    desk.locator("textarea:visible").first.fill("Rings back on Monday")
    desk.get_by_role("button", name="Save as a note").click()
    expect(desk.locator("main")).to_contain_text("Rings back on Monday")
    lead = Lead.objects.get()
    assert lead.first_response_at is not None
    assert [event.kind for event in lead.events.all()] == ["received", "routed", "called", "noted"]


def test_the_site_of_a_location_sends_to_it(demo, reader):
    """On Edina's own site the visitor sees Edina's number alone and need not choose."""
    site = demo.replace("//localhost", "//edina.localhost")
    reader.goto(f"{site}/articles/hip-pain-three-ways/")
    expect(reader.get_by_role("banner")).to_contain_text("952-303-4115")
    expect(reader.get_by_role("banner")).not_to_contain_text("651-224-6678")
    canonical = reader.locator("link[rel=canonical]").get_attribute("href")
    assert canonical == f"{demo}/articles/hip-pain-three-ways/"


def test_form_works_without_javascript_and_keeps_what_was_typed(demo, browser):
    reader = browser.new_context(java_script_enabled=False).new_page()
    reader.set_default_timeout(PATIENCE)
    reader.goto(f"{demo}/request/")
    reader.get_by_label("Your name").fill(NAME)
    reader.get_by_label("Phone number").fill("12")
    reader.get_by_role("textbox", name="Message").fill("Ring me after four")
    reader.get_by_role("button", name="Send request").click()
    expect(reader.get_by_label("Your name")).to_have_value(NAME)
    expect(reader.get_by_role("textbox", name="Message")).to_have_value("Ring me after four")
    expect(reader.get_by_label("Phone number")).to_have_attribute("aria-invalid", "true")
    assert Lead.objects.count() == 0
    fill_in(reader, location="Either is fine")
    expect(reader.get_by_role("heading", level=1)).to_contain_text("has reached us")
    assert Lead.objects.count() == 1


def test_request_is_thanked_in_normal_time_with_a_dead_mail_server(demo, reader, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    read_and_ask(reader, demo, location="Edina")
    call_command("clinic_deliver")
    assert set(Lead.objects.get().deliveries.values_list("state", "last_error")) == {
        ("pending", "ConnectionRefusedError")
    }
