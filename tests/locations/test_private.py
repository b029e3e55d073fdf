"""Where uploads wait: shown by no web server, or refused at the start."""

import os
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from locations.checks import check_private_storage
from locations.private import PrivateFolder, storage

FOLDER = PrivateFolder("clinic-test")


def lie_in(settings, folder):
    settings.STORAGES = settings.STORAGES | {
        "clinic_private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder},
        }
    }


def test_what_is_kept_is_readable_by_the_site_alone_and_says_nothing_by_its_name(settings):
    name = FOLDER.keep(ContentFile(b"words"))
    path = Path(storage().path(name))
    assert not path.is_relative_to(Path(settings.MEDIA_ROOT))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    with FOLDER.opened(name) as file:
        assert file.read() == b"words"
    FOLDER.remove(name)
    FOLDER.remove(name)
    FOLDER.remove("")
    assert not path.exists()


def test_only_what_is_old_can_be_without_an_owner():
    at = timezone.now()
    assert PrivateFolder("nobody-kept-anything").old_names(at=at) == []
    old, young = (FOLDER.keep(ContentFile(b"")) for _each in range(2))
    hour_ago = (at - timedelta(hours=1, seconds=5)).timestamp()
    os.utime(storage().path(old), (hour_ago, hour_ago))
    other = PrivateFolder("clinic-other")
    os.utime(storage().path(other.keep(ContentFile(b""))), (0, 0))
    assert FOLDER.old_names(at=at) == [old]
    assert young != old


def test_project_may_name_the_storage(settings, tmp_path):
    lie_in(settings, tmp_path / "elsewhere")
    assert Path(storage().path("x")).parent == tmp_path / "elsewhere"


@pytest.mark.parametrize(("folder", "ids"), [("media/in", ["clinic_locations.E010"]), ("out", [])])
def test_storage_that_everybody_sees_is_refused_at_the_start(settings, tmp_path, folder, ids):
    settings.MEDIA_ROOT = tmp_path / "media"
    lie_in(settings, tmp_path / folder)
    assert [error.id for error in check_private_storage()] == ids
