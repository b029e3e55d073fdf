"""Does the database keep what it has acknowledged, and lose what it was told to forget?"""

from typing import Any

# What each has to be set to. SQLite's journal other than the WAL loses the last row in a power cut.
POSTGRESQL = {
    "fsync": {"on"},
    "full_page_writes": {"on"},
    "synchronous_commit": {"on", "local", "remote_write", "remote_apply"},
}
SQLITE = {
    "journal_mode": {"wal"},
    "synchronous": {"2", "3"},  # FULL, EXTRA
    "secure_delete": {"1"},  # ON; FAST leaves what was there in pages that are free
}


def settings_that_lose(connection: Any) -> list[str]:
    """The names of the database's settings by which it would lose, or keep, what it should not.

    As they are for this connection: an option in its address, or a default of the server or of its
    user, may have changed them. A database in memory promises nothing.
    """
    if connection.vendor == "postgresql":
        return _that_differ(connection, POSTGRESQL, "SHOW {}")
    if connection.vendor == "sqlite" and not connection.is_in_memory_db():
        return _that_differ(connection, SQLITE, "PRAGMA {}")
    return []


def _that_differ(connection: Any, wanted: dict[str, set[str]], question: str) -> list[str]:
    found = []
    with connection.cursor() as cursor:
        for name, values in wanted.items():
            cursor.execute(question.format(name))
            if str(cursor.fetchone()[0]).lower() not in values:
                found.append(name)
    return found
