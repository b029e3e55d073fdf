"""What is in a database, read past the site by a connection of our own."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from .post_office import VISITORS

Rows = list[tuple[Any, ...]]
Reader = Callable[[str], Rows]


@dataclass(frozen=True)
class StoredLead:
    """A request of one of our visitors, whose address is made of the key."""

    key: str
    reference: str
    name: str
    phone: str
    topic: str
    message: str
    preferred_contact: str
    acquaintance: str
    language: str
    postcode: str


def reader(url: str) -> Reader:
    """Return what runs a query on the database of a DATABASE_URL."""
    if url.startswith("sqlite:///"):
        return lambda sql: _read_sqlite(url.removeprefix("sqlite:///"), sql)
    return lambda sql: _read_postgresql(url, sql)


def _read_sqlite(path: str, sql: str) -> Rows:
    with closing(sqlite3.connect(path, timeout=60)) as connection:
        return connection.execute(sql).fetchall()


def _read_postgresql(url: str, sql: str) -> Rows:
    with psycopg.connect(url, connect_timeout=10) as connection:
        return connection.execute(sql).fetchall()


def checkpoint(file: Path) -> None:
    """Bring an SQLite database into its one file, as the last one does who closes it in order."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def copy_database(file: Path, folder: Path) -> Path:
    """Copy an SQLite database that nobody has open, as it lies there: to open it changes it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for part in file.parent.glob(f"{file.name}*"):
        if not part.name.endswith("-shm"):  # it is made anew from the WAL
            shutil.copy(part, folder)
    return folder / file.name


def is_sound(file: Path) -> bool:
    """Is an SQLite database undamaged? Whoever opens it first also recovers what a WAL holds."""
    with closing(sqlite3.connect(file)) as connection:
        (state,) = connection.execute("PRAGMA integrity_check").fetchone()
        return state == "ok" and not connection.execute("PRAGMA foreign_key_check").fetchall()


def leads_in(read: Reader) -> list[StoredLead]:
    """Each request that was stored: as a lead, or as a later one of the same person."""
    leads = read(
        "SELECT email, reference, name, phone_typed, topic, message, preferred_contact,"
        " acquaintance, language, postcode FROM clinic_leads_lead ORDER BY id"
    )
    later = read(
        "SELECT lead.email, lead.reference, lead.name, lead.phone_typed, lead.topic, said.text,"
        " lead.preferred_contact, lead.acquaintance, lead.language, lead.postcode"
        " FROM clinic_leads_followup AS later"
        " JOIN clinic_leads_lead AS lead ON lead.id = later.lead_id"
        " JOIN clinic_leads_leadevent AS said ON said.id = later.event_id ORDER BY later.id"
    )
    return [
        StoredLead(mail.removesuffix(VISITORS), *rest)
        for mail, *rest in [*leads, *later]
        if VISITORS in mail
    ]


def waiting_in(read: Reader) -> int:
    """How many mails to desks and visitors are not sent yet."""
    sql = "SELECT count(*) FROM clinic_leads_delivery WHERE state = 'pending'"
    return read(f"{sql} AND kind IN ('desk_mail', 'receipt')")[0][0]
