"""Opening hours in words of the active language: for templates, texts and mails alike."""

from collections.abc import Iterable
from datetime import time

from django.utils import formats
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from .hours import MIDNIGHT, Interval, Schedule
from .opening import Days, week_of


def clock_words(clock: time) -> str:
    """“9 a.m.”. A time is never broken over two lines."""
    return formats.time_format(clock, "TIME_FORMAT").replace(" ", "\N{NO-BREAK SPACE}")


def interval_words(interval: Interval) -> str:
    """“9 a.m. to noon”."""
    if is_all_day(interval):
        return _("all day")
    opens, closes = clock_words(interval.opens), clock_words(interval.closes)
    return _("{opens} to {closes}").format(opens=opens, closes=closes)


def intervals_words(intervals: Iterable[Interval]) -> str:
    """“9 a.m. to noon and 1 p.m. to 5 p.m.”."""
    return get_text_list([interval_words(interval) for interval in intervals], _("and"))


def days_words(days: Days, *, short: bool = False) -> str:
    """“Monday”, “Saturday and Sunday”, “Monday to Friday”, “Every day”; short: “Mon to Fri”."""
    names = WEEKDAYS_ABBR if short else WEEKDAYS
    if (days.first, days.last) == (0, 6):
        return _("Every day")
    first, last = names[days.first], names[days.last]
    if days.first == days.last:
        return str(first)
    pattern = (
        _("%(first)s and %(last)s") if days.last - days.first == 1 else _("%(first)s to %(last)s")
    )
    return pattern % {"first": first, "last": last}


def week_words(schedule: Schedule) -> str:
    """The usual week in one line, “Mon to Fri 9 a.m. to 5 p.m.; Sat 9 a.m. to noon”; "" if none."""
    lines = [
        f"{days_words(days, short=True)} {intervals_words(days.intervals)}"
        for days in week_of(schedule)
        if days.intervals
    ]
    return "; ".join(lines)


def is_all_day(interval: Interval) -> bool:
    return interval.opens == interval.closes == MIDNIGHT
