"""How much slower the inbox is with many leads than with a thousand.

    DATABASE_URL=sqlite:////tmp/scratch.sqlite3 .venv/bin/python bench/inbox.py [--leads 100000]

The database must be an empty one: it is migrated and filled, first with 1,000 leads, then with as
many as are asked for. Of those, 300 are open at any size: a desk answers them. Prints the
milliseconds of each read (as a colleague of one of two locations asks for it; the best of 15) at
both sizes, and “common” is a word in every second lead: a search that narrows nothing.
"""

import argparse
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SIGNS = "23456789BCDFGHJKMNPQRSTVWXZ"
SMALL, OPEN, BATCH, ROUNDS = 1000, 300, 2000, 15
SYLLABLES = [
    "an",
    "ber",
    "da",
    "el",
    "fan",
    "gri",
    "ho",
    "ing",
    "jor",
    "kou",
    "la",
    "mi",
    "no",
    "ol",
    "pet",
    "ri",
    "sol",
    "tha",
    "vang",
    "wen",
    "xi",
    "yer",
]
WORDS = [
    "knee",
    "hip",
    "back",
    "neck",
    "sleep",
    "headache",
    "mornings",
    "evenings",
    "insurance",
    "pain",
    "stairs",
]
AT = datetime(2026, 3, 4, 16, 0, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leads", type=int, default=100_000)
    leads = parser.parse_args().leads
    _set_up()
    chance = random.Random(7)  # noqa: S311
    locations = _locations()
    _fill(range(SMALL), locations, chance)
    small = _measured(locations[0])
    started = time.perf_counter()
    _fill(range(SMALL, leads), locations, chance)
    print(f"filled in {time.perf_counter() - started:.0f} s")
    large = _measured(locations[0])
    print(f"{'read':22}{SMALL:>12,}{leads:>12,}   ratio")
    for name, before in small.items():
        print(f"{name:22}{before:12.1f}{large[name]:12.1f}{large[name] / before:8.2f}")


def _set_up() -> None:
    if "DATABASE_URL" not in os.environ:
        sys.exit("Set DATABASE_URL to an empty database.")
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from leads.models import Lead

    if Lead.objects.exists():
        sys.exit("There are leads in this database already.")


def _locations() -> list[Any]:
    from tests.factories import make_location

    return [make_location("St. Paul"), make_location("Edina")]


def _fill(numbers: range, locations: list[Any], chance: random.Random) -> None:
    """Add leads, the newest last, and close all but the newest `OPEN`."""
    from leads.models import CloseReason, Lead, Status

    closed = {"status": Status.CLOSED, "close_reason": CloseReason.ANSWERED, "closed_at": AT}
    Lead.objects.filter(status=Status.NEW).update(**closed)
    for start in range(numbers.start, numbers.stop, BATCH):
        batch = range(start, min(start + BATCH, numbers.stop))
        leads = [_lead(number, locations, chance) for number in batch]
        for number, lead in zip(batch, leads, strict=True):
            if numbers.stop - number > OPEN:
                lead.status, lead.close_reason = Status.CLOSED, CloseReason.ANSWERED
                lead.closed_at = AT
        Lead.objects.bulk_create(leads)
    _settle()


def _lead(number: int, locations: list[Any], chance: random.Random) -> Any:
    from leads.models import Lead

    first, last = _name(chance), _name(chance)
    location = locations[number % 2]
    received_at = AT - timedelta(days=900) + timedelta(seconds=60 * number)
    return Lead(
        reference=f"{''.join(chance.choices(SIGNS, k=5))}-{number:06}"[:12],
        idempotency_key=f"key {number}",
        body_digest="digest",
        name=f"{first} {last}",
        phone=f"+1612{chance.randrange(2_000_000, 9_999_999)}",
        phone_typed="as on file",
        email=f"{first}.{last}{number}@example.com",
        topic=chance.choice(WORDS),
        message=" ".join([*chance.choices(WORDS, k=14), chance.choice(["common", "seldom"])]),
        location=location,
        location_title=location.title,
        received_at=received_at,
        due_at=received_at + timedelta(hours=2),
    )


def _name(chance: random.Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=3)).capitalize()


def _settle() -> None:
    """What the database's own housekeeping does at night."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _measured(location: Any) -> dict[str, float]:
    from leads.models import Lead
    from tests.factories import make_desk

    visible = Lead.objects.visible_to(make_desk("Ada Berg", location))
    return {name: _best(read) for name, read in _reads(visible, location)}


def _reads(visible: Any, location: Any) -> Iterator[tuple[str, Callable[[], object]]]:
    from leads.inbox.paging import page_of
    from leads.inbox.queues import ALL_OPEN, CLOSED, FOUND, count
    from leads.inbox.searching import matching

    def page(leads: Any, queue: Any) -> Callable[[], object]:
        return lambda: page_of(queue.of(leads, at=AT), after="", size=50)

    known = visible.order_by("-pk")[7]
    yield "page of open leads", page(visible, ALL_OPEN)
    yield "page of closed leads", page(visible, CLOSED)
    yield "filter: unassigned", page(visible.filter(assigned_to=None), ALL_OPEN)
    yield "counts of the tabs", lambda: count(visible, at=AT)
    searches = {
        "a name": known.name,
        "end of a number": known.phone[-6:],
        "a whole number": known.phone,
        "e-mail": known.email,
        "reference": known.reference,
        "nobody": "Zzyzx",
        "common": "common",
    }
    for name, text in searches.items():
        yield f"search: {name}", page(matching(visible, text), FOUND)


def _best(read: Callable[[], object]) -> float:
    read()
    times = []
    for _round in range(ROUNDS):
        started = time.perf_counter()
        read()
        times.append((time.perf_counter() - started) * 1000)
    return min(times)


if __name__ == "__main__":
    main()
