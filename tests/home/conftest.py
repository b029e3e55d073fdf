"""The demo clinic, planted once for all tests of this folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from home.demo.seeding import Outcome
from tests.factories import searchable
from tests.planting import plant


@pytest.fixture(scope="package")
def planted(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Outcome, Path]]:
    """The demo for all tests of this folder, because planting takes seconds; and its media folder.

    It is in a transaction that is taken back behind the last test. What a test changes is in a
    savepoint of its own. A test that begins with an empty site has no place here.
    """
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(MEDIA_ROOT=media, WAGTAILSEARCH_BACKENDS=searchable()):
            outcome = plant()
        yield outcome, media
        transaction.set_rollback(True)


@pytest.fixture
def demo(planted: tuple[Outcome, Path], db: None, settings) -> Outcome:
    """The planted demo, as it was planted."""
    outcome, settings.MEDIA_ROOT = planted
    return outcome
