"""Power cuts: what was not flushed to the disk is gone. Simulated on images of the database.

`shim.c` writes down each write and each flush of the site's processes, with its moment. For a
moment of a cut an image is made of the seeded database and of all that was flushed by then. What
was written and not flushed is dropped, or survives in part: each write by chance, as a disk may
reorder them. A removed journal is there again unless the folder was flushed afterwards. SQLite then
opens the image, as it would after the cut, and every request that was acknowledged before that
moment must be in it.

It takes the disk at its word: a drive that says “flushed” and has not is not simulated, nor are
torn sectors.
"""

import random
import sqlite3
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

from .calm import calm
from .checker import Findings, compare
from .faults import Fault
from .history import History
from .lab import Lab
from .stored import is_sound, leads_in, reader

REQUESTS, QUICK_REQUESTS = 250, 40
CUTS, QUICK_CUTS = 300, 60
HEAD = struct.Struct("=5q")
WRITE, TRUNCATE, REMOVE, FLUSH = range(1, 5)
FOLDER = 3
ENDS = ["", "-wal", "-journal"]
# What Django does without our settings, and what is often recommended with WAL.
DJANGO_DEFAULT = "PRAGMA journal_mode=DELETE; PRAGMA synchronous=FULL"
WAL_NORMAL = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL"


class Step(NamedTuple):
    """One thing that a process did to a file."""

    kind: int
    moment: float  # seconds of the monotonic clock
    file: int
    offset: int
    content: bytes


@dataclass
class File:
    """What is on the disk for sure, and what was done since the last flush. None: no file."""

    flushed: bytearray | None = None
    pending: list[Step] = field(default_factory=list)

    def after_cut(self, *, survives: float) -> bytearray | None:
        """What a cut leaves, if each pending step survives with this probability."""
        content = None if self.flushed is None else bytearray(self.flushed)
        for step in self.pending:
            if survives and random.random() < survives:  # noqa: S311
                content = applied(step, content)
        return content

    def flush(self) -> None:
        for step in self.pending:
            self.flushed = applied(step, self.flushed)
        self.pending.clear()


def applied(step: Step, content: bytearray | None) -> bytearray | None:
    if step.kind == REMOVE:
        return None
    content = bytearray() if content is None else content
    if step.kind == TRUNCATE:
        del content[step.offset :]
        return content.ljust(step.offset, b"\0")
    end = step.offset + len(step.content)
    if len(content) < end:
        content.extend(bytes(end - len(content)))
    content[step.offset : end] = step.content
    return content


def read_trace(path: Path) -> Iterator[Step]:
    with path.open("rb") as trace:
        while head := trace.read(HEAD.size):
            kind, moment, file, offset, length = HEAD.unpack(head)
            content = trace.read(length) if kind == WRITE else b""
            yield Step(kind, moment / 1e9, file, offset, content)


class Disk:
    """The files of one database, played forward to a moment."""

    def __init__(self, seeded: Path, trace: Path) -> None:
        self.files = [File(bytearray(seeded.read_bytes())), File(), File()]
        self.steps = read_trace(trace)
        self.next = next(self.steps, None)

    def play_until(self, moment: float) -> None:
        while self.next and self.next.moment <= moment:
            self._play(self.next)
            self.next = next(self.steps, None)

    def _play(self, step: Step) -> None:
        if step.file == FOLDER:  # makes removals last
            for file in self.files:
                if any(one.kind == REMOVE for one in file.pending):
                    file.flush()
        elif step.kind == FLUSH:
            self.files[step.file].flush()
        else:
            self.files[step.file].pending.append(step)

    def image(self, folder: Path, *, survives: float) -> Path:
        """Write what a cut leaves; return the database's file."""
        for end, file in zip(ENDS, self.files, strict=True):
            path = folder / f"cut.sqlite3{end}"
            path.unlink(missing_ok=True)
            content = file.after_cut(survives=survives)
            if content is not None:
                path.write_bytes(content)
        return folder / "cut.sqlite3"


def cut(lab: Lab, *, requests: int, cuts: int, survives: float, pragmas: str = "") -> Findings:
    """Record a run, and cut it at many moments. `wrong` counts images that are damaged."""
    folder, seeded = lab.new_folder("cut"), lab.seeded_copy(pragmas)
    trace = folder / "trace"
    environment = {"FAULTS_PRAGMAS": pragmas} if pragmas else {}
    with lab.clinic(shim={"SHIM_TRACE": str(trace)}, **environment) as clinic:
        with clinic.visitors() as visitors:
            visitors.wait_for(requests, seconds=300)
        found = clinic.findings(visitors.history)
    disk = Disk(seeded, trace)
    for moment in moments(visitors.history, cuts):
        disk.play_until(moment)
        image = disk.image(folder, survives=survives)
        found += after_cut(image, visitors.history.acknowledged(before=moment))
    return found


def moments(history: History, number: int) -> list[float]:
    """Half of them the moment after an answer was read, when there is most to lose."""
    acknowledged = [one.acknowledged_at for one in history.requests.values() if one.acknowledged_at]
    sharp = random.sample(acknowledged, min(number // 2, len(acknowledged)))
    first, last = min(acknowledged), max(acknowledged)
    anywhere = [random.uniform(first, last) for _one in range(number - len(sharp))]  # noqa: S311
    return sorted([*(moment + 1e-6 for moment in sharp), *anywhere])


def after_cut(image: Path, acknowledged: list[str]) -> Findings:
    try:
        sound = is_sound(image)
        found = compare(acknowledged, leads_in(reader(f"sqlite:///{image}")))
    except sqlite3.DatabaseError:
        return Findings(wrong=1)
    return found + Findings(wrong=not sound)


def faults(*, quick: bool) -> list[Fault]:
    requests = QUICK_REQUESTS if quick else REQUESTS
    cuts = QUICK_CUTS if quick else CUTS
    dropped = partial(cut, requests=requests, cuts=cuts, survives=0)
    some = partial(cut, requests=requests, cuts=cuts, survives=0.5)
    fewer = {"requests": QUICK_REQUESTS, "cuts": QUICK_CUTS}
    return [
        Fault(
            name="power-cut",
            title="Power cut, SQLite: nothing unflushed survives (images)",
            extent=f"{cuts} cuts",
            run=dropped,
            unsafe="Django's default journal (DELETE)",
            control=partial(dropped, **fewer, pragmas=DJANGO_DEFAULT),
            calm=calm(FAULTS_PRAGMAS=DJANGO_DEFAULT),
            is_quick=True,
        ),
        Fault(
            name="power-cut-reordered",
            title="Power cut, SQLite: unflushed writes survive by chance (images)",
            extent=f"{cuts} cuts",
            run=some,
            unsafe="WAL with synchronous = NORMAL",
            control=partial(some, **fewer, pragmas=WAL_NORMAL),
            calm=calm(FAULTS_PRAGMAS=WAL_NORMAL),
        ),
    ]
