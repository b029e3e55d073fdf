"""What caches before us keep: nothing that a purge does not reach for longer than a minute."""

import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from locations.changes import purging
from locations.changes.caches import UNPURGED, KeyBackend, purge_keys, purges_by_key
from locations.changes.purging import purge_due
from locations.models import PublishChange
from tests.changes.telling import publish
from tests.page_cache import test_changes
from tests.page_cache.test_changes import Cache, Shown, clinic

__all__ = ["clinic"]

BY_ADDRESS = {"default": {"BACKEND": f"{test_changes.__name__}.Cache", "LOCATION": "http://x"}}
SECONDS = re.compile(r"\b(max-age|s-maxage|stale-while-revalidate)=(\d+)")
API = "/api/v3/"

pytestmark = pytest.mark.django_db


def shown_for(answer) -> int:
    """For how many seconds a shared cache shows an answer, without asking; 0 if it keeps none."""
    control = answer.get("Cache-Control", "no-store")
    if "no-store" in control or "private" in control:
        return 0
    times = {name: int(seconds) for name, seconds in SECONDS.findall(control)}
    kept = times.get("s-maxage", times.get("max-age", 0))
    return kept + times.get("stale-while-revalidate", 0)


def of_api(clinic: Shown) -> list[str]:
    """What a front end asks for, with a query and without."""
    names = ["site/", "navigation/", "clinic/pages/", "articles/feed/"]
    one = f"clinic/pages/{clinic.edina.pk}/"
    queries = [
        "clinic/pages/?locale=en",
        "site/?locale=en",
        f"{one}?locale=en",
        "navigation/?locale=en",
    ]
    return [API + path for path in [*names, one, *queries]]


def read(client, paths) -> dict[str, object]:
    found = {path: client.get(path) for path in paths}
    return {path: answer for path, answer in found.items() if answer.status_code == 200}


def all_addresses(clinic: Shown, client) -> dict[str, object]:
    """One of each kind, and most of them with a query as well."""
    shown = [clinic.edina, clinic.conditions[0], clinic.articles[0], clinic.practitioners[0]]
    pages = ["/", *(page.get_url() for page in shown)]
    twins = [f"{path}index.md" for path in pages]
    feeds = ["articles", f"conditions/{shown[1].pk}", f"authors/{shown[3].pk}"]
    beside = [*twins[:2], *(f"/feeds/{name}.atom" for name in feeds), "/sitemap.xml", "/llms.txt"]
    queries = [f"{path}?utm_source=x" for path in [*pages[:3], *beside]]
    return read(client, [*pages, *beside, *queries, *of_api(clinic)])


def test_control_the_addresses_are_there_and_most_may_be_kept(client, clinic):
    answers = all_addresses(clinic, client)
    kept = [path for path, answer in answers.items() if shown_for(answer)]
    assert len(kept) >= 30
    for begin in ("/sitemap", "/llms", "/feeds/", "/conditions/", "/?", API):
        assert any(path.startswith(begin) for path in kept)
    assert len([path for path in kept if path.startswith(API)]) >= 8


def test_without_a_cache_that_is_purged_nothing_is_shown_for_longer_than_a_minute(
    client, clinic, settings
):
    settings.WAGTAILFRONTENDCACHE = None
    answers = all_addresses(clinic, client)
    assert {path for path, answer in answers.items() if shown_for(answer) > UNPURGED} == set()


def test_what_is_shown_for_longer_is_purged_by_its_address(client, clinic, settings):
    settings.WAGTAILFRONTENDCACHE = BY_ADDRESS
    publish(clinic.articles[0], title="Three ways")
    urls = purging.urls_for(PublishChange.objects.all())
    purged = {test_changes.path_of(url) for url in urls}
    answers = all_addresses(clinic, client)
    long = {path for path, answer in answers.items() if shown_for(answer) > UNPURGED}
    assert len(long) == 5
    assert long - purged == set()
    assert not [path for path in long if "?" in path]


def test_what_is_purged_by_name_has_the_name(client, clinic, settings):
    settings.WAGTAILFRONTENDCACHE = KEYED
    answers = all_addresses(clinic, client)
    kept = {path: answer for path, answer in answers.items() if shown_for(answer)}
    assert {
        path for path, one in kept.items() if "site" not in one["Surrogate-Key"].split()
    } == set()
    long = {path for path, answer in kept.items() if shown_for(answer) > UNPURGED}
    assert any(path.startswith(API) and "?" in path for path in long)


def test_nothing_is_shown_past_the_moment_at_which_the_clinic_closes(
    client, clinic, settings, time_machine
):
    for caches in (None, BY_ADDRESS, KEYED):
        settings.WAGTAILFRONTENDCACHE = caches
        time_machine.move_to("2026-11-25T16:59:20-06:00", tick=False)
        path = clinic.edina.get_url()
        timed = ["/", path, f"{path}?x=1", f"{path}index.md", "/llms.txt", f"{API}site/"]
        late = {path for path, one in read(client, timed).items() if shown_for(one) > 40}
        assert late == set()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nowhere/", 404),
        ("/nowhere/index.md", 404),
        ("/conditions", 301),
        ("/old/", 301),
        ("/_util/login/", 302),
        ("/admin/", 302),
        ("/requests/1/", 404),
        ("/search/", 200),
        ("/request/", 200),
    ],
)
def test_what_says_nothing_else_is_kept_by_nobody(client, clinic, path, status):
    """Caches have rules of their own for what says nothing."""
    answer = client.get(path)
    assert (path, answer.status_code) == (path, status)
    assert "private" in answer["Cache-Control"]


def test_page_for_who_brings_a_cookie_is_kept_by_nobody(client, clinic):
    client.cookies["seen"] = "1"
    assert client.get("/")["Cache-Control"] == "private, no-cache"


# By name.


class Server(ThreadingHTTPServer):
    """A cache that writes down what it is told to forget."""

    heard: list[tuple[str, str, str]] = []
    status = 200


class Handler(BaseHTTPRequestHandler):
    def do_PURGE(self) -> None:
        server: Server = self.server
        token = self.headers.get("Fastly-Key", "")
        server.heard.append((self.path, self.headers["Surrogate-Key"], token))
        self.send_response(server.status)
        self.end_headers()

    def log_message(self, *args) -> None:
        pass


class Keyed(KeyBackend):
    """By name over the network; addresses are not purged."""

    def purge(self, url) -> None:
        Cache.purged.append(url)


KEYED = {"default": {"BACKEND": f"{__name__}.Keyed", "LOCATION": "http://127.0.0.1:1"}}


@pytest.fixture
def server(settings) -> Iterator[Server]:
    server = Server(("127.0.0.1", 0), Handler)
    server.heard = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    location = f"http://127.0.0.1:{server.server_address[1]}"
    settings.WAGTAILFRONTENDCACHE = {
        "default": KEYED["default"] | {"LOCATION": location, "HEADERS": {"Fastly-Key": "t"}}
    }
    yield server
    server.shutdown()
    server.server_close()


def test_publication_purges_by_name_first(clinic, server):
    PublishChange.objects.all().delete()
    publish(clinic.articles[0], title="Three ways")
    assert purge_due(at=timezone.now() + timedelta(seconds=5)) > 0
    assert server.heard == [("/", "site", "t")]
    assert not PublishChange.objects.exists()


def test_purge_that_is_refused_is_tried_again(clinic, server, monkeypatch):
    monkeypatch.setattr(purging, "_not_before", purging._not_before)  # and put back
    PublishChange.objects.all().delete()
    publish(clinic.articles[0], title="Three ways")
    server.status = 503
    now = timezone.now() + timedelta(seconds=5)
    assert purge_due(at=now) == 0
    assert PublishChange.objects.exists()
    server.status = 200
    assert purge_due(at=now + purging.WAIT) > 0


def test_cache_that_knows_no_names_is_not_asked(settings):
    settings.WAGTAILFRONTENDCACHE = BY_ADDRESS
    assert not purges_by_key()
    purge_keys(["site"])  # nobody to be told, no error


@pytest.mark.parametrize("caches", [None, {}, {"default": {}}, {"default": {"BACKEND": "x"}}])
def test_without_such_a_cache_nothing_is_purged_by_name(settings, caches):
    settings.WAGTAILFRONTENDCACHE = caches
    assert not purges_by_key()


def test_one_cache_that_knows_no_names_is_enough_to_keep_for_a_minute_only(settings):
    settings.WAGTAILFRONTENDCACHE = BY_ADDRESS | {"other": KEYED["default"]}
    assert not purges_by_key()
