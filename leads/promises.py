"""The promise: by when the desk replies, as a time and in the visitor's words. Pure."""

from datetime import UTC, datetime, timedelta

from django.utils import formats
from django.utils.translation import gettext as _

from locations.hours import Schedule, add_open_time, next_opening

MINUTE = timedelta(minutes=1)


def due_at(schedule: Schedule, *, at: datetime, open_minutes: int) -> datetime | None:
    """Return when `open_minutes` of opening time after `at` have passed; None without hours.

    The same engine draws “open now”, so the promise and the timer cannot differ. It is a whole
    minute, because the visitor is told no seconds.
    """
    duration = timedelta(minutes=open_minutes)
    return add_open_time(schedule, at=_next_whole_minute(at), duration=duration)


def soon_until(schedule: Schedule, *, at: datetime, minutes: int) -> datetime | None:
    """Return until when a promise that ends from `at` on ends within so many open minutes.

    Over lunch and at night none pass: what ends before the next opening ends within the same
    minutes. None if it never opens again: then everything does.
    """
    used_up = add_open_time(schedule, at=at, duration=timedelta(minutes=minutes))
    return used_up and next_opening(schedule, at=used_up)


def promise_text(*, location_title: str, due: datetime | None, at: datetime) -> str:
    """Return the promise in the active language: “St. Paul will reply by Monday 10 a.m.”.

    `due` is in the location's own zone, as the hours engine returns it. A date is named only when
    the weekday alone could be misread. It never says “today”: the text is kept, and read later.
    Midnight belongs to the day that it ends.
    """
    if due is None:
        return _("%(location)s will reply as soon as it can.") % {"location": location_title}
    day = (due - MINUTE).date()
    days = (day - at.astimezone(due.tzinfo).date()).days
    if days < 7:
        text = _("%(location)s will reply by %(weekday)s %(time)s.")
    else:
        text = _("%(location)s will reply by %(weekday)s, %(date)s, %(time)s.")
    words = text % {
        "location": location_title,
        "time": formats.time_format(due, "TIME_FORMAT"),
        "weekday": formats.date_format(day, "l"),
        "date": formats.date_format(day, "MONTH_DAY_FORMAT"),
    }
    return words[:-1] if words.endswith("..") else words  # “10 a.m.” has its full stop already


def _next_whole_minute(moment: datetime) -> datetime:
    """The moment itself if it is a whole minute. In UTC, where every minute follows the last."""
    utc = moment.astimezone(UTC)
    return utc + (datetime.min.replace(tzinfo=UTC) - utc) % MINUTE
