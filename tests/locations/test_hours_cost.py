"""Opening hours: years are jumped over, not walked through."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from locations.hours import Interval, add_open_time, open_time_between

from .schedules import CHICAGO, at, hours, same_instant, schedule


class CountedWeek(Mapping):
    """Weekly hours that count the days they are asked about."""

    def __init__(self, weekly: dict[int, tuple[Interval, ...]]) -> None:
        self.weekly, self.asked = weekly, 0

    def __getitem__(self, weekday: int) -> tuple[Interval, ...]:
        self.asked += 1
        return self.weekly[weekday]

    def __iter__(self) -> Iterator[int]:
        return iter(self.weekly)

    def __len__(self) -> int:
        return len(self.weekly)


@pytest.mark.parametrize(
    ("zone", "days_walked"),
    [(ZoneInfo("America/Phoenix"), 200), (CHICAGO, 650)],
    ids=["no change of clocks", "two changes a year"],
)
def test_ten_years_are_mostly_jumped_over(zone, days_walked):
    weekly = CountedWeek(dict.fromkeys(range(7), hours("09:00-17:00")))
    where = schedule(weekly, zone=zone)
    start, end = at("2026-01-01 00:00", zone), at("2036-01-01 00:00", zone)
    ten_years = timedelta(hours=8) * 3652
    assert open_time_between(where, start=start, end=end) == ten_years
    assert weekly.asked < days_walked
    weekly.asked = 0
    closing = add_open_time(where, at=start, duration=ten_years)
    assert same_instant(closing, at("2035-12-31 17:00", zone))
    assert weekly.asked < days_walked
