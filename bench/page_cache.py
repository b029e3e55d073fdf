"""How much a finished page costs, against Django saying a constant of the same size.

    python -m bench.page_cache [--seconds 4] [--rounds 5]

Plants the demo clinic in a temporary folder (SQLite, a minute or two) or, with DATABASE_URL, in
that database, which must be made for this. Two web servers of one kind with the same options: the
site, and Django with nothing in it (bench/bare.py). They take turns, so that what else the machine
does slows both. Needs wrk (apt-get install wrk). Prints one line for each row.
"""

import argparse
import http.client
import os
import re
import shutil
import socket
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

ROOT = Path(__file__).resolve().parents[1]
HOST = "127.0.0.1"
ARTICLE = "/articles/hip-pain-three-ways/"
UNCACHED = f"{ARTICLE}?made=anew"  # an address with a query is Django's
# Seconds after a publication, by when each process has looked and made its pages anew.
NOTICED = 4
HEADERS = {"Host": "localhost", "Accept-Encoding": "gzip"}

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


class Row(NamedTuple):
    """One line of the table: what was measured, against what, and what was wanted."""

    work: str
    reference: str
    ratio: float
    must: float
    aim: float
    note: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    for row in rows(seconds=options.seconds, rounds=options.rounds):
        print(f"{row.work} ÷ {row.reference}: {row.ratio:.2f} (must {row.must}, aim {row.aim})")
        print(f"    {row.note}", flush=True)


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
        warm_up(site)
        size = len(get(site, ARTICLE)[1])
        rates = rates_beside_bare(site, environment, size, seconds=seconds, rounds=rounds)
        later, at_once = after_publishing(site, publish, rounds)
    return [*_speed_rows(rates, size), _publish_row(later, at_once)]


def _speed_rows(rates: list[list[float]], size: int) -> Iterator[Row]:
    cached = median(page / bare for bare, page, _made in rates)
    uncached = median(made / bare for bare, _page, made in rates)
    bare = median(one[0] for one in rates)
    note = f"{size:,} bytes sent, 4 connections, one process; Django alone {bare:,.0f} a second"
    yield Row("cached page", "raw Django view, same server", cached, 1.0, 3.0, note)
    note = "for comparison: the same page, made for each visitor"
    yield Row("uncached page", "raw Django view, same server", uncached, 0.0, 0.0, note)


def _publish_row(later: float, at_once: float) -> Row:
    note = (
        f"the first visitor {NOTICED} s after it, when the page has been made anew; "
        f"who comes before that gets it from Django: {at_once:.0f} ×"
    )
    return Row("first hit after publish", "warm hit", later, 3.0, 1.5, note)


def rates_beside_bare(
    site: int, environment: dict[str, str], size: int, *, seconds: int, rounds: int
) -> list[list[float]]:
    """For each round how often a second Django alone, the kept and the made page are answered."""
    bare_environment = {"DJANGO_SETTINGS_MODULE": "bench.bare", "BARE_BYTES": str(size)}
    with server("bench.bare:application", environment | bare_environment) as bare:
        asked = [(bare, "/"), (site, ARTICLE), (site, UNCACHED)]
        return in_turns([partial(rate, *one, seconds) for one in asked], rounds)


def in_turns(measures: list[Callable[[], float]], rounds: int) -> list[list[float]]:
    return [[measure() for measure in measures] for _round in range(rounds)]


def rate(port: int, path: str, seconds: int) -> float:
    """Requests a second on four connections that stay open."""
    command = ["wrk", "-t1", "-c4", f"-d{seconds}", "-H", "Accept-Encoding: gzip"]
    command += ["-H", "Host: localhost", f"http://{HOST}:{port}{path}"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if found is None or "Non-2xx" in said:
        sys.exit(f"{path} was not answered:\n{said}")
    return float(found[1])


def after_publishing(port: int, publish: Callable[[], None], rounds: int) -> tuple[float, float]:
    """The first visit after a publication ÷ a warm one: some seconds later, and at once.

    The warm one comes after the same silence, so that both wake the same sleeping threads.
    """
    warm, first, at_once = [], [], []
    for _round in range(2 * rounds):
        time.sleep(NOTICED)
        warm.append(milliseconds(port))
        publish()
        time.sleep(NOTICED)
        first.append(milliseconds(port))
        publish()
        at_once.append(longest_until_new(port))
    return median(first) / median(warm), median(at_once) / median(warm)


def longest_until_new(port: int) -> float:
    """The slowest of all visits until the process has seen the publication."""
    end = time.monotonic() + NOTICED
    slowest = 0.0
    while time.monotonic() < end:
        slowest = max(slowest, milliseconds(port))
        time.sleep(0.02)
    return slowest


def milliseconds(port: int) -> float:
    """How long one visit takes on a connection of its own."""
    started = time.perf_counter()
    get(port, ARTICLE)
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
        "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
        "DEBUG": "0",
        "LOG_LEVEL": "ERROR",
    }
    for command in (["migrate", "--verbosity=0"], ["clinic_seed"]):
        subprocess.run(
            [sys.executable, "manage.py", *command],
            check=True,
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
        )
    yield environment


@contextmanager
def server(application: str, environment: dict[str, str]) -> Iterator[int]:
    """Run a web server as `make serve` does; yield its port."""
    with socket.create_server((HOST, 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", application, "--interface=wsgi", f"--port={port}"]
    command += ["--blocking-threads=4", "--no-access-log", "--log-level=error"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        wait_until_up(port)
        yield port
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
