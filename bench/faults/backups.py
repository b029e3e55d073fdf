"""A backup is made while visitors send requests, and restored into an empty database."""

import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

from .checker import Findings
from .clinic import Clinic
from .faults import Fault
from .lab import Lab
from .stored import Reader, leads_in, reader

BACKUPS = 5

# Makes a backup of a clinic's database in a folder and restores it; returns what reads it.
Backup = Callable[[Lab, Clinic, Path], Reader]


def back_up(lab: Lab, *, database: str, backup: Backup) -> Findings:
    """What was acknowledged before a backup began must be in it."""
    with lab.clinic(database=database) as clinic:
        with clinic.visitors() as visitors:
            lost = Findings()
            for _backup in range(BACKUPS):
                visitors.wait_for(10)
                began = time.monotonic()
                restored = backup(lab, clinic, lab.new_folder("backup"))
                acknowledged = set(visitors.history.acknowledged(before=began))
                lost += missing(restored, acknowledged)
        return clinic.findings(visitors.history) + lost


def missing(read: Reader, acknowledged: set[str]) -> Findings:
    try:
        stored = [lead.key for lead in leads_in(read)]
    except sqlite3.DatabaseError:
        return Findings(lost=len(acknowledged))
    return Findings(lost=len(acknowledged - set(stored)), doubled=len(stored) - len(set(stored)))


def by_sqlite(_lab: Lab, clinic: Clinic, folder: Path) -> Reader:
    """SQLite's own backup, as `sqlite3 db .backup` makes it."""
    copy = folder / "restored.sqlite3"
    with (
        closing(sqlite3.connect(clinic.folder / "db.sqlite3", timeout=60)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
    return reader(f"sqlite:///{copy}")


def by_copying(_lab: Lab, clinic: Clinic, folder: Path) -> Reader:
    """The file alone: what is in the write-ahead log is not in it."""
    copy = folder / "restored.sqlite3"
    shutil.copyfile(clinic.folder / "db.sqlite3", copy)
    return reader(f"sqlite:///{copy}")


def by_pg_dump(lab: Lab, clinic: Clinic, folder: Path) -> Reader:
    name = clinic.database_url.rpartition("/")[2]
    lab.cluster.dump(name, folder / "clinic.dump")
    restored = lab.cluster.copy_of("template1")
    lab.cluster.load(folder / "clinic.dump", restored.rpartition("/")[2])
    return reader(restored)


def faults(*, quick: bool) -> list[Fault]:
    extent = f"{BACKUPS} backups"
    copied = partial(back_up, database="sqlite", backup=by_copying)
    return [
        Fault(
            name="backup-sqlite",
            title="Backup under load and restore, SQLite (.backup)",
            extent=extent,
            run=partial(back_up, database="sqlite", backup=by_sqlite),
            unsafe="copies the database's file alone",
            control=copied,
        ),
        Fault(
            name="backup-postgresql",
            title="Backup under load and restore, PostgreSQL (pg_dump, pg_restore)",
            extent=extent,
            run=partial(back_up, database="postgresql", backup=by_pg_dump),
            unsafe="copies SQLite's file alone",
            control=copied,
        ),
    ]
