"""Tests that know neither database nor cache: on PostgreSQL and Redis they would do the same again.

CI runs them once. Which they are is found, not believed: they ask for no database, so pytest-django
refuses it to them; and `sealed` fails each that asks what kind of database or cache there is, or
that starts another program, which could.
"""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import pytest
from django.core.cache import CacheHandler
from django.db.utils import ConnectionHandler
from django.utils.connection import BaseConnectionHandler

# What lets a test at the database, by itself or in the programs that it starts.
MARKS = ("django_db", "browser", "demo")
FIXTURES = {"db", "transactional_db", "django_db_serialized_rollback", "live_server", "planted"}

# Files whose tests without a database ask for the cache, or for the settings of the database.
KNOW_IT = {
    "test_checks.py",
    "test_doctor.py",
    "test_limits.py",
    "test_probes.py",
    "test_request_log.py",
    "test_settings.py",
    "test_site.py",
}

# Files whose programs know nothing of our database: their surroundings do not name it.
OWN_PROGRAMS = {"test_docs.py", "test_faults.py", "test_plugin.py", "test_wheel.py"}


def is_anydb(item: pytest.Item) -> bool:
    marked = any(item.get_closest_marker(name) for name in MARKS)
    asks = marked or FIXTURES & set(item.fixturenames)
    return not asks and item.path.name not in KNOW_IT


@contextmanager
def sealed(item: pytest.Item) -> Iterator[None]:
    """Fail a test that knows our database, our cache or our programs after all."""
    known: list[str] = []
    get, start = BaseConnectionHandler.__getitem__, subprocess.Popen.__init__

    def noticed_get(handler: BaseConnectionHandler, alias: str) -> Any:
        if isinstance(handler, ConnectionHandler | CacheHandler):
            known.append(type(handler).__name__)
        return get(handler, alias)

    def noticed_start(process: subprocess.Popen, *arguments: Any, **named: Any) -> None:
        if item.path.name not in OWN_PROGRAMS:
            known.append("another program")
        start(process, *arguments, **named)

    with (
        mock.patch.object(BaseConnectionHandler, "__getitem__", noticed_get),
        mock.patch.object(subprocess.Popen, "__init__", noticed_start),
    ):
        yield
    assert not known, (
        f"It asks for {', '.join(sorted(set(known)))}, so CI must run it on both databases: "
        "mark it `django_db`, or add its file to KNOW_IT in tests/anydb.py."
    )
