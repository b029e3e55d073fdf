"""The cadence of calls: three attempts, each at another part of the day. Pure.

Somebody who does not answer on a Tuesday morning may do so on a Wednesday afternoon. When a person
said what suits them, that goes first.
"""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime, time, timedelta

from locations.hours import Schedule, Span, spans_between
from locations.wall_clock import DAY, first_at

# After so many calls in a row that reached nobody, somebody should decide whether it goes on.
ATTEMPTS = 3

# The parts of a day by the names that visitors tick (choices.PreferredTime), in their order.
PARTS: dict[str, tuple[time, time]] = {
    "morning": (time(6), time(11, 30)),
    "midday": (time(11, 30), time(13, 30)),
    "afternoon": (time(13, 30), time(17)),
    "evening": (time(17), time(22)),
}

# Whoever did not answer is in a meeting for a while.
PAUSE = timedelta(hours=2)
LOOKED_AHEAD = timedelta(days=14)
# Less than this of a part before closing is no time to call.
SHORTEST = timedelta(minutes=15)


def part_of(local: datetime) -> str:
    """Return the part of the day in which a local time lies; “evening” at night."""
    clock = local.time()
    return next((name for name, (start, end) in PARTS.items() if start <= clock < end), "evening")


def next_attempt(
    schedule: Schedule, *, at: datetime, attempts: int, preferred: Collection[str] = ()
) -> datetime | None:
    """Return when to call again after `attempts` calls without an answer; None without hours.

    It is open then, it is a part of the day that was not tried just now, and one that suits the
    person if they named some. The second call may be on the same day, the third is not.
    """
    tried = part_of(at.astimezone(schedule.zone))
    earliest = at.astimezone(UTC) + PAUSE
    if attempts > 1:
        earliest = max(earliest, _tomorrow(schedule, at))
    windows = list(_windows(schedule, earliest))
    wishes = [part for part in PARTS if part in preferred]
    others = [part for part in wishes if part != tried]
    tomorrow = _tomorrow(schedule, at)
    for parts in (others or wishes, [part for part in PARTS if part != tried], list(PARTS)):
        for part, (start, _end) in windows:
            if part in parts and (part != tried or start >= tomorrow):
                return start.astimezone(schedule.zone)
    return None


def _windows(schedule: Schedule, earliest: datetime) -> Iterator[tuple[str, Span]]:
    """Yield the open parts of the next days, in their order, each with its name."""
    spans = list(spans_between(schedule, start=earliest, end=earliest + LOOKED_AHEAD))
    day = earliest.astimezone(schedule.zone).date()
    for _number in range(LOOKED_AHEAD.days):
        for name, (start, end) in PARTS.items():
            first = first_at(schedule.zone, datetime.combine(day, start))
            last = first_at(schedule.zone, datetime.combine(day, end))
            for opens, closes in spans:
                window = max(first, opens), min(last, closes)
                if window[1] - window[0] >= SHORTEST:
                    yield name, window
        day += DAY


def _tomorrow(schedule: Schedule, at: datetime) -> datetime:
    day = at.astimezone(schedule.zone).date() + DAY
    return first_at(schedule.zone, datetime.combine(day, time(0)))
