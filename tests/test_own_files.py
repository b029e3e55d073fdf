"""The database and all that is like it can be read by nobody else on the machine."""

import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import environ
import pytest
from django.core.management import call_command
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper

from cms.databases import database_settings
from cms.secret_key import load_or_create
from leads import journal
from leads.backups.databases import Sqlite
from leads.health import doctor, judging_files
from leads.health.findings import Level
from locations import own_files
from tests.factories import WEDNESDAY, make_lead

ROOT = Path(__file__).resolve().parents[1]
ALL = stat.S_IRWXU | stat.S_IRWXG | stat.S_IRWXO


def mode_of(path: Path) -> int:
    return path.stat().st_mode & ALL


@pytest.fixture
def umask():
    """As most machines have it: what is made without care is for all to read."""
    before = os.umask(0o022)
    yield 0o022
    assert os.umask(before) == 0o022  # nobody has changed it


def opened(path: Path) -> DatabaseWrapper:
    """A connection as the site's settings make it."""
    config = database_settings(environ.Env.db_url_config(f"sqlite:///{path}"))
    defaults = {"TIME_ZONE": None, "CONN_MAX_AGE": 0, "AUTOCOMMIT": True, "ATOMIC_REQUESTS": False}
    return DatabaseWrapper(defaults | {"CONN_HEALTH_CHECKS": False} | config, "own")


@pytest.mark.django_db
def test_new_database_and_what_lies_beside_it_are_ours_alone(tmp_path, umask):
    path = tmp_path / "var" / "db.sqlite3"
    ours = opened(path)
    try:
        with ours.cursor() as cursor:
            cursor.execute("CREATE TABLE lead (name TEXT)")
            cursor.execute("INSERT INTO lead VALUES ('Ada')")
        made = {one.name: mode_of(one) for one in path.parent.iterdir()}
        assert made == dict.fromkeys(["db.sqlite3", "db.sqlite3-wal", "db.sqlite3-shm"], 0o600)
        assert mode_of(path.parent) == 0o700
    finally:
        ours.close()


def test_control_sqlite_itself_lets_everybody_read(tmp_path, umask):
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as plain:
        plain.execute("CREATE TABLE lead (name TEXT)")
    assert mode_of(tmp_path / "db.sqlite3") == 0o644


def test_settings_alone_make_no_file(tmp_path):
    database_settings(environ.Env.db_url_config(f"sqlite:///{tmp_path / 'var' / 'db.sqlite3'}"))
    assert not list(tmp_path.iterdir())


def test_database_that_is_there_is_left_as_it_is(tmp_path):
    path = tmp_path / "db.sqlite3"
    path.touch(0o640)
    path.chmod(0o640)
    own_files.begin(path)
    assert mode_of(path) == 0o640


def test_what_else_the_process_writes_is_as_before(tmp_path, umask):
    own_files.begin(tmp_path / "db.sqlite3")
    (tmp_path / "static.css").write_text("a {}")
    assert mode_of(tmp_path / "static.css") == 0o644


def test_restored_database_is_ours_alone(tmp_path, umask):
    with closing(sqlite3.connect(tmp_path / "copy.sqlite3")) as copy:
        copy.execute("CREATE TABLE lead (name TEXT)")
    Sqlite(tmp_path / "new" / "db.sqlite3").load(tmp_path / "copy.sqlite3")
    assert mode_of(tmp_path / "new" / "db.sqlite3") == 0o600
    with Sqlite(tmp_path / "db.sqlite3").scratch() as scratch:
        assert mode_of(scratch.path) == 0o600


@pytest.mark.django_db(transaction=True)
def test_backup_journal_and_key_are_ours_alone(tmp_path, settings, umask):
    settings.CLINIC = settings.CLINIC | {
        "JOURNAL_DIR": str(tmp_path / "journal"),
        "BACKUP_DIR": str(tmp_path / "backups"),
    }
    lead = make_lead()
    journal.arrived(lead_id=lead.pk, reference=lead.reference, at=WEDNESDAY)
    load_or_create(tmp_path / "keys" / "secret_key")
    call_command("clinic_backup")
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.name.split("-")[0] for path in files} >= {"arrived", "manifest.json", "secret_key"}
    assert {mode_of(path) for path in files} == {0o600}
    assert {mode_of(path) for path in tmp_path.rglob("*") if path.is_dir()} == {0o700}


@pytest.mark.django_db
def test_first_start_of_a_site_makes_a_folder_that_is_ours_alone(tmp_path):
    """A process of its own, with the umask of a shell."""
    given = {"DJANGO_SETTINGS_MODULE": "cms.settings.dev", "VAR_DIR": str(tmp_path / "var")}
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL",)}
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0", "sessions"]
    subprocess.run(command, cwd=ROOT, env=kept | given, umask=0o022, check=True)
    assert mode_of(tmp_path / "var") == 0o700
    assert mode_of(tmp_path / "var" / "db.sqlite3") == 0o600


# The doctor.


def test_doctor_finds_what_others_can_read(tmp_path):
    (tmp_path / "open").mkdir(mode=0o755)
    (tmp_path / "closed").mkdir(mode=0o700)
    paths = [tmp_path / where / name for where in ("open", "closed") for name in ("a", "b")]
    for path in paths:
        path.write_text("x")
        path.chmod(0o644 if path.name == "a" else 0o640)
    gone = tmp_path / "open" / "gone"
    assert own_files.read_by_others([*paths, gone]) == [tmp_path / "open" / "a"]


def test_doctor_says_how_many_and_what_to_do():
    assert judging_files.own_files([]).level == Level.FINE
    found = judging_files.own_files([Path("/srv/db.sqlite3"), Path("/srv/db.sqlite3-wal")])
    assert found.level == Level.WARNING
    assert "2 files" in found.said
    assert "db.sqlite3" in found.said
    assert "/srv" not in found.said
    assert "chmod" in found.todo


@pytest.mark.django_db
def test_doctor_looks_at_database_backups_journal_and_mails(tmp_path, settings):
    for name in ("backups", "journal", "mail", "private"):
        (tmp_path / name).mkdir(mode=0o755)
        (tmp_path / name / f"{name}.txt").write_text("x")
        (tmp_path / name / f"{name}.txt").chmod(0o644)
    settings.CLINIC = settings.CLINIC | {
        "JOURNAL_DIR": str(tmp_path / "journal"),
        "BACKUP_DIR": str(tmp_path / "backups"),
    }
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    private = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    private["OPTIONS"] = {"location": tmp_path / "private"}
    settings.STORAGES = settings.STORAGES | {"clinic_private": private}
    found = {path.name for path in own_files.read_by_others(doctor._own_files())}
    assert {"backups.txt", "journal.txt", "mail.txt", "private.txt"} <= found


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its own files")
def test_doctor_knows_the_files_of_sqlite(tmp_path, monkeypatch):
    path = tmp_path / "db.sqlite3"
    path.touch(0o644)
    path.chmod(0o644)
    monkeypatch.setitem(connection.settings_dict, "NAME", str(path))
    tmp_path.chmod(0o755)
    assert own_files.read_by_others(doctor._own_files()) == [path]
