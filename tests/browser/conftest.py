"""Browser tests: a real server, Debian's Chromium, and the rows that migrations made."""

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from home.demo.seeding import seed
from tests.planting import plain_pictures
from tests.rows import rows

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
def _plain_django_beside_playwright(django_db_setup: None) -> Iterator[None]:
    """Playwright's event loop is in the test's thread, where Django would refuse its database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture(autouse=True)
def _nobody_asks_any_more(request: pytest.FixtureRequest, live_server: object) -> Iterator[None]:
    """Close what a test has opened, and wait for the last answers, before its rows are gone.

    An inbox that is still open asks for news, and an editor that is left tells the server.
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


class Planted:
    """The demo as it was planted for the first test of this process that asked for it."""

    def __init__(self, *, media: Path, folder: Path) -> None:
        self.rows = rows()
        self.media = folder / "media"
        shutil.copytree(media, self.media)

    def put_back(self, media: Path) -> None:
        self.rows.put_back()
        shutil.copytree(self.media, media)


@pytest.fixture(scope="session")
def planted_once() -> Iterator[list[Planted]]:
    """Where the planted demo is kept: planting takes seconds."""
    kept: list[Planted] = []
    yield kept
    for one in kept:
        one.rows.close()


@pytest.fixture
def demo(
    live_server, settings, planted_once: list[Planted], tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The demo clinic at the live server's address, by the name that its sites go by."""
    settings.CLINIC = {**settings.CLINIC, "FORM_MIN_SECONDS": 0}
    address = f"http://localhost:{live_server.url.rpartition(':')[2]}"
    media = Path(settings.MEDIA_ROOT)
    if planted_once:
        planted_once[0].put_back(media)
    else:
        now = timezone.now()
        seed(url=address, with_accounts=True, leads=0, at=now, pictures=plain_pictures())
        planted_once.append(Planted(media=media, folder=tmp_path_factory.mktemp("demo")))
    return address
