"""How much slower the inbox is with a million leads than with a thousand.

    .venv/bin/python -m bench.inbox SMALL LARGE [--fill 1000000] [--rounds 7] [--out FILE]

SMALL and LARGE are the URLs of two databases, both SQLite or both PostgreSQL; `--fill` migrates and
fills them first (empty ones; see bench/inbox_fill.py). Two processes, one for each, take turns, so
that what else the machine does slows both (what they read: bench/inbox_reads.py). Prints the median
milliseconds of each, of the processor (with PostgreSQL also of the process that works for us, so it
has to run on this machine), and their ratio: of the whole page as Django answers it, and (“rows”,
“numbers”) of its queries alone. A page is as long in both: what has nine leads in the small
database is drawn in pages of nine, or the ratio would be that of drawing them.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from .rows import Row

ROOT = Path(__file__).resolve().parents[1]
SMALL, PAGE = 1000, 50
ROUNDS = 7
WHY = "an index of so many rows is two steps deeper, and the row it leads to is seldom at hand"
NAMES = ("small", "large")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("urls", nargs="+")
    parser.add_argument("--fill", type=int)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", default="", help="the lines with this in their name")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    if options.fill:
        fill_both(options.urls, options.fill)
    for line in compared(options.urls, options.rounds, only=options.only):
        print(line, flush=True)
        if options.out:
            with options.out.open("a") as file:
                file.write(f"{line}\n")


def fill_both(urls: list[str], leads: int) -> None:
    for url, number in zip(urls, (SMALL, leads), strict=True):
        started = time.perf_counter()
        code = f"from bench.inbox_reads import fill; fill({number})"
        subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, env=of(url))
        print(f"{number:,} leads in {time.perf_counter() - started:.0f} s", flush=True)


def of(url: str) -> dict[str, str]:
    return os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "cms.settings.test"}


def compared(urls: list[str], rounds: int, *, only: str) -> Iterator[str]:
    sides = [Side(url) for url in urls]
    kind, numbers = urls[0].partition(":")[0], [side.leads for side in sides]
    yield f"{kind}: {' and '.join(f'{number:,}' for number in numbers)} leads, {rounds} rounds"
    yield f"{'':44}{'ms':>9}{'ms':>9}{'ratio':>7}"
    for name, small, large in times_of(sides, rounds, only=only):
        yield f"{name:44}{small:9.1f}{large:9.1f}{large / small:7.2f}"


def times_of(
    sides: list["Side"], rounds: int, *, only: str = ""
) -> Iterator[tuple[str, float, float]]:
    """Median milliseconds of each read in the small and in the large database."""
    for name in filter(lambda name: only in name, sides[0].names):
        size = sides[0].length(name)
        times = [[side.time(name, size) for side in sides] for _round in range(rounds + 1)][1:]
        small, large = (median(both) for both in zip(*times, strict=True))
        yield name, small, large
    for side in sides:
        side.process.terminate()


def rows(folder: Path, *, leads: int, rounds: int = ROUNDS) -> list[Row]:
    """The slowest of each sort of page with so many leads, in both databases."""
    found: list[Row] = []
    for kind, databases in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
        with databases(folder) as urls:
            fill_both(urls, leads)
            times = list(times_of([Side(url) for url in urls], rounds, only=", page"))
        of = f"{leads:,} leads, {kind}"
        found += [_row(work, words, times, of, rounds) for work, words in SORTS.items()]
    return found


@contextmanager
def sqlite(folder: Path) -> Iterator[list[str]]:
    """Yield the URLs of two new databases."""
    yield [f"sqlite:///{folder / name}.sqlite3" for name in NAMES]


@contextmanager
def postgresql(folder: Path) -> Iterator[list[str]]:
    """The same, in a server of their own."""
    from .faults.postgresql import Cluster

    home = folder / "postgresql"
    home.mkdir()
    cluster = Cluster(home)
    try:
        for name in NAMES:
            cluster.create(name)
        yield [cluster.url(name) for name in NAMES]
    finally:
        cluster.stop()


# What the names of reads of one sort have in common.
SORTS = {"inbox page": ": tab ", "inbox filter": ": filter ", "inbox search": ": search "}


def _row(work: str, words: str, found: list[tuple[str, float, float]], of: str, rounds: int) -> Row:
    ratios = {name: large / small for name, small, large in found if words in name}
    slowest = max(ratios, key=lambda name: ratios[name])
    middle = median(ratios.values())
    note = (
        f"the worst of {len(ratios)} (“{slowest.partition(',')[0]}”); the middle one {middle:.2f}; "
        f"processor time, medians of {rounds} rounds"
    )
    return Row(f"{work}, {of}", f"{SMALL:,} leads", ratios[slowest], 1.5, 1.1, note, why=WHY)


class Side:
    """A process with one of the databases: it reads what it is told to, and says how long."""

    def __init__(self, url: str) -> None:
        command = [sys.executable, "-m", "bench.inbox_reads"]
        pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen(command, cwd=ROOT, env=of(url), **pipes)
        self.leads, self.names = self.said()

    def said(self) -> Any:
        assert self.process.stdout  # noqa: S101
        return json.loads(self.process.stdout.readline())

    def length(self, name: str) -> int:
        """How many leads the first page of a list has here; at least one."""
        return max(1, self._asked("length", name, PAGE))

    def time(self, name: str, size: int) -> float:
        """Milliseconds of a read, where a page has so many leads."""
        return self._asked("time", name, size)

    def _asked(self, *what: object) -> Any:
        assert self.process.stdin  # noqa: S101
        print(json.dumps(what), file=self.process.stdin, flush=True)
        return self.said()


if __name__ == "__main__":
    main()
