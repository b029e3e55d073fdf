"""What templates say about the clinic: numbers, hours, pictures and addresses of pages.

The tags take data that is loaded already and run no query. (The first view of a picture that was
not cut at publishing makes one JPEG of it.)
"""

from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template.context import Context
from django.utils import formats, timezone
from django.utils.dates import WEEKDAYS
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.images.models import AbstractImage, Picture
from wagtail.models import Page

from locations.facts import PhoneValue, override_reasons
from locations.hours import MIDNIGHT, Interval
from locations.models import LocationPage
from locations.opening import Days, SpecialDays, special_days, status, week_of
from locations.phones import PhoneRole
from locations.pictures import (
    SIZES,
    credit_of,
    is_decorative,
    is_withheld,
    renditions_to_show,
)

register = template.Library()

MAPS_URL = "https://www.google.com/maps/search/?"


# Phones.


@register.simple_tag
def clinic_phone(location: LocationPage, role: str = PhoneRole.MAIN) -> str:
    """The location's number for `role` as a link, "" when it has none."""
    phone = location.phone(role)
    return clinic_phone_link(phone) if phone else ""


@register.filter
def clinic_phone_link(phone: PhoneValue) -> SafeString:
    """A number as a link that calls or texts; a fax number is only written."""
    if not phone.href:
        return format_html('<span class="phone">{}</span>', phone.display)
    return format_html('<a class="phone" href="{}">{}</a>', phone.href, phone.display)


# Hours.


@register.inclusion_tag("clinic/includes/hours.html")
def clinic_hours(location: LocationPage) -> dict[str, Any]:
    """The usual week as a table, and the special days that are near."""
    today = timezone.now().astimezone(location.zone).date()
    reasons = override_reasons(location.hours_overrides)
    special = special_days(location.schedule, reasons=reasons, today=today)
    return {"location": location, "week": _week(location), "special_days": special}


@register.inclusion_tag("clinic/includes/hours_brief.html")
def clinic_hours_brief(location: LocationPage) -> dict[str, Any]:
    """The usual week in as few lines as it takes, without the days on which it is closed."""
    return {"week": [days for days in _week(location) if days.intervals]}


@register.inclusion_tag("clinic/includes/open_now.html")
def clinic_open_now(location: LocationPage) -> dict[str, Any]:
    """Open now and until when, or when it opens next, as the server's clock says."""
    now = timezone.now().astimezone(location.zone)
    sign = status(location.schedule, at=now)
    return {"sign": sign, "change": _moment(sign.changes_at, now) if sign.changes_at else ""}


@register.filter
def clinic_days(days: Days) -> str:
    """“Monday”, “Saturday and Sunday”, “Monday to Friday”, “Every day”."""
    first, last = WEEKDAYS[days.first], WEEKDAYS[days.last]
    if days.first == days.last:
        return str(first)
    if (days.first, days.last) == (0, 6):
        return _("Every day")
    pattern = (
        _("%(first)s and %(last)s") if days.last - days.first == 1 else _("%(first)s to %(last)s")
    )
    return pattern % {"first": first, "last": last}


@register.filter
def clinic_dates(special: SpecialDays) -> SafeString:
    """A date, or the first and the last of several."""
    first = _date(special.first)
    if special.first == special.last:
        return first
    return format_html(_("{first} to {last}"), first=first, last=_date(special.last))


@register.filter
def clinic_interval(interval: Interval) -> SafeString:
    """“9 a.m. to noon”, as the active language writes times."""
    if interval.opens == interval.closes == MIDNIGHT:
        return format_html("{}", _("all day"))
    times = {"opens": _clock(interval.opens), "closes": _clock(interval.closes)}
    return format_html(_("{opens} to {closes}"), **times)


def _week(location: LocationPage) -> list[Days]:
    return week_of(location.schedule) if location.schedule.weekly else []


def _moment(moment: datetime, now: datetime) -> SafeString:
    """An instant as people say it: “5 p.m.”, “tomorrow, 9 a.m.”, “Monday, 9 a.m.”."""
    clock = _time_words(moment.time())
    days = (moment.date() - now.date()).days
    if days == 0:
        words = clock
    elif days == 1:
        words = _("tomorrow, %(time)s") % {"time": clock}
    elif days < 7:
        words = f"{formats.date_format(moment, 'l')}, {clock}"
    else:
        words = f"{formats.date_format(moment, 'MONTH_DAY_FORMAT')}, {clock}"
    return format_html('<time datetime="{}">{}</time>', moment.isoformat("T", "minutes"), words)


def _clock(clock: time) -> SafeString:
    shown = f"{clock:%H:%M}", _time_words(clock)
    return format_html('<time datetime="{}">{}</time>', *shown)


def _time_words(clock: time) -> str:
    # A time is never broken over two lines.
    return formats.time_format(clock, "TIME_FORMAT").replace(" ", "\N{NO-BREAK SPACE}")


def _date(day: date) -> SafeString:
    words = formats.date_format(day, "l, ") + formats.date_format(day, "MONTH_DAY_FORMAT")
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), words)


# Pictures.


@register.simple_tag
def clinic_image(
    image: AbstractImage | None, size: str, *, alt: str = "", lazy: bool = True
) -> SafeString | str:
    """A picture in one of the sizes of locations/pictures.py, "" without one.

    `alt` is empty for a picture that only decorates. The first picture of a page is not `lazy`.
    A picture that must not be shown any more (PictureRights) is "", too.
    """
    if image is None or is_withheld(image, on=timezone.localdate()):
        return ""
    chosen = SIZES[size]
    loading = {"loading": "lazy", "decoding": "async"} if lazy else {"fetchpriority": "high"}
    words = "" if is_decorative(image) else alt
    attributes = {"alt": words, "sizes": chosen.sizes, **loading}
    return Picture(renditions_to_show(image, chosen), attributes).__html__()


@register.filter
def clinic_credit(image: AbstractImage | None) -> str:
    """Who made the picture, "" when nobody wrote it."""
    return credit_of(image)


# Addresses of pages.


@register.simple_tag(takes_context=True)
def clinic_page_url(context: Context, page: Page) -> str:
    """The address of a page for a reader of this one; "" when it has none."""
    return page.get_url(context.get("request")) or ""


@register.simple_tag(takes_context=True)
def clinic_request_url(
    context: Context, about: Page | None = None, location: LocationPage | None = None
) -> str:
    """The address of the request form, which learns the page and the location by number only.

    What page somebody came from says what ails them: an address with its name in it would be kept
    in histories and logs.
    """
    url = context["clinic"].request_url if context.get("clinic") else ""
    known = {"about": about, "location": location}
    query = urlencode({name: page.pk for name, page in known.items() if page and page.pk})
    return f"{url}?{query}" if url and query else url


@register.simple_tag
def clinic_map_url(location: LocationPage) -> str:
    """A map of the location's address, on another site: only a link, nothing is loaded."""
    address = ", ".join([*location.address_lines, location.country])
    return MAPS_URL + urlencode({"api": 1, "query": address})


@register.simple_tag(takes_context=True)
def clinic_current(context: Context, item: Page) -> str:
    """How a menu marks `item`: "page" for the page shown, "true" above it, "" elsewhere."""
    page = context.get("page")
    if not isinstance(page, Page) or not page.path:
        return ""
    if page.path == item.path:
        return "page"
    return "true" if page.path.startswith(item.path) else ""
