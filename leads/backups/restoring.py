"""Putting a backup back, and forgetting once more who was forgotten since it was made."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.core.cache import caches
from django.core.management import call_command
from django.db import DatabaseError, connection, connections

from locations import caching

from .. import journal
from ..actions import NotAllowed, forget, remove_strays
from ..models import Lead
from ..sought import forget_searches
from . import files, manifest
from .databases import BackupFault, database_of
from .making import compare
from .manifest import Manifest


@dataclass(slots=True)
class Restored:
    """What was put back: of when, how many were forgotten again, and who could not be."""

    found: Manifest
    forgotten: int = 0
    held: list[int] = field(default_factory=list)


def check(folder: Path, *, may_overwrite: bool) -> Manifest:
    """All that can be known before anything is touched; BackupFault if it must not go on."""
    found = manifest.checked(folder)
    database = database_of(connection)
    if found.vendor != connection.vendor:
        raise BackupFault(f"This is a backup of {found.vendor}, not of {connection.vendor}.")
    if unknown := manifest.unknown_migrations(found):
        raise BackupFault(f"The backup is newer than this program: {', '.join(unknown[:3])}.")
    if database.counts() and not may_overwrite:
        raise BackupFault("The database is not empty. --yes puts the backup in its place.")
    return found


def restore(folder: Path, *, may_overwrite: bool, at: datetime) -> Restored:
    """Put database and files back. The site and its workers must be stopped.

    Who was forgotten is forgotten again as soon as their private files are there, too: forgetting
    removes those. What comes after may fail; if they cannot be unpacked, the rest is forgotten all
    the same.
    """
    found = check(folder, may_overwrite=may_overwrite)
    forgotten = _all_forgotten(folder, at=at)
    connections.close_all()
    database = database_of(connection)
    database.load(folder / found.database)
    counts = database.counts()
    _migrate()
    restored = Restored(found)
    try:
        _unpack(folder, found, files.PRIVATE)
    finally:
        _forget_again(restored, forgotten, at=at)
        remove_strays(at=at, age=timedelta(0))
        _forget_what_was_shown()
    compare(counts, found)
    _unpack(folder, found, files.UPLOADS)
    return restored


def undo() -> None:
    """Put back what was there before a restore that was cut off, by a power cut or a kill."""
    connections.close_all()
    database_of(connection).undo()
    _forget_what_was_shown()


def _migrate() -> None:
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as error:
        raise BackupFault(
            "The rows are back, but they could not be migrated, and who was forgotten since is not"
            f" forgotten again ({type(error).__name__}). Keep the site stopped, mend what"
            " manage.py migrate says, and run this command again."
        ) from error


def _unpack(folder: Path, found: Manifest, archive: str) -> None:
    place = files.folder_of(files.storages()[archive])
    if archive in found.files and place is not None:
        files.unpack(folder / archive, place)


def _all_forgotten(folder: Path, *, at: datetime) -> set[tuple[int, str]]:
    """Who was forgotten, by the files and by the database that is replaced.

    The database will not know it any more. So it is written to the files before that: if restoring
    fails half way, the next attempt reads it there.
    """
    place = journal.folder() or folder.resolve().parent
    known = journal.all_forgotten(place)
    only_here = _forgotten_here() - known
    try:
        journal.keep_forgotten(only_here, folder=place, at=at)
    except OSError as error:
        raise BackupFault(
            f"Who was forgotten must be noted in {place} first, and cannot be: {error.strerror}."
            " Nothing was touched."
        ) from error
    return known | only_here


def _forgotten_here() -> set[tuple[int, str]]:
    """Who is forgotten in the database that is replaced, if it can still be asked."""
    with suppress(DatabaseError):
        rows = Lead.objects.filter(forgotten_at__isnull=False).order_by()
        return set(rows.values_list("pk", "reference"))
    return set()


def _forget_again(
    restored: Restored, forgotten: Iterable[tuple[int, str]], *, at: datetime
) -> None:
    """The number alone is not enough: the database gives it to another lead after this."""
    for pk, reference in sorted(forgotten):
        lead = Lead.objects.filter(pk=pk, reference=reference, forgotten_at__isnull=True).first()
        if lead is None:
            continue
        try:
            forget(lead=lead, by=None, at=at, because={"restored": restored.found.made_at})
        except NotAllowed:  # it was on legal hold when the backup was made
            restored.held.append(pk)
        else:
            restored.forgotten += 1
    forget_searches()  # the sessions of then are back, too


def _forget_what_was_shown() -> None:
    """Generations are counted from an old number again: nothing kept under one may stay."""
    for alias in caches:
        with suppress(Exception):  # a cache that is away keeps nothing that is asked for
            caches[alias].clear()
    caching.advance()
