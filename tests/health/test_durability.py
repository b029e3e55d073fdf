"""A database that would lose what it acknowledged, or keep what was forgotten, is found out."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.sqlite3.base import DatabaseWrapper as SqliteConnection
from django.utils import timezone

from cms.databases import SQLITE, SQLITE_PRAGMAS, database_settings
from leads.checks import check_durability
from leads.health import doctor
from leads.health.findings import Level
from locations.health.durability import settings_that_lose

pytestmark = pytest.mark.django_db

ON_POSTGRESQL = pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL's own")


@contextmanager
def opened(path, pragmas: str = "") -> Iterator[SqliteConnection]:
    """A file of SQLite as the site opens it, or with an `init_command` from its address."""
    options = {"OPTIONS": {"init_command": pragmas}} if pragmas else {}
    ours = database_settings({"ENGINE": SQLITE, "NAME": str(path / "db.sqlite3")} | options)
    with closing(SqliteConnection(connection.settings_dict | ours, "other")) as other:
        yield other


@pytest.mark.parametrize(
    ("pragmas", "found"),
    [
        ("", []),
        (SQLITE_PRAGMAS + "PRAGMA synchronous=EXTRA", []),
        (SQLITE_PRAGMAS + "PRAGMA synchronous=NORMAL", ["synchronous"]),
        (SQLITE_PRAGMAS + "PRAGMA secure_delete=FAST", ["secure_delete"]),
        (
            "PRAGMA synchronous=OFF; PRAGMA secure_delete=OFF",
            ["journal_mode", "synchronous", "secure_delete"],
        ),
    ],
)
def test_options_of_an_address_of_sqlite_are_seen(tmp_path, pragmas, found):
    with opened(tmp_path, pragmas) as other:
        assert settings_that_lose(other) == found


@ON_POSTGRESQL
def test_default_of_a_user_of_postgresql_is_seen():
    for value, is_found in (("on", False), ("off", True)):
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL synchronous_commit = {value}")
        assert ("synchronous_commit" in settings_that_lose(connection)) == is_found


def test_doctor_and_checks_say_so(tmp_path, monkeypatch):
    with opened(tmp_path, "PRAGMA synchronous=OFF") as other:
        monkeypatch.setattr(connections._connections, "other", other, raising=False)
        (warning,) = check_durability(databases=["other"])
        assert warning.id == "clinic_leads.W004"
        assert "synchronous" in warning.msg
        monkeypatch.setattr(doctor, "settings_that_lose", lambda _ours: settings_that_lose(other))
        found = {one.name: one for one in doctor.quick(at=timezone.now())}["durability"]
        assert (found.level, "synchronous" in found.said) == (Level.WRONG, True)


def test_a_database_as_it_should_be_is_fine():
    """The PostgreSQL of CI does not wait for its disk, and is no such database."""
    lacks = settings_that_lose(connection)
    assert lacks == [] or connection.vendor == "postgresql"
    assert bool(check_durability(databases=["default"])) == bool(lacks)
    assert check_durability(databases=None) == []
    found = {one.name: one.level for one in doctor.quick(at=timezone.now())}
    assert found["durability"] == (Level.WRONG if lacks else Level.FINE)


def test_it_is_asked_at_deployment(monkeypatch, capsys):
    monkeypatch.setattr("leads.checks.settings_that_lose", lambda _connection: ["fsync"])
    call_command("check", deploy=True, databases=["default"])
    assert "clinic_leads.W004" in capsys.readouterr().err
