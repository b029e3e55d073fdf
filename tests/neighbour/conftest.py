"""What the neighbour's own tests get. Models are imported late: our own tests pass by here, too."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache


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
