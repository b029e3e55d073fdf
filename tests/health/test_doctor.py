"""The doctor: each check knows good from bad, says what to do, and tells no secret."""

import json
import os
import socket
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.files.storage import FileSystemStorage, InMemoryStorage, Storage
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from wagtail.models import Locale

from leads.actions import beat
from leads.health import asking, doctor, figures, judging, judging_files, settings_checks
from leads.health.figures import Outbox
from leads.health.findings import Finding, Level, fine, warning, worst, worst_first, wrong
from leads.models import Delivery, DeliveryKind, DeliveryState, Heartbeat, SearchText
from locations.health import probes
from locations.models import Announcement
from tests.factories import WEDNESDAY, make_article, make_image, make_lead

NOW = WEDNESDAY
MINUTE = timedelta(minutes=1)
FINE, WARNING, WRONG = Level.FINE, Level.WARNING, Level.WRONG

LIVE = {
    "DEBUG": False,
    "SECRET_KEY": "p8#kZ!vQ2@xL7^mN4&cR9*tW1(yB5)hJ3_fD6+gS0=aE-qUoIzXw",
    "ALLOWED_HOSTS": ["clinic.example"],
    "WAGTAILADMIN_BASE_URL": "https://clinic.example",
    "SECURE_SSL_REDIRECT": True,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "SECURE_HSTS_SECONDS": 3600,
    "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "EMAIL_HOST": "127.0.0.1",
    "EMAIL_TIMEOUT": 10,
    "DEFAULT_FROM_EMAIL": "Clinic <desk@clinic.org>",
    "CACHES": {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache"}},
}
IN_MEMORY = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


def live(**other):
    return SimpleNamespace(**(LIVE | other))


@pytest.mark.parametrize(
    ("check", "bad"),
    [
        (settings_checks.debug, {"DEBUG": True}),
        (settings_checks.secret_key, {"SECRET_KEY": "canary"}),
        (settings_checks.secret_key, {"SECRET_KEY": "a" * 60}),
        (settings_checks.secret_key, {"SECRET_KEY": "django-insecure-" + LIVE["SECRET_KEY"]}),
        (settings_checks.hosts, {"ALLOWED_HOSTS": []}),
        (settings_checks.hosts, {"ALLOWED_HOSTS": ["clinic.example", "*"]}),
        (settings_checks.https, {"SECURE_SSL_REDIRECT": False}),
        (settings_checks.https, {"SESSION_COOKIE_SECURE": False}),
        (settings_checks.https, {"SECURE_HSTS_SECONDS": 0}),
        (settings_checks.https, {"WAGTAILADMIN_BASE_URL": "http://clinic.example"}),
        (
            settings_checks.mail,
            {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend"},
        ),
        (settings_checks.mail, {"DEFAULT_FROM_EMAIL": "webmaster@localhost"}),
    ],
)
def test_settings_are_told_from_bad_ones(check, bad):
    assert check(live()).level == FINE
    found = check(live(**bad))
    assert found.level == WRONG
    assert found.todo
    assert "canary" not in found.said + found.todo


def test_a_mail_server_without_a_time_limit_is_looked_at():
    assert settings_checks.mail(live(EMAIL_TIMEOUT=None)).level == WARNING


@pytest.mark.parametrize(("processes", "level"), [(1, FINE), (None, WARNING), (2, WRONG)])
def test_a_cache_of_ones_own_is_enough_for_one_process(processes, level):
    assert settings_checks.cache(live(CACHES=IN_MEMORY), processes=processes).level == level
    assert settings_checks.cache(live(), processes=processes).level == FINE


@pytest.mark.parametrize(
    ("header", "number", "level"), [(True, 1, FINE), (True, 0, WRONG), (False, 0, WARNING)]
)
def test_proxies_are_counted(header, number, level):
    told = LIVE["SECURE_PROXY_SSL_HEADER"] if header else None
    found = settings_checks.proxies(live(SECURE_PROXY_SSL_HEADER=told), number=number)
    assert found.level == level


def waiting(minutes: int) -> list[Outbox]:
    return [Outbox("digest"), Outbox("desk_mail", waits_since=NOW - minutes * MINUTE)]


@pytest.mark.parametrize(
    ("good", "bad", "level"),
    [
        (judging.database(answers=True), judging.database(answers=False), WRONG),
        (judging.migrations([]), judging.migrations(["clinic_leads"]), WRONG),
        (judging.cache_answer(answers=True), judging.cache_answer(answers=False), WARNING),
        (
            judging.cache_answer(answers=True, codes=True),
            judging.cache_answer(answers=False, codes=True),
            WRONG,
        ),
        (judging.worker(NOW - MINUTE, at=NOW), judging.worker(NOW - 4 * MINUTE, at=NOW), WRONG),
        (judging.worker(NOW, at=NOW), judging.worker(None, at=NOW), WRONG),
        (judging.backlog(waiting(14), at=NOW), judging.backlog(waiting(16), at=NOW), WRONG),
        (judging.backlog([], at=NOW), judging.backlog(waiting(999), at=NOW), WRONG),
        (judging.given_up([]), judging.given_up([Outbox("webhook", failed=1)]), WARNING),
        (
            judging.schedule(NOW - 14 * MINUTE, at=NOW),
            judging.schedule(NOW - 16 * MINUTE, at=NOW),
            WRONG,
        ),
        (judging.closed_locations(0), judging.closed_locations(2), WARNING),
        (
            judging.search(has_index=True, leads=3, texts=3),
            judging.search(has_index=True, leads=3, texts=2),
            WRONG,
        ),
        (
            judging.search(has_index=True, leads=0, texts=0),
            judging.search(has_index=False, leads=0, texts=0),
            WARNING,
        ),
        (
            judging_files.backups(NOW - timedelta(hours=25), is_set=True, at=NOW),
            judging_files.backups(NOW - timedelta(hours=27), is_set=True, at=NOW),
            WRONG,
        ),
        (
            judging_files.backups(NOW, is_set=True, at=NOW),
            judging_files.backups(None, is_set=True, at=NOW),
            WRONG,
        ),
        (
            judging_files.backups(NOW, is_set=True, at=NOW),
            judging_files.backups(None, is_set=False, at=NOW),
            WARNING,
        ),
        (judging.zones([]), judging.zones(["Mars/Olympus"]), WRONG),
        (judging_files.pictures([]), judging_files.pictures(["AVIF"]), WRONG),
        (judging.mail_server(answers=True), judging.mail_server(answers=False), WRONG),
        (
            judging_files.storage("uploads", keeps=True),
            judging_files.storage("uploads", keeps=False),
            WRONG,
        ),
        (judging_files.uploads_there(0, 30), judging_files.uploads_there(1, 30), WRONG),
        (
            judging_files.private_files(is_public=False),
            judging_files.private_files(is_public=True),
            WRONG,
        ),
        (judging.system_checks(0), judging.system_checks(2), WARNING),
    ],
)
def test_figures_are_told_from_bad_ones(good: Finding, bad: Finding, level: Level):
    assert (good.level, good.todo) == (FINE, "")
    assert bad.level == level
    assert bad.todo
    assert "\n" not in bad.said + bad.todo


def test_as_bad_as_the_worst():
    some = [fine("a", "A"), wrong("b", "B", "Do"), warning("c", "C", "Do")]
    assert worst([]) == worst(some[:1]) == FINE
    assert worst(some) == WRONG
    assert [one.name for one in worst_first(some)] == ["b", "c", "a"]


# What is asked outside


def test_a_mail_server_is_connected_to_and_told_nothing():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert asking.mail_server_answers(live(EMAIL_PORT=port)) is True
        connection, _address = server.accept()
        with connection:
            assert connection.recv(100) == b""
    assert asking.mail_server_answers(live(EMAIL_PORT=port)) is False
    assert asking.mail_server_answers(live(EMAIL_BACKEND="x.locmem.EmailBackend")) is None


def test_a_journal_is_tried_and_left_as_it_was(tmp_path):
    assert asking.keeps_journal(str(tmp_path / "journal"))
    assert list((tmp_path / "journal").iterdir()) == []
    (tmp_path / "file").write_text("where the folder should be")
    assert not asking.keeps_journal(str(tmp_path / "file"))


def test_a_storage_is_tried_and_left_as_it_was(tmp_path):
    assert asking.keeps_files(FileSystemStorage(tmp_path))
    assert list(tmp_path.iterdir()) == []


class FullDisk(InMemoryStorage):
    def _save(self, name, content):
        raise OSError("No space left on device: canary")


class Forgetful(InMemoryStorage):
    def _open(self, name, mode="rb"):
        raise FileNotFoundError


@pytest.mark.parametrize("storage", [FullDisk(), Forgetful()])
def test_a_storage_that_keeps_nothing_is_found(storage):
    assert not asking.keeps_files(storage)


def test_private_files_lie_outside_of_what_is_served(tmp_path):
    media = tmp_path / "media"
    assert not asking.is_public(FileSystemStorage(tmp_path / "private"), served=[media, None, ""])
    assert asking.is_public(FileSystemStorage(media / "private"), served=[media])


@pytest.mark.parametrize(
    ("facts", "public"),
    [
        ({"default_acl": "private"}, False),
        ({"default_acl": "public-read"}, True),
        ({"default_acl": None, "querystring_auth": False}, True),
    ],
)
def test_a_bucket_for_everybody_is_public(facts, public):
    bucket = Storage()
    vars(bucket).update(facts)
    assert asking.is_public(bucket, served=[]) is public


def test_the_newest_backup_counts(tmp_path: Path):
    assert asking.newest_backup_at(str(tmp_path), at=timezone.now()) is None
    assert asking.newest_backup_at(str(tmp_path / "gone"), at=NOW) is None
    (tmp_path / "clinic.dump").write_bytes(b"1")
    os.utime(tmp_path / "clinic.dump", (0, NOW.timestamp()))
    assert asking.newest_backup_at(str(tmp_path), at=NOW) == NOW


GIGABYTE = 1_000_000_000


@pytest.mark.parametrize(
    ("free", "level", "said"),
    [
        ({}, FINE, "There is space"),
        ({"database": GIGABYTE, "BACKUP_DIR (/b)": GIGABYTE}, FINE, "There is space"),
        (
            {"database": GIGABYTE, "BACKUP_DIR (/b)": 4_000_000},
            WRONG,
            "4 megabytes are left for BACK",
        ),
        ({"BACKUP_DIR (/b)": 400_000_000}, WARNING, "for BACKUP_DIR (/b)"),
        ({"database": 400_000_000, "BACKUP_DIR (/b)": 4}, WARNING, "requests may be refused"),
        ({"MEDIA_ROOT (/m)": 7, "BACKUP_DIR (/b)": 4}, WRONG, "for BACKUP_DIR (/b)"),
    ],
)
def test_a_disk_is_named_by_what_lies_on_it(free, level, said):
    found = judging_files.disk(free)
    assert found.level == level
    assert said in found.said
    assert ("requests" in found.said) == (free.get("database", GIGABYTE) < GIGABYTE)


def test_space_is_asked_for_where_there_is_a_disk(tmp_path):
    found = asking.free_space({"a": tmp_path / "not yet", "b": "/proc/x", "c": None})
    assert found.keys() == {"a"}
    assert found["a"] > 0


@pytest.mark.parametrize("locked", ["", "clinic-20260309T150000Z"])
def test_backups_that_may_not_be_read_are_not_said_to_be_missing(
    tmp_path, settings, monkeypatch, locked
):
    settings.CLINIC = settings.CLINIC | {"BACKUP_DIR": str(tmp_path)}
    (tmp_path / "clinic-20260309T150000Z").mkdir()
    assert asking.unread_backups(str(tmp_path)) == asking.unread_backups("/nowhere") == ""
    listdir = os.listdir

    def refused(place):
        if Path(place) == tmp_path / locked:
            raise PermissionError(13, "Permission denied", str(place))
        return listdir(place)

    monkeypatch.setattr(os, "listdir", refused)
    [found] = [one for one in doctor.of_files(at=NOW) if one.name == "backups"]
    assert found.level == WRONG
    assert str(tmp_path / locked) in found.said
    assert "no backup" not in found.said


def test_a_backup_of_a_clock_that_ran_ahead_is_of_nobody_knows_when(tmp_path: Path):
    for name, ahead in [("new.dump", timedelta(days=30)), ("old.dump", -timedelta(days=3))]:
        (tmp_path / name).write_bytes(b"1")
        os.utime(tmp_path / name, (0, (NOW + ahead).timestamp()))
    assert asking.newest_backup_at(str(tmp_path), at=NOW) == NOW - timedelta(days=3)


@pytest.mark.django_db
def test_a_worker_that_lived_in_a_time_to_come_is_none(client):
    Heartbeat.objects.create(worker="gone", beat_at=NOW + timedelta(days=1))
    assert figures.last_beat_at(at=NOW) is None
    Heartbeat.objects.create(worker="one", beat_at=NOW - 10 * MINUTE)
    with time_machine.travel(NOW, tick=False):
        levels = {one.name: one.level for one in doctor.quick(at=NOW)}
    assert levels["worker"] == WRONG


@pytest.mark.django_db
def test_without_test_requests_a_desk_that_hears_nothing_is_told_of(settings):
    settings.CLINIC = settings.CLINIC | {"CANARY_MINUTES": 0}
    level = {one.name: one.level for one in doctor.quick(at=NOW)}["canary"]
    assert level == WARNING
    lead = make_lead(received_at=NOW)
    kind, state = DeliveryKind.DESK_MAIL, DeliveryState.FAILED
    Delivery.objects.create(lead=lead, kind=kind, state=state, created_at=NOW)
    level = {one.name: one.level for one in doctor.quick(at=NOW)}["canary"]
    assert level == WRONG


def test_what_lies_beside_our_backups_is_none(tmp_path: Path):
    backup = tmp_path / "clinic-20260309T150000Z"
    backup.mkdir()
    (backup / "db").write_bytes(b"rows")
    told = {"database": "db", "files": {"db": ["", 4]}}
    (backup / "manifest.json").write_text(json.dumps(told))
    (tmp_path / "clinic-unfinished").mkdir()
    (tmp_path / "cron.log").touch()
    os.utime(backup, (0, NOW.timestamp()))
    assert asking.newest_backup_at(str(tmp_path), at=NOW) == NOW


@pytest.mark.parametrize(
    ("told", "content"),
    [
        ("{}", b"rows"),
        ("", b"rows"),
        ("[]", b"rows"),
        (json.dumps({"database": "db", "files": {}}), b"rows"),
        (json.dumps({"database": "db", "files": {"db": ["", 4], "uploads": ["", 9]}}), b"rows"),
        (json.dumps({"database": "db", "files": {"db": ["", 4]}}), b"row"),
    ],
)
def test_a_backup_without_what_its_manifest_names_is_none(tmp_path: Path, told, content):
    backup = tmp_path / "clinic-20260309T150000Z"
    backup.mkdir()
    (backup / "db").write_bytes(content)
    (backup / "manifest.json").write_text(told)
    assert asking.newest_backup_at(str(tmp_path), at=timezone.now()) is None


@pytest.mark.parametrize("name", ["README", "README.md", "cron.log", "empty.dump"])
def test_a_note_is_no_backup(tmp_path: Path, name):
    (tmp_path / name).write_text("" if name == "empty.dump" else "Backups go here.")
    assert asking.newest_backup_at(str(tmp_path), at=timezone.now()) is None


def test_zones_and_pictures_are_looked_up():
    assert asking.unknown_zones(["America/Chicago", "Mars/Olympus", "", "../etc"]) == {
        "Mars/Olympus",
        "",
        "../etc",
    }
    assert asking.missing_formats() == set()


@pytest.mark.parametrize(
    ("said", "number"),
    [({}, None), ({"GRANIAN_WORKERS": "2"}, 2), ({"WEB_CONCURRENCY": "x"}, None)],
)
def test_the_number_of_processes_is_known_if_it_is_said(monkeypatch, said, number):
    for name in asking.PROCESSES:
        monkeypatch.delenv(name, raising=False)
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    assert asking.processes() == number


# All together


def level_of(findings, name) -> Level:
    return next(one.level for one in findings if one.name == name)


@pytest.mark.django_db
def test_the_worker_leaves_a_sign_of_life():
    with time_machine.travel(NOW, tick=False):
        call_command("clinic_deliver")
        assert level_of(doctor.quick(at=NOW), "worker") == FINE
    assert Heartbeat.objects.get().beat_at == NOW
    assert level_of(doctor.quick(at=NOW + timedelta(minutes=5)), "worker") == WRONG


@pytest.mark.django_db
def test_a_worker_has_one_sign_of_life_and_is_forgotten_after_a_day():
    beat(worker="one", at=NOW)
    beat(worker="two", at=NOW)
    beat(worker="two", at=NOW + MINUTE)
    assert Heartbeat.objects.count() == 2
    beat(worker="two", at=NOW + timedelta(days=1, seconds=1))
    assert [one.worker for one in Heartbeat.objects.all()] == ["two"]


@pytest.mark.django_db
def test_a_message_that_is_stuck_is_found():
    Delivery.objects.create(
        kind=DeliveryKind.DESK_MAIL, created_at=NOW - 20 * MINUTE, next_attempt_at=NOW
    )
    assert level_of(doctor.quick(at=NOW), "backlog") == WRONG


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["go_live_at", "expire_at"])
def test_a_page_that_is_late_is_found_until_it_is_published_or_gone(field):
    with time_machine.travel(NOW - 20 * MINUTE, tick=False):
        page = make_article(live=field == "expire_at")
        setattr(page, field, NOW - 16 * MINUTE)
        page.save_revision().publish()
    assert level_of(doctor.quick(at=NOW - 10 * MINUTE), "schedule") == FINE
    assert level_of(doctor.quick(at=NOW), "schedule") == WRONG
    with time_machine.travel(NOW, tick=False):
        call_command("publish_scheduled")
    assert level_of(doctor.quick(at=NOW), "schedule") == FINE


@pytest.mark.django_db
def test_an_announcement_that_is_late_is_found():
    times = {"starts_at": NOW - timedelta(days=1), "ends_at": NOW + timedelta(days=1)}
    late = Announcement(title="Snow", expire_at=NOW - 16 * MINUTE, **times)
    late.locale = Locale.get_default()
    late.save()
    assert level_of(doctor.quick(at=NOW), "schedule") == WRONG


@pytest.mark.django_db
def test_a_lead_that_search_does_not_know_is_found():
    lead = make_lead()
    assert level_of(doctor.thorough(at=NOW), "search") == FINE
    SearchText.objects.filter(pk=lead.pk).delete()
    assert level_of(doctor.thorough(at=NOW), "search") == WRONG


@pytest.mark.django_db
def test_without_a_cache_who_needs_a_code_cannot_sign_in(monkeypatch, django_user_model):
    monkeypatch.setattr(probes, "caches", {})
    assert level_of(doctor.quick(at=NOW), "cache_answers") == WARNING
    ada = django_user_model.objects.create_user("ada")
    Authenticator.objects.create(user=ada, type=Authenticator.Type.TOTP, data={})
    [found] = [one for one in doctor.quick(at=NOW) if one.name == "cache_answers"]
    assert (found.level, "cannot sign in" in found.said) == (WRONG, True)
    with pytest.raises(SystemExit):
        call_command("clinic_doctor")


@pytest.mark.django_db
def test_uploads_that_are_gone_are_found():
    """As after a restore of a backup that left them out: the folder itself takes what comes."""
    images = [make_image(title) for title in ("Hip", "Knee", "Hand")]
    assert level_of(doctor.thorough(at=NOW), "uploads_there") == FINE
    images[1].file.storage.delete(images[1].file.name)
    model = type(images[0])
    assert asking.missing_uploads(model) == (1, 3)
    assert level_of(doctor.thorough(at=NOW), "uploads_there") == WRONG


@pytest.mark.django_db
def test_a_table_that_is_gone_is_named_and_the_rest_is_told():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE clinic_leads_delivery RENAME TO clinic_leads_gone")
    found = {one.name: one for one in doctor.thorough(at=NOW)}
    assert "clinic_leads_delivery" in found["tables"].said
    assert {found[name].level for name in ("tables", "backlog", "given_up", "canary")} == {WRONG}
    assert (
        "ProgrammingError" in found["backlog"].said or "OperationalError" in found["backlog"].said
    )
    assert found["worker"].said == "No worker has ever run: no e-mail is sent."
    assert found["search"].level == FINE


LOOKS = [
    (settings_checks, "debug", "debug"),
    (asking, "newest_backup_at", "backups"),
    (asking, "free_space", "disk"),
    (asking, "mail_server_answers", "mail_server"),
    (figures, "checkups", "canary"),
    (figures, "last_beat_at", "worker"),
    (doctor, "settings_that_lose", "durability"),
    (doctor, "has_index", "search"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("place", "question", "name"), LOOKS)
def test_what_breaks_costs_only_itself_and_says_no_secret(
    monkeypatch, settings, caplog, place, question, name
):
    settings.CLINIC = settings.CLINIC | {"BACKUP_DIR": "/backups"}
    names = {one.name for one in doctor.thorough(at=NOW)}

    def broken(*args, **kwargs):
        raise RuntimeError("canary")

    monkeypatch.setattr(place, question, broken)
    found = {one.name: one for one in doctor.thorough(at=NOW)}
    assert found.keys() == names
    assert found[name].level == WRONG
    assert "RuntimeError" in found[name].said
    assert "canary" not in (found[name].said + found[name].todo).replace(name, "")
    assert ": canary" not in caplog.text


def test_without_a_database_the_rest_is_told(monkeypatch):
    monkeypatch.setattr(probes, "connections", {})
    found = doctor.thorough(at=NOW)
    assert level_of(found, "database") == WRONG
    assert level_of(found, "debug") == FINE


@pytest.fixture
def all_well(monkeypatch):
    monkeypatch.setattr(
        "leads.management.commands.clinic_doctor.thorough", lambda at: [fine("a", "A")]
    )


def test_the_command_ends_well_if_all_is_well(all_well, capsys):
    call_command("clinic_doctor")
    assert capsys.readouterr().out == "ok     a: A\n"


@pytest.mark.django_db
def test_the_command_tells_programs_and_ends_with_an_error(settings, capsys):
    with pytest.raises(SystemExit) as end:
        call_command("clinic_doctor", "--json")
    assert end.value.code == 1
    told = capsys.readouterr().out
    answer = json.loads(told)
    assert answer["level"] == "wrong"
    assert {"worker", "mail", "uploads", "search"} <= {one["name"] for one in answer["findings"]}
    assert settings.SECRET_KEY not in told
