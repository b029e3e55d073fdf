"""Short ways to write opening hours and instants in tests."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from locations.hours import Interval, Schedule

CHICAGO = ZoneInfo("America/Chicago")
NEW_YORK = ZoneInfo("America/New_York")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def hours(*texts: str) -> tuple[Interval, ...]:
    pairs = (text.split("-") for text in texts)
    return tuple(Interval(time.fromisoformat(a), time.fromisoformat(b)) for a, b in pairs)


def schedule(weekly=None, overrides=None, zone=CHICAGO) -> Schedule:
    return Schedule(zone=zone, weekly=weekly or {}, overrides=overrides or {})


def daily(*texts: str, overrides=None, zone=CHICAGO) -> Schedule:
    return schedule(dict.fromkeys(range(7), hours(*texts)), overrides, zone)


def desk(*texts: str, overrides=None, zone=CHICAGO) -> Schedule:
    """Monday to Friday."""
    return schedule(dict.fromkeys(range(5), hours(*(texts or ["09:00-17:00"]))), overrides, zone)


def at(text: str, zone=CHICAGO) -> datetime:
    """A wall-clock time in a zone, or with its own offset where the wall clock is not enough."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def same_instant(result: datetime | None, expected: datetime | None) -> bool:
    """Equality of datetimes in one zone ignores the fold; the instant does not."""
    if result is None or expected is None:
        return result is expected
    return result.astimezone(UTC) == expected.astimezone(UTC)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)
