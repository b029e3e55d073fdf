"""One request of a person after the other: who asks twice in one instant is one lead.

SQLite lets one transaction write at a time, and the site opens them so from the start. On
PostgreSQL two transactions would each see no lead yet. They queue here, at a lock that exists only
by its number and ends with the transaction. Other databases have no such lock; two leads of one
person are then shown to the desk side by side.
"""

import hashlib
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db import connection

from locations.planned import planned

# How long a request waits for another one of the same person. It then goes on without: the caller
# turns the error into a lead of its own.
PATIENCE = "3s"


def queue_up(marks: Iterable[str]) -> None:
    """Wait until no other transaction holds one of `marks`; hold them until this one ends.

    Raises OperationalError after `PATIENCE`, which breaks the transaction. Read only then: what
    others stored while this one waited is there now.
    """
    numbers = sorted({_number(mark) for mark in marks})  # in one order, or two would wait in a ring
    if connection.vendor != "postgresql" or not numbers:
        return
    # Nearly always nobody else is there: one message to the database.
    with planned(connection), connection.cursor() as cursor:
        cursor.execute(_all_at_once(len(numbers)), numbers)
        is_free = cursor.fetchone() == (True,)
    if not is_free:
        with connection.cursor() as cursor:
            _wait_for(numbers, cursor)


@cache
def _all_at_once(count: int) -> str:
    """Take as many locks, the next one only if those before it were free: the order holds."""
    take = "pg_try_advisory_xact_lock(%s)"
    parts = [f"CASE WHEN {take} THEN "] * (count - 1) + [take] + [" END"] * (count - 1)
    return f"SELECT {''.join(parts)}"


def _wait_for(numbers: list[int], cursor: Any) -> None:
    cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
    for number in numbers:  # one that was taken at once is taken again, which waits for nobody
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
    cursor.execute("SET LOCAL lock_timeout TO DEFAULT")


def _number(mark: str) -> int:
    """A signed number of 64 bits: all that PostgreSQL, and its logs, learn of the mark."""
    digest = hashlib.blake2b(mark.encode(), digest_size=8, person=b"clinic-leads")
    return int.from_bytes(digest.digest(), signed=True)
