"""Where uploaded files wait: a storage that no web server shows, under names that nobody can guess.

A project names it as ``STORAGES["clinic_private"]``. Without that it is a folder beside
``MEDIA_ROOT``, readable by the site's own user only.
"""

import uuid
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.utils import timezone

ALIAS = "clinic_private"
FOLDER = "clinic-import"


def storage() -> Storage:
    """Return the private storage as the settings are now."""
    if ALIAS in settings.STORAGES:
        return storages[ALIAS]
    return FileSystemStorage(
        location=Path(settings.MEDIA_ROOT).resolve().parent / "clinic-private",
        base_url=None,
        file_permissions_mode=0o600,
        directory_permissions_mode=0o700,
    )


def keep(content: File) -> str:
    """Store `content` and return its name there, which says nothing about it."""
    return storage().save(f"{FOLDER}/{uuid.uuid4().hex}", content)


def opened(name: str) -> File:
    """Return what was kept under `name`, open for reading."""
    return storage().open(name, "rb")


def remove(name: str) -> None:
    """Remove what was kept under `name`; nothing happens when it is gone already."""
    storage().delete(name)


def old_names() -> list[str]:
    """Return the names of all that is kept, but for what may just be about to get its row."""
    try:
        _folders, files = storage().listdir(FOLDER)
    except FileNotFoundError:
        return []
    oldest = timezone.now() - timedelta(hours=1)
    names = [f"{FOLDER}/{file}" for file in files]
    return [name for name in names if storage().get_modified_time(name) < oldest]
