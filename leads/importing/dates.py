"""Dates and times as other programs write them. Pure.

3/4/2021 is the third of April or the fourth of March: `order_in` says what a column shows, and
"" when it could be both. Then a person is asked.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from locations.years import FIRST_YEAR

DAY_FIRST, MONTH_FIRST = "dmy", "mdy"

_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "jan january ene enero",
            "feb february febrero",
            "mar march marzo",
            "apr april abr abril",
            "may mayo",
            "jun june junio",
            "jul july julio",
            "aug august ago agosto",
            "sep sept september septiembre set setiembre",
            "oct october octubre",
            "nov november noviembre",
            "dec december dic diciembre",
        ],
        start=1,
    )
    for name in names.split()
}
_TIME = (
    r"(?:[ T,]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?"
    r"\s*(?P<half>[ap])?\.?\s?m?\.?)?\s*(?P<offset>Z|[+-]\d{2}:?\d{2})?"
)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})" + _TIME)
_EITHER = re.compile(r"(?P<one>\d{1,2})[-/.](?P<two>\d{1,2})[-/.](?P<year>\d{4}|\d{2})" + _TIME)
_DAY_NAMED = re.compile(
    r"(?P<day>\d{1,2})[ .-]+(?:de )?(?P<name>[a-z]+)\.?,?[ .-]+(?:de )?(?P<year>\d{4})" + _TIME
)
_NAME_DAY = re.compile(r"(?P<name>[a-z]+)\.? (?P<day>\d{1,2}),? (?P<year>\d{4})" + _TIME)


def order_in(texts: Iterable[str]) -> str:
    """Return the order of day and month in `texts`: "dmy", "mdy", or "" when it cannot be told.

    Also "dmy" when nothing in them depends on it. Texts that contradict one another cannot be
    told, either.
    """
    parts = [(int(m["one"]), int(m["two"])) for text in texts if (m := _match(_EITHER, text))]
    day_first = any(one > 12 for one, _two in parts)
    month_first = any(two > 12 for _one, two in parts)
    if day_first and month_first:
        return ""
    if month_first:
        return MONTH_FIRST
    return DAY_FIRST if day_first or not parts else ""


def unclear_in(texts: Iterable[str]) -> str:
    """Return the first of `texts` that could be two days; if none is, the first with an order.

    "" for none. The second is for texts that contradict one another.
    """
    found = [(text, m) for text in texts if (m := _match(_EITHER, text))]
    both = (text for text, m in found if max(int(m["one"]), int(m["two"])) <= 12)
    return next(both, found[0][0] if found else "")


def read_moment(text: str, *, order: str, zone: tzinfo) -> datetime | None:
    """Return the moment that `text` names; None when it names none, or one before 1900.

    Without an offset it is the time of the clock in `zone`; without a time, noon, which is on the
    same day nearly everywhere.
    """
    for pattern in (_YEAR_FIRST, _EITHER, _DAY_NAMED, _NAME_DAY):
        if match := _match(pattern, text):
            try:
                return _moment(match, order=order, zone=zone)
            except (ValueError, OverflowError):  # the 31st of June
                return None
    return None


def _match(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return pattern.fullmatch(_low(text))


def _low(text: str) -> str:
    """Lower case but for the T between date and time and the Z of Greenwich."""
    low = text.strip().lower()
    low = re.sub(r"(?<=\d)t(?=\d)", "T", low)
    return re.sub(r"(?<=\d)z$", "Z", low)


def _moment(match: re.Match[str], *, order: str, zone: tzinfo) -> datetime | None:
    found = match.groupdict()
    month, day = _month_and_day(found, order=order)
    if month is None:
        return None
    year = int(found["year"])
    year += 2000 if year < 100 else 0
    if year < FIRST_YEAR:
        return None
    hour, minute = _hour(found), int(found["minute"] or 0)
    second = int(found["second"] or 0)
    zone = _offset(found["offset"]) or zone
    return datetime(year, month, day, hour, minute, second, tzinfo=zone)


def _month_and_day(found: dict[str, str | None], *, order: str) -> tuple[int | None, int]:
    if name := found.get("name"):
        return _MONTHS.get(name), int(found["day"] or 0)
    if found.get("one"):
        one, two = int(found["one"] or 0), int(found["two"] or 0)
        return (one, two) if order == MONTH_FIRST else (two, one)
    return int(found["month"] or 0), int(found["day"] or 0)


def _hour(found: dict[str, str | None]) -> int:
    if found["hour"] is None:
        return 12
    hour = int(found["hour"])
    if found["half"] is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError("no hour of a half day")
    return hour % 12 + (12 if found["half"] == "p" else 0)


def _offset(text: str | None) -> tzinfo | None:
    if text is None:
        return None
    if text == "Z":
        return UTC
    sign = -1 if text[0] == "-" else 1
    digits = text[1:].replace(":", "")
    return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))
