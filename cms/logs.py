"""Log lines that tell where something broke without telling about whom."""

import logging
import traceback
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.template import TemplateDoesNotExist, TemplateSyntaxError

from locations.logs import without_secrets

# Errors whose message speaks of our code. Any other may quote what a visitor typed: PostgreSQL, for
# one, adds the whole failing row to a broken constraint, and int() the text that was no number.
ABOUT_THE_CODE = (
    AttributeError,
    ImportError,
    ImproperlyConfigured,
    NameError,
    NotImplementedError,
    TemplateDoesNotExist,
    TemplateSyntaxError,
)
WITHHELD = "(message withheld, it may name a person)"


class DiscreetFormatter(logging.Formatter):
    """Print whole tracebacks, but the message of an exception only if it cannot name a person.

    Of an address that only a visitor has, the secret part is left out.
    """

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))

    def formatException(self, ei: Any) -> str:
        """Return the chain of exceptions, oldest first, as Python prints it."""
        return "\n".join(_described(error) for error in reversed(list(_chain(ei[1]))))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _described(error: BaseException) -> str:
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    message = str(error) if isinstance(error, ABOUT_THE_CODE) else WITHHELD
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"Traceback (most recent call last):\n{frames}{name}: {message}"
