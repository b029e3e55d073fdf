"""The disk is full, or somebody else holds the lock of the database, or of the leads in it."""

import sqlite3
import time
from contextlib import closing
from functools import partial

import psycopg

from .calm import calm
from .checker import Findings
from .faults import BARE_ERRORS, Fault
from .lab import Lab

FULL_SECONDS, QUICK_FULL_SECONDS = 20, 5
LOCKED_SECONDS = 28  # longer than a visitor's request waits for it (cms/databases.py)
ONE_MAIL = 1  # was being sent when it began, and could not be recorded


def fill_disk(lab: Lab, *, seconds: float, **unsafe: str) -> Findings:
    """Each write to the database fails with “no space left on device”, for a while."""
    flag = lab.new_folder("full") / "full"
    with lab.clinic(shim={"SHIM_FULL": str(flag)}, **unsafe) as clinic:
        with clinic.visitors(pause=0.2) as visitors:
            visitors.wait_for(3)
            flag.touch()
            time.sleep(seconds)
            flag.unlink()
            visitors.wait_for(3)
        return clinic.findings(visitors.history, may_copy=ONE_MAIL)


def lock(lab: Lab, *, seconds: float, **unsafe: str) -> Findings:
    """Another program holds SQLite's write lock for longer than anybody waits."""
    with lab.clinic(**unsafe) as clinic:
        with clinic.visitors(pause=0.2) as visitors:
            visitors.wait_for(3)
            path = clinic.folder / "db.sqlite3"
            with closing(sqlite3.connect(path, timeout=60, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                time.sleep(seconds)
                other.execute("ROLLBACK")
            visitors.wait_for(3)
        return clinic.findings(visitors.history, may_copy=ONE_MAIL)


def lock_leads(lab: Lab, *, seconds: float, **unsafe: str) -> Findings:
    """Another program holds the table of leads, as some changes of a table do, and lets nobody in.

    The rest of PostgreSQL answers as ever: pages are made, and the form is shown.
    """
    with lab.clinic(database="postgresql", **unsafe) as clinic:
        with clinic.visitors(pause=0.2) as visitors:
            visitors.wait_for(3)
            with psycopg.connect(clinic.database_url) as other:
                other.execute("LOCK TABLE clinic_leads_lead IN ACCESS EXCLUSIVE MODE")
                time.sleep(seconds)
                other.rollback()
            visitors.wait_for(3)
        return clinic.findings(visitors.history, may_copy=ONE_MAIL)


def faults(*, quick: bool) -> list[Fault]:
    seconds = QUICK_FULL_SECONDS if quick else FULL_SECONDS
    first = "bench.faults.unsafe.AcknowledgeFirst"
    full = partial(fill_disk, seconds=seconds)
    locked = partial(lock, seconds=LOCKED_SECONDS)
    leads_locked = partial(lock_leads, seconds=LOCKED_SECONDS)
    return [
        Fault(
            name="disk-full",
            title="Disk full (ENOSPC on every write), SQLite",
            extent=f"{seconds} s",
            run=full,
            unsafe="acknowledges before it stores",
            control=partial(full, FAULTS_MIDDLEWARE=first),
            calm=calm(FAULTS_MIDDLEWARE=first),
            is_quick=True,
        ),
        Fault(
            name="locked",
            title="Database locked by another program, SQLite",
            extent=f"{LOCKED_SECONDS} s",
            run=locked,
            unsafe="Django's own error page",
            control=partial(locked, **BARE_ERRORS),
            calm=calm(**BARE_ERRORS),
        ),
        Fault(
            name="locked-postgresql",
            title="Table of leads locked by another program (LOCK TABLE), PostgreSQL",
            extent=f"{LOCKED_SECONDS} s",
            run=leads_locked,
            unsafe="Django's own error page",
            control=partial(leads_locked, **BARE_ERRORS),
            calm=calm(database="postgresql", **BARE_ERRORS),
        ),
    ]
