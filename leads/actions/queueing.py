"""One request of a person after the other: who asks twice in one instant is one lead.

SQLite lets one transaction write at a time, and the site opens them so from the start. On
PostgreSQL two transactions would each see no lead yet. They queue here, at a lock that exists only
by its number and ends with the transaction. Other databases have no such lock; two leads of one
person are then shown to the desk side by side.
"""

import hashlib
from collections.abc import Iterable

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from locations.beginning import holds_at_begin

# How long a request waits for another one of the same person. It then goes on without: the caller
# turns the error into a lead of its own.
PATIENCE = "3s"


def queue_up(marks: Iterable[str]) -> None:
    """Wait until no other transaction holds one of `marks`; hold them until this one ends.

    Raises OperationalError after `PATIENCE`, which breaks the transaction. Read only then: what
    others stored while this one waited is there now.
    """
    numbers = sorted({_number(mark) for mark in marks})  # in one order, or two would wait in a ring
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "postgresql" or not numbers:
        return
    # Nearly always nobody else is there: no message to the database of its own.
    if not holds_at_begin(_all_at_once(numbers), connection=connection):
        _wait_for(numbers, connection)


def _all_at_once(numbers: list[int]) -> str:
    """Take all the locks, the next one only if those before it were free: the order holds."""
    takes = [f"pg_try_advisory_xact_lock('{number}'::bigint)" for number in numbers]
    *others, last = takes
    return "".join([f"CASE WHEN {take} THEN " for take in others] + [last] + [" END"] * len(others))


def _wait_for(numbers: list[int], connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
        for number in numbers:  # one that was taken at once is taken again, which waits for nobody
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
        cursor.execute("SET LOCAL lock_timeout TO DEFAULT")


def _number(mark: str) -> int:
    """A signed number of 64 bits: all that PostgreSQL, and its logs, learn of the mark."""
    digest = hashlib.blake2b(mark.encode(), digest_size=8, person=b"clinic-leads")
    return int.from_bytes(digest.digest(), signed=True)
