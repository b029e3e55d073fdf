"""When a location's day begins, for what waits for the morning."""

import logging
from datetime import UTC, date, datetime, time

from locations.faults import log_fault
from locations.hours import next_opening
from locations.models import LocationPage

from ..waiting import zone_of

logger = logging.getLogger(__name__)

# When the day begins where no opening hours say so. What waits must not wait for ever.
USUAL = time(9)


def today_at(place: LocationPage | None, *, at: datetime) -> date:
    """The date at a location; on the site's own clock without one."""
    return at.astimezone(zone_of(place)).date()


def opened_since(place: LocationPage | None, day: date, *, at: datetime) -> datetime | None:
    """Return a location's first opening from the beginning of `day` on, if it has come by `at`.

    In UTC. Nine in the morning of that day counts as one where there is no location, or none whose
    hours can be read and ever open it.
    """
    opening = (_first_opening(place, day) or _usual(place, day)).astimezone(UTC)
    return opening if opening <= at.astimezone(UTC) else None


def _first_opening(place: LocationPage | None, day: date) -> datetime | None:
    if place is None:
        return None
    try:
        midnight = datetime.combine(day, time.min, tzinfo=place.zone)
        return next_opening(place.schedule, at=midnight)
    except Exception as error:
        log_fault(logger, "The opening of a location is not known.", error)
        return None


def _usual(place: LocationPage | None, day: date) -> datetime:
    return datetime.combine(day, USUAL, tzinfo=zone_of(place))
