"""What templates say about the clinic: numbers, hours, pictures and addresses of pages.

The tags take data that is loaded already and run no query. (The first view of a picture that was
not cut at publishing makes one JPEG of it.)
"""

import json
from datetime import date, time
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.template.context import Context
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from locations import clock
from locations.conf import clinic_settings
from locations.content_languages import reader_language
from locations.directory import Directory
from locations.emergency import link_emergency_numbers
from locations.facts import PhoneValue, override_reasons
from locations.hours import Interval
from locations.languages import direction_of, foreign
from locations.models import Announcement, LocationPage
from locations.opening import Days, SpecialDays, special_days, week_of
from locations.phones import PhoneRole
from locations.picture_html import picture_html, sources_html
from locations.pictures import (
    ON_PHONES,
    SIZES,
    PictureSize,
    credit_of,
    is_decorative,
    is_withheld,
    renditions_cut,
    renditions_to_show,
)
from locations.signs import day_words, sign_data
from locations.wording import clock_words, days_words, is_all_day

register = template.Library()


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


# Numbers that are not the clinic's: 911, 988.


@register.simple_tag
def clinic_emergency_number() -> str:
    """The number of the emergency services."""
    return clinic_settings.EMERGENCY_NUMBER


@register.simple_tag
def clinic_crisis_number() -> str:
    """The number for a mental crisis, "" where there is none."""
    return clinic_settings.CRISIS_NUMBER


@register.filter
def clinic_emergency_links(html: object) -> SafeString:
    """Safe HTML, as of rich text, with links to the emergency numbers that are in it."""
    return link_emergency_numbers(html)


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
    """The hours of today, and as data for clock.js whether it is open now and until when."""
    schedule, now = location.schedule, timezone.now()
    if not (schedule.weekly or schedule.overrides):
        return {}
    sign = json.dumps(sign_data(schedule, at=now), separators=(",", ":"), ensure_ascii=False)
    return {"day": day_words(schedule, at=now), "sign": sign}


# Announcements.


@register.inclusion_tag("clinic/includes/announcements.html", takes_context=True)
def clinic_announcements(context: Context) -> dict[str, Any]:
    """The announcements that concern the page and its Site. One query for a whole request."""
    clinic, page = context.get("clinic"), context.get("page")
    if not clinic:
        return {}
    shown = [_announced(one, clinic, context) for one in clinic.announcements_on(page)]
    return {"announcements": shown, "request": context.get("request")}


def _announced(one: Announcement, clinic: Directory, context: Context) -> dict[str, Any]:
    known = [place for place in clinic.locations if place.translation_key in one.place_keys]
    elsewhere = len(clinic.shown_locations) > 1  # on a location's own Site it is clear whose it is
    language = one.locale.language_code
    foreign = language != reader_language()
    linked = one.link_page if one.link_page and one.link_page.live and one.link_is_public else None
    return {
        "announcement": one,
        "until": int(one.ends_at.timestamp()),
        "places": ", ".join(place.title for place in known) if elsewhere else "",
        "language": language if foreign else "",
        "direction": direction_of(language),
        "url": clinic_page_url(context, linked) if linked else "",
    }


# Days and times.


@register.filter
def clinic_days(days: Days) -> str:
    """“Monday”, “Saturday and Sunday”, “Monday to Friday”, “Every day”."""
    return days_words(days)


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
    if is_all_day(interval):
        return format_html("{}", _("all day"))
    times = {"opens": _clock(interval.opens), "closes": _clock(interval.closes)}
    return format_html(_("{opens} to {closes}"), **times)


def _week(location: LocationPage) -> list[Days]:
    return week_of(location.schedule) if location.schedule.weekly else []


def _clock(clock: time) -> SafeString:
    shown = f"{clock:%H:%M}", clock_words(clock)
    return format_html('<time datetime="{}">{}</time>', *shown)


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
    # A face beside a name must not come before the picture that the first screen is about.
    first = {"fetchpriority": "low"}
    loading = {"loading": "lazy", "decoding": "async"} if lazy else first
    words = "" if is_decorative(image) else alt
    attributes = {"alt": words, "sizes": chosen.sizes, **loading}
    # The library describes its pictures in one language.
    if words and words == image.description and (language := foreign(settings.LANGUAGE_CODE)):
        attributes["lang"] = language
    on_phones = _on_phones(image, chosen)
    return picture_html(renditions_to_show(image, chosen), attributes, before=on_phones)


def _on_phones(image: AbstractImage, size: PictureSize) -> str:
    """What a narrow screen takes: the crops of the size that stands for this one, once cut."""
    crops = renditions_cut(image, SIZES[size.on_phones]) if size.on_phones else {}
    return sources_html(crops, sizes=size.sizes_on_phones, media=ON_PHONES) if crops else ""


@register.filter
def clinic_credit(image: AbstractImage | None) -> str:
    """Who made the picture, "" when nobody wrote it."""
    return credit_of(image)


@register.simple_tag
def clinic_clock_code() -> SafeString:
    """The script of clock.js, for a page that has it inside; the policy must name its digest."""
    return SafeString(clock.code())


# Addresses of pages.


@register.simple_tag(takes_context=True)
def clinic_page_url(context: Context, page: Page) -> str:
    """The address of a page for a reader of this one; "" when it has none.

    A location is the same place in every language: the link leads to the reader's.
    """
    clinic = context.get("clinic")
    if clinic and isinstance(page, LocationPage):
        page = clinic.in_language(page)
    request = context.get("request")
    if clinic and clinic.request is request:
        return clinic.address_of(page)
    return page.get_url(request) or ""


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


@register.simple_tag(takes_context=True)
def clinic_current(context: Context, item: Page) -> str:
    """How a menu marks `item`: "page" for the page shown, "true" above it, "" elsewhere."""
    page = context.get("page")
    if not isinstance(page, Page) or not page.path:
        return ""
    if page.path == item.path:
        return "page"
    return "true" if page.path.startswith(item.path) else ""
