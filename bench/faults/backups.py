"""A backup is made while people send requests and upload files, and restored somewhere else."""

import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from .checker import Findings, compare
from .clinic import Clinic
from .faults import Fault
from .lab import Lab
from .processes import manage
from .stored import Reader, checkpoint, leads_in, reader
from .uploads import PRIVATE, PUBLIC, Upload, Uploads, compare_uploads

BACKUPS, CONTROL_BACKUPS, QUICK_BACKUPS = 3, 2, 1
PAUSE = 1  # seconds between two requests of a visitor: a backup takes long, and each is two mails
DRAIN_SECONDS = 600

# Makes a backup of a clinic and restores it into an empty folder and an empty database, of which it
# returns the URL.
Backup = Callable[[Lab, Clinic, Path], str]


def back_up(
    lab: Lab, *, database: str, backup: Backup, times: int, goes_on: bool = False
) -> Findings:
    """What was acknowledged, and uploaded, before a backup began must be in it.

    `goes_on`: a site is started on the last one, and takes requests.
    """
    found = Findings()
    with lab.clinic(database=database) as clinic:
        with Uploads(clinic) as uploads, clinic.visitors(pause=PAUSE) as visitors:
            for _backup in range(times):
                visitors.wait_for(10)
                uploads.wait_for(6)
                began, place = time.monotonic(), lab.new_folder("restored")
                url = backup(lab, clinic, place)
                known = visitors.history.acknowledged(before=began)
                found += after(known, uploads.stored(before=began), reader(url), place)
        print(f"{len(uploads.stored())} files were uploaded meanwhile.", flush=True)
        found += clinic.findings(visitors.history, patience=DRAIN_SECONDS)
    return found + asked_of(place, url) if goes_on else found


def back_up_at_rest(lab: Lab, *, database: str, backup: Backup) -> Findings:
    """The same of a clinic that was stopped, as one does with a program that has no backups."""
    with lab.clinic(database=database) as clinic:
        with Uploads(clinic) as uploads, clinic.visitors(pause=PAUSE) as visitors:
            visitors.wait_for(10)
            uploads.wait_for(6)
        found = clinic.findings(visitors.history, patience=DRAIN_SECONDS)
        clinic.kill()
        if database == "sqlite":
            checkpoint(clinic.folder / "db.sqlite3")
        place = lab.new_folder("restored")
        read = reader(backup(lab, clinic, place))
        return found + after(visitors.history.acknowledged(), uploads.stored(), read, place)


def after(known: list[str], uploads: list[Upload], read: Reader, place: Path) -> Findings:
    """Compare what people know with what was restored."""
    try:
        return compare(known, leads_in(read)) + compare_uploads(uploads, read, place)
    except sqlite3.DatabaseError:
        return Findings(lost=len(known) + len(uploads))


def asked_of(place: Path, url: str) -> Findings:
    """What visitors see of a site that begins with what was restored. It tells everybody again."""
    clinic = Clinic(place, url)
    try:
        clinic.start(workers=0)
        with clinic.visitors() as visitors:
            visitors.wait_for(5)
        return clinic.findings(visitors.history, with_mail=False)
    finally:
        clinic.stop()


def by_our_commands(lab: Lab, clinic: Clinic, place: Path) -> str:
    """As operations.md says, on a machine that has nothing but the program and the backup."""
    clinic.manage("clinic_backup", "--to", str(place / "backups"), "--verify")
    (made,) = (place / "backups").iterdir()
    url = empty_database(lab, clinic, place)
    elsewhere = clinic.environment | {"DATABASE_URL": url, "VAR_DIR": str(place)}
    manage(elsewhere, "clinic_restore", str(made))
    return url


def empty_database(lab: Lab, clinic: Clinic, place: Path) -> str:
    if clinic.database_url.startswith("sqlite"):
        return f"sqlite:///{place / 'db.sqlite3'}"
    return lab.cluster.copy_of("template1")


def by_copying(_lab: Lab, clinic: Clinic, place: Path) -> str:
    """The database's file alone: what is in the write-ahead log is not in it."""
    copy = place / "db.sqlite3"
    shutil.copyfile(clinic.folder / "db.sqlite3", copy)
    copy_uploads(clinic, place)
    return f"sqlite:///{copy}"


def by_uploads_first(lab: Lab, clinic: Clinic, place: Path) -> str:
    """The database after the uploads: what comes in between has a row and no file."""
    copy_uploads(clinic, place)
    lab.cluster.dump(clinic.database_url.rpartition("/")[2], place / "clinic.dump")
    restored = lab.cluster.copy_of("template1")
    lab.cluster.load(place / "clinic.dump", restored.rpartition("/")[2])
    return restored


def copy_uploads(clinic: Clinic, place: Path) -> None:
    for folder in (PUBLIC, PRIVATE):
        with suppress(FileNotFoundError):
            shutil.copytree(clinic.folder / folder, place / folder)


def faults(*, quick: bool) -> list[Fault]:
    times = QUICK_BACKUPS if quick else BACKUPS

    def fault(name: str, database: str, unsafe: str, copying: Backup) -> Fault:
        run = partial(back_up, database=database)
        return Fault(
            name=f"backup-{database}",
            title=f"Requests and uploads while clinic_backup runs, then clinic_restore, {name}",
            extent=f"{times} backups",
            run=partial(run, backup=by_our_commands, times=times, goes_on=True),
            unsafe=unsafe,
            control=partial(run, backup=copying, times=CONTROL_BACKUPS),
            calm=partial(back_up_at_rest, database=database, backup=copying),
        )

    return [
        fault("SQLite", "sqlite", "copies the database's file alone", by_copying),
        fault("PostgreSQL", "postgresql", "copies uploads before the database", by_uploads_first),
    ]
