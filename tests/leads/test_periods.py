"""How long something is kept, counted back by the calendar."""

from datetime import UTC, datetime

import pytest

from leads.periods import DAYS, MONTHS, Period


@pytest.mark.parametrize(
    ("number", "unit", "at", "before"),
    [
        (1, MONTHS, (2026, 3, 31), (2026, 2, 28)),
        (1, MONTHS, (2024, 3, 31), (2024, 2, 29)),
        (12, MONTHS, (2024, 2, 29), (2023, 2, 28)),
        (3, MONTHS, (2026, 3, 4), (2025, 12, 4)),
        (2, MONTHS, (2026, 1, 15), (2025, 11, 15)),
        (600, MONTHS, (2026, 6, 1), (1976, 6, 1)),
        (30, DAYS, (2026, 3, 4), (2026, 2, 2)),
    ],
)
def test_period_is_counted_back_by_the_calendar(number, unit, at, before):
    moment = datetime(*at, 16, 5, tzinfo=UTC)
    assert Period(number, unit).before(moment) == datetime(*before, 16, 5, tzinfo=UTC)
