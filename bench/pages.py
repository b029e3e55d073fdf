"""What a page costs that is in no cache: its queries, and how often Python calls a function.

    DATABASE_URL=… python -m bench.pages [--articles 10000]

On a database of its own, thrown away behind it, with a clinic whose pages show all that they can,
and again with thousands of articles more. Counted is the second page that a process answers after a
publication: what every page shows is in memory then, what is the page's own is read and made. The
first page of a process stands beside it. Before each count a new generation of the content begins,
so that nothing of the page itself is left from before. Counts, not times: they are the same on each
machine.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import FrameType
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")

import django

if __name__ == "__main__":
    django.setup()

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from locations.caching import advance

from .pages_fill import fill_articles
from .rows import Row
from .scratch import scratch_database

ARTICLES = 10_000
LISTS = ("articles", "conditions", "treatments")
WHY_QUERIES = "generation, page, topics, author and review, pictures, their sizes are a query each"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=ARTICLES)
    for row in rows(articles=parser.parse_args().articles):
        print(f"{row.work}: {row.ratio:g} ({row.verdict}). {row.said}")


def rows(*, articles: int = ARTICLES) -> list[Row]:
    """Count with a handful of pages, then with so many articles more."""
    with clinic() as (addresses, planted):
        few = list(_rows(addresses, ""))
        fill_articles(planted.articles[0], number=articles)
        many = list(_rows(addresses, f" among {articles:,} pages"))
    return [*few, *many]


def _rows(addresses: dict[str, str], among: str) -> Iterator[Row]:
    other = addresses["treatment"]
    found = {name: cost(url, after=other) for name, url in addresses.items()}
    queries, calls = found["article"]
    where, lists = connection.vendor, max(found[name][0] for name in LISTS)
    yield Row(f"uncached article{among}, queries", "–", queries, 8, 5, where, why=WHY_QUERIES)
    yield Row(f"uncached article{among}, thousand Python calls", "–", calls / 1000, 25, 18, where)
    yield Row(f"listing page{among}, queries", "–", lists, 12, 8, f"the most of {len(LISTS)} lists")
    if not among:
        queries, calls = cost(addresses["article"])
        note = (
            f"and {calls / 1000:.1f} thousand calls: it reads what all pages show, for all others"
        )
        yield Row("first page of a process after a publication", "–", queries, None, None, note)


def cost(url: str, *, after: str = "") -> tuple[int, int]:
    """How many queries and calls of Python functions an answer takes, when something has just been
    published and the page at `after`, if any, was asked for since.
    """
    client = Client()
    _publish(client, after)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
        asked = len(queries)  # the next request forgets them
    _publish(client, after)
    return asked, calls_of(partial(client.get, url))


def _publish(client: Client, after: str) -> None:
    advance()
    if after:
        client.get(after)


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
def clinic() -> Iterator[tuple[dict[str, str], Any]]:
    """A clinic and the addresses of its pages by name; each was read once, to cut its pictures."""
    with scratch_database():
        from tests.clinic import Clinic

        planted = Clinic(links=3)
        names = ("treatment", "article", *LISTS)
        addresses = {name: planted.page(name).get_url() for name in names}
        for url in addresses.values():
            Client().get(url)
        yield addresses, planted


if __name__ == "__main__":
    main()
