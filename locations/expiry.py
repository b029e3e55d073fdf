"""Until when a page may be kept: the next instant at which public content changes by time alone.

For caches. What people change is another matter: a publication empties the cache itself.
"""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language

from .directory import Directory
from .hours import Schedule, next_change
from .models import Announcement
from .opening import next_midnight
from .remembering import keep, recall
from .wall_clock import DAY


def next_public_change(clinic: Directory, *, at: datetime) -> datetime | None:
    """Return the next opening, closing, midnight, or begin or end of an announcement; None if none.

    Queries: the directory's locations and announcements, which a page has read anyway.
    """
    schedules = [location.schedule for location in clinic.locations]
    return next_change_among(schedules, clinic.announcements_to_come, at=at)


def known_change(clinic: Directory, *, at: datetime) -> datetime | None:
    """As `next_public_change`, from memory as long as it holds."""
    key, generation = f"change {get_language()}", clinic.generation
    kept = recall(key, generation=generation) if generation is not None else None
    if kept is not None and kept[0] <= at < kept[1]:
        return kept[1]
    found = next_public_change(clinic, at=at)
    if generation is not None and found is not None:
        keep(key, (at, found), generation=generation)
    return found


def holds_until(clinic: Directory, *, at: datetime) -> datetime:
    """Until when what is made of the clinic holds, if nothing is published.

    Licences, leaves and the rights to pictures end with the day of the site's own zone.
    """
    midnight = (timezone.localtime(at) + DAY).replace(hour=0, minute=0, second=0, microsecond=0)
    return min(midnight, known_change(clinic, at=at) or midnight)


def next_change_among(
    schedules: Iterable[Schedule], announcements: Iterable[Announcement], *, at: datetime
) -> datetime | None:
    """Return the next instant at which one of these changes by time alone; None if none does."""
    changes = [*_of_announcements(announcements, at), *_of_schedules(schedules, at)]
    return min(changes, default=None)


def _of_announcements(announcements: Iterable[Announcement], at: datetime) -> list[datetime]:
    instants = [instant for one in announcements for instant in (one.starts_at, one.ends_at)]
    return [instant for instant in instants if instant > at]


def _of_schedules(schedules: Iterable[Schedule], at: datetime) -> list[datetime]:
    """A new day changes the dated hours, special days and “tomorrow”."""
    changes = []
    for schedule in schedules:
        changes.append(next_midnight(schedule, at=at))
        if (change := next_change(schedule, at=at)) is not None:
            changes.append(change)
    return changes
