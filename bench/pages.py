"""What a page costs that is in no cache: its queries, and how often Python calls a function.

    DATABASE_URL=… python -m bench.pages

On a database of its own, thrown away behind it, with a clinic whose pages show all that they can.
Counted is the second page that a process answers after a publication: what every page shows is in
memory then, what is the page's own is read and made. Before each count a new generation of the
content begins, so that nothing of the page itself is left from before. Counts, not times: they are
the same on each machine.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import FrameType

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")

import django

if __name__ == "__main__":
    django.setup()

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from locations.caching import advance

from .rows import Row
from .scratch import scratch_database


def main() -> None:
    for row in rows():
        print(f"{row.work}: {row.ratio:g} ({row.verdict}). {row.note}")


def rows() -> list[Row]:
    with clinic() as addresses:
        first = addresses["treatment"]
        found = {name: cost(url, after=first) for name, url in addresses.items()}
    queries, calls = found["article"]
    lists = [found[name][0] for name in ("articles", "conditions", "treatments")]
    return [
        Row("uncached article, queries", "–", queries, 8, 5, connection.vendor),
        Row("uncached article, thousand Python calls", "–", calls / 1000, 25, 18, "functions"),
        Row("listing page, queries", "–", max(lists), 12, 8, "the same for 1 and 3 entries: tests"),
    ]


def cost(url: str, *, after: str) -> tuple[int, int]:
    """How many queries and calls of Python functions an answer takes, when something has just been
    published and the page at `after` was asked for since.
    """
    client = Client()
    advance()
    client.get(after)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
        asked = len(queries)  # the next request forgets them
    advance()
    client.get(after)
    return asked, calls_of(partial(client.get, url))


def calls_of(work: Callable[[], object]) -> int:
    """How many Python functions are called while some work is done."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls


@contextmanager
def clinic() -> Iterator[dict[str, str]]:
    """The addresses of a clinic's pages by name; each was read once, to cut its pictures."""
    with scratch_database():
        from tests.clinic import Clinic

        planted = Clinic(links=3)
        names = ("treatment", "article", "articles", "conditions", "treatments")
        addresses = {name: planted.page(name).get_url() for name in names}
        for url in addresses.values():
            Client().get(url)
        yield addresses


if __name__ == "__main__":
    main()
