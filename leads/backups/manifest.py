"""The manifest of a backup: what is in it, so that it can be trusted before it is put back."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from ..backup_names import MANIFEST
from .databases import BackupFault

FORMAT = 1
PACKAGES = ("wagtail-clinic", "wagtail", "Django")


@dataclass(frozen=True, slots=True)
class Manifest:
    """Written last: a folder without one is no backup."""

    made_at: str
    vendor: str
    database: str
    migrations: list[str]
    counts: dict[str, int]
    # {name: [SHA-256, bytes]}
    files: dict[str, list[str | int]]
    # What is not in it, and why.
    left_out: list[str] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.made_at)

    def write(self, folder: Path) -> None:
        text = json.dumps(asdict(self), indent=1, sort_keys=True)
        (folder / MANIFEST).write_text(text, encoding="utf-8")


def read(folder: Path) -> Manifest:
    """The manifest of a backup; BackupFault if it is none of ours."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        found = Manifest(**content)
    except (OSError, ValueError, TypeError) as error:
        raise BackupFault(
            f"{folder} is no backup: it has no {MANIFEST} that can be read."
        ) from error
    if found.format != FORMAT:
        raise BackupFault("This backup was made by another version of this program.")
    return found


def checked(folder: Path) -> Manifest:
    """The manifest, after every file was compared with it."""
    found = read(folder)
    if found.database not in found.files:
        raise BackupFault("The manifest does not vouch for the database.")
    for name, told in found.files.items():
        if Path(name).name != name:
            raise BackupFault(f"{name!r} is no name of a file in a backup.")
        if not (folder / name).is_file():
            raise BackupFault(f"{name} is missing.")
        if digest_of(folder / name) != told:
            raise BackupFault(f"{name} is damaged: it is not what was written.")
    return found


def digest_of(path: Path) -> list[str | int]:
    with path.open("rb") as file:
        return [hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size]


def digests_of(paths: Iterable[Path]) -> dict[str, list[str | int]]:
    return {path.name: digest_of(path) for path in sorted(paths)}


def applied_migrations() -> list[str]:
    done = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in done)


def unknown_migrations(found: Manifest) -> list[str]:
    """Migrations of the backup that this version of the code does not have."""
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    ours = {name.partition(".")[0] for name in known}
    return [name for name in found.migrations if name not in known and name.split(".")[0] in ours]


def versions() -> dict[str, str]:
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # the site runs from its folder
            continue
    return found
