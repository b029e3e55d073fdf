"""For the tests of a project that has this plugin: docs/plugging-in.md, "Your own tests"."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.db.backends.base.operations import BaseDatabaseOperations

from .models.written_once import guard, lift_guard


@contextmanager
def emptying_databases() -> Iterator[None]:
    """Let Django empty whole databases, as it does behind a test that commits.

    The triggers of what is written once (docs/decisions/0018) refuse that. Within this context they
    are taken away for the emptying and made anew after it; between, in the tests themselves, they
    refuse as they do on a live site.
    """
    flush = BaseDatabaseOperations.execute_sql_flush

    def flush_unguarded(operations: BaseDatabaseOperations, statements: Any) -> None:
        lift_guard(operations.connection)
        flush(operations, statements)
        guard(operations.connection)

    with mock.patch.object(BaseDatabaseOperations, "execute_sql_flush", flush_unguarded):
        yield
