"""Years that somebody can mean: beyond them, counting days on may leave the calendar.

Python's dates end with the years 1 and 9999. A date near either end is taken by every field, and is
a fault for whoever adds a day to it, or asks which hour it is elsewhere.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

FIRST_YEAR, LAST_YEAR = 1900, 2199
WRONG_YEAR = _("Write a year from 1900 to 2199.")


def is_meant(day: date) -> bool:
    """Is this date, or time, of a year that somebody can mean?"""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def refuse_other_years(day: date) -> None:
    """The validator of a field. Raises ValidationError for a year that nobody can mean."""
    if not is_meant(day):
        raise ValidationError(WRONG_YEAR)
