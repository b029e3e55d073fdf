"""Browser tests: a real server, Debian's Chromium, and the rows that migrations made."""

import json
import os
import threading
from collections.abc import Iterator

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Browser

from home.demo.seeding import seed
from tests.planting import plain_pictures

PATIENCE = 20  # seconds, on a busy machine


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """Use the installed Chromium: nothing is downloaded for a test."""
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    return browser_type_launch_args | {"executable_path": path, "args": ["--no-sandbox"]}


@pytest.fixture(scope="session")
def base_url() -> None:
    """Tests name the whole address. (The plugin's own fixture warns under pytest 9.)"""


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict) -> dict:
    return browser_context_args | {"viewport": {"width": 1280, "height": 1000}, "locale": "en-US"}


@pytest.fixture(scope="session", autouse=True)
def _rows_of_migrations(django_db_setup: None) -> str:
    """The root page, groups and so on as migrations made them. Read before Playwright starts.

    Content types come first: saving a page would make those that are not there yet.
    """
    rows = json.loads(connection._test_serialized_contents)
    return json.dumps(sorted(rows, key=lambda row: row["model"] != "contenttypes.contenttype"))


@pytest.fixture(scope="session", autouse=True)
def _plain_django_beside_playwright(_rows_of_migrations: str) -> Iterator[None]:
    """Playwright's event loop is in the test's thread, where Django would refuse its database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture(autouse=True)
def _fresh_rows(
    _rows_of_migrations: str, django_db_serialized_rollback: None, live_server: object
) -> Iterator[None]:
    """Start from the rows of migrations: each of these tests empties the database behind it.

    Done by hand, because beside Playwright's event loop Django gives the thread another
    connection than the one on which pytest-django keeps these rows.
    """
    call_command(
        "flush",
        interactive=False,
        inhibit_post_migrate=True,
        reset_sequences=False,  # the rows come back under the keys that they had
        verbosity=0,
    )
    ContentType.objects.clear_cache()
    connection.creation.deserialize_db_from_string(_rows_of_migrations)
    yield
    connection.close()


@pytest.fixture(autouse=True)
def _nobody_asks_any_more(request: pytest.FixtureRequest, _fresh_rows: None) -> Iterator[None]:
    """Close what a test has opened, and wait for the last answers, before the rows are gone.

    An inbox that is still open asks for news, and its answer would write content types while
    the flush does.
    """
    yield
    if "browser" in request.fixturenames:
        browser: Browser = request.getfixturevalue("browser")
        for context in browser.contexts:
            context.close()
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:  # one for each connection, as long as it lasts
            thread.join(timeout=PATIENCE)
            assert not thread.is_alive(), "the live server is still asked"


@pytest.fixture
def demo(live_server, settings) -> str:
    """The demo clinic at the live server's address, by the name that its sites go by."""
    settings.CLINIC = {**settings.CLINIC, "FORM_MIN_SECONDS": 0}
    address = f"http://localhost:{live_server.url.rpartition(':')[2]}"
    seed(url=address, with_accounts=True, leads=0, at=timezone.now(), pictures=plain_pictures())
    return address
