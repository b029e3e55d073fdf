"""How much a finished page costs, against Django saying a constant of the same size.

    python -m bench.page_cache [--seconds 4] [--rounds 5]

Plants the demo clinic in a temporary folder (SQLite, a minute or two) or, with DATABASE_URL, in
that database, which must be made for this. The reference is Django with nothing in it, no
middleware either (bench/bare.py), on the same web server; beside it stands a view of the site,
behind all its middleware. Both say a constant, as long as the page is when it is sent. What is
compared is how many requests are answered in a second of the processor, as Linux counts it: that is
much the same on a machine that is a little busy. Needs wrk (apt-get install wrk). Prints one line
for each row.
"""

import argparse
import gzip
import http.client
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.parse import urlsplit

from .faults.ports import HOST, free_port
from .faults.processes import manage
from .rows import Row

ROOT = Path(__file__).resolve().parents[1]
ARTICLE = "/articles/hip-pain-three-ways/"
RAW = "/raw/{}/"  # of so many bytes
UNCACHED = f"{ARTICLE}?made=anew"  # an address with a query is Django's
WHY = "two thirds of it are the web server's own work, which it does for Django, too"
# Seconds after a publication, by when each process has looked and made all its pages anew.
NOTICED = 15
HEADERS = {"Host": "localhost", "Accept-Encoding": "gzip", "Accept-Language": "en"}

# Publishes the article each time a line comes in, in a process of its own, as an editor does.
EDITOR = """
import sys
import django
django.setup()
from conditions.models import ArticlePage
for line in sys.stdin:
    page = ArticlePage.objects.get(slug="hip-pain-three-ways")
    page.summary = f"Version {line.strip()}"
    page.save_revision().publish()
    print("published", flush=True)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    for row in rows(seconds=options.seconds, rounds=options.rounds):
        print(f"{row.work} ÷ {row.reference}: {row.ratio:.2f} ({row.verdict}). {row.note}")


def rows(*, seconds: int = 4, rounds: int = 5) -> list[Row]:
    """Measure everything; `seconds` for each of `rounds` turns of each server."""
    if shutil.which("wrk") is None:
        sys.exit("wrk is missing: apt-get install wrk")
    with (
        tempfile.TemporaryDirectory() as folder,
        planted(Path(folder)) as environment,
        server("cms.wsgi:application", environment) as site,
        editor(environment) as publish,
    ):
        warm_up(site.port)
        size = len(get(site.port, ARTICLE)[1])
        rates = rates_beside_bare(site, environment, size, seconds=seconds, rounds=rounds)
        visits = after_publishing(site.port, publish, rounds)
    return [*_speed_rows(rates, size), *_publish_rows(visits)]


def _speed_rows(rates: list[list[float]], size: int) -> Iterator[Row]:
    bare, page, raw, made = (median(column) for column in zip(*rates, strict=True))
    note = f"each sends {size:,} bytes; Django alone {bare:,.0f} times in a second of the processor"
    reference = "Django without middleware, same server"
    yield Row("cached page", reference, page / bare, 1.0, 3.0, note, True, WHY)
    note = "for comparison, without a limit: the view is behind all middleware of the site"
    reference = "raw view of the site, same server"
    yield Row("cached page", reference, page / raw, None, None, note)
    note = "for comparison, without a limit: processor time of the same page, made for each visitor"
    yield Row("uncached page", reference, raw / made, None, None, note)


def _publish_rows(visits: "Visits") -> Iterator[Row]:
    ratios = {path: visits.first[path] / visits.warm[path] for path in visits.warm}
    worst, number = max(ratios, key=lambda path: ratios[path]), len(visits.at_once)
    note = (
        f"{NOTICED} s after it, when a thread has made all pages anew; the worst of {len(ratios)} "
        f"(`{worst}`: {visits.first[worst]:.1f} ms to {visits.warm[worst]:.1f} ms), "
        f"the middle one {median(ratios.values()):.2f}; medians of {number} publications"
    )
    yield Row("first hit after publish", "warm hit", ratios[worst], 3.0, 1.5, note)
    once, slowest = median(visits.at_once), max(visits.at_once)
    note = (
        "for comparison, without a limit: the first visit that sees what was published, before "
        f"that thread came to it: {once:.0f} ms, median of {number} publications, the worst "
        f"{slowest / visits.made:.2f}; it reads what all pages show, for all others, while these "
        "are made anew beside it"
    )
    reference = f"the same page made for each visitor, {visits.made:.0f} ms"
    yield Row("hit at once", reference, once / visits.made, None, None, note)


class Visits(NamedTuple):
    """How many milliseconds a visit takes: of each page warm, and the first some seconds after a
    publication; of the published page made for each visitor, and the first that sees it, after
    each publication.
    """

    warm: dict[str, float]
    first: dict[str, float]
    made: float
    at_once: list[float]


class Server(NamedTuple):
    """A web server that runs: where, and in which process, whose children do the work."""

    port: int
    pid: int

    def processor_seconds(self) -> float:
        """How long the processor has worked for it so far."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return sum(_processor_seconds(int(pid)) for pid in [self.pid, *children])


def _processor_seconds(pid: int) -> float:
    numbers = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    user, system = int(numbers[11]), int(numbers[12])
    return (user + system) / os.sysconf("SC_CLK_TCK")


def rates_beside_bare(
    site: "Server", environment: dict[str, str], size: int, *, seconds: int, rounds: int
) -> list[list[float]]:
    """For each round how often Django alone, kept page, raw view and made page are answered."""
    raw = RAW.format(size)
    bare_environment = {"DJANGO_SETTINGS_MODULE": "bench.bare", "BARE_BYTES": str(size)}
    with server("bench.bare:application", environment | bare_environment) as bare:
        for port, path in [(bare.port, "/"), (site.port, raw), (site.port, ARTICLE)]:
            if len(get(port, path)[1]) != size:
                sys.exit(f"{path} is not of {size} bytes.")
        asked = [(bare, "/"), (site, ARTICLE), (site, raw), (site, UNCACHED)]
        return in_turns([partial(rate, *one, seconds) for one in asked], rounds)


def in_turns(measures: list[Callable[[], float]], rounds: int) -> list[list[float]]:
    return [[measure() for measure in measures] for _round in range(rounds)]


def rate(server: "Server", path: str, seconds: int) -> float:
    """Requests in a second of the server's processor time, on four connections that stay open."""
    before = server.processor_seconds()
    command = ["wrk", "-t1", "-c4", f"-d{seconds}", "-H", "Accept-Encoding: gzip"]
    command += ["-H", "Host: localhost", f"http://{HOST}:{server.port}{path}"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.search(r"(\d+) requests in", said)
    if found is None or "Non-2xx" in said:
        sys.exit(f"{path} was not answered:\n{said}")
    return int(found[1]) / (server.processor_seconds() - before)


def after_publishing(port: int, publish: Callable[[], None], rounds: int) -> Visits:
    """Warm visits come after the same silence, so that both wake the same threads."""
    paths = kept_pages(port)
    warm, first, at_once = [], [], []
    for _round in range(rounds):
        time.sleep(NOTICED)
        warm.append(visit(port, paths))
        publish()
        time.sleep(NOTICED)
        first.append(visit(port, paths))
        at_once.append(first_new(port, publish))
    made = median(milliseconds(port, UNCACHED) for _visit in range(20))
    return Visits(_medians(warm), _medians(first), made, at_once)


def kept_pages(port: int) -> list[str]:
    """The pages of the site map that are kept: the second answer has an ETag."""
    headers, body = get(port, "/sitemap.xml")
    content = gzip.decompress(body) if headers["Content-Encoding"] == "gzip" else body
    urls = re.findall(r"<loc>([^<]+)</loc>", content.decode())
    paths = sorted({urlsplit(url).path for url in urls})
    visit(port, paths)
    return [path for path in paths if "ETag" in get(port, path)[0]]


def visit(port: int, paths: list[str]) -> dict[str, float]:
    return {path: milliseconds(port, path) for path in paths}


def _medians(rounds: list[dict[str, float]]) -> dict[str, float]:
    return {path: median(one[path] for one in rounds) for path in rounds[0]}


def first_new(port: int, publish: Callable[[], None]) -> float:
    """How many milliseconds the first visit takes that sees what is published now."""
    before = get(port, ARTICLE)[0]["ETag"]
    publish()
    give_up = time.monotonic() + NOTICED
    while time.monotonic() < give_up:
        started = time.perf_counter()
        headers, _body = get(port, ARTICLE)
        if headers["ETag"] != before:
            return (time.perf_counter() - started) * 1000
        time.sleep(0.02)
    sys.exit("Nobody sees what was published.")


def milliseconds(port: int, path: str) -> float:
    """How long one visit takes on a connection of its own."""
    started = time.perf_counter()
    get(port, path)
    return (time.perf_counter() - started) * 1000


def get(port: int, path: str) -> tuple[http.client.HTTPMessage, bytes]:
    web = http.client.HTTPConnection(HOST, port, timeout=60)
    web.request("GET", path, headers=HEADERS)
    answer = web.getresponse()
    body = answer.read()
    web.close()
    if answer.status != 200:
        sys.exit(f"{path} answered {answer.status}")
    return answer.headers, body


def warm_up(port: int) -> None:
    """Until the page comes from the cache, which gives it an ETag."""
    give_up = time.monotonic() + 30
    while "ETag" not in get(port, ARTICLE)[0]:
        if time.monotonic() > give_up:
            sys.exit("The page is not kept.")
        time.sleep(0.2)


# What is measured.


@contextmanager
def planted(folder: Path) -> Iterator[dict[str, str]]:
    """The environment of a site with the demo clinic in it."""
    database = os.environ.get("DATABASE_URL", f"sqlite:///{folder / 'db.sqlite3'}")
    environment = os.environ | {
        "VAR_DIR": str(folder),
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "bench.raw_settings",
        "DEBUG": "0",
        "LOG_LEVEL": "ERROR",
    }
    manage(environment, "migrate", "--verbosity=0")
    manage(environment, "clinic_seed")
    yield environment


@contextmanager
def server(application: str, environment: dict[str, str]) -> Iterator["Server"]:
    """Run a web server as `make serve` does."""
    port = free_port()
    command = [sys.executable, "-m", "granian", application, "--interface=wsgi", f"--port={port}"]
    command += ["--blocking-threads=4", "--no-access-log", "--log-level=error"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        wait_until_up(port)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait()


def wait_until_up(port: int) -> None:
    give_up = time.monotonic() + 60
    while True:
        try:
            get(port, "/")
            return
        except OSError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.2)


@contextmanager
def editor(environment: dict[str, str]) -> Iterator[Callable[[], None]]:
    """A process that publishes the article when it is told to."""
    with subprocess.Popen(
        [sys.executable, "-c", EDITOR],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:

        def publish() -> None:
            told, heard = process.stdin, process.stdout
            if told is None or heard is None:
                return
            print(time.time(), file=told, flush=True)
            while "published" not in (line := heard.readline()):
                if not line:
                    sys.exit("The editor's process ended.")

        yield publish
        process.terminate()


if __name__ == "__main__":
    main()
