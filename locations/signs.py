"""The sign on the door: what a page says of a location's hours, now and for the next two weeks.

A page may be kept: by a cache in front of us, or by a reader who leaves it open. So the server
never writes “open now”. It writes the hours of a day and names that day, which stays true, and
gives the rest to the reader's browser as data (static/clinic/clock.js).
"""

from datetime import datetime
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from .hours import Schedule, intervals_on
from .opening import CARRIED, Status, statuses
from .wording import clock_words, intervals_words


def day_words(schedule: Schedule, *, at: datetime) -> str:
    """“Wednesday, November 25: 9 a.m. to noon and 1 p.m. to 5 p.m.”."""
    day = at.astimezone(schedule.zone).date()
    names = formats.date_format(day, "l, ") + formats.date_format(day, "MONTH_DAY_FORMAT")
    intervals = intervals_on(schedule, day)
    hours = intervals_words(intervals) if intervals else _("closed")
    return _("%(day)s: %(hours)s") % {"day": names, "hours": hours}


def sign_data(schedule: Schedule, *, at: datetime) -> dict[str, Any]:
    """Return what clock.js shows: from when on which words, in seconds after `from`.

    Each of the `words` is a list: is it open, and the sentence before, in and after its bold part.
    """
    start = int(at.timestamp())
    words: dict[object, tuple[int, str, str, str]] = {}
    numbers: dict[object, int] = {}
    steps: list[tuple[int, int]] = []
    for moment, status in statuses(schedule, at=at):
        now = moment.astimezone(schedule.zone)
        gist = _gist(status, now=now)  # two weeks have few sentences, and each takes time to write
        if gist not in words:
            words[gist] = _sentence(status, now=now)
        index = numbers.setdefault(gist, len(numbers))
        if not steps or steps[-1][1] != index:
            steps.append((max(0, int(moment.timestamp()) - start), index))
    end = int(CARRIED.total_seconds())
    return {"from": start, "end": end, "steps": steps, "words": list(words.values())}


def _gist(status: Status, *, now: datetime) -> object:
    """Equal for statuses that are put into the same sentence."""
    change = status.changes_at
    if change is None:
        return status.is_open
    days = (change.date() - now.date()).days
    if days < 2:
        return status.is_open, change.time(), "near", days
    if days < 7:
        return status.is_open, change.time(), "weekday", change.weekday()
    return status.is_open, change.time(), "date", change.date()


def _sentence(status: Status, *, now: datetime) -> tuple[int, str, str, str]:
    change = _moment_words(status.changes_at, now) if status.changes_at else ""
    if status.is_open and change:
        sentence = _("<strong>Open now</strong> until %(change)s")
    elif status.is_open:
        sentence = _("<strong>Open now</strong>")
    elif change:
        sentence = _("<strong>Closed now</strong>, opens %(change)s")
    else:
        sentence = _("<strong>Closed now</strong>")
    before, _tag, rest = (sentence % {"change": change}).partition("<strong>")
    strong, _tag, after = rest.partition("</strong>")
    return int(status.is_open), before, strong, after


def _moment_words(moment: datetime, now: datetime) -> str:
    """An instant as people say it: “5 p.m.”, “tomorrow, 9 a.m.”, “Monday, 9 a.m.”."""
    clock = clock_words(moment.time())
    days = (moment.date() - now.date()).days
    if days == 0:
        return clock
    if days == 1:
        return _("tomorrow, %(time)s") % {"time": clock}
    if days < 7:
        return f"{formats.date_format(moment, 'l')}, {clock}"
    return f"{formats.date_format(moment, 'MONTH_DAY_FORMAT')}, {clock}"
