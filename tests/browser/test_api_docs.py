"""The API's page to read and try: whole, from this site alone, within its own policy."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hearing import heard_in

pytestmark = pytest.mark.browser

PATIENCE = 60_000


def test_page_shows_our_routers_and_asks_nobody_else(page: Page, demo):
    page.set_default_timeout(PATIENCE)
    seen, wrong = heard_in(page)
    page.goto(f"{demo}/api/v3/docs/")
    for name in ("Clinic pages", "Clinic search", "consultation requests"):
        expect(page.get_by_role("link", name=name, exact=True)).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("/api/v3/consultation-requests/form/")).to_be_visible()
    assert wrong == []
    here = urlsplit(demo).hostname
    assert {urlsplit(url).hostname for url in seen if not url.startswith("data:")} == {here}
