"""What templates say of people and at the end of a page. The tags take data that is loaded."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import template
from django.template.context import Context
from django.utils import formats, timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.models import Page

from conditions.leaves import Leave
from conditions.models import PractitionerPage
from conditions.standing import disclaimer_of, standing_of
from conditions.weekdays import days_in

register = template.Library()

EVERY_DAY = 7


@register.inclusion_tag("clinic_conditions/includes/away.html")
def clinic_away(practitioner: PractitionerPage) -> dict[str, Any]:
    """When somebody is away: what is going on and what begins soon; nothing otherwise."""
    return {"leaves": practitioner.announced_leaves(on=timezone.localdate())}


@register.filter
def clinic_leave_dates(leave: Leave) -> SafeString:
    """“March 3 to March 17”, with the year where it is another one."""
    first = _date(leave.first)
    if leave.first == leave.last:
        return first
    return format_html(_("{first} to {last}"), first=first, last=_date(leave.last))


@register.filter
def clinic_weekdays(days: Iterable[int] | str | None) -> str:
    """“Mon, Wed, Thu”, "" for no days; takes them as numbers or as they are stored."""
    numbers = days_in(days) if isinstance(days, str) else list(days or ())
    if len(numbers) == EVERY_DAY:
        return _("every day")
    return ", ".join(str(WEEKDAYS_ABBR[day]) for day in numbers)


@register.inclusion_tag("clinic_conditions/includes/disclaimer.html", takes_context=True)
def clinic_disclaimer(context: Context) -> dict[str, Any]:
    """The disclaimer of the page's kind; nothing where there is none."""
    page, request = context.get("page"), context.get("request")
    if not isinstance(page, Page):
        return {}
    found = disclaimer_of(page, request, on=timezone.localdate())
    language = found.locale.language_code if found else ""
    is_foreign = language != standing_of(page, request).language
    return {"disclaimer": found, "language": language if is_foreign else ""}


def _date(day: date) -> SafeString:
    this_year = day.year == timezone.localdate().year
    words = formats.date_format(day, "MONTH_DAY_FORMAT" if this_year else "DATE_FORMAT")
    words = words.replace(" ", "\N{NO-BREAK SPACE}")
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), words)
