"""Crash points: at a named point of receiving or sending the process ends without any clean-up, or
loses its connection to the database.

An app that FAULTS_CRASH_AT adds to the site. How often is limited by the files in FAULTS_CRASHES:
it happens to who removes one. With FAULTS_UNCHECKED_COMMITS nobody makes sure of a commit.
"""

import logging
import os
import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.db import connection, transaction

from locations.faults import survived

EXIT_CODE = 86

logger = logging.getLogger(__name__)


class CrashingConfig(AppConfig):
    name = "bench.faults.crashing"
    label = "bench_crashing"
    path = str(Path(__file__).parent)

    def ready(self) -> None:
        POINTS[os.environ["FAULTS_CRASH_AT"]]()
        if "FAULTS_UNCHECKED_COMMITS" in os.environ:
            _leave_commits_unchecked()


def is_now() -> bool:
    """Does it happen here? About every third time, as long as there is a crash left."""
    if random.random() > 1 / 3:  # noqa: S311
        return False
    for ticket in Path(os.environ["FAULTS_CRASHES"]).iterdir():
        with suppress(FileNotFoundError):  # somebody else took it
            ticket.unlink()
            return True
    return False


def crash() -> None:
    if is_now():
        os._exit(EXIT_CODE)


def lose_connection() -> None:
    """As a part of a project might that is told of each request and catches all its own errors.

    The server ends the connection, and with it the transaction around. Nobody hears of it: what is
    survived has raised nothing, and Django ends such a transaction without an error.
    """
    if not is_now():
        return
    with survived(logger, "It was not told."), suppress(Exception), transaction.atomic():
        connection.cursor().execute("SELECT pg_terminate_backend(pg_backend_pid())")


def _after(function: Callable[..., Any], happens: Callable[[], None] = crash) -> Callable[..., Any]:
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        result = function(*args, **kwargs)
        happens()
        return result

    return wrapped


def _before(function: Callable[..., Any]) -> Callable[..., Any]:
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        crash()
        return function(*args, **kwargs)

    return wrapped


def _before_commit() -> None:
    from leads.actions import receiving

    receiving._record_arrival = _after(receiving._record_arrival)


def _losing_connection() -> None:
    from leads.actions import receiving

    receiving._store = _after(receiving._store, lose_connection)


def _leave_commits_unchecked() -> None:
    from leads.actions import receiving

    receiving.committed = transaction.atomic


def _after_commit() -> None:
    from leads import views

    views.receive = _after(views.receive)


def _before_sending() -> None:
    from leads.notifications import outbox

    outbox.deliver = _before(outbox.deliver)


def _after_sending() -> None:
    from leads.notifications import outbox

    outbox.outcome_of = _after(outbox.outcome_of)


POINTS = {
    "before commit": _before_commit,
    "connection lost before commit": _losing_connection,
    "after commit, before the answer": _after_commit,
    "after claim, before sending": _before_sending,
    "after sending, before the record": _after_sending,
}
