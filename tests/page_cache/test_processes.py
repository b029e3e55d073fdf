"""Two web processes and an editor in a third: nobody shows what was, for longer than a moment."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from conditions.models import ArticlePage
from tests.changes.telling import publish
from tests.factories import make_article

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds; a busy machine, not the bound that is promised


class Web:
    """A web server in a process of its own, on the database of the tests."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        command = [sys.executable, "-m", "granian", "cms.wsgi:application", "--interface=wsgi"]
        command += [f"--port={self.port}", "--blocking-threads=2", "--log-level=error"]
        settings = {"DJANGO_SETTINGS_MODULE": "cms.settings.test", "DATABASE_URL": database_url()}
        self.process = subprocess.Popen(command, cwd=ROOT, env=os.environ | settings)

    def title_of(self, path: str) -> str:
        """The title of a page, "" while nobody answers."""
        web = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            web.request("GET", path, headers={"Host": "localhost"})
            html = web.getresponse().read().decode()
        except OSError:
            return ""
        finally:
            web.close()
        return html.partition("<title>")[2].partition("</title>")[0].strip()

    def shows(self, path: str, title: str) -> bool:
        return self.title_of(path).startswith(title)

    def comes_to_show(self, path: str, title: str) -> bool:
        give_up = time.monotonic() + PATIENCE
        while not (found := self.shows(path, title)) and time.monotonic() < give_up:
            time.sleep(0.1)
        return found

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)


def database_url() -> str:
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    who = f"{facts['USER']}:{facts['PASSWORD']}".rstrip(":")
    return f"postgres://{who}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"


@pytest.fixture
def webs(transactional_db) -> Iterator[list[Web]]:
    webs = [Web(), Web()]
    yield webs
    for web in webs:
        web.stop()


@pytest.mark.django_db(transaction=True)
def test_two_processes_show_what_a_third_publishes(webs):
    page = make_article(title="Before")
    path = page.get_url()
    for web in webs:
        assert web.comes_to_show(path, "Before")
    time.sleep(3)  # each has looked for the generation since, and keeps what it shows
    for web in webs:
        assert web.shows(path, "Before")
    # Behind the back of everything that counts changes: seen by who asks the database.
    ArticlePage.objects.update(title="Not counted")
    assert [web.shows(path, "Before") for web in webs] == [True, True]
    publish(page, title="After")
    for web in webs:
        assert web.comes_to_show(path, "After")
        assert [web.shows(path, "After") for _ in range(5)] == [True] * 5
