"""Uploads and private files, as archives. Only what lies on a disk of ours."""

import os
import shutil
import stat
import tarfile
from collections.abc import Iterator
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
    """Not compressed: pictures are. A file that is removed meanwhile is left out.

    BackupFault for what may not be read: a backup without it would look like a whole one.
    """
    with tarfile.open(archive, "w") as packed:
        for path in _files_in(folder):
            try:
                if stat.S_ISREG(path.lstat().st_mode):  # no link, no socket
                    packed.add(path, arcname=str(path.relative_to(folder)), recursive=False)
            except FileNotFoundError:
                continue
            except PermissionError as error:
                raise _unreadable(error) from error


def _files_in(folder: Path) -> Iterator[Path]:
    """What lies in a folder and those below. `rglob` would pass over a folder that is locked."""
    for place, folders, names in os.walk(folder, onerror=_stop_unless_gone):
        folders.sort()
        yield from (Path(place, name) for name in sorted(names))


def _stop_unless_gone(error: OSError) -> None:
    if isinstance(error, PermissionError):
        raise _unreadable(error) from error
    if not isinstance(error, FileNotFoundError):
        raise error


def _unreadable(error: OSError) -> BackupFault:
    return BackupFault(f"{error.filename} may not be read: the backup would not be whole.")


def unpack(archive: Path, folder: Path) -> None:
    """Put files back; what was uploaded since stays. Nothing gets outside of `folder`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tarfile.open(archive) as packed:
            for member in packed:
                _put_back(packed, member, folder.resolve())
    except tarfile.TarError as error:
        raise BackupFault(f"{archive.name} cannot be unpacked.") from error
    except OSError as error:
        raise BackupFault(f"{archive.name} cannot be unpacked: {error.strerror}.") from error


def _put_back(packed: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """One plain file, as `extractall(filter="data")` does, which Python has since 3.11.4 only."""
    place = (folder / member.name).resolve()
    if not member.isreg() or not place.is_relative_to(folder):
        raise tarfile.ExtractError("We put nothing but files into an archive.")
    place.parent.mkdir(parents=True, exist_ok=True)
    content: Any = packed.extractfile(member)
    with open(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        shutil.copyfileobj(content, file)
        os.fchmod(file.fileno(), member.mode & 0o755 | 0o600)
    os.utime(place, (member.mtime, member.mtime))
