"""What the neighbour's own tests get. Models are imported late: our own tests pass by here, too."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from tests.migrated import (  # noqa: F401 (pytest finds fixtures here by their names)
    _migrated,
    django_db_keepdb,
    django_db_modify_db_settings,
    django_db_setup,
)


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def tree(db):
    """The project's pages, with two locations of the plugin among them."""
    from tests.neighbour import tree

    return tree.plant()
