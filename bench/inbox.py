"""How much slower the inbox is with a million leads than with a thousand.

    .venv/bin/python -m bench.inbox SMALL LARGE [--fill 1000000] [--rounds 9] [--out FILE]

SMALL and LARGE are the URLs of two databases, both SQLite or both PostgreSQL; `--fill` migrates and
fills them first (empty ones; see bench/inbox_fill.py). Two processes, one for each, take turns, so
that what else the machine does slows both. Prints the median milliseconds of each (of the processor
for SQLite, which works in the process; of the clock for PostgreSQL) and their ratio:
of the whole page as Django answers it, and (“rows”, “numbers”) of its queries alone. “All” is who
sees every location, “one” who sees one of five. A page is as long in both: what has nine leads in
the small database is drawn in pages of nine, or the ratio would be that of drawing them.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from .rows import Row

ROOT = Path(__file__).resolve().parents[1]
SMALL, PAGE = 1000, 50
ADMIN = "/admin/clinic/inbox/"
Read = Callable[[], object]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("urls", nargs="+")
    parser.add_argument("--fill", type=int)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--only", default="", help="the lines with this in their name")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--answer", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.answer:
        answer()
        return
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
        code = f"from bench.inbox import fill; fill({number})"
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


def rows(folder: Path, *, leads: int, rounds: int = 5) -> list[Row]:
    """The slowest of each sort of page with so many leads. In SQLite: processor time."""
    urls = [f"sqlite:///{folder / name}.sqlite3" for name in ("small", "large")]
    fill_both(urls, leads)
    found = list(times_of([Side(url) for url in urls], rounds, only=", page"))
    return [_row(work, words, found, leads) for work, words in SORTS.items()]


# What the names of reads of one sort have in common.
SORTS = {"inbox page": ": tab ", "inbox filter": ": filter ", "inbox search": ": search "}


def _row(work: str, words: str, found: list[tuple[str, float, float]], leads: int) -> Row:
    ratios = {name: large / small for name, small, large in found if words in name}
    slowest = max(ratios, key=lambda name: ratios[name])
    middle = median(ratios.values())
    note = (
        f"the worst of {len(ratios)} (“{slowest.partition(',')[0]}”); the middle one {middle:.2f}"
    )
    return Row(f"{work}, {leads:,} leads", f"{SMALL:,} leads", ratios[slowest], 1.5, 1.1, note)


class Side:
    """A process with one of the databases: it reads what it is told to, and says how long."""

    def __init__(self, url: str) -> None:
        command = [sys.executable, "-m", "bench.inbox", "--answer", url]
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


# In each of the two processes.


def set_up() -> None:
    import logging

    import django

    django.setup()
    logging.disable(logging.WARNING)


def fill(leads: int) -> None:
    set_up()
    from bench import inbox_fill

    inbox_fill.fill(leads)


def answer() -> None:
    set_up()
    from django.conf import settings
    from django.test import override_settings

    from leads.models import Lead

    reads = dict(all_reads())
    print(json.dumps([Lead.objects.count(), list(reads)]), flush=True)
    answers = {"length": length_of, "time": time_of}
    for line in sys.stdin:
        what, name, size = json.loads(line)
        with override_settings(CLINIC=settings.CLINIC | {"INBOX_PAGE_SIZE": size}):
            print(answers[what](reads, name), flush=True)


def length_of(reads: dict[str, Read], name: str) -> object:
    rows = reads.get(name.rpartition(", ")[0] + ", rows", int)
    return rows()


def time_of(reads: dict[str, Read], name: str) -> float:
    from django.db import connection

    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    started = clock()
    reads[name]()
    return (clock() - started) * 1000


def all_reads() -> Iterator[tuple[str, Read]]:
    from django.contrib.auth import get_user_model

    users = get_user_model().objects
    here = {"groups__clinic_location_permissions__location__title": "St. Paul"}
    for who, found in [("all", {"username__startswith": "max"}), ("one", here)]:
        user = users.filter(**found).order_by("pk")[0]
        for name, read in reads_of(user):
            yield f"{who}: {name}", read


def reads_of(user: Any) -> Iterator[tuple[str, Read]]:
    from django.test import Client

    client = Client()
    client.force_login(user)
    for name, (query, text) in cases(user).items():
        listing = Listing(user, query, text)
        yield f"{name}, page", lambda query=query, text=text: page(client, query, text)
        yield f"{name}, rows", listing.rows
        if not text:
            yield f"{name}, numbers", listing.numbers
    yield "stamp, whole", lambda: client.get(f"{ADMIN}stamp/")


def page(client: Any, query: str, text: str) -> None:
    """Ask for the list as a browser does."""
    session = client.session
    if session.get("clinic_inbox_search") != text:
        session["clinic_inbox_search"] = text
        session.save()
    assert client.get(ADMIN + query).status_code == 200, query  # noqa: S101


class Listing:
    """The queries of one list, without drawing it."""

    def __init__(self, user: Any, query: str, text: str) -> None:
        from django.test import RequestFactory

        self.request = RequestFactory().get(ADMIN + query)
        self.request.user, self.request.session = user, {"clinic_inbox_search": text}

    def view(self) -> tuple[Any, Any]:
        from leads.inbox.views import InboxView

        view = InboxView()
        view.setup(self.request)
        return view, view.filter_queryset(view.get_base_queryset())

    def rows(self) -> int:
        from leads.inbox.paging import page_of
        from leads.inbox.views import dressed
        from locations.conf import clinic_settings

        view, leads = self.view()
        after = self.request.GET.get("after", "")
        size = clinic_settings.INBOX_PAGE_SIZE
        return len(page_of(view.rows(leads), after=after, size=size, dressed=dressed).leads)

    def numbers(self) -> None:
        from leads.inbox.queues import count

        view, leads = self.view()
        count(leads, at=view.at, desks=view.reader.now.desks)


def cases(user: Any) -> dict[str, tuple[str, str]]:
    """What is listed: (the list's address, what was searched for) by what it is called."""
    from django.utils import timezone

    from bench.inbox_fill import FREQUENT, MIDDLING, OLDEST
    from leads.inbox.queues import QUEUES
    from leads.models import Lead

    known = Lead.objects.visible_to(user).order_by("-pk")[7]
    colleague = Lead.objects.visible_to(user).filter(assigned_to__gt=0)[0].assigned_to_id
    month = timezone.localdate() - timedelta(days=30)
    tabs = {f"tab {queue.name}": (f"?tab={queue.name}", "") for queue in QUEUES}
    deep = {f"tab {name}, deep": (f"?tab={name}&after={mark(user, name)}", "") for name in DEEP}
    filters = {
        "assigned to a colleague": f"?filter=assigned:%23{colleague}",
        "assigned to nobody": "?filter=assigned:nobody",
        "language": "?filter=language:es",
        "came by phone (nobody)": "?filter=source:phone",
        "received since": f"?filter=received:>{month}",
        "closed, a colleague's": f"?tab=closed&filter=assigned:%23{colleague}",
        "closed, language": "?tab=closed&filter=language:es",
        "closed, received before": f"?tab=closed&filter=received:<{month}",
        "is:open,booked": "?filter=is:open,booked",
    }
    searches = {
        "a name": known.name,
        "end of a number": known.phone[-6:],
        "a number": known.phone,
        "an e-mail address": known.email,
        "a reference, in part": known.reference[:7],
        "nobody": "Zzyzx",
        "in half of all": FREQUENT,
        "in one of a hundred": MIDDLING,
        "in the oldest 1,000": OLDEST,
        "two words": f"{FREQUENT} {MIDDLING}",
        "topic:": "topic:knee",
    }
    return (
        tabs
        | deep
        | {f"filter {name}": (query, "") for name, query in filters.items()}
        | {f"search {name}": ("?tab=found", text) for name, text in searches.items()}
    )


DEEP = ("open", "closed", "booked")


def mark(user: Any, name: str) -> str:
    """Where the page in the middle of a list starts."""
    from django.utils import timezone

    from leads.inbox.paging import page_of
    from leads.inbox.queues import BY_NAME
    from leads.models import Lead

    leads = BY_NAME[name].of(Lead.objects.visible_to(user), at=timezone.now())
    middle = leads.values_list("pk", flat=True)[leads.count() // 2]
    both = leads.filter(pk__in=[middle, leads.values_list("pk", flat=True).reverse()[0]])
    return page_of(both, after="", size=1).after


if __name__ == "__main__":
    main()
