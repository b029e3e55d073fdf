"""A new form: what is preset in it, and what travels with it unseen."""

import logging
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from wagtail.models import Page

from locations.directory import Directory
from locations.faults import log_fault
from locations.models import LocationPage

from .about import locations_of, topic_of
from .forms import ConsultationForm, Place, place_of
from .stamps import Stamp
from .unavailable import remember

logger = logging.getLogger(__name__)


def new_form(
    clinic: Directory, *, about: Page | None, location: LocationPage | None, auto_id: str
) -> ConsultationForm:
    """Return an empty form with the location and the topic preset, as far as they are known."""
    try:
        initial = _initial(clinic, about=about, location=location)
    except Exception as error:
        # Another app's hook. Without what it knows there is less in the form, but there is a form.
        log_fault(logger, "The consultation form could not be preset.", error)
        initial = {}
    return ConsultationForm(initial=initial, places=places_of(clinic), auto_id=auto_id)


def places_of(clinic: Directory) -> Sequence[Place]:
    """Return the locations as the form offers them."""
    places = tuple(place_of(location) for location in clinic.locations)
    remember(places)
    return places


def hidden_fields(
    clinic: Directory, *, about_id: int | None, key: str, shown_at: datetime
) -> dict[str, str]:
    """Return what comes back with the form: the page that led here, the key and the stamp."""
    stamp = Stamp(shown_at=shown_at, consent_text=clinic.consent_text.text)
    return {"about": str(about_id or ""), "key": key, "stamp": stamp.signed()}


def new_key() -> str:
    """Return a key under which a form is received once."""
    return secrets.token_urlsafe(16)


def _initial(
    clinic: Directory, *, about: Page | None, location: LocationPage | None
) -> dict[str, Any]:
    chosen = location or clinic.bound_location
    if chosen is None:
        candidates = locations_of(about, directory=clinic, hook="clinic_page_locations")
        chosen = candidates[0] if len(candidates) == 1 else None
    return {"location": chosen and chosen.pk, "topic": topic_of(about)}
