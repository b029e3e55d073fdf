"""What load balancers ask: an answer when things are broken, and no more than they need."""

import errno
import logging
import resource
import socket
import time
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection
from django.db.backends.postgresql.base import DatabaseWrapper as PostgresqlConnection
from django.db.backends.sqlite3.base import DatabaseWrapper as SqliteConnection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from cms.databases import POSTGRESQL, database_settings
from locations.health import probes, writing
from locations.health.probes import readiness

SECRET = "postgres://clinic:canary@db.example"


class BrokenConnections:
    """Databases that nobody reaches, and that say so in words with a password in them."""

    def __getitem__(self, alias):
        raise DatabaseError(SECRET)


class ForgetfulCache:
    """A cache that takes everything and gives nothing back."""

    def set(self, key, value, timeout):
        pass

    def get(self, key):
        return None

    def delete(self, key):
        pass


class DeadCache(ForgetfulCache):
    def set(self, key, value, timeout):
        raise ConnectionError(SECRET)

    def delete(self, key):
        raise ConnectionError(SECRET)


@pytest.fixture
def no_database(monkeypatch):
    monkeypatch.setattr(probes, "connections", BrokenConnections())


def test_alive_asks_no_database(client, django_assert_num_queries):
    """Without the mark of pytest-django a query is an error."""
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_ready_when_all_answers(client):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"ready": True, "failing": [], "degraded": []}


@pytest.mark.django_db
def test_ready_asks_the_same_few_queries(django_assert_max_num_queries):
    readiness()
    with django_assert_max_num_queries(4):
        readiness()


def test_not_ready_without_a_database(client, no_database):
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"ready": False, "failing": ["database"], "degraded": []}
    assert "canary" not in response.content.decode()


@pytest.mark.django_db
def test_not_ready_with_an_older_database(client):
    last = max(name for app, name in probes._last_migrations() if app == "clinic_leads")
    MigrationRecorder.Migration.objects.filter(app="clinic_leads", name=last).delete()
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["failing"] == ["migrations"]


@pytest.mark.django_db
def test_not_ready_without_a_table_for_requests(client):
    """The migration that made it is noted as applied."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE clinic_leads_delivery RENAME TO clinic_leads_gone")
    response = client.get("/readyz")
    assert (response.status_code, response.json()["failing"]) == (503, ["tables"])


@pytest.mark.django_db
@pytest.mark.parametrize("cache", [ForgetfulCache(), DeadCache()])
def test_without_a_cache_the_site_is_ready_and_says_so(client, monkeypatch, cache):
    monkeypatch.setattr(probes, "caches", {"default": cache})
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"ready": True, "failing": [], "degraded": ["cache"]}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_no_cookie_and_nothing_kept(client, path):
    response = client.get(path)
    assert not response.cookies
    assert response.headers["Cache-Control"] == "no-store"
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_only_reading_is_allowed(client, path):
    assert client.post(path).status_code == 405
    assert client.head(path).status_code == client.get(path).status_code


def test_a_failing_site_fills_no_log(client, no_database, caplog):
    with caplog.at_level(logging.DEBUG):
        client.get("/readyz")
        client.get("/healthz")
    assert not [record for record in caplog.records if record.name.startswith("django")]


@pytest.mark.django_db
def test_control_other_failures_are_logged(client, caplog):
    client.get("/no-such-page-anywhere/")
    assert [record for record in caplog.records if record.name == "django.request"]


def test_watchers_that_ask_by_http_are_not_sent_elsewhere(settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
    assert Client().get("/healthz").status_code == 200
    assert Client().get("/admin/").status_code == 301


@contextmanager
def only_reading():
    """A server that was told to take nothing, as a copy of another one is."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL transaction_read_only = on")  # as long as the test
            yield
            return
        cursor.execute("PRAGMA query_only = ON")
        try:
            yield
        finally:
            cursor.execute("PRAGMA query_only = OFF")


@pytest.mark.django_db
def test_not_ready_with_a_database_that_takes_nothing(client):
    with only_reading():
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["failing"] == ["database"]


def test_a_watcher_waits_for_a_moment_where_a_worker_waits_for_ten_seconds(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]  # at which nobody is, in a moment
    place = {"ENGINE": POSTGRESQL, "NAME": "x", "USER": "x", "HOST": "127.0.0.1", "PORT": port}
    away = PostgresqlConnection(connection.settings_dict | database_settings(place), "away")
    monkeypatch.setattr(probes, "connections", {"default": away})
    began = time.monotonic()
    try:
        assert readiness().failing == ("database",)
    finally:
        away.close_pool()
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("locked", ["db.sqlite3", "."])
def test_a_file_that_may_not_be_written_is_found(tmp_path, monkeypatch, locked):
    """Whoever runs the tests may write anything: what the system says is made up."""
    file = tmp_path / "db.sqlite3"
    other = SqliteConnection(connection.settings_dict | {"NAME": str(file)}, "other")
    file.touch()
    assert not writing.file_takes_nothing(other)
    monkeypatch.setattr(writing.os, "access", lambda place, _how: place != tmp_path / locked)
    assert writing.file_takes_nothing(other)


@contextmanager
def no_room():
    """A disk that takes ten bytes of a file and no more."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_disk_on_which_nothing_fits_is_found_and_nothing_is_left_there(tmp_path):
    assert writing.has_room(tmp_path)
    with no_room():
        assert not writing.has_room(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_process_without_a_file_to_open_says_nothing_of_the_disk(tmp_path, monkeypatch):
    def refuse(**facts):
        raise OSError(errno.EMFILE, "")

    monkeypatch.setattr(writing, "TemporaryFile", refuse)
    assert writing.has_room(tmp_path)


def test_a_database_beside_which_nothing_fits_takes_nothing(tmp_path):
    (tmp_path / "db.sqlite3").touch()
    place = connection.settings_dict | {"NAME": str(tmp_path / "db.sqlite3")}
    other = SqliteConnection(place, "other")
    assert not writing.file_takes_nothing(other)
    with no_room():
        assert writing.file_takes_nothing(other)


@pytest.mark.django_db
@pytest.mark.parametrize("granted", ["SELECT", "SELECT, INSERT", "SELECT, INSERT (id)"])
def test_not_ready_for_a_role_that_may_only_look(client, granted):
    if connection.vendor != "postgresql":
        pytest.skip("a file has no roles")
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE clinic_reader")
        cursor.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO clinic_reader")
        for table in ("lead", "leadevent", "delivery"):
            cursor.execute(f"GRANT {granted} ON clinic_leads_{table} TO clinic_reader")
        cursor.execute("SET LOCAL ROLE clinic_reader")
        found = client.get("/readyz")
        cursor.execute("RESET ROLE")
    assert found.json()["failing"] == (["database"] if granted == "SELECT" else [])
