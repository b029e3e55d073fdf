"""Putting a backup back, and forgetting once more who was forgotten since it was made."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.core.cache import caches
from django.core.management import call_command
from django.db import DatabaseError, connection, connections

from locations import caching

from .. import journal
from ..actions import NotAllowed, forget
from ..models import Lead
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
    """Put database and files back. The site and its workers must be stopped."""
    found = check(folder, may_overwrite=may_overwrite)
    forgotten = journal.all_forgotten() | _forgotten_here()
    connections.close_all()
    database = database_of(connection)
    database.load(folder / found.database)
    compare(database.counts(), found)
    for archive, storage in files.storages().items():
        place = files.folder_of(storage)
        if archive in found.files and place is not None:
            files.unpack(folder / archive, place)
    call_command("migrate", interactive=False, verbosity=0)
    restored = Restored(found)
    _forget_again(restored, forgotten, at=at)
    _forget_what_was_shown()
    return restored


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


def _forget_what_was_shown() -> None:
    """Generations are counted from an old number again: nothing kept under one may stay."""
    for alias in caches:
        with suppress(Exception):  # a cache that is away keeps nothing that is asked for
            caches[alias].clear()
    caching.advance()
