"""The journal: which leads were acknowledged and which were forgotten, outside of the database.

The database cannot say what it lost. So a line is added to a file when a request was acknowledged,
after the commit: a witness that shares no transaction, no backup and no restoring with the rows.
Lines are numbers and times, never anything of a person. They are not flushed to the disk one by
one: after a power cut the last ones may be missing, which says nothing about the leads.

Each machine writes files of its own; several web nodes share a folder, or reconcile what they have.
"""

import errno
import logging
import os
import re
import socket
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from locations.conf import clinic_settings
from locations.faults import log_fault

logger = logging.getLogger(__name__)

ARRIVED, UNSTORED, FORGOTTEN = "arrived", "unstored", "forgotten"
# What a worker notes when it cannot write: nobody was turned away, but somebody would be.
UNTAKEN = "untaken"
# In the environment of a request of our own: what becomes of it is not noted. No header can say so.
NOT_NOTED = "clinic.not_noted"
# For so long it is kept what was acknowledged. What was forgotten is kept as long as any backup.
KEEP_ARRIVED = timedelta(days=90)
DAY_IN_NAME = re.compile(r"\Aarrived-(\d{4}-\d\d-\d\d)-")
# Bytes from the end of a file among which its last line is.
LAST = 400

# The last line that this process could not write: its disk may be full, or none is kept.
_unwritten: "Line | None" = None


# Of what was acknowledged: the lead's number and reference, and the number of what was added to it.
Name = tuple[int, str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """What was noted: when, what, and about which lead; 0 and "" about none.

    `follow_up` is the number of a request that was added to that lead; 0 for the lead itself.
    """

    at: datetime
    what: str
    lead_id: int = 0
    reference: str = ""
    follow_up: int = 0

    @property
    def name(self) -> Name:
        """Number and reference: after an old database was put back numbers are given once more."""
        return self.lead_id, self.reference, self.follow_up

    def __str__(self) -> str:
        added = f" {self.follow_up}" if self.follow_up else ""
        words = f"{self.what} {self.lead_id} {self.reference or '-'}{added}"
        return f"{self.at.isoformat()} {words}\n"


def arrived(*, lead_id: int, reference: str, at: datetime, follow_up: int = 0) -> None:
    """Note that somebody was told that we have their request."""
    _add(_day_file(at), Line(at.astimezone(UTC), ARRIVED, lead_id, reference, follow_up))


def unstored(*, at: datetime) -> None:
    """Note that somebody was told that we could not store their request."""
    _add(_day_file(at), Line(at.astimezone(UTC), UNSTORED))


def untaken(*, at: datetime) -> None:
    """Note that the database takes nothing: what would have been written was no visitor's."""
    _add(_day_file(at), Line(at.astimezone(UTC), UNTAKEN))


def last_outcome(*, until: datetime) -> Line | None:
    """What became of what was to be stored last, on that day or the one before; None if nobody
    knows. What is noted for later was so by a wrong clock.

    By the files of all who write into the folder, and by what this process could not write there.
    """
    ends = [_last_line(path) for path in _day_files(until)]
    known = [line for line in [*ends, _unwritten] if line and line.at <= until]
    return max(known, key=lambda line: line.at, default=None)


def forget_outcome() -> None:
    """Forget what could not be written: for tests, which share a process."""
    _remember(None)


def forgotten(*, lead_id: int, reference: str, at: datetime) -> None:
    """Note that a lead was forgotten, so that a backup from before does not bring it back."""
    _add(_forgotten_file(), Line(at.astimezone(UTC), FORGOTTEN, lead_id, reference))


def keep_forgotten(leads: Iterable[tuple[int, str]], *, folder: Path, at: datetime) -> None:
    """Note in `folder` that these were forgotten, and have it on the disk. Raises OSError."""
    noted = [Line(at.astimezone(UTC), FORGOTTEN, *lead) for lead in sorted(leads)]
    if noted:
        _append(folder / _forgotten_file(), noted, is_flushed=True)


def folder() -> Path | None:
    """Where the journal is kept, if it is."""
    place = clinic_settings.JOURNAL_DIR
    return _path(place) if place else None


def is_kept() -> bool:
    return folder() is not None


def lines(*, since: datetime, until: datetime) -> Iterator[Line]:
    """What was noted of arrivals from `since` to before `until`."""
    for path in _files("arrived-*.txt"):
        if _is_of(path, since.astimezone(UTC).date(), until.astimezone(UTC).date()):
            yield from (line for line in _read(path) if since <= line.at < until)


def unreadable(*, since: datetime, until: datetime) -> int:
    """How many files of these days cannot be read, as when another user wrote them."""
    days = since.astimezone(UTC).date(), until.astimezone(UTC).date()
    return sum(_is_of(path, *days) and not _opens(path) for path in _files("arrived-*.txt"))


def began_at() -> datetime | None:
    """When the oldest arrival was noted that the journal still has."""
    firsts = (next(_of_visitors(_read(path)), None) for path in _files("arrived-*.txt"))
    return min((line.at for line in firsts if line), default=None)


def _of_visitors(noted: Iterator[Line]) -> Iterator[Line]:
    """Without what a worker noted, whose folder may be another than that of the web nodes."""
    return (line for line in noted if line.what != UNTAKEN)


def all_forgotten(place: Path) -> set[tuple[int, str]]:
    """Number and reference of every lead that was noted in `place` as forgotten.

    Both: after an old backup was put back the database gives the same numbers once more.
    """
    found = (line for path in sorted(place.glob("forgotten-*.txt")) for line in _read(path))
    return {(line.lead_id, line.reference) for line in found}


def tidy(*, at: datetime) -> None:
    """Remove what was noted of arrivals long ago."""
    last = (at - KEEP_ARRIVED).astimezone(UTC).date()
    for path in _files("arrived-*.txt"):
        if _is_of(path, date.min, last):
            _remove(path)


def parsed(texts: Iterable[str]) -> Iterator[Line]:
    """The lines of texts that end as a line does; one that was cut off is left out."""
    for text in texts:
        if text.endswith("\n") and (line := _parsed(text)) is not None:
            yield line


# Files.


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        log_fault(logger, "An old file of the journal cannot be removed.", error)


def _add(name: str, line: Line) -> None:
    place = folder()
    is_written = place is not None and _is_added(place / name, line)
    if line.what != FORGOTTEN:
        _remember(None if is_written else line)


def _is_added(path: Path, line: Line) -> bool:
    try:
        _append(path, [line])
    except OSError as error:  # a full disk must not cost the answer to a visitor
        log_fault(logger, "The journal cannot be written.", error)
        return False
    return True


def _remember(unwritten: Line | None) -> None:
    global _unwritten
    _unwritten = unwritten


def _append(path: Path, added: Iterable[Line], *, is_flushed: bool = False) -> None:
    """One write: others append to the same file at the same time."""
    file = _opened(path)
    try:
        content = "".join(map(str, added)).encode()
        if os.write(file, content) < len(content):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if is_flushed:
            os.fsync(file)
    finally:
        os.close(file)


def _opened(path: Path) -> int:
    """The file to append to, made with its folder if it is not there."""
    how = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    try:
        return os.open(path, how, 0o600)
    except FileNotFoundError:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(path, how, 0o600)


def _files(pattern: str) -> Iterable[Path]:
    place = folder()
    return sorted(place.glob(pattern)) if place else []


def _day_files(at: datetime) -> Iterator[Path]:
    """The files of today and yesterday, whoever writes them. A form that is shown waits for it."""
    place = folder()
    if place is None:
        return
    days = [at.astimezone(UTC).date() - timedelta(days=ago) for ago in (0, 1)]
    begins = tuple(f"arrived-{day.isoformat()}-" for day in days)
    with suppress(OSError):
        yield from (place / name for name in os.listdir(place) if name.startswith(begins))


def _last_line(path: Path) -> Line | None:
    """The last whole line of a file; None if it has none, or cannot be read."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - LAST))
            texts = file.read().decode("ascii", errors="replace").splitlines(keepends=True)
    except OSError:
        return None
    return next(parsed(reversed(texts)), None)


def _read(path: Path) -> Iterator[Line]:
    """Nothing, of a file that cannot be read: the others still tell what they know."""
    try:
        with path.open(encoding="ascii", errors="replace") as file:
            yield from parsed(file)
    except OSError as error:
        log_fault(logger, "A file of the journal cannot be read.", error)


def _opens(path: Path) -> bool:
    try:
        with path.open("rb"):
            return True
    except OSError:
        return False


def _parsed(text: str) -> Line | None:
    try:
        at, what, lead_id, reference, *added = text.split()
        [follow_up] = added or ["0"]
        reference = reference.removeprefix("-")
        return Line(
            datetime.fromisoformat(at), what, int(lead_id), reference, follow_up=int(follow_up)
        )
    except ValueError:
        return None


def _day_file(at: datetime) -> str:
    return f"arrived-{at.astimezone(UTC).date().isoformat()}-{_host()}.txt"


def _forgotten_file() -> str:
    return f"forgotten-{_host()}.txt"


def _is_of(path: Path, first: date, last: date) -> bool:
    day = DAY_IN_NAME.match(path.name)
    return day is not None and first <= date.fromisoformat(day[1]) <= last


@cache
def _path(place: str) -> Path:
    return Path(place)


@cache
def _host() -> str:
    return re.sub(r"[^A-Za-z0-9.-]", "_", socket.gethostname())[:60]
