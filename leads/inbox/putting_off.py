"""Until when leads are put off, as the list and the screen of a lead offer it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from locations.hours import Schedule

from ..putting_off import AT_OPENING, IN_TWO_HOURS, MONDAY, TOMORROW, TWO_HOURS, presets


class Until(TextChoices):
    """What the desk says; which time that is, its hours say."""

    TWO_HOURS = IN_TWO_HOURS, _("In 2 open hours")
    OPENING = AT_OPENING, _("When we open")
    TOMORROW = TOMORROW, _("Tomorrow, 9 a.m.")
    MONDAY = MONDAY, _("Next Monday")


def time_of(until: str, *, schedule: Schedule | None, zone: ZoneInfo, at: datetime) -> datetime:
    """Return the time that is meant; a desk without hours has the clock only, that of `zone`."""
    offered = presets(schedule, zone=zone, at=at)
    if until == IN_TWO_HOURS and until not in offered:
        return at + TWO_HOURS
    return offered.get(until, offered[TOMORROW])
