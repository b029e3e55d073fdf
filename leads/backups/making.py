"""Making a backup: database, then uploads, then the manifest; and removing old ones."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from ..backup_names import PREFIX, is_backup
from . import files, manifest
from .databases import BackupFault, Database, database_of
from .manifest import Manifest


def make(folder: Path, *, at: datetime, verify: bool = False) -> Path:
    """Make a backup in `folder` and return where it is. What fails leaves nothing behind.

    `verify` puts it into a database of its own and compares the counts.
    """
    _refuse_public(folder)
    name = f"{PREFIX}{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    made = folder / name
    _prepare(folder, made)
    with _for_nobody_else(), _written_aside(folder / f".{name}") as aside:
        _write(aside, at=at)
        if verify:
            verify_in(aside)
        aside.rename(made)
    return made


def _prepare(folder: Path, made: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        is_there = made.exists()
    except OSError as error:
        raise BackupFault(f"{folder} cannot be used: {error.strerror}.") from error
    if is_there:
        raise BackupFault(f"{made} is there already.")


def _write(folder: Path, *, at: datetime) -> None:
    database = database_of(connection)
    counts = database.dump(folder / database.file_name)
    left_out = _pack_files(folder)
    Manifest(
        made_at=at.isoformat(),
        vendor=connection.vendor,
        database=database.file_name,
        migrations=manifest.applied_migrations(),
        counts=counts,
        files=manifest.digests_of(folder.iterdir()),
        left_out=left_out,
        versions=manifest.versions(),
    ).write(folder)
    for path in folder.iterdir():
        path.chmod(0o600)


def _pack_files(folder: Path) -> list[str]:
    left_out = []
    for archive, storage in files.storages().items():
        place = files.folder_of(storage)
        if place is None:
            left_out.append(f"{archive}: its files are not on this machine; keep versions there")
        else:
            files.pack(place, folder / archive)
    return left_out


def verify_in(folder: Path, database: Database | None = None) -> None:
    """Put a backup into a database of its own; BackupFault if it is not what was copied."""
    found = manifest.checked(folder)
    with (database or database_of(connection)).scratch() as scratch:
        scratch.load(folder / found.database)
        compare(scratch.counts(), found)


def compare(counts: dict[str, int], found: Manifest) -> None:
    """BackupFault, with the tables, if there are not as many rows as were copied."""
    names = sorted(
        name
        for name in counts.keys() | found.counts.keys()
        if counts.get(name) != found.counts.get(name)
    )
    if names:
        raise BackupFault(f"These tables have other numbers of rows: {', '.join(names)}.")


def remove_old(folder: Path, *, keep: int) -> list[Path]:
    """Remove all but the newest `keep` backups, and nothing that is no backup of ours.

    BackupFault for what may not be looked at or removed.
    """
    try:
        ours = sorted(path for path in folder.glob(f"{PREFIX}*Z") if is_backup(path))
        old = ours[: max(0, len(ours) - keep)]
        for path in old:
            shutil.rmtree(path)
    except OSError as error:
        raise BackupFault(f"Old backups cannot be removed: {error.strerror}.") from error
    return old


def _refuse_public(folder: Path) -> None:
    served = [settings.MEDIA_ROOT, settings.STATIC_ROOT]
    for place in filter(None, served):
        if folder.resolve().is_relative_to(Path(place).resolve()):
            raise BackupFault("A backup must not lie in a folder that is shown to everybody.")


@contextmanager
def _written_aside(aside: Path) -> Iterator[Path]:
    """A folder that is not taken for a backup while it is being written."""
    try:
        aside.mkdir(mode=0o700)
        yield aside
    except OSError as error:
        raise BackupFault(f"The backup cannot be written: {error.strerror}.") from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


@contextmanager
def _for_nobody_else() -> Iterator[None]:
    """What is written can be read by the site's own user only, from the first byte."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)
