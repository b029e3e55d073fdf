"""Questions to what is outside: files, the mail server, the libraries. None of them raises."""

import os
import secrets
import shutil
import socket
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage
from django.utils import timezone
from PIL import features

from locations.private import lies_in

from ..backup_names import MANIFEST, PREFIX, is_backup, is_whole
from ..models import CLOCKS_APART

# Seconds for which a mail server may think before it answers.
PATIENCE = 5
# Uploads of which somebody looks whether they are there, from either end.
SAMPLE = 20
FORMATS = {"JPEG": "jpg", "PNG": "zlib", "WebP": "webp", "AVIF": "avif"}
NOTES = {".md", ".txt", ".log"}
# How the usual servers are told how many processes to run.
PROCESSES = ("GRANIAN_WORKERS", "WEB_CONCURRENCY")


def mail_server_answers(settings: Any) -> bool | None:
    """Can the mail server be reached? It is only connected to; None where there is none."""
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        return None
    try:
        with socket.create_connection((settings.EMAIL_HOST, settings.EMAIL_PORT), PATIENCE):
            return True
    except OSError:
        return False


def keeps_files(storage: Storage) -> bool:
    """Does a storage give back what it was given? What it was given is removed again."""
    name = ""
    try:
        content = secrets.token_bytes(16)
        name = storage.save(f"clinic-doctor-{secrets.token_hex(8)}", ContentFile(content))
        with storage.open(name, "rb") as file:
            return file.read() == content
    except Exception:  # each kind of storage has errors of its own
        return False
    finally:
        if name:
            with suppress(Exception):
                storage.delete(name)


def missing_uploads(*models: Any) -> tuple[int, int]:
    """How many of the oldest and newest files of these models cannot be read, and of how many.

    One query for each model and end: a bucket is asked once for each file.
    """
    files = {
        one.file.name: one.file.storage
        for model in models
        for order in ("pk", "-pk")
        for one in model.objects.only("file").order_by(order)[:SAMPLE]
    }
    return sum(not _opens(storage, name) for name, storage in files.items()), len(files)


def _opens(storage: Storage, name: str) -> bool:
    try:
        with storage.open(name):
            return True
    except Exception:  # each kind of storage has errors of its own
        return False


def keeps_journal(folder: str) -> bool:
    """May we list, read and write what is in the folder? It is made if it is not there."""
    storage = FileSystemStorage(folder, directory_permissions_mode=0o700)
    return keeps_files(storage) and os.access(folder, os.R_OK | os.X_OK)


def is_public(storage: Storage, *, served: Iterable[Any]) -> bool:
    """Does a storage lie in one of the folders that are `served`, or in a bucket for everybody?"""
    if (is_shown := lies_in(storage, served)) is not None:
        return is_shown
    acl = getattr(storage, "default_acl", None) or ""
    return str(acl).startswith("public") or getattr(storage, "querystring_auth", True) is False


def newest_backup_at(folder: str, *, at: datetime) -> datetime | None:
    """When the newest backup in a folder was written; None where there is none.

    One of a time to come was written by a clock that ran ahead: nobody knows how old it is.

    If there is any of ours, only those count that are whole: a log beside them is no backup.
    Otherwise somebody else's program makes them, and whatever lies there does, but for notes.
    """
    try:
        # One that is being made has a dot before its name.
        entries = [path for path in Path(folder).iterdir() if not path.name.startswith(".")]
        ours = [path for path in entries if is_backup(path)]
        whole = [path for path in ours if is_whole(path)] if ours else _but_for_notes(entries)
        times = [datetime.fromtimestamp(path.stat().st_mtime, tz=UTC) for path in whole]
    except OSError:
        return None
    return max((one for one in times if one <= at + CLOCKS_APART), default=None)


def unread_backups(folder: str) -> str:
    """What may not be read of the folder and our backups in it: its path; "" if there is none."""
    try:
        ours = [path for path in Path(folder).iterdir() if path.name.startswith(PREFIX)]
        for path in filter(Path.is_dir, ours):
            os.listdir(path)
            if is_backup(path):
                (path / MANIFEST).open("rb").close()
    except FileNotFoundError:
        return ""
    except OSError as error:
        return str(error.filename or folder)
    return ""


def _but_for_notes(entries: Iterable[Path]) -> list[Path]:
    """Without what is empty, and what people and programs write beside backups."""
    named = [path for path in entries if path.suffix not in NOTES and path.stem != "README"]
    return [path for path in named if path.stat().st_size]


def free_space(folders: Mapping[str, Any]) -> dict[str, int]:
    """Bytes that are left where each folder lies, as far as it lies on a disk. One without a size,
    such as /proc, is none.
    """
    left = {}
    for name, folder in folders.items():
        with suppress(OSError, TypeError):
            usage = shutil.disk_usage(_that_exists(Path(folder)))
            if usage.total:
                left[name] = usage.free
    return left


def _that_exists(folder: Path) -> Path:
    """The folder, or the one in which it will be made."""
    return next((one for one in (folder, *folder.parents) if one.exists()), folder)


def clocks_apart(connection: Any) -> timedelta | None:
    """The clock of the database less ours, as a server has one; None for a file."""
    if connection.vendor != "postgresql":
        return None
    before = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        theirs: datetime = cursor.fetchone()[0]
    return theirs - (before + (timezone.now() - before) / 2)


def unknown_zones(names: Iterable[str]) -> set[str]:
    return {name for name in names if not _is_zone(name)}


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):  # one that is not found is a KeyError
        return False
    return True


def missing_formats() -> set[str]:
    """The kinds of pictures that the library cannot make here."""
    return {name for name, feature in FORMATS.items() if not features.check(feature)}


def processes() -> int | None:
    """How many processes serve the site, if the environment says so."""
    said = [os.environ.get(name, "") for name in PROCESSES]
    return next((int(number) for number in said if number.isdigit()), None)
