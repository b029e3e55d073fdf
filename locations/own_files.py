"""Files that nobody else on the machine may read: what is in them is about patients."""

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

# Who may do what with such a file, and with the folder that was made for it.
FILE, FOLDER = 0o600, 0o700


def begin(path: Path) -> None:
    """Make an empty file that is ours alone, and its folder, unless they are there.

    From the first byte, and whatever else this process writes: its umask stays as it is. A file
    that is there is not even opened: closing it would end the locks that SQLite has on it.
    """
    path.parent.mkdir(mode=FOLDER, parents=True, exist_ok=True)
    if not path.exists():
        with suppress(FileExistsError):  # another process was first
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE))


def read_by_others(paths: Iterable[Path]) -> list[Path]:
    """Which of these files may anybody on this machine read? Those that are gone are none."""
    found = []
    for path in paths:
        with suppress(OSError):
            if path.is_file() and path.stat().st_mode & stat.S_IROTH and _is_reached(path.parent):
                found.append(path)
    return found


def _is_reached(folder: Path) -> bool:
    """May others pass through the folder itself? What lies above it may be opened one day."""
    return bool(folder.stat().st_mode & stat.S_IXOTH)
