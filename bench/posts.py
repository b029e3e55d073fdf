"""What it costs to take a request, and whether a mail server in trouble is felt by visitors.

    python -m bench.posts [--posts 300] [--seconds 12] [--rounds 3]

A live site on a PostgreSQL of its own that flushes to the disk, with the delivery worker (the
laboratory of bench/faults). The reference is a program that does nothing but INSERT and COMMIT a
row as long as a request, into the same PostgreSQL. Each keeps its one connection, and they take
turns, row by row: what else the machine does slows both alike. A mail server is in trouble for so
many seconds in each round, several times as long as the worker waits for it, and the rounds begin
with another trouble each: what comes first is not always measured first.
"""

import argparse
import logging
import os
import platform
import sys
import sysconfig
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median, quantiles

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")

import django
import psycopg

if __name__ == "__main__":
    django.setup()

from .faults.clinic import Clinic
from .faults.history import History
from .faults.lab import Lab
from .faults.mail_faults import close, hang, quick_again, reopen, slow, unanswered
from .faults.visitors import read_form
from .rows import Row

ROW_BYTES = 600  # about as long as what is stored of one request, its events and its messages

WARM_UP = 30  # requests
PAUSE = 0.02  # seconds between two requests: nearly fifty a second, for the worker to keep up with
SETTLED = 4  # seconds, by when a worker no longer waits for a server that said nothing

WHY = "one in a hundred is what the machine does beside it"

Trouble = Callable[[Clinic], None]


def healthy(_clinic: Clinic) -> None:
    """Nothing is wrong."""


MAIL: dict[str, tuple[Trouble, Trouble]] = {
    "healthy": (healthy, healthy),
    "closed": (close, reopen),
    "slow": (slow, quick_again),
    "hung": (hang, quick_again),
    "unanswered": (unanswered, quick_again),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=300)
    parser.add_argument("--seconds", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    for row in rows(posts=options.posts, seconds=options.seconds, rounds=options.rounds):
        print(f"{row.work} ÷ {row.reference}: {row.ratio:.3f} ({row.verdict}). {row.note}")


def rows(*, posts: int = 300, seconds: int = 12, rounds: int = 3) -> list[Row]:
    """`posts` requests beside as many bare rows; then each state of the mail server, for so many
    seconds in each of `rounds` turns.
    """
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="clinic-bench-") as folder:
        lab = Lab(Path(folder), quick=False)
        try:
            with lab.clinic(database="postgresql") as clinic:
                with clinic.visitors(number=1, pause=0) as first:
                    first.wait_for(WARM_UP)  # what a process reads once
                requests, inserts = side_by_side(clinic, posts)
                histories = in_turns(clinic, seconds, rounds)
        finally:
            lab.close()
    return [_post_row(requests, inserts), *_mail_rows(histories)]


def side_by_side(clinic: Clinic, number: int) -> tuple[list[float], list[float]]:
    """How many seconds each of so many requests took, and each of as many bare rows."""
    posted, inserted = [], []
    visitors = clinic.visitors(keeps_connection=True)
    visitors.form = read_form(clinic.web.port)
    with psycopg.connect(clinic.database_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS bench (id serial PRIMARY KEY, row text)")
        for _row in range(number):
            posted.append(_seconds(lambda: visitors.send_once(uuid.uuid4().hex)))
            row = ["x" * ROW_BYTES]
            statement = "INSERT INTO bench (row) VALUES (%s)"
            inserted.append(_seconds(lambda: connection.execute(statement, row)))  # noqa: B023
    return posted, inserted


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def in_turns(clinic: Clinic, seconds: int, rounds: int) -> dict[str, list[History]]:
    """So that what else the machine does slows all alike."""
    found: dict[str, list[History]] = {name: [] for name in MAIL}
    states = list(MAIL.items())
    for turn in range(rounds):
        for name, (begin, end) in states[turn:] + states[:turn]:
            begin(clinic)
            with clinic.visitors(number=1, pause=PAUSE) as visitors:
                time.sleep(seconds)
            end(clinic)
            found[name].append(visitors.history)
            time.sleep(SETTLED)
    return found


def seconds_of(histories: list[History]) -> list[float]:
    requests = [one for history in histories for one in history.requests.values()]
    return [one.acknowledged_at - one.sent_at[-1] for one in requests if one.acknowledged_at]


def p99(histories: list[History]) -> float:
    return quantiles(seconds_of(histories), n=100)[98]


def success(histories: list[History]) -> float:
    """The part of the requests that were acknowledged at the first attempt."""
    requests = [one for history in histories for one in history.requests.values()]
    good = [one for one in requests if one.acknowledged_at and len(one.sent_at) == 1]
    return len(good) / len(requests)


def _post_row(requests: list[float], inserts: list[float]) -> Row:
    insert, post = median(inserts), median(requests)
    note = f"{post * 1000:.1f} ms to {insert * 1000:.2f} ms; medians, one visitor; {python_build()}"
    reference = "bare PostgreSQL INSERT + COMMIT"
    why = "a form is read, checked and routed by Python, and several rows are written, not one"
    return Row("lead POST, durable", reference, insert / post, 0.10, 0.15, note, True, why)


def python_build() -> str:
    """Which Python this is, and whether it was built with what makes it a fifth faster."""
    options = sysconfig.get_config_var("CONFIG_ARGS") or ""
    how = "with" if "--enable-optimizations" in options else "without"
    built = f"built {how} --enable-optimizations"
    if sys.base_prefix == "/usr":  # Debian's does so by means of its own, which it does not say
        built = "the distribution's build"
    return f"Python {platform.python_version()}, {built}"


def _mail_rows(histories: dict[str, list[History]]) -> Iterator[Row]:
    usual = p99(histories["healthy"])
    for name in [name for name in MAIL if name != "healthy"]:
        slowest, number = p99(histories[name]), len(seconds_of(histories[name]))
        note = f"{success(histories[name]):.1%} of {number:,} at the first attempt; "
        note += f"{slowest * 1000:.0f} ms to {usual * 1000:.0f} ms"
        yield Row(f"POST p99, mail {name}", "healthy", slowest / usual, 1.5, 1.1, note, why=WHY)


if __name__ == "__main__":
    sys.exit(main())
