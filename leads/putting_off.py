"""When a lead that is put off comes back: a few answers that the hours engine computes. Pure."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from locations.hours import Schedule, add_open_time, closing_after, next_opening
from locations.wall_clock import DAY, first_at

NINE = time(9)
TWO_HOURS = timedelta(hours=2)
# Longer than this nobody means; a lead must not get lost.
LONGEST = timedelta(days=366)

IN_TWO_HOURS, AT_OPENING = "two_hours", "opening"
TOMORROW, MONDAY = "tomorrow", "monday"


def presets(schedule: Schedule | None, *, zone: ZoneInfo, at: datetime) -> dict[str, datetime]:
    """Return the offered times by name; without hours there are only those of the calendar.

    “When we open” is the next opening from now on; while it is open, the one after closing.
    """
    today = at.astimezone(zone).date()
    found: dict[str, datetime | None] = {
        IN_TWO_HOURS: _in_two_hours(schedule, at) if schedule else None,
        AT_OPENING: _opening(schedule, at) if schedule else None,
        TOMORROW: _local(zone, datetime.combine(today + DAY, NINE)),
        MONDAY: _monday(schedule, zone, datetime.combine(today + _to_monday(at, zone), NINE)),
    }
    return {name: when for name, when in found.items() if when is not None}


def _in_two_hours(schedule: Schedule, at: datetime) -> datetime | None:
    return add_open_time(schedule, at=at, duration=TWO_HOURS)


def _opening(schedule: Schedule, at: datetime) -> datetime | None:
    closing = closing_after(schedule, at=at)
    if closing is not None:
        return next_opening(schedule, at=closing)
    opening = next_opening(schedule, at=at)
    return opening if opening is not None and opening.astimezone(UTC) > at else None


def _to_monday(at: datetime, zone: ZoneInfo) -> timedelta:
    return (7 - at.astimezone(zone).weekday()) * DAY


def _monday(schedule: Schedule | None, zone: ZoneInfo, nine: datetime) -> datetime:
    """When it opens on that Monday; nine o'clock if it does not open then."""
    midnight = _local(zone, datetime.combine(nine.date(), time(0)))
    opening = next_opening(schedule, at=midnight) if schedule else None
    return opening if opening and opening.date() == nine.date() else _local(zone, nine)


def _local(zone: ZoneInfo, wall: datetime) -> datetime:
    return first_at(zone, wall).astimezone(zone)
