"""Send cases and look at the answers: none of 500 or more, and what is promised is stored."""

import re
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

from django.core.cache import cache
from django.core.files.storage import FileSystemStorage
from django.db import connection, transaction
from django.test import Client, TestCase

from .cases import Case

OUR_HOSTS = {"", "testserver", "localhost"}


@dataclass
class Tried:
    """What came of the cases: how many answers of each status at each door, and what was wrong."""

    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    wrong: dict[str, str] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.statuses.values())

    @property
    def faults(self) -> int:
        """Answers of 500 and more."""
        return sum(number for (_door, status), number in self.statuses.items() if status >= 500)

    def note(self, door: str, case: Case, answer: Any) -> None:
        self.statuses[door, answer.status_code] += 1
        if answer.status_code >= 500:
            self.blame(f"{door} {answer.status_code}: {_fault(answer)}", case, answer)
        if leads_away(answer):
            self.blame(f"{door}: led to {answer['Location'][:200]}", case)

    def blame(self, what: str, case: Case, answer: Any = None) -> None:
        """Keep the first case of each kind of wrong answer."""
        told = "".join(traceback.format_exception(*answer.exc_info)[-6:]) if _raised(answer) else ""
        self.wrong.setdefault(what, f"{case}\n{told}")


def leads_away(answer: Any) -> bool:
    """Does an answer send the browser to somebody else's site? As a browser reads the address."""
    target = answer.get("Location", "").strip().replace("\\", "/")
    there = urlsplit(target if "://" in target[:12] or target[:2] == "//" else "")
    scheme = target.partition(":")[0].lower()
    return there.netloc not in OUR_HOSTS or scheme in {"javascript", "data"}


def _raised(answer: Any) -> bool:
    return bool(getattr(answer, "exc_info", None))


def _fault(answer: Any) -> str:
    """The exception behind an answer and where it was raised, so that one fault is told once."""
    if not _raised(answer):
        return "said by the view itself"
    kind, _value, trace = answer.exc_info
    frames = [frame for frame in traceback.extract_tb(trace) if "/.venv/" not in frame.filename]
    last = (frames or traceback.extract_tb(trace))[-1]
    return f"{kind.__name__} in {Path(last.filename).name}:{last.name}"


@contextmanager
def taken_back() -> Iterator[None]:
    """What a case changes is gone after it; what waited for the commit is done before.

    Files stay: a row that comes back has its file.
    """
    keep = mock.patch.object(FileSystemStorage, "delete", return_value=None)
    with keep, transaction.atomic():
        with TestCase.captureOnCommitCallbacks(execute=True):
            yield
        transaction.set_rollback(True)
    cache.clear()


def send(client: Client, case: Case) -> Any:
    """The answer to a case, read to its end."""
    answer = client.generic(
        case.method,
        case.path,
        case.body,
        content_type=case.content_type,
        headers=case.headers,
        QUERY_STRING=case.query,
    )
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer


def stranger() -> Client:
    return Client(raise_request_exception=False)


def database() -> str:
    return str(connection.vendor)


def without_numbers(path: str) -> str:
    return re.sub(r"[0-9]+", "0", path)
