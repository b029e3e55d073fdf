"""Faults that must not cost a visitor their request: written to the log without what they typed."""

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction


def log_fault(logger: logging.Logger, message: str, error: BaseException) -> None:
    """Log the class of `error` and where it happened, never what it says.

    What an exception says may be personal: PostgreSQL adds the whole row that it refused, int()
    the text that was no number. For the same reason the exception itself is not handed on: a log
    handler would print it, and a crash reporter the variables around it.
    """
    kind = type(error)
    frames = "".join(traceback.format_tb(error.__traceback__))
    logger.error("%s %s.%s\n%s", message, kind.__module__, kind.__qualname__, frames)


@contextmanager
def survived(logger: logging.Logger, message: str) -> Iterator[None]:
    """Do what is inside in a transaction of its own. A fault of it is logged, and costs no more.

    A failed query would break the surrounding transaction otherwise. A database that is away costs
    more, because that transaction is lost with it: then nothing is done, and its error is raised.
    """
    has_begun = False
    try:
        with transaction.atomic():
            has_begun = True
            yield
    except Exception as error:
        if not has_begun or (connection.in_atomic_block and connection.needs_rollback):
            raise
        log_fault(logger, message, error)


@contextmanager
def committed() -> Iterator[None]:
    """A transaction whose end is a commit or an error.

    Django's own may end with neither: when the connection breaks inside and somebody catches the
    error, it rolls back in silence, and who thinks that something is stored says so to a person.
    Raises OperationalError then. In a transaction of somebody else its end cannot be seen.
    """
    is_outermost, commits = not connection.in_atomic_block, []
    with transaction.atomic():
        yield
        transaction.on_commit(lambda: commits.append(True), robust=True)
    if is_outermost and not commits:
        raise OperationalError("The transaction was lost with its connection.")
