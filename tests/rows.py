"""The rows of the test database at one moment, kept and put back.

A test that commits leaves its rows behind. Django would empty some two hundred tables and make the
rows of the migrations anew, one by one; putting back a copy takes a tenth of the time. And there is
no moment without rows, in which a server of the test's could find or make others.
"""

import sqlite3
from abc import ABC, abstractmethod

from django.db import connection, transaction

from leads.models.written_once import guard, lift_guard


class Rows(ABC):
    """What is in the database when this is made."""

    @abstractmethod
    def put_back(self) -> None:
        """Let these rows be in the database again, and no others."""

    @abstractmethod
    def close(self) -> None: ...


class RowsOfSQLite(Rows):
    """The whole file in memory, and so its triggers and indexes, too."""

    def __init__(self) -> None:
        connection.ensure_connection()
        self.copy = sqlite3.connect(":memory:")
        connection.connection.backup(self.copy)

    def put_back(self) -> None:
        connection.ensure_connection()
        self.copy.backup(connection.connection)

    def close(self) -> None:
        self.copy.close()


class RowsOfPostgreSQL(Rows):
    """The tables that have rows. Emptied are those that have some then: mostly ten, or twenty.

    Sequences go on, as they do when Django empties the database.
    """

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            self.copies = {table: copied(cursor, table) for table in filled_tables(cursor)}

    def put_back(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            lift_guard(connection)  # what is written once refuses to be deleted
            for table in filled_tables(cursor):
                cursor.execute(f"DELETE FROM {quoted(table)}")
            for table, copy in self.copies.items():
                with cursor.copy(f"COPY {quoted(table)} FROM STDIN") as into:
                    into.write(copy)
            connection.check_constraints()  # now: until then no table can be given its triggers
            guard(connection)

    def close(self) -> None:
        self.copies.clear()


def copied(cursor, table: str) -> bytes:
    with cursor.copy(f"COPY {quoted(table)} TO STDOUT") as out:
        return b"".join(out)


def filled_tables(cursor) -> list[str]:
    """The tables with at least one row."""
    tables = connection.introspection.table_names(cursor)
    ask = "SELECT '{}' WHERE EXISTS (SELECT FROM {})"
    cursor.execute(" UNION ALL ".join(ask.format(table, quoted(table)) for table in tables))
    return [table for (table,) in cursor.fetchall()]


def quoted(table: str) -> str:
    return connection.ops.quote_name(table)


KINDS: dict[str, type[Rows]] = {"sqlite": RowsOfSQLite, "postgresql": RowsOfPostgreSQL}


def rows() -> Rows:
    """The rows that are there now, and committed."""
    assert not connection.in_atomic_block
    return KINDS[connection.vendor]()
