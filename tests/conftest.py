"""What every test gets: a folder for uploads, an empty cache, the rows of the migrations."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.utils import translation

from conditions.standing import forget
from tests.factories import searchable
from tests.migrated import (  # noqa: F401 (pytest finds fixtures here by their names)
    _migrated,
    django_db_keepdb,
    django_db_modify_db_settings,
    django_db_setup,
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let tests that commit start with what the migrations made: locale, root page, collection.

    Such a test empties every table when it is done. Those that put the rows back and those that do
    not cannot be mixed: the second kind leaves content types that the first cannot restore.
    """
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker and marker.kwargs.get("transaction"):
            kwargs = marker.kwargs | {"serialized_rollback": True}
            item.add_marker(pytest.mark.django_db(**kwargs), append=False)


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A request for a Spanish page leaves its language active in the thread that answered it."""
    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture
def search_index(settings) -> None:
    """What is saved can be found, as on a live site. Only tests that search pay for that."""
    settings.WAGTAILSEARCH_BACKENDS = searchable()


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    cache.clear()
    forget()
    yield
    cache.clear()
    forget()
