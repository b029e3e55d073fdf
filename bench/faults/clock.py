"""A clock that a run can jump and hurry, in the processes of the site."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path

from django.utils import timezone

_true_time = time.time


def set_clock(path: Path, *, at: float, speed: float = 1) -> None:
    """Let the site's processes believe from now on that it is `at` (a timestamp)."""
    unfinished = path.with_suffix(".new")
    unfinished.write_text(json.dumps({"true": _true_time(), "told": at, "speed": speed}))
    unfinished.replace(path)


def told_time(path: Path) -> float:
    """What a process of the site believes it is."""
    clock = json.loads(path.read_text())
    return clock["told"] + (_true_time() - clock["true"]) * clock["speed"]


def install_clock(path: str) -> None:
    """Replace what the site asks for the time: before any model has taken `timezone.now`."""
    clock = Path(path)
    time.time = lambda: told_time(clock)
    timezone.now = lambda: datetime.fromtimestamp(told_time(clock), UTC)
