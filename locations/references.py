"""Live references: what a stored reference shows, wherever rich text is rendered.

Readers, the API, previews and the comparison of revisions all expand rich text through Wagtail's
link handlers, so that a fact that changes at its location has changed everywhere.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from .directory import Directory
from .facts import PhoneValue
from .live import Choice, Group, Key, LiveFact, Shown, Wanted
from .markup import LINK_TYPE, ORGANISATION, phone_reference, referenced_role
from .models import ClinicOrganisation, LocationPage
from .phones import PhoneRole
from .published import is_public
from .wording import week_words

__all__ = [
    "KINDS",
    "AddressFact",
    "BookingFact",
    "HoursFact",
    "PhoneFact",
    "locations_by_id",
    "numbers_of_locations",
    "originals_by_id",
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


class LocationFact(LiveFact):
    """A fact of a location, shown as it is there now."""

    nothing_yet = _("No published location has one yet. Write it on the location's page first.")
    gone = _("This location is not on the site any more.")

    @staticmethod
    def get_model() -> type[LocationPage]:
        return LocationPage

    @classmethod
    def find(cls, keys: set[Key] | None) -> Mapping[Any, Any]:
        return locations_by_id(keys)

    @classmethod
    def groups(cls) -> list[Group]:
        locations = LocationPage.objects.live().originals().order_by("path")
        groups = [Group(location.title, cls.choices(location)) for location in locations]
        return [group for group in groups if group.choices]

    @classmethod
    def choices(cls, location: LocationPage) -> list[Choice]:
        """The facts of this kind that a location has."""
        wanted = {"id": location.pk}
        shown = cls.shown(location, wanted)
        return [Choice(wanted, shown)] if shown else []


class PhoneFact(LocationFact):
    """A location's number for a role, as a link that calls; or the number of the whole clinic."""

    identifier = LINK_TYPE
    attributes = ("id", "role")
    icon = "clinic-phone"
    button = _("Phone number")
    title = _("Choose a phone number")
    explanation = _("The text will always show the number that the location has.")
    nothing_yet = _("No location is published yet. Publish one, with its phone number, first.")
    missing = _("our front desk")

    @classmethod
    def wanted(cls, attrs: Mapping[str, Any]) -> Wanted:
        whole = {"id": ORGANISATION} if attrs.get("id") == ORGANISATION else {}
        return super().wanted(attrs) | {"role": referenced_role(attrs.get("role"))} | whole

    @classmethod
    def find(cls, keys: set[Key] | None) -> Mapping[Any, Any]:
        found: dict[Key, Any] = {}
        if keys is None or ORGANISATION in keys:
            found[ORGANISATION] = SimpleLazyObject(_organisation)
        of_locations = keys - {ORGANISATION} if keys is not None else None
        if of_locations is None or of_locations:
            found |= locations_by_id(of_locations)
        return found

    @classmethod
    def shown(cls, holder: Any, wanted: Wanted) -> Shown | None:
        if isinstance(holder, ClinicOrganisation):
            phone, whose = holder.main_phone, holder.name
        else:
            phone, whose = shown_phone(holder, wanted["role"]), holder.title if holder else ""
        if phone is None:
            return None
        label = gettext("%(location)s: %(role)s") % {"location": whose, "role": phone.role_label}
        return Shown(text=phone.display, href=phone.href, label=label)

    @classmethod
    def groups(cls) -> list[Group]:
        clinic = _organisation()
        wanted = {"id": ORGANISATION, "role": PhoneRole.MAIN}
        shown = cls.shown(clinic, wanted)
        if shown is None:
            return super().groups()
        words = str(PhoneRole.MAIN.label)
        return [Group(clinic.name, [Choice(wanted, shown, words)]), *super().groups()]

    @classmethod
    def choices(cls, location: LocationPage) -> list[Choice]:
        """The first number of each role, because that is the one that a reference shows."""
        first = {block.value.role: block.value for block in reversed(location.phones)}
        choices = []
        for phone in sorted(first.values(), key=lambda phone: phone.role != PhoneRole.MAIN):
            wanted = {"id": location.pk, "role": PhoneRole(phone.role)}
            if shown := cls.shown(location, wanted):
                choices.append(Choice(wanted, shown, phone.role_label))
        return choices


class HoursFact(LocationFact):
    """A location's usual week in one line.

    Not the hours of today: a text is also read in a mail, a feed or a copy of the page, tomorrow.
    """

    identifier = "clinic-hours"
    icon = "time"
    button = _("Opening hours")
    title = _("Choose opening hours")
    explanation = _("The text will always show the usual week of the location, in one line.")
    missing = _("by appointment")

    @classmethod
    def shown(cls, holder: Any, wanted: Wanted) -> Shown | None:
        if holder is None or not holder.live or not holder.schedule.weekly:
            return None
        label = gettext("%(location)s: opening hours") % {"location": holder.title}
        return Shown(text=week_words(holder.schedule), label=label)


class AddressFact(LocationFact):
    """A location's address in one line."""

    identifier = "clinic-address"
    icon = "clinic-place"
    button = _("Address")
    title = _("Choose an address")
    explanation = _("The text will always show the address that the location has.")
    missing = _("our clinic")

    @classmethod
    def shown(cls, holder: Any, wanted: Wanted) -> Shown | None:
        if holder is None or not holder.live:
            return None
        label = gettext("%(location)s: address") % {"location": holder.title}
        return Shown(text=", ".join(holder.address_lines), label=label)


class BookingFact(LocationFact):
    """The link to a location's online booking; where there is none any more, its main number."""

    identifier = "clinic-booking"
    icon = "calendar-check"
    button = _("Booking link")
    title = _("Choose a booking link")
    explanation = _("The text will always lead to the online booking of the location.")
    missing = _("our front desk")

    @classmethod
    def shown(cls, holder: Any, wanted: Wanted) -> Shown | None:
        if holder is None or not holder.live:
            return None
        label = gettext("%(location)s: online booking") % {"location": holder.title}
        if holder.booking_url:
            return Shown(text=gettext("book online"), href=holder.booking_url, label=label)
        phone = holder.main_phone
        return Shown(text=phone.display, href=phone.href, label=label) if phone else None

    @classmethod
    def choices(cls, location: LocationPage) -> list[Choice]:
        return super().choices(location) if location.booking_url else []


KINDS: tuple[type[LiveFact], ...] = (PhoneFact, HoursFact, AddressFact, BookingFact)


def shown_phone(location: LocationPage | None, role: str) -> PhoneValue | None:
    """Return the number to show: that of `role`, else the main one; None for no live location."""
    if location is None or not location.live:
        return None
    return location.phone(role) or location.main_phone


def locations_by_id(ids: set[Any] | None = None) -> dict[Any, LocationPage]:
    """Return, for each id, the location that holds the facts; without `ids`, for every location.

    A translated location leads to its original. One query, none for locations that a shared
    directory has read already. Locations may be unpublished; an id of none is left out.
    """
    directory = _directory.get()
    known = directory.by_id if directory is not None and ids else {}
    found = {pk: known[pk] for pk in ids or () if pk in known}
    if ids is None or ids - found.keys():
        found |= originals_by_id(LocationPage, ids)
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


def originals_by_id(model: type[Page], ids: set[Any] | None) -> dict[Any, Any]:
    """Return, for each id, the page itself or what it translates; for every page without `ids`."""
    known = ExpressionWrapper(is_public(), output_field=BooleanField())
    family = model._default_manager.order_by("pk").annotate(is_public=known)
    if ids is not None:
        keys = model._default_manager.filter(pk__in=ids).values("translation_key")
        family = family.filter(translation_key__in=keys)
    originals: dict[object, Page] = {}
    return {
        page.pk: originals.setdefault(page.translation_key, page)  # the oldest is the original
        for page in family
    }


def _organisation() -> ClinicOrganisation:
    directory = _directory.get()
    return directory.organisation if directory is not None else ClinicOrganisation.load()
