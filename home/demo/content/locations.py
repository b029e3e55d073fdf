"""The two houses: the one place where their numbers, addresses and hours are written."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

from ..sheets import Sheet

# Streets and numbers are invented. The numbers 555-01xx belong to nobody.
ST_PAUL = Sheet(
    key="st-paul",
    title="St. Paul",
    summary="A brick corner house west of downtown, open six days a week and on two evenings.",
    picture="st-paul",
    facts={
        "street": "1482 Larkmoor Avenue",
        "city": "St. Paul",
        "region": "MN",
        "postcode": "55105",
        "phones": {
            "main": "651-224-6678",
            "text": "651-555-0142",
            "fax": "651-555-0143",
            "after_hours": "651-555-0144",
        },
        "desk_email": "desk.stpaul@example.com",
        "booking_url": "https://example.com/book/st-paul",
        "latitude": "44.93470",
        "longitude": "-93.15700",
        "directions": (
            "We are in the brick house on the corner, below the striped awning. The waiting room "
            "is on the ground floor, behind the green door."
        ),
        "parking": (
            "Six free spaces behind the house, reached from the alley. Parking along the avenue "
            "is free for two hours."
        ),
        "transit": (
            "Two bus lines stop within a block; the light rail is twelve minutes away on foot. "
            "A bike rack stands beside the entrance."
        ),
        "access": (
            "A ramp with handrails leads to the door, which opens with a push button. Two of our "
            "five rooms and the restroom are on the ground floor. One treatment table can be "
            "lowered to 18 inches."
        ),
        "step_free_entrance": True,
        "lift": False,
        "accessible_restroom": True,
        "accessible_parking": True,
        "adjustable_table": True,
        "desk_languages": "English, Spanish, Hmong",
    },
)
EDINA = Sheet(
    key="edina",
    title="Edina",
    summary="A low, light house with its own parking lot, open early from Monday to Friday.",
    picture="edina",
    facts={
        "street": "4912 Fernhill Court",
        "street_extra": "Suite 120",
        "city": "Edina",
        "region": "MN",
        "postcode": "55424",
        "phones": {
            "main": "952-303-4115",
            "text": "952-555-0162",
            "fax": "952-555-0163",
            "after_hours": "952-555-0164",
        },
        "desk_email": "desk.edina@example.com",
        "booking_url": "https://example.com/book/edina",
        "promise_open_minutes": 90,
        "latitude": "44.90800",
        "longitude": "-93.34000",
        "directions": (
            "Turn in at the bench beneath the old maple. Suite 120 is the wooden entrance on the "
            "right-hand side."
        ),
        "parking": "Fourteen free spaces in front of the house, two of them reserved and wide.",
        "transit": (
            "One bus line stops at the end of the court, four minutes on foot. In winter the path "
            "is cleared by eight."
        ),
        "access": (
            "Everything is on one level, without a threshold. The doors are 36 inches wide, the "
            "restroom has grab bars, and every treatment table can be raised and lowered."
        ),
        "step_free_entrance": True,
        "accessible_restroom": True,
        "accessible_parking": True,
        "hearing_loop": True,
        "adjustable_table": True,
        "desk_languages": "English, Somali",
    },
)
SHEETS = (ST_PAUL, EDINA)

MONDAY_TO_FRIDAY = range(5)
SATURDAY = 5


def weekly_hours(key: str) -> list[dict[str, Any]]:
    """The usual week: St. Paul closes for lunch, stays open on two evenings and on Saturday."""
    return [
        {"weekday": str(day), "opens": opens, "closes": closes}
        for day, opens, closes in (_st_paul_week() if key == ST_PAUL.key else _edina_week())
    ]


def _st_paul_week() -> Iterator[tuple[int, time, time]]:
    for day in MONDAY_TO_FRIDAY:
        yield day, time(9), time(12, 30)
        yield day, time(13, 30), time(19 if day in {2, 3} else 18)
    yield SATURDAY, time(9), time(13)


def _edina_week() -> Iterator[tuple[int, time, time]]:
    for day in MONDAY_TO_FRIDAY:
        yield day, time(8), time(15 if day == 4 else 17)


def hours_overrides(key: str, *, today: date) -> list[dict[str, Any]]:
    """The next holidays from `today` on: closed days, and a short one at each house."""
    thanksgiving = next_thanksgiving(today)
    christmas_eve = _next_date(today, 12, 24, until=timedelta(days=2))
    new_year = _next_date(today, 1, 1)
    short_day = thanksgiving - timedelta(days=1)
    lines = [
        _closed(thanksgiving, thanksgiving + timedelta(days=1), "Thanksgiving"),
        _closed(christmas_eve, christmas_eve + timedelta(days=2), "Christmas"),
        _closed(new_year, None, "New Year's Day"),
    ]
    if short_day >= today:
        opens = time(9) if key == ST_PAUL.key else time(8)
        reason = "Short day before Thanksgiving"
        lines.append(_line(short_day, None, opens=opens, closes=time(14), reason=reason))
    return sorted(lines, key=lambda line: line["first_date"])


def next_thanksgiving(today: date) -> date:
    """The fourth Thursday of November, this year's as long as the day after it is not over."""
    for year in (today.year, today.year + 1):
        first = date(year, 11, 1)
        thursday = first + timedelta(days=(3 - first.weekday()) % 7 + 21)
        if thursday + timedelta(days=1) >= today:
            return thursday
    raise AssertionError("unreachable: next year's Thanksgiving is not over")


def _next_date(today: date, month: int, day: int, *, until: timedelta = timedelta()) -> date:
    this_year = date(today.year, month, day)
    return this_year if this_year + until >= today else date(today.year + 1, month, day)


def _closed(first: date, last: date | None, reason: str) -> dict[str, Any]:
    return _line(first, last, opens=None, closes=None, reason=reason)


def _line(first: date, last: date | None, **facts: Any) -> dict[str, Any]:
    return {"first_date": first, "last_date": last, **facts}
