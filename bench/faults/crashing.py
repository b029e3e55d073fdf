"""Crash points: the process ends without any clean-up at a named point of receiving or sending.

An app that FAULTS_CRASH_AT adds to the site. How often is limited by the files in FAULTS_CRASHES:
who removes one ends.
"""

import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.apps import AppConfig

EXIT_CODE = 86


class CrashingConfig(AppConfig):
    name = "bench.faults.crashing"
    label = "bench_crashing"
    path = str(Path(__file__).parent)

    def ready(self) -> None:
        POINTS[os.environ["FAULTS_CRASH_AT"]]()


def crash() -> None:
    """End here, about every third time, as long as there is a crash left."""
    if random.random() > 1 / 3:  # noqa: S311
        return
    for ticket in Path(os.environ["FAULTS_CRASHES"]).iterdir():
        ticket.unlink()
        os._exit(EXIT_CODE)


def _after(function: Callable[..., Any]) -> Callable[..., Any]:
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        result = function(*args, **kwargs)
        crash()
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
    "after commit, before the answer": _after_commit,
    "after claim, before sending": _before_sending,
    "after sending, before the record": _after_sending,
}
