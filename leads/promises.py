"""The promise: by when the desk replies, as a time and in the visitor's words. Pure."""

from datetime import datetime, timedelta

from django.utils import formats
from django.utils.translation import gettext as _

from locations.hours import Schedule, add_open_time


def due_at(schedule: Schedule, *, at: datetime, open_minutes: int) -> datetime | None:
    """Return when `open_minutes` of opening time after `at` have passed; None without hours.

    The same engine draws “open now”, so the promise and the timer cannot differ.
    """
    return add_open_time(schedule, at=at, duration=timedelta(minutes=open_minutes))


def promise_text(*, location_title: str, due: datetime | None, at: datetime) -> str:
    """Return the promise in the active language: “St. Paul will reply by Monday 10 a.m.”.

    `due` is in the location's own zone, as the hours engine returns it. A date is named only when
    the weekday alone could be misread.
    """
    if due is None:
        return _("%(location)s will reply as soon as it can.") % {"location": location_title}
    local_now = at.astimezone(due.tzinfo)
    days = (due.date() - local_now.date()).days
    clock = formats.time_format(due, "TIME_FORMAT")
    if days == 0:
        text = _("%(location)s will reply by %(time)s today.")
    elif days < 7:
        text = _("%(location)s will reply by %(weekday)s %(time)s.")
    else:
        text = _("%(location)s will reply by %(weekday)s, %(date)s, %(time)s.")
    return text % {
        "location": location_title,
        "time": clock,
        "weekday": formats.date_format(due, "l"),
        "date": formats.date_format(due, "MONTH_DAY_FORMAT"),
    }
