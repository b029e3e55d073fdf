"""The page that led here (“about”), and what the app it belongs to says of it.

Leads knows no page types but its own. Other apps speak through hooks, functions of the page:

    clinic_page_locations           translation keys of the locations that the page is about
    clinic_practitioner_locations   translation keys of where the page's practitioner works
    clinic_topic_of_page            what a request from this page is about, in a few words, or ""
    clinic_practitioner_leave       (first day, last day) of each leave of the page's practitioner

And of a location and a day:

    clinic_location_practitioners   who works there: {"name": …, "away": on leave on that day}
"""

import logging
from collections.abc import Sequence
from datetime import date
from typing import Any

import swapper
from django.db import transaction
from wagtail import hooks
from wagtail.models import Page
from wagtail.query import PageQuerySet

from locations.directory import Directory
from locations.faults import log_fault
from locations.markup import referenced_id
from locations.models import LocationPage
from locations.published import published

logger = logging.getLogger(__name__)


def id_in(text: str | None) -> int | None:
    """Return the id that somebody wrote into an address or a hidden field, None if it is none."""
    return referenced_id(text)


def live_page(page_id: int | None) -> Page | None:
    """Return a published page as its own type; None for an id that is no published page."""
    return None if page_id is None else _first(_pages(page_id).live())


def public_page(page_id: int | None) -> Page | None:
    """Return a published page that everybody may read, so that its title may be shown."""
    return None if page_id is None else _first(published(_pages(page_id)))


def _pages(page_id: int) -> PageQuerySet:
    return swapper.load_model("wagtailcore", "Page").objects.filter(pk=page_id)


def _first(pages: PageQuerySet) -> Page | None:
    page = pages.first()
    return page.specific if page else None


def locations_of(about: Page | None, *, directory: Directory, hook: str) -> list[LocationPage]:
    """Return the locations that `about` belongs to, by what the functions of `hook` say.

    They speak in translation keys, so that an alias or a translation counts as the location.
    """
    if about is None:
        return []
    keys = {key for function in hooks.get_hooks(hook) for key in function(about)}
    return [place for place in directory.locations if place.translation_key in keys]


def topic_of(about: Page | None) -> str:
    """Return what a request from this page is about, "" when nothing says so."""
    if about is None:
        return ""
    topics = (function(about) for function in hooks.get_hooks("clinic_topic_of_page"))
    return next(filter(None, topics), "")


def leaves_of(about: Page | None) -> list[tuple[date, date]]:
    """Return the leaves of the practitioner of a page: first and last day, in order."""
    if about is None:
        return []
    leaves = {
        (first, last)
        for function in hooks.get_hooks("clinic_practitioner_leave")
        for first, last in function(about)
    }
    return sorted(leaves)


def practitioners_at(location: LocationPage | None, *, on: date) -> Sequence[dict[str, Any]]:
    """Return who works at a location, by name, and whether they are away on that day.

    [] when no app knows. A fault of another app's costs the choice, never the screen.
    """
    if location is None:
        return []
    functions = hooks.get_hooks("clinic_location_practitioners")
    try:
        with transaction.atomic():  # a failed query must not break the surrounding transaction
            return [person for function in functions for person in function(location, on)]
    except Exception as error:
        log_fault(logger, "Who works at a location could not be read.", error)
        return []
