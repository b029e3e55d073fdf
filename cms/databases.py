"""What we ask of a database beyond its URL: an acknowledged row survives a power cut."""

from typing import Any

from cms.private_sqlite import PrivateConnection

SQLITE = "django.db.backends.sqlite3"
POSTGRESQL = "django.db.backends.postgresql"

# Seconds a writer waits for another writer before it gives up.
SQLITE_TIMEOUT = 20
# WAL lets readers go on while somebody writes. synchronous=FULL flushes each commit to the disk:
# without it a power cut takes the last acknowledged requests along. secure_delete overwrites what a
# person asked us to forget.
SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"

# While the database is away, the pool waits twice as long after each attempt. It must give up early
# and begin anew with the next request, or the site is away as long again after it is back.
POOL = {"min_size": 1, "max_size": 8, "timeout": 10, "reconnect_timeout": 3}


# No attempt to connect takes longer, and a connection whose other end is gone without a word, as
# behind a cable that was pulled, is over after half a minute. Seconds; the second: milliseconds.
LIBPQ = {
    "connect_timeout": 3,
    "tcp_user_timeout": 30_000,
    "keepalives_idle": 20,
    "keepalives_interval": 5,
    "keepalives_count": 2,
}


def database_settings(url_config: dict[str, Any]) -> dict[str, Any]:
    """Return one entry of DATABASES for a parsed DATABASE_URL; options in the URL itself win."""
    if url_config["ENGINE"] == SQLITE:
        return _sqlite(url_config)
    if url_config["ENGINE"] == POSTGRESQL:
        return _postgresql(url_config)
    return url_config


def _sqlite(url_config: dict[str, Any]) -> dict[str, Any]:
    # IMMEDIATE takes the write lock at BEGIN. A transaction that reads first and writes later would
    # otherwise fail at once with "database is locked", whatever the timeout.
    options = {
        "transaction_mode": "IMMEDIATE",
        "timeout": SQLITE_TIMEOUT,
        "init_command": SQLITE_PRAGMAS,
        "factory": PrivateConnection,
    }
    return url_config | {"OPTIONS": options | url_config.get("OPTIONS", {})}


def _postgresql(url_config: dict[str, Any]) -> dict[str, Any]:
    # The pool keeps the connections; Django must then keep none of its own.
    # What is asked again and again is planned once by each connection: locations/planned.py.
    from cms.patient import PatientConnection  # SQLite needs no driver of PostgreSQL's

    pool = POOL | {"connection_class": PatientConnection}
    options = {"pool": pool, "prepare_threshold": 5} | LIBPQ | url_config.get("OPTIONS", {})
    return url_config | {"CONN_MAX_AGE": 0, "OPTIONS": options}
