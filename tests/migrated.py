"""The test database, migrated once: every later run begins with a copy of it.

Two hundred migrations take most of a minute, in each process that tests. What they leave depends on
little (`fingerprint`), so it is kept: for SQLite as a file in the folder for temporary files, for
PostgreSQL as a database beside the test database. Both go when nobody has used them for a week.
`pytest --create-db` migrates from nothing, as pytest-django does.

A project that adds apps says in its setting `MIGRATED_BEFORE` which apps it had: if only the
database of that time is kept (a file), it begins with a copy and migrates the rest, as people do.
"""

import fcntl
import hashlib
import os
import sqlite3
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ProgrammingError
from pytest_django import DjangoDbBlocker

FOLDER = Path(tempfile.gettempdir()) / f"wagtail-clinic-migrated-{os.getuid()}"
PREFIX = "wagtail_clinic_migrated_"
DAYS = 7

# What else a migration, or the permissions made behind it, may depend on.
PACKAGES = ["Django", "wagtail", "modelsearch", "django-treebeard", "django-modelcluster"]
SETTINGS = ["DEFAULT_AUTO_FIELD", "LANGUAGE_CODE", "WAGTAIL_I18N_ENABLED"]


def fingerprint(engine: str, installed: Sequence[str] | None = None) -> str:
    """Two runs with the same fingerprint would migrate to the same database.

    `installed` are the apps, if they are fewer than the settings say.
    """
    digest = hashlib.sha256()
    models = sorted(name for name in dir(settings) if name.endswith("_MODEL"))
    languages = getattr(settings, "WAGTAIL_CONTENT_LANGUAGES", settings.LANGUAGES)
    facts = [
        engine,
        sqlite3.sqlite_version,
        [version(package) for package in PACKAGES],
        settings.INSTALLED_APPS if installed is None else installed,
        [(name, getattr(settings, name, None)) for name in [*SETTINGS, *models]],
        [code for code, _name in languages],
    ]
    digest.update(repr(facts).encode())
    for file in migration_files(installed):
        digest.update(f"{file.parent.parent.name}/{file.name}".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def migration_files(installed: Sequence[str] | None = None) -> Iterator[Path]:
    for app in sorted(apps.get_app_configs(), key=lambda app: app.name):
        if installed is not None and app.name not in installed:
            continue
        module = settings.MIGRATION_MODULES.get(app.label, f"{app.name}.migrations")
        spec = find_spec(module) if module else None
        for folder in (spec and spec.submodule_search_locations) or []:
            yield from sorted(Path(folder).glob("*.py"))


class Migrated(ABC):
    """A migrated database that is kept, and the test database that is to be like it."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self.own_name = connection.settings_dict["NAME"]
        self.test_name = connection.creation._get_test_db_name()
        self.key = fingerprint(connection.settings_dict["ENGINE"])
        FOLDER.mkdir(mode=0o700, exist_ok=True)
        self.lock = (FOLDER / f"{self.key}.lock").open("w")

    def begin(self) -> None:
        """Copy what is kept, or start empty; then others wait until `keep` (or our end)."""
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        self.remove_old()
        self.found = self.copy_in()
        if self.found:
            self.lock.close()

    def keep(self) -> None:
        if not self.found and self.is_made():
            self.copy_out()
        self.lock.close()

    def is_made(self) -> bool:
        """Nothing is made if no test of this run wants a database."""
        return self.connection.settings_dict["NAME"] != self.own_name

    def end(self) -> None:
        if self.is_made():
            self.connection.creation.destroy_test_db(self.own_name, verbosity=0)

    @abstractmethod
    def remove_old(self) -> None: ...

    @abstractmethod
    def copy_in(self) -> bool: ...

    @abstractmethod
    def copy_out(self) -> None: ...


class MigratedFile(Migrated):
    """SQLite: a file. The test database is one, too, or it is in memory."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        super().__init__(connection)
        self.file = FOLDER / f"{self.key}.sqlite3"
        before = getattr(settings, "MIGRATED_BEFORE", None)
        key = before and fingerprint(connection.settings_dict["ENGINE"], before)
        self.earlier = FOLDER / f"{key}.sqlite3"
        # Held open: a database in memory is gone with its last connection.
        self.held: sqlite3.Connection | None = None

    def remove_old(self) -> None:
        for file in FOLDER.iterdir():
            with suppress(FileNotFoundError):
                if file.stat().st_mtime < time.time() - DAYS * 24 * 60 * 60:
                    file.unlink()

    def copy_in(self) -> bool:
        in_memory = self.connection.creation.is_in_memory_db(self.test_name)
        for end in [] if in_memory else ["", "-wal", "-shm"]:
            Path(f"{self.test_name}{end}").unlink(missing_ok=True)
        found = next((file for file in (self.file, self.earlier) if file.exists()), None)
        if found is None:
            return False
        found.touch()
        self.held = sqlite3.connect(self.test_name, uri=True)
        with closing(sqlite3.connect(found)) as kept:
            kept.backup(self.held)
        if not in_memory:
            self.held.close()
        return found == self.file

    def copy_out(self) -> None:
        unfinished = self.file.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        with (
            closing(sqlite3.connect(self.test_name, uri=True)) as made,
            closing(sqlite3.connect(unfinished)) as kept,
        ):
            made.backup(kept)
        unfinished.rename(self.file)

    def end(self) -> None:
        super().end()
        if self.held:
            self.held.close()


class MigratedTemplate(Migrated):
    """PostgreSQL: a database that others are created from. Its comment says when that was last."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        super().__init__(connection)
        self.template = f"{PREFIX}{self.key}"

    def remove_old(self) -> None:
        before = (datetime.now(UTC) - timedelta(days=DAYS)).date().isoformat()
        old = (
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
            " AND coalesce(shobj_description(oid, 'pg_database'), '') < %s"
        )
        for (name,) in self.run(old, [PREFIX, before]):
            self.run(f'DROP DATABASE IF EXISTS "{name}"')

    def copy_in(self) -> bool:
        self.run(f'DROP DATABASE IF EXISTS "{self.test_name}"')
        if not self.run("SELECT 1 FROM pg_database WHERE datname = %s", [self.template]):
            return False
        self.run(f'CREATE DATABASE "{self.test_name}" TEMPLATE "{self.template}"')
        self.mark_used(self.template)
        return True

    def copy_out(self) -> None:
        self.connection.close()
        self.connection.close_pool()
        unfinished = f"{self.template}_{os.getpid()}"
        self.run(f'CREATE DATABASE "{unfinished}" TEMPLATE "{self.test_name}"')
        self.mark_used(unfinished)
        try:
            self.run(f'ALTER DATABASE "{unfinished}" RENAME TO "{self.template}"')
        except ProgrammingError:  # somebody on another machine was faster
            self.run(f'DROP DATABASE "{unfinished}"')

    def mark_used(self, name: str) -> None:
        self.run(f"COMMENT ON DATABASE \"{name}\" IS '{datetime.now(UTC).date()}'")

    def run(self, sql: str, parameters: list[str] | None = None) -> list[tuple]:
        with self.connection.creation._nodb_cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall() if cursor.description else []


KINDS: dict[str, type[Migrated]] = {"sqlite": MigratedFile, "postgresql": MigratedTemplate}


# Fixtures of pytest-django, done otherwise. A conftest.py imports them by name.


@pytest.fixture(scope="session")
def _migrated(
    request: pytest.FixtureRequest, django_db_modify_db_settings_parallel_suffix: None
) -> Migrated | None:
    """Nothing, if the command line asks for something else."""
    if any(request.config.getvalue(name) for name in ("create_db", "reuse_db", "nomigrations")):
        return None
    connection = connections[DEFAULT_DB_ALIAS]
    return KINDS[connection.vendor](connection)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
    _migrated: Migrated | None,
) -> None:
    """The last thing that pytest-django waits for before it makes the database."""
    if _migrated:
        with django_db_blocker.unblock():
            _migrated.begin()


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool, _migrated: Migrated | None) -> bool:
    """Say that a database may be there already: `migrate` then finds nothing to do in ours."""
    return django_db_keepdb or bool(_migrated)


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, _migrated: Migrated | None
) -> Iterator[None]:
    if _migrated is None:
        yield
        return
    with django_db_blocker.unblock():
        _migrated.keep()
    yield
    with django_db_blocker.unblock():
        _migrated.end()
