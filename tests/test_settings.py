"""The settings keep what they promise: nothing is lost, nothing is guessed, nobody is named."""

import logging
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import environ
import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler, IntegrityError
from django.utils.translation import get_language_from_path

from cms.databases import database_settings
from cms.logs import WITHHELD, DiscreetFormatter
from cms.secret_key import load_or_create
from locations.logs import SecretAddresses

ROOT = Path(__file__).resolve().parents[1]
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "cms.settings.production",
    "SECRET_KEY": "p8#kZ!vQ2@xL7^mN4&cR9*tW1(yB5)hJ3_fD6+gS0=aE-qUoIzXw",
    "ALLOWED_HOSTS": "clinic.example",
    "WAGTAILADMIN_BASE_URL": "https://clinic.example",
    "DEFAULT_FROM_EMAIL": "Clinic <desk@clinic.example>",
    "EMAIL_URL": "smtps://user:secret@mail.clinic.example:587",
    "DATABASE_URL": "sqlite://:memory:",
    "PATH": os.environ["PATH"],
}


def run_check(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "DEBUG"]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_production_passes_the_deployment_check_without_a_warning():
    result = run_check(PRODUCTION)
    assert (result.returncode, result.stderr) == (0, "")
    assert "no issues (0 silenced)" in result.stdout


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "EMAIL_URL"])
def test_production_names_a_missing_variable_in_one_line(name):
    result = run_check({key: value for key, value in PRODUCTION.items() if key != name})
    assert result.returncode == 1
    assert result.stderr == f"Settings: set {name} in the environment (see docs/settings.md).\n"


@pytest.fixture
def file_database(tmp_path, django_db_blocker) -> Iterator[BaseDatabaseWrapper]:
    url = f"sqlite:///{tmp_path / 'not' / 'yet' / 'there' / 'clinic.sqlite3'}"
    handler = ConnectionHandler({"default": database_settings(environ.Env.db_url_config(url))})
    with django_db_blocker.unblock():
        yield handler["default"]
        handler["default"].close()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),  # FULL
        ("secure_delete", 1),
        ("busy_timeout", 20_000),
        ("foreign_keys", 1),
    ],
)
def test_sqlite_runs_with_the_pragma(file_database, pragma, value):
    with file_database.cursor() as cursor:
        assert cursor.execute(f"PRAGMA {pragma}").fetchone() == (value,)


def test_sqlite_takes_the_write_lock_when_a_transaction_begins(file_database):
    file_database.ensure_connection()
    other = sqlite3.connect(file_database.settings_dict["NAME"], timeout=0)
    file_database.set_autocommit(
        False, force_begin_transaction_with_broken_autocommit=True
    )  # as atomic() does
    file_database.cursor().execute("SELECT 1")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    file_database.rollback()
    file_database.set_autocommit(True)
    other.execute("BEGIN IMMEDIATE")
    other.close()


def test_database_url_query_wins_over_our_defaults():
    config = database_settings(environ.Env.db_url_config("sqlite:///clinic.sqlite3?timeout=5"))
    assert config["OPTIONS"]["timeout"] == 5
    assert config["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_postgresql_is_pooled_and_django_keeps_no_connection_of_its_own():
    config = database_settings(
        environ.Env.db_url_config("postgres://clinic@db/clinic?CONN_MAX_AGE=60")
    )
    assert config["CONN_MAX_AGE"] == 0
    assert config["OPTIONS"]["pool"]["max_size"] >= 2
    # Whoever waits for the pool outlasts its attempts: then the next request begins them anew.
    assert config["OPTIONS"]["pool"]["reconnect_timeout"] < config["OPTIONS"]["pool"]["timeout"]


@pytest.mark.django_db
def test_tests_run_on_a_connection_like_the_live_one():
    options = connection.settings_dict["OPTIONS"]
    if connection.vendor == "postgresql":
        assert connection.pool.get_stats()["pool_max"] == options["pool"]["max_size"]
    else:
        assert options["transaction_mode"] == "IMMEDIATE"


def test_secret_key_is_made_once_and_readable_by_its_owner_only(tmp_path):
    path = tmp_path / "var" / "secret_key"
    first = load_or_create(path)
    assert len(first) >= 50
    assert load_or_create(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["secret_key"]


def test_a_mail_server_that_does_not_answer_cannot_hold_a_worker_for_long():
    assert 0 < settings.EMAIL_TIMEOUT <= 10


@pytest.mark.parametrize("code", ["es", "hmn", "so"])
def test_language_can_be_asked_for_by_its_prefix(code):
    assert get_language_from_path(f"/{code}/") == code


def formatted(error: Exception, cause: Exception | None = None) -> str:
    try:
        raise error from cause
    except type(error) as raised:
        record = logging.LogRecord(
            "leads", logging.ERROR, "f.py", 1, "Not stored", (), (type(error), raised, None)
        )
    return DiscreetFormatter().format(record)


def test_log_tells_where_an_error_happened_and_withholds_its_message():
    text = formatted(IntegrityError("DETAIL: Failing row contains (Pa Houa Vang, +16512246678)"))
    assert "test_settings.py" in text
    assert text.endswith(f"django.db.utils.IntegrityError: {WITHHELD}")
    assert "Vang" not in text


def test_log_withholds_the_message_of_the_cause_too():
    text = formatted(RuntimeError("hip of Pa Houa"), ValueError("invalid: 'Pa Houa Vang'"))
    assert "Pa Houa" not in text
    assert text.index("builtins.ValueError") < text.index("builtins.RuntimeError")


def test_log_keeps_messages_that_speak_of_the_code():
    assert "No such setting" in formatted(ImproperlyConfigured("No such setting"))


@pytest.mark.parametrize("door", ["requests/status", "clinic/sent", "v3/consultation-requests"])
def test_log_leaves_out_what_only_a_visitor_has(door):
    token = "REJRQlYtU1E5RDUuMGI3NmI3NDhkMTQ2NTAyZTp1LWtGNFJPZi1FWEw1"
    record = logging.LogRecord(
        "x", logging.WARNING, "", 1, f"Gone: /{door}/{token}/phone/", (), None
    )
    assert DiscreetFormatter().format(record) == f"Gone: /{door}/…/phone/"


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Gone: /requests/status/{}/", "Gone: /requests/status/…/"),
        ("Not Found: /clinic/previews/{}/", "Not Found: /clinic/previews/…/"),
        ("GET /api/v3/previews/?token={}&x=1", "GET /api/v3/previews/?token=…&x=1"),
    ],
)
def test_filter_for_the_logs_of_other_projects_leaves_secrets_out(line, kept):
    token = "eyJwIjo0LCJyIjo5fQ:1vN0Xq:3Xh4mWb0v-aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0u"
    record = logging.LogRecord("x", logging.WARNING, "", 1, "%s: %s", (line.format(token), 4), None)
    assert SecretAddresses().filter(record)
    assert record.getMessage() == f"{kept}: 4"


def test_filter_leaves_other_records_as_they_are():
    record = logging.LogRecord("x", logging.INFO, "", 1, "Sent: %s", ("/previews/",), None)
    assert SecretAddresses().filter(record)
    assert (record.msg, record.args) == ("Sent: %s", ("/previews/",))


def test_log_keeps_addresses_that_everybody_may_know():
    line = "Not Found: /consultation-requests/form/ and /status/open/"
    record = logging.LogRecord("x", logging.WARNING, "", 1, line, (), None)
    assert DiscreetFormatter().format(record) == line
