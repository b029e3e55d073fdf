"""Doubt: what was to be stored last could not be, so the next request may be lost, too.

No question tells beforehand that the disk of a database server is full, a lock never let go, or the
program at fault. A visitor who was answered with 503 knows it, and so does a worker that could not
write. Both note it outside of the database (`journal`), where every process of this machine sees
it. It is over when a later request was stored, or a later test request.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from . import journal
from .models import CLOCKS_APART, Check, Checkup

# The row that is written to see whether something can be. It is no check: nobody looks at it.
TRIED = "writing"
# Bytes of it, half of them in hexadecimal: more than fits into what is free of a table's last page.
TRIED_BYTES = 16_000
# Milliseconds for which it waits for others who write.
PATIENCE = 1500


def is_doubted(canary: Checkup | None, *, at: datetime) -> bool:
    """Could what was to be stored last not be, as far as this machine knows? No query."""
    last = journal.last_outcome(until=at + CLOCKS_APART)
    if last is None or last.what == journal.ARRIVED:
        return False
    stored_at = canary.stored_at if canary else None
    return stored_at is None or not last.at < stored_at <= at + CLOCKS_APART


def takes_what_is_written() -> bool:
    """Without a doubt, yes: no query. Otherwise something is written, to see whether it can be."""
    at = timezone.now()
    if not is_doubted(None, at=at):
        return True
    canary = Checkup.objects.filter(kind=Check.CANARY).first()
    return not is_doubted(canary, at=at) or can_write(at=at)


def can_write(*, at: datetime) -> bool:
    """Write a row as large as a request, and commit it."""
    filling = secrets.token_hex(TRIED_BYTES // 2)
    try:
        with _impatiently():
            Checkup.objects.update_or_create(
                kind=TRIED, defaults={"began_at": at, "data": {"filling": filling}}
            )
    except DatabaseError:
        return False
    return True


@contextmanager
def _impatiently() -> Iterator[None]:
    """A transaction that waits for a moment only; whoever asks here asks again soon."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [str(PATIENCE)])
            yield
        return
    with _busy_timeout(PATIENCE), transaction.atomic():
        yield


@contextmanager
def _busy_timeout(milliseconds: int) -> Iterator[None]:
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        (before,) = cursor.fetchone()
        cursor.execute(f"PRAGMA busy_timeout={milliseconds}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout={before}")
