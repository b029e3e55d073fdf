"""A backup is whole, checked before it is trusted, and brings back nobody who was forgotten."""

import json
import os
import shutil
import sqlite3
import tarfile
import threading
import time
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.utils import timezone

from leads import journal
from leads.actions import forget
from leads.backups import files, making, manifest, restoring
from leads.backups.databases import BackupFault, Postgresql, Sqlite, database_of
from leads.importing import private as import_files
from leads.importing.knowing import day_mark
from leads.models import ImportStage, Lead, LeadImport, LeadImportLine, LineState
from leads.models.written_once import missing_guards
from locations import private
from tests.factories import make_lead, make_location

pytestmark = pytest.mark.django_db(transaction=True)

NOW = timezone.now()


@pytest.fixture
def folder(tmp_path, settings):
    journal_dir = str(tmp_path / "journal")
    settings.CLINIC = settings.CLINIC | {
        "BACKUP_DIR": str(tmp_path / "backups"),
        "JOURNAL_DIR": journal_dir,
    }
    return tmp_path / "backups"


@pytest.fixture
def lead():
    return make_lead(make_location("St. Paul"), name="Quillon", email="quillon@example.com")


def made(folder: Path) -> Path:
    [one] = folder.iterdir()
    return one


# All of it at once: each of these tests empties the database behind it, which takes long.


@pytest.fixture
def old_file(lead, django_user_model):
    """A file of old leads in which the lead is one."""
    job = LeadImport.objects.create(
        location=lead.location,
        owner=django_user_model.objects.create_superuser("boss"),
        name="old.csv",
        stored=import_files.keep(ContentFile(b"Quillon,bleeding")),
        stage=ImportStage.CHECKED,
    )
    mark = day_mark("email", lead.email, lead.received_at, lead.location.pk, lead.location.zone)
    LeadImportLine.objects.create(job=job, number=1, state=LineState.NEW, email_day=mark)
    return job


def private_texts() -> set[bytes]:
    place = Path(private.storage().location)
    return {path.read_bytes() for path in place.rglob("*") if path.is_file()}


def test_there_and_back(folder, lead, old_file, capsys):
    default_storage.save("hip.txt", ContentFile(b"a hip"))
    private.storage().save("import/text", ContentFile(b"not for everybody"))
    assert private_texts() == {b"not for everybody", b"Quillon,bleeding"}
    call_command("clinic_backup", "--verify")
    backup = made(folder)
    assert {path.name for path in backup.iterdir()} == {
        database_of(connection).file_name,
        "uploads.tar",
        "private.tar",
        "manifest.json",
    }
    assert {oct(path.stat().st_mode & 0o777) for path in backup.iterdir()} == {"0o600"}
    assert oct(backup.stat().st_mode & 0o777) == "0o700"
    assert manifest.read(backup).counts["clinic_leads_lead"] == 1

    # Later: one more lead, one person forgotten, the uploads gone.
    later = make_lead(lead.location, name="Later")
    import_files.keep(ContentFile(b"another one, whose row is not in the backup"))
    forget(lead=lead, by=None, at=NOW)
    shutil.rmtree(default_storage.location)
    with pytest.raises(CommandError, match="not empty"):
        call_command("clinic_restore", str(backup))
    capsys.readouterr()

    call_command("clinic_restore", str(backup), "--yes")
    said = capsys.readouterr().out
    assert "Forgotten once more: 1." in said
    assert not Lead.objects.filter(pk=later.pk).exists()
    back = Lead.objects.get(pk=lead.pk)
    assert (back.name, back.email, back.forgotten_at is not None) == ("", "", True)
    with default_storage.open("hip.txt") as file:
        assert file.read() == b"a hip"
    assert private_texts() == {b"not for everybody"}
    assert LeadImport.objects.get(pk=old_file.pk).stored == ""
    # The guard of what happened came back with the rows.
    assert missing_guards(connection) == []


def test_a_restore_that_fails_leaves_all_as_it_was(folder, lead):
    call_command("clinic_backup")
    backup = made(folder)
    name = manifest.read(backup).database
    (backup / name).write_bytes(b"no database")
    with pytest.raises(CommandError, match="damaged"):
        call_command("clinic_restore", str(backup), "--yes")
    # Even with a manifest that vouches for it.
    content = json.loads((backup / "manifest.json").read_text())
    content["files"][name] = manifest.digest_of(backup / name)
    (backup / "manifest.json").write_text(json.dumps(content))
    with pytest.raises(CommandError):
        call_command("clinic_restore", str(backup), "--yes")
    assert Lead.objects.get().name == "Quillon"


@pytest.mark.parametrize("is_full_at", ["once", "the end"])
def test_who_was_forgotten_stays_so_if_the_disk_is_full(
    folder, lead, old_file, monkeypatch, is_full_at
):
    default_storage.save("hip.txt", ContentFile(b"a hip"))
    call_command("clinic_backup")
    forget(lead=lead, by=None, at=NOW)
    assert private_texts() == set()
    copied = shutil.copyfileobj

    def full(*args, **kwargs):
        if is_full_at == "the end":
            copied(*args, **kwargs)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.shutil, "copyfileobj", full)
    with pytest.raises(CommandError, match="No space left"):
        call_command("clinic_restore", str(made(folder)), "--yes")
    assert Lead.objects.get().name == ""
    assert private_texts() == set()


@pytest.mark.parametrize("is_kept", [True, False])
def test_the_next_attempt_knows_who_was_forgotten(folder, lead, settings, monkeypatch, is_kept):
    """Even if nothing noted it when they were: there was no journal, or it is on another disk."""
    settings.CLINIC = settings.CLINIC | {"JOURNAL_DIR": ""}
    call_command("clinic_backup")
    backup = made(folder)
    forget(lead=lead, by=None, at=NOW)
    if is_kept:
        settings.CLINIC = settings.CLINIC | {"JOURNAL_DIR": str(folder.parent / "new")}

    def broken(*args, **kwargs):
        raise DatabaseError("a row, with a name")

    with monkeypatch.context() as patched:
        patched.setattr(restoring, "call_command", broken)
        with pytest.raises(CommandError, match="again") as told:
            call_command("clinic_restore", str(backup), "--yes")
    assert "name" not in str(told.value)
    assert Lead.objects.get().name == "Quillon"  # the database knows it no more

    call_command("clinic_restore", str(backup), "--yes")
    assert Lead.objects.get().name == ""


def test_what_cannot_be_noted_is_not_risked(folder, lead, settings):
    call_command("clinic_backup")
    backup = made(folder)
    forget(lead=lead, by=None, at=NOW)
    (folder / "file").touch()
    settings.CLINIC = settings.CLINIC | {"JOURNAL_DIR": str(folder / "file")}
    with pytest.raises(CommandError, match="Nothing was touched"):
        call_command("clinic_restore", str(backup), "--yes")
    assert Lead.objects.get().name == ""


def test_a_number_that_another_lead_has_now_is_not_forgotten(folder, lead):
    call_command("clinic_backup")
    journal.forgotten(lead_id=lead.pk, reference="OTHER-OTHER", at=NOW)
    call_command("clinic_restore", str(made(folder)), "--yes")
    assert Lead.objects.get().name == "Quillon"


def test_a_copy_that_is_not_whole_is_found(folder, lead):
    call_command("clinic_backup")
    backup = made(folder)
    content = json.loads((backup / "manifest.json").read_text())
    content["counts"]["clinic_leads_lead"] += 1
    (backup / "manifest.json").write_text(json.dumps(content))
    with pytest.raises(BackupFault, match="clinic_leads_lead"):
        making.verify_in(backup)


# The rest needs no rows.

quick = pytest.mark.django_db(transaction=False)


class Fake:
    """A database whose copy is a short text."""

    file_name = "database.fake"

    def dump(self, path):
        path.write_text("rows")
        return {"a": 1}

    def counts(self):
        return {}


@pytest.fixture
def fake(monkeypatch):
    monkeypatch.setattr(making, "database_of", lambda connection: Fake())


@quick
def test_old_backups_go_and_nothing_else(folder, fake):
    for days in range(4):
        making.make(folder, at=NOW - timedelta(days=days))
    (folder / "clinic-notes-Z").mkdir()
    (folder / "other.dump").write_text("theirs")
    making.remove_old(folder, keep=2)
    left = sorted(path.name for path in folder.iterdir())
    assert len(left) == 4
    assert {"clinic-notes-Z", "other.dump"} <= set(left)
    assert making.remove_old(folder, keep=2) == []


@quick
def test_what_fails_leaves_nothing_behind(folder, monkeypatch):
    class Full(Fake):
        def dump(self, path):
            path.write_text("half")
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(making, "database_of", lambda connection: Full())
    with pytest.raises(BackupFault, match="No space left"):
        making.make(folder, at=NOW)
    assert list(folder.iterdir()) == []


@quick
@pytest.mark.parametrize("below", ["", "deeper"])
def test_a_file_is_no_folder_for_backups(folder, fake, below):
    folder.write_text("a file")
    with pytest.raises(CommandError, match="cannot be used"):
        call_command("clinic_backup", "--to", str(folder / below))


@quick
@pytest.mark.parametrize("question", ["exists", "mkdir"])
def test_a_folder_that_is_locked_is_told_in_a_sentence(folder, fake, monkeypatch, question):
    folder.mkdir()

    def refused(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(Path, question, refused)
        with pytest.raises(CommandError, match="Permission denied"):
            call_command("clinic_backup")
    call_command("clinic_backup")
    monkeypatch.setattr(making.shutil, "rmtree", refused)
    with pytest.raises(BackupFault, match="cannot be removed"):
        making.remove_old(folder, keep=0)


@quick
def test_it_does_not_lie_where_files_are_shown(settings, fake):
    with pytest.raises(BackupFault, match="shown to everybody"):
        making.make(Path(settings.MEDIA_ROOT) / "backups", at=NOW)


@quick
def test_a_backup_of_a_newer_program_is_refused(folder, fake):
    backup = making.make(folder, at=NOW)
    content = json.loads((backup / "manifest.json").read_text())
    content["migrations"].append("clinic_leads.9999_the_future")
    (backup / "manifest.json").write_text(json.dumps(content))
    assert manifest.unknown_migrations(manifest.read(backup)) == ["clinic_leads.9999_the_future"]
    with pytest.raises(CommandError, match="newer"):
        call_command("clinic_restore", str(backup), "--yes")


@quick
@pytest.mark.parametrize("name", ["uploads.tar", "database.fake"])
def test_each_file_is_compared_with_the_manifest(folder, fake, name):
    backup = making.make(folder, at=NOW)
    assert manifest.checked(backup)
    (backup / name).write_bytes(b"other")
    with pytest.raises(BackupFault, match=name):
        manifest.checked(backup)
    (backup / name).unlink()
    with pytest.raises(BackupFault, match="missing"):
        manifest.checked(backup)


@quick
def test_the_manifest_must_vouch_for_the_database(folder, fake):
    backup = making.make(folder, at=NOW)
    content = json.loads((backup / "manifest.json").read_text())
    del content["files"]["database.fake"]
    (backup / "manifest.json").write_text(json.dumps(content))
    with pytest.raises(BackupFault, match="vouch"):
        manifest.checked(backup)


@quick
def test_an_archive_puts_nothing_outside_of_its_folder(tmp_path):
    (tmp_path / "evil").write_text("x")
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        archive.add(tmp_path / "evil", arcname="../outside")
    with pytest.raises(BackupFault):
        files.unpack(tmp_path / "a.tar", tmp_path / "in")
    assert not (tmp_path / "outside").exists()


@quick
@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE])
def test_an_archive_puts_nothing_back_but_files(tmp_path, kind):
    (tmp_path / "secret").write_text("x")
    other = tarfile.TarInfo("a")
    other.type, other.linkname = kind, str(tmp_path / "secret")
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        archive.addfile(other)
    with pytest.raises(BackupFault):
        files.unpack(tmp_path / "a.tar", tmp_path / "in")
    assert not list((tmp_path / "in").iterdir())


@quick
def test_an_archive_does_not_follow_a_link_that_is_there(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a").symlink_to(tmp_path / "outside")
    (tmp_path / "a").write_text("x")
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        archive.add(tmp_path / "a", arcname="a")
    with pytest.raises(BackupFault):
        files.unpack(tmp_path / "a.tar", tmp_path / "in")
    assert not (tmp_path / "outside").exists()


@pytest.fixture
def locked(monkeypatch):
    """Lock a folder as another user would, whose we are not: root may read everything."""
    scandir = os.scandir

    def lock(folder):
        def guarded(place="."):
            if str(place) == str(folder):
                raise PermissionError(13, "Permission denied", str(place))
            return scandir(place)

        monkeypatch.setattr(os, "scandir", guarded)

    return lock


@quick
@pytest.mark.parametrize("archive", files.storages())
def test_a_folder_that_may_not_be_read_is_no_part_that_is_left_out(folder, fake, locked, archive):
    storage = files.storages()[archive]
    name = storage.save("pictures/hip.txt", ContentFile(b"a hip"))
    locked(Path(storage.path(name)).parent)
    with pytest.raises(CommandError, match="pictures may not be read"):
        call_command("clinic_backup")
    assert list(folder.iterdir()) == []


@quick
def test_a_file_that_may_not_be_read_is_named(folder, fake, monkeypatch):
    default_storage.save("hip.txt", ContentFile(b"a hip"))

    def refused(self, name, *args, **kwargs):
        raise PermissionError(13, "Permission denied", str(name))

    monkeypatch.setattr(files.tarfile.TarFile, "add", refused)
    with pytest.raises(CommandError, match=r"hip\.txt may not be read"):
        call_command("clinic_backup")


@quick
def test_a_folder_that_goes_meanwhile_is_left_out(tmp_path, monkeypatch):
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "hip.jpg").write_text("hip")
    files.pack(tmp_path / "media", tmp_path / "a.tar")
    files.pack(tmp_path / "gone", tmp_path / "b.tar")
    with tarfile.open(tmp_path / "a.tar") as one, tarfile.open(tmp_path / "b.tar") as none:
        assert (one.getnames(), none.getnames()) == (["hip.jpg"], [])


@quick
def test_files_come_back_with_their_permissions_and_times(tmp_path):
    (tmp_path / "media" / "deep").mkdir(parents=True)
    for name, mode in (("hip.jpg", 0o644), ("deep/private", 0o600)):
        (tmp_path / "media" / name).write_text(name)
        (tmp_path / "media" / name).chmod(mode)
        os.utime(tmp_path / "media" / name, (1_000_000, 1_000_000))
    files.pack(tmp_path / "media", tmp_path / "a.tar")
    files.unpack(tmp_path / "a.tar", tmp_path / "in")
    for name, mode in (("hip.jpg", 0o644), ("deep/private", 0o600)):
        back = tmp_path / "in" / name
        assert back.read_text() == name
        assert (back.stat().st_mode & 0o777, back.stat().st_mtime) == (mode, 1_000_000)


@quick
def test_a_folder_that_is_no_backup_is_refused(tmp_path):
    with pytest.raises(CommandError, match="no backup"):
        call_command("clinic_restore", str(tmp_path), "--yes")


@quick
def test_files_that_are_not_here_are_said_to_be_left_out(folder, fake, settings):
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    }
    backup = making.make(folder, at=NOW)
    assert "uploads.tar" not in manifest.read(backup).files
    assert "not on this machine" in manifest.read(backup).left_out[0]


@quick
def test_where_to_must_be_said(settings):
    settings.CLINIC = settings.CLINIC | {"BACKUP_DIR": ""}
    with pytest.raises(CommandError, match="--to"):
        call_command("clinic_backup")
    with pytest.raises(CommandError, match="--keep"):
        call_command("clinic_backup", "--to", "x", "--keep", "0")


@quick
def test_a_copy_is_of_one_moment_while_others_write(tmp_path):
    """Each transaction writes to two tables: a copy that has one and not the other is torn."""
    path, stop, written = tmp_path / "live.sqlite3", threading.Event(), []

    def write():
        with closing(sqlite3.connect(path)) as live:
            while not stop.is_set():
                with live:
                    live.execute("INSERT INTO one VALUES (randomblob(2000))")
                    live.execute("INSERT INTO two VALUES (randomblob(2000))")
                written.append(1)

    with closing(sqlite3.connect(path)) as live:
        live.execute("PRAGMA journal_mode=WAL")
        live.execute("CREATE TABLE one (x)")
        live.execute("CREATE TABLE two (x)")
    writer = threading.Thread(target=write)
    writer.start()
    try:
        counts = []
        for number in range(20):
            before = len(written)
            while len(written) == before:  # somebody has written since
                time.sleep(0.001)
            counts.append(Sqlite(path).dump(tmp_path / f"copy-{number}"))
    finally:
        stop.set()
        writer.join()
    assert all(count["one"] == count["two"] > 0 for count in counts)
    assert counts[0]["one"] < counts[-1]["one"]


on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="one file elsewhere")


def sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


INDEXES = "SELECT indexname FROM pg_indexes WHERE indexdef LIKE '%gin_trgm_ops%' ORDER BY 1"


@pytest.fixture
def put_back(transactional_db):
    """Whatever a test leaves aside must not be missing in those that come after it."""
    yield
    with suppress(CommandError):
        call_command("clinic_restore", "--undo")


@on_postgresql
def test_what_an_interrupted_restore_put_aside_comes_back(
    folder, tmp_path, lead, monkeypatch, put_back
):
    call_command("clinic_backup")
    backup, indexes = made(folder), sql(INDEXES)
    assert indexes
    with monkeypatch.context() as patched:
        patched.setattr(Postgresql, "undo", lambda database: None)  # as if it was killed
        patched.setattr(Postgresql, "_run", interrupt)
        with pytest.raises(KeyboardInterrupt):
            call_command("clinic_restore", str(backup), "--yes")
    elsewhere = str(tmp_path / "elsewhere")  # two backups of one second have one name
    for again in ["clinic_backup", "--to", elsewhere], ["clinic_restore", str(backup), "--yes"]:
        with pytest.raises(CommandError, match="--undo"):
            call_command(*again)
    call_command("clinic_restore", "--undo")
    assert Lead.objects.get().name == "Quillon"
    assert sql(INDEXES) == indexes
    with pytest.raises(CommandError, match="nothing to undo"):
        call_command("clinic_restore", "--undo")


def interrupt(*args):
    raise KeyboardInterrupt


@on_postgresql
def test_all_is_as_it_was_if_somebody_interrupts(folder, lead, monkeypatch, put_back):
    call_command("clinic_backup")
    monkeypatch.setattr(Postgresql, "_run", interrupt)
    with pytest.raises(KeyboardInterrupt):
        call_command("clinic_restore", str(made(folder)), "--yes")
    assert Lead.objects.get().name == "Quillon"


@quick
@on_postgresql
def test_a_database_with_other_schemas_is_refused_before_anything_is_copied(folder, tmp_path):
    own = database_of(connection)
    with own.scratch() as scratch:
        scratch._sql("CREATE SCHEMA billing")
        with pytest.raises(BackupFault, match="there is billing"):
            scratch.dump(tmp_path / "copy")
        with pytest.raises(BackupFault, match="there is billing"):
            scratch.load(tmp_path / "copy")


@on_postgresql
def test_who_does_not_own_the_tables_is_told_so(folder, lead):
    call_command("clinic_backup")
    other = {"OPTIONS": {"assume_role": "pg_read_all_data"}}
    reader = Postgresql(connection.settings_dict | other)
    with pytest.raises(BackupFault, match="must be owner"):
        reader.load(made(folder) / "database.dump")
    assert Lead.objects.get().name == "Quillon"


@quick
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="a schema is put aside elsewhere")
def test_sqlite_has_nothing_to_undo():
    with pytest.raises(CommandError, match="nothing to undo"):
        call_command("clinic_restore", "--undo")


@quick
@pytest.mark.parametrize("words", [[], ["folder", "--undo"]])
def test_restoring_or_undoing(words):
    with pytest.raises(CommandError, match="or --undo"):
        call_command("clinic_restore", *words)


@quick
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs no program elsewhere")
def test_a_program_that_is_not_there_is_named(folder, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(CommandError, match="pg_dump is not there"):
        call_command("clinic_backup")
