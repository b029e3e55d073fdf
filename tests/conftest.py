"""What every test gets: a folder for uploads, an empty cache, the rows of the migrations."""

import gc
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import TransactionTestCase
from django.utils import translation
from modelsearch import signal_handlers
from modelsearch.tasks import insert_or_update_object_task
from xdist.scheduler import LoadFileScheduling

from conditions import standing
from leads import journal
from locations import remembering
from tests.anydb import is_anydb, sealed
from tests.factories import searchable
from tests.migrated import (  # noqa: F401 (pytest finds fixtures here by their names)
    _migrated,
    django_db_keepdb,
    django_db_modify_db_settings,
    django_db_setup,
)
from tests.roomy import roomy
from tests.rows import Rows, rows

# The neighbour's own tests, and the walk through the admin in a browser.
LONGEST = {"test_plugin.py", "test_injection.py"}


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses among them
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Find the tests that know no database; let those go first that take longest.

    Of two processes none shall wait for the other's.
    """
    items.sort(key=lambda item: item.path.name not in LONGEST)
    for item in items:
        if is_anydb(item):
            item.add_marker(pytest.mark.anydb)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> Any:
    """As pytest does it itself, with room on Python's stack."""
    runner = item.config.pluginmanager.get_plugin("runner")
    return roomy(runner.pytest_runtest_protocol, item, nextitem)


class Scheduling(LoadFileScheduling):
    """A file's tests stay in one process, and so do those of tests/home: one demo serves all."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return "tests/home" if file.startswith("tests/home/") else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling | None:
    return Scheduling(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.fixture(scope="session", autouse=True)
def _seldom_collected() -> None:
    """What is imported stays: Python need not look for garbage among it, again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def _rows_of_migrations() -> Iterator[None]:
    """What a test that commits begins with, and what is put back behind it: tests/rows.py."""
    kept: list[Rows] = []

    def begin(case: type[TransactionTestCase]) -> None:
        if not kept:
            kept.append(rows())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_setup", classmethod(begin))
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: kept[0].put_back())
        yield
    for one in kept:
        one.close()


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A request for a Spanish page leaves its language active in the thread that answered it."""
    translation.deactivate()
    yield
    translation.deactivate()


class WhereSearched:
    """Modelsearch's task, for tests that search; for others it would read each row for nothing."""

    def enqueue(self, *named: str) -> None:
        backends = django_settings.WAGTAILSEARCH_BACKENDS.values()
        if any(backend.get("AUTO_UPDATE", True) for backend in backends):
            insert_or_update_object_task.enqueue(*named)


@pytest.fixture(scope="session", autouse=True)
def _index_where_searched() -> Iterator[None]:
    """Three queries for each save of a page, and then no index to write to."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signal_handlers, "insert_or_update_object_task", WhereSearched())
        yield


@pytest.fixture
def search_index(settings) -> None:
    """What is saved can be found, as on a live site. Only tests that search pay for that."""
    settings.WAGTAILSEARCH_BACKENDS = searchable()


@pytest.fixture(autouse=True)
def _done_at_once() -> Iterator[None]:
    """What is done on a thread of its own sees nothing of what a test has not committed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cms.access.aside.later", lambda act: act())
        yield


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    _forget_all()
    yield
    _forget_all()


@pytest.fixture(autouse=True)
def _sealed(request: pytest.FixtureRequest, _empty_cache: None) -> Iterator[None]:
    """A test that CI runs on one database only knows of none."""
    with sealed(request.node) if request.node.get_closest_marker("anydb") else nullcontext():
        yield


def _forget_all() -> None:
    cache.clear()
    standing.forget()
    remembering.forget()
    journal.forget_outcome()
