"""SQLite's write-ahead log: what was overwritten in the database is in it until it is emptied.

SQLite empties it by itself when the last connection ends or when it is written over from its start,
which may be days later. PostgreSQL: docs/operations.md.
"""

from datetime import datetime

from django.db import connection

# Milliseconds. Whoever empties the log holds up who writes while somebody still reads an old page.
PATIENCE = 250


def empty() -> bool:
    """Put what is in the log into the database and cut it to nothing; say whether that was done.

    It is not while somebody reads or writes for longer than we wait; the worker tries each minute.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        (before,) = cursor.fetchone()
        cursor.execute(f"PRAGMA busy_timeout={PATIENCE}")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, _pages, _moved = cursor.fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout={before}")
    return not busy


def empty_write_log(*, at: datetime) -> None:
    """What the worker does each minute: nothing that was forgotten stays in the log for longer."""
    empty()
