"""What the browser's own clock changes: “open now”, and announcements that are over."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from wagtail.models import Locale

from locations.models import Announcement
from tests.factories import home_page, make_location, override, week

pytestmark = pytest.mark.browser


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def opened(page: Page, live_server, location, now: datetime, time_machine) -> Page:
    """The page as the server wrote it at `now`, in a browser whose clock stands there."""
    time_machine.move_to(now, tick=False)
    html = page.request.get(live_server.url + location.get_url()).text()
    page.clock.install(time=now - timedelta(hours=1))
    page.clock.pause_at(now)
    page.route(
        live_server.url + location.get_url(),
        lambda route: route.fulfill(body=html, content_type="text/html"),
    )
    page.goto(live_server.url + location.get_url())
    return page


def sign(page: Page):
    return page.locator("main .open-now").first


@pytest.mark.parametrize("zone", ["America/Chicago", "Asia/Tokyo"])
def test_sign_turns_by_the_minute_in_any_time_zone(browser, live_server, time_machine, zone):
    hours = week(("09:00", "12:30"), ("13:30", "17:00"))
    location = make_location(weekly_hours=hours, hours_overrides=[override("2026-11-24")])
    page = browser.new_context(timezone_id=zone).new_page()
    opened(page, live_server, location, utc("2026-11-23 18:29:30"), time_machine)
    expect(sign(page)).to_have_text("Open now until 12:30 p.m.")
    expect(sign(page)).to_have_class("open-now open-now--open")
    page.clock.run_for(29_000)
    expect(sign(page)).to_have_text("Open now until 12:30 p.m.")
    page.clock.run_for(2_000)
    expect(sign(page)).to_have_text("Closed now, opens 1:30 p.m.")
    expect(sign(page)).to_have_class("open-now")
    page.clock.run_for(60 * 60_000)
    expect(sign(page)).to_have_text("Open now until 5 p.m.")
    # The next day is an override: it opens on the day after it.
    page.clock.fast_forward(5 * 60 * 60_000)
    expect(sign(page)).to_have_text("Closed now, opens Wednesday, 9 a.m.")
    page.context.close()


def test_sign_follows_the_change_of_the_clocks(page, live_server, time_machine):
    location = make_location(weekly_hours=week(days=range(7)))
    opened(page, live_server, location, utc("2026-10-31 20:00:00"), time_machine)
    expect(sign(page)).to_have_text("Open now until 5 p.m.")
    page.clock.set_system_time(utc("2026-11-01 14:59:00"))  # 8:59 in winter time
    page.evaluate("window.dispatchEvent(new Event('pageshow'))")
    expect(sign(page)).to_have_text("Closed now, opens 9 a.m.")
    page.clock.run_for(61_000)
    expect(sign(page)).to_have_text("Open now until 5 p.m.")


def test_page_that_is_older_than_its_data_claims_nothing(page, live_server, time_machine):
    location = make_location()
    opened(page, live_server, location, utc("2026-11-23 18:00:00"), time_machine)
    expect(sign(page)).to_have_text("Open now until 5 p.m.")
    page.clock.set_system_time(utc("2026-12-08 18:00:00"))
    page.evaluate("window.dispatchEvent(new Event('pageshow'))")
    expect(sign(page)).to_have_text("Monday, November 23: 9 a.m. to 5 p.m.")
    expect(sign(page)).to_have_class("open-now")


def test_without_javascript_the_hours_of_a_dated_day_stand_there(
    browser: Browser, live_server, time_machine
):
    time_machine.move_to(utc("2026-11-23 18:00:00"), tick=False)
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(live_server.url + make_location().get_url())
    expect(sign(page)).to_have_text("Monday, November 23: 9 a.m. to 5 p.m.")
    page.context.close()


def test_announcements_are_gone_at_their_end_one_after_the_other(page, live_server, time_machine):
    now = utc("2026-11-23 18:00:00")
    home_page()
    location = make_location()
    for title, minutes in (("Snow", 1), ("Offer", 2)):
        Announcement.objects.create(
            title=title,
            starts_at=now - timedelta(hours=1),
            ends_at=now + timedelta(minutes=minutes),
            locale=Locale.get_default(),
        )
    opened(page, live_server, location, now, time_machine)
    expect(page.get_by_text("Snow")).to_be_visible()
    page.clock.run_for(60_100)
    expect(page.get_by_text("Snow")).to_be_hidden()
    expect(page.get_by_text("Offer")).to_be_visible()
    page.clock.run_for(60_000)
    expect(page.locator(".announcements")).to_be_hidden()
