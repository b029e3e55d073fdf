"""Where an uploaded file waits: a storage that no web server shows, under a name nobody can guess.

A project names it as ``STORAGES["clinic_private"]``. Without that it is a folder beside
``MEDIA_ROOT``, readable by the site's own user only.
"""

import uuid
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage, storages

ALIAS = "clinic_private"
FOLDER = "clinic-leads-import"


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


def keep(text: str) -> str:
    """Store `text` as UTF-8 and return its name there, which says nothing about it."""
    return storage().save(f"{FOLDER}/{uuid.uuid4().hex}", ContentFile(text.encode()))


def opened(name: str) -> File:
    return storage().open(name, "rb")


def remove(name: str) -> None:
    """Remove what was kept under `name`; nothing happens when it is gone already."""
    if name:
        storage().delete(name)


def old_names(*, at: datetime) -> list[str]:
    """Return the names of all that is kept, but for what may just be about to get its row."""
    try:
        _folders, files = storage().listdir(FOLDER)
    except FileNotFoundError:
        return []
    names = [f"{FOLDER}/{file}" for file in files]
    oldest = at - timedelta(hours=1)
    return [name for name in names if storage().get_modified_time(name) < oldest]
