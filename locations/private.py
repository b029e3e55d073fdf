"""Where uploaded files wait: a storage that no web server shows, under names that nobody can guess.

A project names it as ``STORAGES["clinic_private"]``. Without that it is a folder beside
``MEDIA_ROOT``, readable by the site's own user only. Each app has a folder of its own in it.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages

ALIAS = "clinic_private"
# What is younger may just be about to get the row that knows it.
YOUNG = timedelta(hours=1)


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


def lies_in(storage: Storage, folders: Iterable[Any]) -> bool | None:
    """Does a storage lie in one of these folders? None for one that is on no disk of ours."""
    try:
        kept = Path(storage.path("any")).resolve()
    except NotImplementedError:
        return None
    return any(kept.is_relative_to(Path(folder).resolve()) for folder in folders if folder)


@dataclass(frozen=True, slots=True)
class PrivateFolder:
    """One app's folder in the private storage."""

    name: str

    def keep(self, content: File) -> str:
        """Store `content` and return its name there, which says nothing about it."""
        return storage().save(f"{self.name}/{uuid.uuid4().hex}", content)

    def opened(self, name: str) -> File:
        """Return what was kept under `name`, open for reading."""
        return storage().open(name, "rb")

    def remove(self, name: str) -> None:
        """Remove what was kept under `name`; nothing happens when it is gone already, or ""."""
        if name:
            storage().delete(name)

    def old_names(self, *, at: datetime, age: timedelta = YOUNG) -> list[str]:
        """Return the names of all that is kept, but for what may not have its row yet: what is
        younger than `age`.
        """
        try:
            _folders, files = storage().listdir(self.name)
        except FileNotFoundError:
            return []
        names = [f"{self.name}/{file}" for file in files]
        return [name for name in names if storage().get_modified_time(name) < at - age]
