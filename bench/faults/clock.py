"""A clock that a run can jump and hurry, in the processes of the site."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

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


def wall_time(at: float, zone: str) -> float:
    """What a clock on the wall shows, taken for winter time the whole year: it goes back once."""
    summer = datetime.fromtimestamp(at, ZoneInfo(zone)).dst()
    return at + (summer.total_seconds() if summer else 0)


def install_clock(path: str, *, wall_of: str = "") -> None:
    """Replace what the site asks for the time: before any model has taken `timezone.now`.

    `wall_of` is the zone of a site that counts, as none should, by the clock on its wall.
    """
    clock = Path(path)

    def now() -> float:
        at = told_time(clock)
        return wall_time(at, wall_of) if wall_of else at

    time.time = now
    timezone.now = lambda: datetime.fromtimestamp(now(), UTC)
