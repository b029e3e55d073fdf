"""What was uploaded while a backup was made, and what of it is there when it was restored."""

import hashlib
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from .checker import Findings
from .clinic import Clinic
from .processes import Process
from .stored import Reader

PUBLIC, PRIVATE = "media", "private"  # folders of VAR_DIR
# One that was there before: to copy it takes a moment, in which others are uploaded.
FILM, FILM_BYTES = "a-film.mp4", 100_000_000
# Rows that name a file of ours; those of the demo's own pictures are in no folder of a run.
PICTURES = "SELECT file FROM wagtailimages_image WHERE title LIKE 'upload %'"
OLD_LEADS = "SELECT stored FROM clinic_leads_leadimport WHERE stored <> ''"


@dataclass(frozen=True)
class Upload:
    """A file that somebody was told is stored."""

    at: float  # of the monotonic clock
    name: str
    digest: str
    is_private: bool


class Uploads:
    """Goes on uploading to a clinic until the block ends."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic, self.told = clinic, clinic.folder / "uploads.jsonl"
        self.told.touch()
        self.log = clinic.folder / "uploads.log"

    def __enter__(self) -> Self:
        (self.clinic.folder / PUBLIC).mkdir(exist_ok=True)
        with (self.clinic.folder / PUBLIC / FILM).open("wb") as film:
            film.write(bytes(FILM_BYTES))
        command = [sys.executable, "-m", "bench.faults.uploading", str(self.told)]
        self.process = Process(command, self.clinic.environment, self.log)
        return self

    def __exit__(self, *_exception: object) -> None:
        self.process.kill()

    def stored(self, *, before: float | None = None) -> list[Upload]:
        """What was told by now, or `before` a moment."""
        whole, _end, _unfinished = self.told.read_text().rpartition("\n")
        uploads = [Upload(**json.loads(line)) for line in whole.splitlines()]
        return [one for one in uploads if before is None or one.at < before]

    def wait_for(self, more: int, *, seconds: float = 60) -> None:
        enough, until = len(self.stored()) + more, time.monotonic() + seconds
        while len(self.stored()) < enough:
            if time.monotonic() > until or not self.process.is_alive:
                words = self.log.read_text()[-1000:]
                raise TimeoutError(f"no {more} more uploads in {seconds} s: {words}")
            time.sleep(0.05)


def compare_uploads(uploads: list[Upload], read: Reader, folder: Path) -> Findings:
    """Is each upload in a database, with its bytes in a folder; and has each row its file?

    Lost counts uploads without a row and rows without a file, altered files with other bytes.
    """
    named = {PUBLIC: names_in(read, PICTURES), PRIVATE: names_in(read, OLD_LEADS)}
    torn = sum(
        not (folder / place / name).is_file() for place, names in named.items() for name in names
    )
    lost = altered = 0
    for upload in uploads:
        place = PRIVATE if upload.is_private else PUBLIC
        file = folder / place / upload.name
        lost += upload.name not in named[place]
        altered += file.is_file() and digest_of(file) != upload.digest
    return Findings(lost=lost + torn, altered=altered)


def names_in(read: Reader, sql: str) -> set[str]:
    return {name for (name,) in read(sql)}


def digest_of(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
