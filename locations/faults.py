"""Faults that must not cost a visitor their request: written to the log without what they typed."""

import logging
import traceback


def log_fault(logger: logging.Logger, message: str, error: BaseException) -> None:
    """Log the class of `error` and where it happened, never what it says.

    What an exception says may be personal: PostgreSQL adds the whole row that it refused, int()
    the text that was no number. For the same reason the exception itself is not handed on: a log
    handler would print it, and a crash reporter the variables around it.
    """
    kind = type(error)
    frames = "".join(traceback.format_tb(error.__traceback__))
    logger.error("%s %s.%s\n%s", message, kind.__module__, kind.__qualname__, frames)
