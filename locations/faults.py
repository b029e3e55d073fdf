"""Faults that must not cost a visitor their request: written to the log without what they typed."""

import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import TypeVar

from django.db import (
    DEFAULT_DB_ALIAS,
    InterfaceError,
    OperationalError,
    connection,
    connections,
    transaction,
)

T = TypeVar("T")

# Is this an attempt without savepoints, after which there is another one?
_is_first: ContextVar[bool] = ContextVar("clinic_first_attempt", default=False)


class PartFailed(Exception):
    """A part failed that can be done without; with it, this attempt at the whole has failed."""


def log_fault(logger: logging.Logger, message: str, error: BaseException) -> None:
    """Log the class of `error` and where it happened, never what it says.

    What an exception says may be personal: PostgreSQL adds the whole row that it refused, int()
    the text that was no number. For the same reason the exception itself is not handed on: a log
    handler would print it, and a crash reporter the variables around it.
    """
    kind = type(error)
    frames = "".join(traceback.format_tb(error.__traceback__))
    logger.error("%s %s.%s\n%s", message, kind.__module__, kind.__qualname__, frames)


def is_first_attempt() -> bool:
    """Is this an attempt that is made again, with more care, should a part of it fail?"""
    return _is_first.get()


def with_savepoints_if_needed(work: Callable[[], T]) -> T:
    """Return what `work` returns, which is a whole transaction, or the same again.

    A savepoint is two messages to the database, and one in many thousand is ever gone back to. So
    the first attempt has none: should a part fail that can be survived, all is rolled back, and the
    second attempt survives it.
    """
    before = _is_first.set(True)
    try:
        with suppress(PartFailed):
            return work()
    finally:
        _is_first.reset(before)
    return work()


@contextmanager
def survived(
    logger: logging.Logger, message: str, *, using: str = DEFAULT_DB_ALIAS
) -> Iterator[None]:
    """Do what is inside in a transaction of its own. A fault of it is logged, and costs no more.

    A failed query would break the surrounding transaction otherwise. A database that is away costs
    more, because that transaction is lost with it: then nothing is done, and its error is raised.
    In an attempt that can be made again there is no transaction of its own: PartFailed is raised.
    """
    if is_first_attempt():
        with ending_attempt():
            yield
        return
    has_begun, around = False, connections[using]
    try:
        with transaction.atomic(using=using):
            has_begun = True
            yield
    except Exception as error:
        if not has_begun or (around.in_atomic_block and around.needs_rollback):
            raise
        log_fault(logger, message, error)


@contextmanager
def ending_attempt() -> Iterator[None]:
    """A fault inside ends the first attempt; see `with_savepoints_if_needed`. For what goes to the
    database as one, and part by part in the second attempt, which finds out whose fault it was.
    """
    try:
        yield
    except Exception as error:
        if not is_first_attempt():
            raise
        raise PartFailed from error


@contextmanager
def apart() -> Iterator[None]:
    """Keep a failed query inside from breaking what is around; its error is raised all the same.

    Outside of a transaction it breaks nothing, so that a transaction of its own is spared; and a
    connection that broke is made anew for what follows.
    """
    if connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    try:
        yield
    except Exception:
        connection.close_if_unusable_or_obsolete()
        raise


def apart_or_again(work: Callable[[], T]) -> T:
    """Return what `work` returns, which writes nothing; see `apart`.

    Where the connection breaks outside of a transaction, it is done once more over a new one.
    """
    try:
        with apart():
            return work()
    except (OperationalError, InterfaceError):
        if connection.in_atomic_block:
            raise
    with apart():
        return work()


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
        _is_first.set(False)  # what runs after the commit cannot be done again
    if is_outermost and not commits:
        raise OperationalError("The transaction was lost with its connection.")
