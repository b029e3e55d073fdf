"""Log lines that tell where something broke without telling about whom."""

import json
import logging
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from http.client import responses
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.template import TemplateDoesNotExist, TemplateSyntaxError

from cms.request_log import current, facts_of
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


class JsonFormatter(logging.Formatter):
    """One JSON object a line: when, what, where in the code, and in which request.

    The same discretion as above; besides, no address but its route.
    """

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_secrets(_message_of(record)),
        }
        request = current.get()
        said |= facts_of(request) if request is not None else {}
        said |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[1]:
            said["exceptions"] = [_as_data(one) for one in _chain(record.exc_info[1])]
        return json.dumps(said, ensure_ascii=False, default=str)


def _message_of(record: logging.LogRecord) -> str:
    """What a line says. Of an answer, which Django logs with its address, only what it is."""
    status = getattr(record, "status_code", None)
    if record.name.startswith("django") and status is not None:
        return responses.get(status, str(status))
    return record.getMessage()


def _as_data(error: BaseException) -> dict[str, Any]:
    """The class of an exception and where it came from: no values, no lines of code."""
    frames = traceback.extract_tb(error.__traceback__)
    kind = type(error)
    return {
        "class": f"{kind.__module__}.{kind.__qualname__}",
        "message": str(error) if isinstance(error, ABOUT_THE_CODE) else WITHHELD,
        "stack": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _described(error: BaseException) -> str:
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    message = str(error) if isinstance(error, ABOUT_THE_CODE) else WITHHELD
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"Traceback (most recent call last):\n{frames}{name}: {message}"
