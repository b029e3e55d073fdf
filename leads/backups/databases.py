"""Copying a whole database while it is used, putting a copy back, and counting its rows.

SQLite copies itself page by page from one snapshot; PostgreSQL's own programs do it there. Rows are
counted in the very snapshot that is copied, so that the copy can be compared with it.
"""

import os
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from django.db import Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from locations import own_files

# Where the old rows wait while a backup is put in their place.
ASIDE = "clinic_before_restore"


class BackupFault(Exception):
    """Something that the person at the terminal should read, in a sentence."""


class Database(Protocol):
    """A database as a whole."""

    file_name: str

    def dump(self, path: Path) -> dict[str, int]:
        """Write a copy to `path`, and return the number of rows of each table in it."""
        ...

    def load(self, path: Path) -> None:
        """Put a copy in the place of all there is. If it fails, all is as it was."""
        ...

    def undo(self) -> None:
        """Put back what a restore that was cut off has put aside."""
        ...

    def counts(self) -> dict[str, int]:
        """The number of rows of each table."""
        ...

    def scratch(self) -> Any:
        """A context: a new, empty database of the same kind, which is removed afterwards."""
        ...


def database_of(connection: BaseDatabaseWrapper) -> Database:
    """The database behind a connection; BackupFault for a kind that we cannot copy."""
    if connection.vendor == "sqlite":
        return Sqlite(Path(str(connection.settings_dict["NAME"])))
    if connection.vendor == "postgresql":
        return Postgresql(connection.settings_dict)
    raise BackupFault(f"{connection.display_name} is not copied: use its own programs.")


class Sqlite:
    """A file."""

    file_name = "database.sqlite3"

    def __init__(self, path: Path) -> None:
        self.path = path

    def dump(self, path: Path) -> dict[str, int]:
        """Readers and writers go on meanwhile; the copy is of one moment."""
        with closing(sqlite3.connect(self.path)) as ours, closing(sqlite3.connect(path)) as copy:
            ours.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, and none beside it
        copied = Sqlite(path)
        copied.check()
        return copied.counts()

    def load(self, path: Path) -> None:
        """As one transaction: who reads meanwhile sees all of the old or all of the new."""
        Sqlite(path).check()
        own_files.begin(self.path)
        try:
            with (
                closing(sqlite3.connect(path)) as copy,
                closing(sqlite3.connect(self.path)) as ours,
            ):
                copy.backup(ours)
        except sqlite3.Error as error:  # a full disk, or somebody who writes
            raise BackupFault(f"The copy cannot be put back: {error}.") from error
        self.check()

    def undo(self) -> None:
        raise BackupFault("SQLite puts nothing aside: there is nothing to undo.")

    def check(self) -> None:
        """Raises BackupFault if the file is not whole."""
        with closing(sqlite3.connect(self.path)) as ours, suppress(sqlite3.DatabaseError):
            if ours.execute("PRAGMA integrity_check").fetchone()[0] == "ok":
                return
        raise BackupFault("The copy of the database is damaged.")

    def counts(self) -> dict[str, int]:
        if not self.path.exists():
            return {}
        with closing(sqlite3.connect(self.path)) as ours:
            names = ours.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE "
                "'CREATE VIRTUAL%' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name"
            ).fetchall()
            return {name: ours.execute(_count(name)).fetchone()[0] for (name,) in names}

    @contextmanager
    def scratch(self) -> Iterator["Sqlite"]:
        path = self.path.with_name(f".verify-{secrets.token_hex(8)}.sqlite3")
        own_files.begin(path)
        try:
            yield Sqlite(path)
        finally:
            path.unlink(missing_ok=True)


class Postgresql:
    """A database on a server, of which we know how to connect."""

    file_name = "database.dump"

    def __init__(self, settings: dict[str, Any]) -> None:
        options = {name: value for name, value in settings["OPTIONS"].items() if name != "pool"}
        self.settings = settings | {"OPTIONS": options}

    def dump(self, path: Path) -> dict[str, int]:
        """The program copies the snapshot in which we count."""
        self._refuse_other_schemas()
        with self._connected() as connection:
            connection.set_autocommit(False)
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                cursor.execute("SELECT pg_export_snapshot()")
                snapshot = f"--snapshot={cursor.fetchone()[0]}"
                named = [snapshot, "--format=custom", f"--file={path}"]
                self._run("pg_dump", *named, "--no-owner", "--no-privileges", "--no-comments")
                return _rows_of(cursor)

    def load(self, path: Path) -> None:
        """The old tables step aside, and come back if it fails."""
        self._refuse_other_schemas()
        self._sql(*_aside(self._extensions()))
        try:
            options = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
            self._run("pg_restore", *options, str(path))
        except BaseException:  # also who pressed Ctrl-C
            self.undo()
            raise
        self._sql(f"DROP SCHEMA {ASIDE} CASCADE")

    def undo(self) -> None:
        """Not by hand: extensions lie with the new tables, and would be dropped with them."""
        if ASIDE not in self._schemas():
            raise BackupFault("No restore was cut off: there is nothing to undo.")
        self._sql(*_back(self._extensions()))

    def counts(self) -> dict[str, int]:
        with self._connected() as connection, connection.cursor() as cursor:
            return _rows_of(cursor)

    @contextmanager
    def scratch(self) -> Iterator["Postgresql"]:
        """Raises BackupFault if we may make no database."""
        name = f"clinic_verify_{secrets.token_hex(8)}"
        with self._connected() as connection:
            try:
                connection.ensure_connection()
                connection.cursor().execute(f"CREATE DATABASE {name} TEMPLATE template0")
            except Exception as error:
                raise BackupFault(
                    "A backup is tried in a database of its own, and we may make none:"
                    " ALTER ROLE … CREATEDB, or leave --verify out."
                ) from error
            try:
                yield Postgresql(self.settings | {"NAME": name})
            finally:
                connection.cursor().execute(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def _connected(self) -> Iterator[Any]:
        """A connection of our own: none of a pool, none that is in the middle of something.

        What the database refuses is a BackupFault, such as that we do not own the tables.
        """
        backend = type(connections["default"])
        connection = backend(self.settings, alias="clinic_backups")
        try:
            yield connection
        except Error as error:
            raise BackupFault(f"The database refuses: {_first_line(str(error))}") from error
        finally:
            connection.close()

    def _sql(self, *statements: str) -> None:
        with self._connected() as connection:
            connection.set_autocommit(False)
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
            connection.commit()

    def _refuse_other_schemas(self) -> None:
        """What lies beside public is not put aside: it would be in the way, or be torn."""
        others = self._schemas() - {"public"}
        if ASIDE in others:  # a second try must not throw away what the first one put aside
            raise BackupFault(
                f"A restore was cut off: the schema {ASIDE} holds what was there before."
                " manage.py clinic_restore --undo puts it back."
            )
        if others:
            raise BackupFault(
                f"Only the schema public is copied and put back, and there is {min(others)}:"
                " give this site a database of its own, or use pg_dump and pg_restore yourself."
            )

    def _schemas(self) -> set[str]:
        """But PostgreSQL's own, and those of extensions."""
        return self._names(
            "SELECT nspname FROM pg_namespace n WHERE nspname !~ '^pg_' "
            "AND nspname <> 'information_schema' AND NOT EXISTS (SELECT 1 FROM pg_depend "
            "WHERE classid = 'pg_namespace'::regclass AND objid = n.oid AND deptype = 'e')"
        )

    def _extensions(self) -> set[str]:
        """What lies with our tables without being ours, such as pg_trgm."""
        return self._names(
            "SELECT extname FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace "
            "WHERE nspname = 'public'"
        )

    def _names(self, query: str) -> set[str]:
        with self._connected() as connection, connection.cursor() as cursor:
            cursor.execute(query)
            return {name for (name,) in cursor.fetchall()}

    def _run(self, program: str, *options: str) -> None:
        """Run one of PostgreSQL's programs."""
        if shutil.which(program) is None:
            raise BackupFault(f"{program} is not there: install PostgreSQL's client programs.")
        client = type(connections["default"].client)
        arguments, given = client.settings_to_cmd_args_env(self.settings, [])
        name = self.settings["NAME"]
        address = [*arguments[1:-1], "--dbname", name] if name else arguments[1:]
        done = subprocess.run(
            [program, *address, *options],
            env=os.environ | (given or {}),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise BackupFault(f"{program} ended with {done.returncode}: {_first_line(done.stderr)}")


def _first_line(said: str) -> str:
    """What comes after it may quote a row."""
    return said.strip().partition("\n")[0][:300]


def _aside(extensions: set[str]) -> list[str]:
    """The old tables wait under another name; extensions stay where the new ones look for them."""
    return [
        f"ALTER SCHEMA public RENAME TO {ASIDE}",
        "CREATE SCHEMA public",
        *(f'ALTER EXTENSION "{name}" SET SCHEMA public' for name in sorted(extensions)),
    ]


def _back(extensions: set[str]) -> list[str]:
    return [
        *(f'ALTER EXTENSION "{name}" SET SCHEMA {ASIDE}' for name in sorted(extensions)),
        "DROP SCHEMA public CASCADE",
        f"ALTER SCHEMA {ASIDE} RENAME TO public",
    ]


def _rows_of(cursor: Any) -> dict[str, int]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    found = {}
    for (name,) in cursor.fetchall():
        cursor.execute(_count(name))
        found[name] = cursor.fetchone()[0]
    return found


def _count(table: str) -> str:
    return f'SELECT COUNT(*) FROM "{table}"'  # noqa: S608 (a name that the database told us)
