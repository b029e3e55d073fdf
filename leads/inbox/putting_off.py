"""Until when a lead is put off, by the clock of its location. Pure."""

from datetime import UTC, datetime, time, timedelta

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from locations.hours import Schedule, add_open_time, closing_after, next_opening

NINE = time(9, 0)
TWO_HOURS = timedelta(hours=2)


class Until(TextChoices):
    """What the desk says; which time that is, its hours say."""

    OPENING = "opening", _("when we open next")
    TOMORROW = "tomorrow", _("tomorrow 9 a.m.")
    TWO_HOURS = "two_hours", _("in 2 open hours")


def time_of(until: str, *, schedule: Schedule | None, at: datetime) -> datetime:
    """Return the time that is meant; a desk without hours has the clock only."""
    if until == Until.TOMORROW:
        return _tomorrow(schedule, at=at)
    plain = at + TWO_HOURS if until == Until.TWO_HOURS else _tomorrow(schedule, at=at)
    if schedule is None:
        return plain
    if until == Until.TWO_HOURS:
        return add_open_time(schedule, at=at, duration=TWO_HOURS) or plain
    # Open now: the next opening is the one after closing.
    closed = closing_after(schedule, at=at) or at
    return next_opening(schedule, at=closed) or plain


def _tomorrow(schedule: Schedule | None, *, at: datetime) -> datetime:
    zone = schedule.zone if schedule else timezone.get_current_timezone()
    day = at.astimezone(zone).date() + timedelta(1)
    return datetime.combine(day, NINE, tzinfo=zone).astimezone(UTC)
