"""The demo clinic, planted with plain little pictures instead of the drawn ones."""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings
from PIL import Image
from pytest_django import DjangoDbBlocker

from home.demo.pictures import PICTURES
from home.demo.seeding import Outcome, seed
from tests.factories import searchable

# The Monday before Thanksgiving, 9:30 in the morning in Chicago.
NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def plain_pictures() -> dict[str, bytes]:
    file = BytesIO()
    Image.new("RGB", (160, 100), "#7a9").save(file, "JPEG")
    return dict.fromkeys(PICTURES, file.getvalue())


def plant(plain_pictures: dict[str, bytes]) -> Outcome:
    """Plant the demo, with accounts and requests."""
    return seed(
        url="http://clinic.example", with_accounts=True, leads=12, at=NOW, pictures=plain_pictures
    )


@pytest.fixture(scope="module")
def planted(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    plain_pictures: dict[str, bytes],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Outcome, Path]]:
    """The demo for all tests of a module, because planting takes seconds; and its media folder.

    It is in a transaction that is taken back behind the last test. What a test changes is in a
    savepoint of its own.
    """
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(MEDIA_ROOT=media, WAGTAILSEARCH_BACKENDS=searchable()):
            outcome = plant(plain_pictures)
        yield outcome, media
        transaction.set_rollback(True)


@pytest.fixture
def demo(planted: tuple[Outcome, Path], db: None, settings) -> Outcome:
    """The planted demo, as it was planted."""
    outcome, settings.MEDIA_ROOT = planted
    return outcome
