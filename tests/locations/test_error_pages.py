"""What a web server shows when we do not answer: made from the facts, and anew when they change."""

import os

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from django.utils import timezone

from locations import error_pages
from locations.caching import advance
from locations.error_pages import renew_error_pages
from tests.factories import make_location

pytestmark = pytest.mark.django_db

NOW = timezone.now()
NAMES = ["413.html", "503.html"]


@pytest.fixture
def folder(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(error_pages, "_made_of", None)
    settings.CLINIC = settings.CLINIC | {"ERROR_PAGES_DIR": str(tmp_path / "pages")}
    return tmp_path / "pages"


def read(path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(), "html.parser")


@pytest.mark.parametrize("name", NAMES)
def test_it_has_the_numbers_in_each_language_that_has_it(folder, name):
    make_location("St. Paul")
    call_command("clinic_error_pages")
    page = read(folder / name)
    sections = page.select("main > section")
    assert [one["lang"] for one in sections] == ["en", "es"]
    for one in sections:
        assert one.select_one("a[href^='tel:+1']")
        assert "St. Paul" in one.get_text()
    assert page.html["lang"] == sections[0]["lang"]
    assert page.title.get_text()
    assert not page.select("script, [style], form")


def test_everybody_may_read_it_whatever_the_umask(folder):
    before = os.umask(0o077)
    try:
        renew_error_pages(at=NOW)
    finally:
        os.umask(before)
    assert sorted(path.name for path in folder.iterdir()) == NAMES
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o644}
    assert folder.stat().st_mode & 0o777 == 0o755


def test_the_worker_makes_it_anew_when_something_is_published(folder):
    location = make_location("St. Paul")
    call_command("clinic_deliver")
    assert "St. Paul" in (folder / "503.html").read_text()
    location.title = "Edina"
    location.save_revision().publish()
    advance()  # as after the commit
    call_command("clinic_deliver")
    assert "Edina" in (folder / "503.html").read_text()


def test_nothing_is_made_while_nothing_changes(folder, django_assert_num_queries):
    renew_error_pages(at=NOW)
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    with django_assert_num_queries(1):
        renew_error_pages(at=NOW)
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before
    (folder / "413.html").unlink()
    renew_error_pages(at=NOW)
    assert (folder / "413.html").is_file()
    advance()
    renew_error_pages(at=NOW)
    assert (folder / "503.html").stat().st_mtime_ns != before["503.html"]


def test_no_pages_unless_a_folder_is_named(settings, tmp_path, django_assert_num_queries):
    with django_assert_num_queries(0):
        renew_error_pages(at=NOW)
    with pytest.raises(CommandError, match="--to"):
        call_command("clinic_error_pages")
    (tmp_path / "file").touch()
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("clinic_error_pages", "--to", str(tmp_path / "file"))
