"""A manager takes leads away as a file and brings old ones in, with the progress in sight."""

import os
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from leads.models import Lead
from tests.browser.entering import give_session
from tests.factories import make_lead, make_location

pytestmark = pytest.mark.browser

OLD = "Date,Full name,Phone\n2/13/2024,Ann Lee,651-555-0101\nsoon,Bo Lind,651-555-0102\n"


@pytest.fixture
def admin(page: Page, live_server) -> Page:
    """The browser, signed in; any error of a script fails the test."""
    make_lead(make_location("St. Paul"), name="Kou Vang")
    boss = get_user_model().objects.create_superuser("boss", "boss@clinic.example")
    page.set_default_timeout(30_000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    give_session(page.context, live_server.url, boss)
    page.goto(live_server.url + reverse("clinic_inbox:index"))
    yield page
    page.goto("about:blank")
    assert errors == []


def test_file_is_taken_while_the_page_says_how_far_it_is(admin: Page, tmp_path: Path):
    admin.get_by_role("link", name="Export", exact=True).click()
    admin.get_by_label("What do you need it for?").fill("Yearly report")
    _picture(admin, "export")
    with admin.expect_download() as waiting:
        admin.get_by_role("button", name="Export", exact=True).click()
    expect(admin.locator("[data-clinic-said]")).to_have_text("Done: 1 of 1 rows")
    waiting.value.save_as(tmp_path / "export.xlsx")
    rows = list(load_workbook(tmp_path / "export.xlsx").active.iter_rows(values_only=True))
    assert "Kou Vang" in rows[1]
    expect(admin.get_by_role("button", name="Export", exact=True)).to_be_enabled()


def test_old_leads_are_checked_and_then_stored(admin: Page):
    admin.goto(admin.url + "import/")
    file = {"name": "old.csv", "mimeType": "text/csv", "buffer": OLD.encode()}
    admin.get_by_label("CSV file").set_input_files(file)
    admin.get_by_role("button", name="Upload").click()
    expect(admin.get_by_text("“old.csv” was read as UTF-8")).to_be_visible()
    _picture(admin, "columns")
    admin.get_by_role("button", name="Check the file").click()
    expect(admin.get_by_text("Date: This is no date.")).to_be_visible()
    _picture(admin, "result")
    admin.get_by_role("button", name="Import 1 lead").click()
    expect(admin.get_by_text("The import is done.")).to_be_visible()
    assert Lead.objects.filter(name="Ann Lee", source="import").exists()


def _picture(page: Page, name: str) -> None:
    """A picture for who wants to look: CLINIC_PICTURES names the folder."""
    if folder := os.environ.get("CLINIC_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
