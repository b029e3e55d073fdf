"""Live phone references: what a stored reference shows, wherever rich text is rendered.

Readers, the API, previews and the comparison of revisions all expand rich text through Wagtail's
link handlers, so that a number that changes at its location has changed everywhere.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.rich_text import LinkHandler

from .directory import Directory
from .facts import PhoneValue
from .markup import LINK_TYPE, phone_reference, referenced_id, referenced_role
from .models import LocationPage
from .phones import PhoneRole

__all__ = [
    "PhoneLinkHandler",
    "locations_by_id",
    "numbers_of_locations",
    "phone_reference",
    "sharing",
    "shown_phone",
]

# The directory of the page that is being rendered, inside `sharing` only.
_directory: ContextVar[Directory | None] = ContextVar("clinic_directory", default=None)


@contextmanager
def sharing(directory: Directory | None) -> Iterator[None]:
    """Inside, references take their locations from `directory`: they cost no query of their own."""
    token = _directory.set(directory)
    try:
        yield
    finally:
        _directory.reset(token)


class PhoneLinkHandler(LinkHandler):
    """Shows a stored reference as the number that its location has now."""

    identifier = LINK_TYPE

    @staticmethod
    def get_model() -> type[LocationPage]:
        return LocationPage

    @classmethod
    def expand_db_attributes(cls, attrs: dict[str, str]) -> str:
        return cls.expand_db_attributes_many([attrs])[0]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        """Return the opening tag and the text of each reference; at most one query for all.

        The stored closing tag closes them. A reference that leads nowhere becomes plain words.
        """
        wanted = [_wanted(attrs) for attrs in attrs_list]
        found = locations_by_id({pk for pk, _role in wanted if pk})
        return [_opened(shown_phone(found.get(pk), role)) for pk, role in wanted]

    @classmethod
    def extract_references(cls, attrs: dict[str, str]) -> Iterator[tuple[Any, str, str, str]]:
        """Tell Wagtail's reference index which location this content shows."""
        location_id = referenced_id(attrs.get("id"))
        if location_id is not None:
            yield LocationPage, str(location_id), "", ""


def shown_phone(location: LocationPage | None, role: str) -> PhoneValue | None:
    """Return the number to show: that of `role`, else the main one; None for no live location."""
    if location is None or not location.live:
        return None
    return location.phone(role) or location.main_phone


def locations_by_id(ids: set[int] | None = None) -> dict[int, LocationPage]:
    """Return, for each id, the location that holds the facts; without `ids`, for every location.

    A translated location leads to its original. One query, none for locations that a shared
    directory has read already. Locations may be unpublished; an id of none is left out.
    """
    directory = _directory.get()
    known = directory.by_id if directory is not None and ids else {}
    found = {pk: known[pk] for pk in ids or () if pk in known}
    if ids is None or ids - found.keys():
        found |= _read_locations(ids)
    return found


def numbers_of_locations() -> Mapping[str, list[tuple[LocationPage, str]]]:
    """Return whose each number is, for what: E.164 → (location, role). One query.

    Published originals only, in tree order. Locations may share a number, such as one fax.
    """
    numbers: dict[str, list[tuple[LocationPage, str]]] = {}
    for location in LocationPage.objects.live().originals().order_by("path"):
        for block in location.phones:
            numbers.setdefault(block.value.e164, []).append((location, block.value.role))
    return numbers


def _read_locations(ids: set[int] | None) -> dict[int, LocationPage]:
    family = LocationPage.objects.order_by("pk")
    if ids is not None:
        keys = LocationPage.objects.filter(pk__in=ids).values("translation_key")
        family = family.filter(translation_key__in=keys)
    originals: dict[object, LocationPage] = {}
    return {
        page.pk: originals.setdefault(page.translation_key, page)  # the oldest is the original
        for page in family
    }


def _wanted(attrs: dict[str, str]) -> tuple[int, PhoneRole]:
    return referenced_id(attrs.get("id")) or 0, referenced_role(attrs.get("role"))


def _opened(phone: PhoneValue | None) -> str:
    if phone is None:
        words = _("our front desk")
        return format_html('<a class="clinic-phone clinic-phone--missing">{}', words)
    if not phone.href:
        return format_html('<a class="clinic-phone">{}', phone.display)
    return format_html('<a class="clinic-phone" href="{}">{}', phone.href, phone.display)
