"""The promise of a lead in words: by when, in the location's own time, and how much is left.

Time is counted in open minutes, as it was promised: over lunch and at night nothing runs out.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from django.utils import formats, timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from locations.hours import Schedule, open_time_between

from ..models import Lead

# From here on hours are named instead of minutes.
LONG = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Clock:
    """What a lead's promise looks like at one moment. `left` is "" once nothing runs any more."""

    due_at: datetime | None = None
    due: str = ""
    left: str = ""
    answered: str = ""
    is_overdue: bool = False


def clock_of(lead: Lead, *, at: datetime) -> Clock:
    """Return the clock of `lead` at `at`; asks the database for nothing but the location."""
    zone = lead.zone
    response = lead.answered_at
    running = lead.is_open and response is None
    due_at = lead.due_at
    return Clock(
        due_at=due_at,
        due=moment(due_at, zone=zone, at=at) if due_at else "",
        left=_left(lead, due_at=due_at, at=at) if due_at and running else "",
        answered=moment(response, zone=zone, at=at) if response else "",
        is_overdue=lead.is_overdue(at=at),
    )


def moment(when: datetime, *, zone: ZoneInfo, at: datetime) -> str:
    """Return `when` as the clock in `zone` shows it: “today 10 a.m.”, “Mon 10 a.m.”, “Mar 9, …”.

    The zone is named when the reader's own clock shows another time.
    """
    local, reader = when.astimezone(zone), timezone.localtime(when)
    text = f"{_day(local, at.astimezone(zone))} {formats.time_format(local, 'TIME_FORMAT')}"
    return text if local.utcoffset() == reader.utcoffset() else f"{text} {local.tzname()}"


def dated(when: datetime, *, zone: tzinfo, named: bool = False) -> str:
    """Return `when` with its whole date, as the clock in `zone` shows it.

    The zone is named when the reader's own clock shows another time, or if it is to be `named`:
    on paper nobody knows whose clock it was.
    """
    local, reader = when.astimezone(zone), timezone.localtime(when)
    text = formats.date_format(local, "DATETIME_FORMAT")
    is_plain = local.utcoffset() == reader.utcoffset() and not named
    return text if is_plain else f"{text} {local.tzname()}"


def ago(when: datetime, *, at: datetime) -> str:
    """Return how long ago `when` was: “20 seconds ago”, “3 minutes ago”."""
    seconds = max(0, int((at - when).total_seconds()))
    if seconds < 60:
        return ngettext("%(n)d second ago", "%(n)d seconds ago", seconds) % {"n": seconds}
    return _("%(time)s ago") % {"time": timesince(when, at, depth=1)}


def _day(local: datetime, now: datetime) -> str:
    days = (local.date() - now.date()).days
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    if days in near:
        return near[days]
    if 1 < days < 7:
        return formats.date_format(local, "D")
    if local.year == now.year:
        return formats.date_format(local, "M j")
    return formats.date_format(local, "DATE_FORMAT")


def _left(lead: Lead, *, due_at: datetime, at: datetime) -> str:
    schedule = lead.schedule
    if due_at < at:
        return _overdue_by(_open_time(schedule, due_at, at))
    return _due_in(_open_time(schedule, at, due_at))


def _open_time(schedule: Schedule | None, start: datetime, end: datetime) -> timedelta:
    """The open time between two instants; without hours, simply the time."""
    if schedule is None:
        return end - start
    return open_time_between(schedule, start=start, end=end)


def _due_in(left: timedelta) -> str:
    if left >= LONG:
        hours = left // timedelta(hours=1)
        return ngettext("in %(n)d open hour", "in %(n)d open hours", hours) % {"n": hours}
    minutes = left // timedelta(minutes=1)
    if not minutes:
        return _("in less than an open minute")
    return ngettext("in %(n)d open minute", "in %(n)d open minutes", minutes) % {"n": minutes}


def _overdue_by(late: timedelta) -> str:
    if late >= LONG:
        hours = late // timedelta(hours=1)
        return ngettext("overdue by %(n)d open hour", "overdue by %(n)d open hours", hours) % {
            "n": hours
        }
    minutes = late // timedelta(minutes=1)
    if not minutes:
        return _("overdue")
    return ngettext("overdue by %(n)d open minute", "overdue by %(n)d open minutes", minutes) % {
        "n": minutes
    }
