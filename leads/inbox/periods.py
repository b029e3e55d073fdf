"""How long something is kept, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import Unit


def period_words(number: int | None, unit: str) -> str:
    """“18 months”; “for ever” without a number."""
    if not number:
        return _("for ever")
    if unit == Unit.DAYS:
        return ngettext("%(n)d day", "%(n)d days", number) % {"n": number}
    return ngettext("%(n)d month", "%(n)d months", number) % {"n": number}
