"""`site/` and `navigation/`: what is on every page. Three queries each, at most."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpRequest
from wagtail.coreutils import get_content_languages
from wagtail.models import Page

from ..conf import clinic_settings
from ..content_languages import reader_language
from ..expiry import next_change_among
from ..facts import override_reasons
from ..frames import Frame, frame_of
from ..hours import Interval, intervals_on
from ..models import Announcement, LocationPage
from ..opening import MONDAY, special_days, status
from ..problems import clinic_router
from ..published import is_public
from ..wall_clock import DAY
from .answers import note, read
from .asking import Language
from .parts import phone_data
from .shelf import Shelf
from .site_types import ClinicNavigation, ClinicSite

router = clinic_router("Clinic")


@read(
    router,
    "/site/",
    ClinicSite,
    operation_id="clinic_site",
    summary="The clinic",
    url_name="clinic_site",
)
def get_site(request: HttpRequest, locale: Language | None = None) -> Any:
    """Return the clinic: its locations with telephone numbers and hours, notices and languages."""
    frame = frame_of(request)
    rows = _site_pages(frame)
    shelf = Shelf(frame.clinic)
    shelf.put(rows)
    clinic, language = frame.clinic, reader_language()
    coming = _announcements(frame)
    clinic.announcements = [one for one in coming if one.starts_at <= frame.at]
    schedules = [place.schedule for place in clinic.locations]
    until = next_change_among(schedules, coming, at=frame.at)
    organisation = clinic.organisation
    phone = organisation.main_phone
    bound, default = clinic.bound_location, clinic.default_location
    answer = {
        "name": organisation.name,
        "tagline": organisation.tagline,
        "phone": phone_data(phone) if phone else None,
        "emergency_number": clinic_settings.EMERGENCY_NUMBER,
        "crisis_number": clinic_settings.CRISIS_NUMBER,
        "emergency_text": _words(clinic.emergency_text, language),
        "consent_text": _words(clinic.consent_text, language),
        "locale": language,
        "languages": _languages(frame, shelf),
        "location": bound.pk if bound else None,
        "default_location": default.pk if default else None,
        "locations": [_location(place, frame, shelf) for place in clinic.locations],
        "notices": [_notice(one, frame, shelf) for one in clinic.announcements_on(None)],
        "request_page": _request_page(frame, shelf),
    }
    note(request, keys=shelf.keys, until=until)
    return answer


@read(
    router,
    "/navigation/",
    ClinicNavigation,
    operation_id="clinic_navigation",
    summary="The menu",
    url_name="clinic_navigation",
)
def get_navigation(request: HttpRequest, locale: Language | None = None) -> Any:
    """Return the menu of the Site in the language that was asked for, in tree order."""
    frame = frame_of(request)
    shelf = Shelf(frame.clinic)
    home = _home(frame)
    items = _menu(home) if home is not None else []
    answer = {
        "home": shelf.link_to(home) if home is not None else None,
        "items": [shelf.link_to(page) for page in items],
    }
    note(request, keys=shelf.keys)
    return answer


# Reading.


def _site_pages(frame: Frame) -> list[Any]:
    """The front pages, the locations and the request page, in all languages. One query."""
    if frame.root is None:
        return []
    place = ContentType.objects.get_for_model(LocationPage)
    request_id = frame.clinic.site_settings.request_page_id if frame.clinic.site_settings else None
    family = Page.objects.filter(pk=request_id).values("translation_key")
    wanted = Q(content_type=place) | Q(translation_key=frame.root.translation_key)
    rows = Page.objects.filter(wanted | Q(translation_key__in=family)).annotate(
        is_public=is_public()
    )
    return list(
        rows.select_related("locale", "alias_of", "clinic_locations_locationpage").order_by("pk")
    )


def _announcements(frame: Frame) -> list[Announcement]:
    """What is announced now or to come, in the language asked for. One query."""
    to_come = Announcement.objects.originals().filter(live=True, ends_at__gt=frame.at)
    keys = to_come.values("translation_key")
    known = Announcement.objects.filter(live=True, translation_key__in=keys).with_places()
    found = Announcement.in_language(known, reader_language())
    places = frame.clinic.by_translation_key
    return [one for one in found if not one.place_keys or one.concerns(places)]


def _home(frame: Frame) -> Page | None:
    """The front page in the language asked for, else the one that the Site names. One query."""
    if frame.root is None:
        return None
    family = Page.objects.filter(translation_key=frame.root.translation_key, live=True)
    rows = family.filter(is_public(), alias_of__isnull=True).select_related("locale", "alias_of")
    homes = {page.locale.language_code: page for page in rows}
    return homes.get(reader_language()) or homes.get(frame.root.locale.language_code)


def _menu(home: Page) -> list[Page]:
    children = home.get_children().in_menu().filter(is_public(), live=True)
    return list(children.select_related("locale", "alias_of").order_by("path"))


# Telling.


def _words(words: Any, language: str) -> dict[str, str]:
    return {"text": words.text, "language": words.language or language}


def _languages(frame: Frame, shelf: Shelf) -> list[dict[str, str]]:
    if frame.root is None:
        return []
    names = get_content_languages()
    links = [shelf.link_to(home) for home in shelf.family_of(frame.root)]
    return [
        {
            "code": link["locale"],
            "name": str(names.get(link["locale"], link["locale"])),
            "url": link["url"],
            "path": link["path"],
        }
        for link in links
    ]


def _location(place: LocationPage, frame: Frame, shelf: Shelf) -> dict[str, Any]:
    """A location; its name and address in the language asked for, where it has a page in it."""
    family = shelf.family_of(place)
    own = [page for page in family if page.locale.language_code == reader_language()]
    page = next(iter(own), place)
    link = shelf.link_to(page)
    return {
        "id": place.pk,
        "name": page.title,
        "url": link["url"],
        "path": link["path"],
        "address": {
            **{name: getattr(place, name) for name in ("street", "street_extra", "city", "region")},
            **{name: getattr(place, name) for name in ("postcode", "country")},
            "latitude": place.latitude,
            "longitude": place.longitude,
        },
        "phones": [phone_data(block.value) for block in place.phones],
        "hours": _hours(place, at=frame.at),
        "booking_url": place.booking_url,
        "desk_languages": place.desk_languages,
    }


def _hours(place: LocationPage, *, at: datetime) -> dict[str, Any]:
    schedule, now = place.schedule, status(place.schedule, at=at)
    usual = type(schedule)(schedule.zone, schedule.weekly, {})
    reasons = override_reasons(place.hours_overrides)
    special = special_days(schedule, reasons=reasons, today=at.astimezone(place.zone).date())
    return {
        "time_zone": place.time_zone,
        "weekly": [
            {"weekday": day, "intervals": _intervals(intervals_on(usual, MONDAY + day * DAY))}
            for day in range(7)
        ],
        "special": [
            {
                "first": days.first,
                "last": days.last,
                "intervals": _intervals(days.intervals),
                "reason": days.reason,
            }
            for days in special
        ],
        "is_open": now.is_open,
        "changes_at": now.changes_at,
    }


def _intervals(intervals: Iterable[Interval]) -> list[dict[str, time]]:
    return [{"opens": one.opens, "closes": one.closes} for one in intervals]


def _notice(one: Announcement, frame: Frame, shelf: Shelf) -> dict[str, Any]:
    linked: Any = one.link_page
    shown = linked is not None and linked.live and one.link_is_public
    places = frame.clinic.by_translation_key
    return {
        "id": one.pk,
        "kind": one.kind,
        "locale": one.locale.language_code,
        "title": one.title,
        "html": shelf.text(one.text)["html"],
        "starts_at": one.starts_at,
        "ends_at": one.ends_at,
        "locations": sorted(places[key].pk for key in one.place_keys if key in places),
        "link": shelf.link_to(linked) if shown else None,
    }


def _request_page(frame: Frame, shelf: Shelf) -> dict[str, Any] | None:
    settings, root = frame.clinic.site_settings, frame.root
    page = shelf.page(settings.request_page_id) if settings else None
    if page is None or root is None:
        return None
    own = [one for one in shelf.family_of(page) if one.locale.language_code == reader_language()]
    return shelf.link_to(next(iter(own), page))
