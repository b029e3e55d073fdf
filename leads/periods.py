"""How long something is kept: a number of days or months, counted back from a moment. Pure."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta

DAYS, MONTHS = "days", "months"


@dataclass(frozen=True, slots=True)
class Period:
    """So many days, or so many months of the calendar."""

    number: int
    unit: str

    def before(self, at: datetime) -> datetime:
        """Return the moment that lies this long before `at`.

        A month before the 31st is the last day of a month that has no 31st.
        """
        if self.unit == DAYS:
            return at - timedelta(days=self.number)
        months = at.year * 12 + at.month - 1 - self.number
        year, month = divmod(months, 12)
        day = min(at.day, monthrange(year, month + 1)[1])
        return at.replace(year=year, month=month + 1, day=day)
