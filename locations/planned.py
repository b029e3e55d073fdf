"""Statements that PostgreSQL plans once for each connection.

It reads and plans a statement anew each time it is sent, which takes longer than to do what it
says: Django puts the values into the text, so that no two texts are the same.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

try:
    from psycopg import RawCursor
except ImportError:  # it is there only where PostgreSQL is used
    RawCursor = object  # type: ignore[assignment,misc]


@contextmanager
def planned(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Inside, let PostgreSQL keep how it does a statement, and send it nothing but other values.

    For statements that are always the same but for their values. It does so if the database has the
    option `prepare_threshold`: how often a statement is sent before it is kept. Django has it not,
    because before PostgreSQL may stand a pooler that gives each transaction another connection.
    """
    options = connection.settings_dict["OPTIONS"]
    if connection.vendor != "postgresql" or options.get("prepare_threshold") is None:
        yield
        return
    connection.ensure_connection()
    psycopg_connection: Any = connection.connection
    usual = psycopg_connection.cursor_factory
    psycopg_connection.cursor_factory = _cursor_class()
    try:
        yield
    finally:
        psycopg_connection.cursor_factory = usual


@cache
def _cursor_class() -> type:
    class PlannedCursor(RawCursor[Any]):
        """Takes statements as Django writes them. psycopg would look for the values' places in a
        long one each time, and keep a short one's only.
        """

        def execute(self, query: Any, params: Any = None, **how: Any) -> Any:
            return super().execute(_numbered(query, len(params or ())), params, **how)

    return PlannedCursor


@cache
def _numbered(sql: str, count: int) -> str:
    """The places of so many values as PostgreSQL has them: $1, $2."""
    return sql % tuple(f"${number}" for number in range(1, count + 1))
