"""What a site needs to answer its visitors, each as a short question with a yes or a no.

Names are for machines. Nothing here says why something fails: what an exception says may be an
address or a password.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache as remembered
from typing import Any

from django.core.cache import caches
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from . import writing

DATABASE, MIGRATIONS, TABLES, CACHE = "database", "migrations", "tables", "cache"

# Seconds for which a watcher waits for a connection; it asks again soon, and others wait behind it.
PATIENCE = 1.5

# What other apps know of whether the database takes what visitors send.
_ALSO: list[Callable[[], bool]] = []


@dataclass(frozen=True, slots=True)
class Readiness:
    """What fails, and what is missed but not needed: a site without a cache is only slower."""

    failing: tuple[str, ...] = ()
    degraded: tuple[str, ...] = ()

    @property
    def is_ready(self) -> bool:
        return not self.failing


def readiness() -> Readiness:
    """Ask the database and the cache. Three queries or four, and one entry of the cache.

    More only after something could not be stored.
    """
    degraded = () if holds(cache_answers) else (CACHE,)
    if not holds(database_answers):
        return Readiness((DATABASE,), degraded)
    if not holds(migrations_are_applied):
        return Readiness((MIGRATIONS,), degraded)
    failing = () if holds(tables_are_there) else (TABLES,)
    return Readiness(failing, degraded)


def holds(question: Callable[[], bool]) -> bool:
    """Ask a question; one that breaks is answered with no, whatever broke it."""
    try:
        return question()
    except Exception:
        return False


def ask_also(question: Callable[[], bool]) -> None:
    """Ask this, too, whenever it is asked if the database answers and takes what is written.

    It must be cheap as long as nothing makes one doubt it.
    """
    if question not in _ALSO:
        _ALSO.append(question)


def database_answers() -> bool:
    """Does it answer, and does it take what is written? See `writing`."""
    connection = connections[DEFAULT_DB_ALIAS]
    see_connection(connection)
    sql, values = writing.condition(connection)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 WHERE {sql}", values)
        if cursor.fetchone() is None or writing.file_takes_nothing(connection):
            return False
    return all(question() for question in _ALSO)


def see_connection(connection: Any) -> None:
    """Raise OperationalError if no connection is to be had soon; others wait for longer.

    Of a pool one is taken and given back: what is asked next then has it at once.
    """
    pool = getattr(connection, "pool", None)
    if pool is not None and connection.connection is None:
        pool.open()
        with connection.wrap_database_errors:
            pool.putconn(pool.getconn(timeout=PATIENCE))


def migrations_are_applied() -> bool:
    """Is the database as this version of the code wants it?"""
    return not missing_migrations()


def missing_migrations() -> set[str]:
    """The apps whose last migration is not applied."""
    done: Any = MigrationRecorder(connections[DEFAULT_DB_ALIAS]).applied_migrations()
    return {app for app, name in _last_migrations() if (app, name) not in done}


def tables_are_there() -> bool:
    """Are the tables there into which requests are written? Migrations that are noted as applied
    do not say so: somebody may have put back half a backup.
    """
    return not missing_tables()


def missing_tables() -> set[str]:
    """The tables for visitors' requests that are not there. One query."""
    connection = connections[DEFAULT_DB_ALIAS]
    with connection.cursor() as cursor:
        return writing.tables() - set(connection.introspection.table_names(cursor))


@remembered
def _last_migrations() -> frozenset[tuple[str, str]]:
    """The last migration of each app. Read once: the code of a process does not change."""
    loader = MigrationLoader(None)
    return frozenset(loader.graph.leaf_nodes())


def cache_answers() -> bool:
    """Does the cache give back what it was given? An own key for each: others ask at this time."""
    cache, value = caches["default"], secrets.token_hex(8)
    key = f"clinic:ready:{value}"
    cache.set(key, value, timeout=10)
    try:
        return cache.get(key) == value
    finally:
        cache.delete(key)
