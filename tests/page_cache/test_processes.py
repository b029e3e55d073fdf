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

from tests.changes.telling import publish
from tests.factories import make_article

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds; a busy machine, not the bound that is promised


class Web:
    """A web server in a process of its own, on the database of the tests."""

    def __init__(self, url: str = "") -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        command = [sys.executable, "-m", "granian", "cms.wsgi:application", "--interface=wsgi"]
        command += [f"--port={self.port}", "--blocking-threads=2", "--log-level=error"]
        settings = {"DJANGO_SETTINGS_MODULE": "cms.settings.test"}
        settings["DATABASE_URL"] = url or database_url()
        self.process = subprocess.Popen(command, cwd=ROOT, env=os.environ | settings)

    def title_of(self, path: str, *, kept: bool = False) -> str:
        """The title of a page, "" while nobody answers, or it is not `kept`."""
        web = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            web.request("GET", path, headers={"Host": "localhost"})
            answer = web.getresponse()
            html = answer.read().decode()
        except OSError:
            return ""
        finally:
            web.close()
        if kept and not answer.headers["ETag"]:  # which the cache gives it
            return ""
        return html.partition("<title>")[2].partition("</title>")[0].strip()

    def comes_to_keep(self, path: str, title: str) -> bool:
        give_up = time.monotonic() + PATIENCE
        while not (found := self.title_of(path, kept=True).startswith(title)):
            if time.monotonic() > give_up:
                break
            time.sleep(0.1)
        return found

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)


def database_url(*, port: int | None = None) -> str:
    """That of the tests' database; a `port` of this machine leads there as well."""
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    who = f"{facts['USER']}:{facts['PASSWORD']}".rstrip(":")
    host = f"127.0.0.1:{port}" if port else f"{facts['HOST']}:{facts['PORT']}"
    return f"postgres://{who}@{host}/{facts['NAME']}"


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
    assert [web.comes_to_keep(path, "Before") for web in webs] == [True, True]
    publish(page, title="After")
    assert [web.comes_to_keep(path, "After") for web in webs] == [True, True]
    assert [web.title_of(path)[:5] for web in webs * 5] == ["After"] * 10
