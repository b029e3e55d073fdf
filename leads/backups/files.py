"""Uploads and private files, as archives. Only what lies on a disk of ours."""

import tarfile
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage, default_storage

from locations import private

from .databases import BackupFault

UPLOADS, PRIVATE = "uploads.tar", "private.tar"


def storages() -> dict[str, Any]:
    """{name of the archive: what is in it}"""
    return {UPLOADS: default_storage, PRIVATE: private.storage()}


def folder_of(storage: Any) -> Path | None:
    """Where a storage lies; None for one that is not on this machine, such as S3."""
    one = getattr(storage, "_wrapped", storage)
    return Path(one.location) if isinstance(one, FileSystemStorage) else None


def pack(folder: Path, archive: Path) -> None:
    """Not compressed: pictures are. A file that is removed meanwhile is left out."""
    with tarfile.open(archive, "w") as packed:
        for path in sorted(folder.rglob("*")) if folder.exists() else []:
            if path.is_symlink() or not path.is_file():
                continue
            try:
                packed.add(path, arcname=str(path.relative_to(folder)), recursive=False)
            except FileNotFoundError:
                continue


def unpack(archive: Path, folder: Path) -> None:
    """Put files back; what was uploaded since stays. Nothing gets outside of `folder`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
    except tarfile.TarError as error:
        raise BackupFault(f"{archive.name} cannot be unpacked.") from error
    except OSError as error:
        raise BackupFault(f"{archive.name} cannot be unpacked: {error.strerror}.") from error
