"""Templates: where a location is, and how to get there. No query beyond the directory's."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from locations.directory import Directory
from locations.maps import Locator, Place, Way, locate
from locations.models import LocationPage
from locations.routes import routes_to

register = template.Library()


@register.simple_tag
def clinic_routes(location: LocationPage) -> list[dict[str, str]]:
    """Directions to a location on other sites: only links, nothing is loaded from there."""
    address = ", ".join([*location.address_lines, location.country])
    return routes_to(address, location.coordinates)


@register.inclusion_tag("clinic/includes/locator.html", takes_context=True)
def clinic_locator(context: Context, location: LocationPage) -> dict[str, Any]:
    """Where a location lies to the others, as a drawing of our own; nothing without coordinates."""
    clinic = context.get("clinic") or Directory(site=None)
    places = [
        Place(other.pk, other.title, *other.coordinates)
        for other in clinic.locations
        if other.coordinates
    ]
    locator = locate(places, here=location.pk, country=location.country)
    if locator is None:
        return {}
    sentences = " ".join(_sentence(way, locator) for way in locator.ways)
    return {
        "locator": locator,
        "sentences": sentences,
        "scale": _distance(locator.scale_distance, locator),
    }


def _sentence(way: Way, locator: Locator) -> str:
    return _("%(other)s is about %(distance)s from %(here)s, as the crow flies.") % {
        "other": way.end.place.name,
        "here": way.start.place.name,
        "distance": _distance(way.distance, locator),
    }


def _distance(distance: float, locator: Locator) -> str:
    number = round(distance, 2 if distance < 1 else 1 if distance < 3 else 0)
    words = number_format(f"{number:g}", use_l10n=True)
    if locator.in_miles:
        return ngettext("%(distance)s mile", "%(distance)s miles", 1 if number == 1 else 2) % {
            "distance": words
        }
    return _("%(distance)s km") % {"distance": words}
