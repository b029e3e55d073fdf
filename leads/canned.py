"""Canned replies filled in: the facts that their tags stand for, as they are now."""

from datetime import datetime
from typing import Any

from django.db.models import Case, Q, QuerySet, When
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import override

from locations.hours import intervals_on, next_opening
from locations.models import LocationPage
from locations.wording import intervals_words

from .models import CannedReply, Lead, Right, locations_with_right
from .tags import Filled, fill


def replies_for(lead: Lead) -> QuerySet[CannedReply]:
    """The replies in use at the lead's location, those in the lead's language first."""
    here = Q(location__isnull=True) | Q(location=lead.location_id)
    own_language = Case(When(language=lead.language, then=0), When(language="", then=1), default=2)
    found = CannedReply.objects.filter(here, active=True)
    return found.order_by(own_language, "name", "pk")


def replies_managed_by(user: Any) -> QuerySet[CannedReply]:
    """The replies of the locations that the user manages; of who manages all, also the general."""
    everywhere, location_ids = locations_with_right(user, Right.MANAGE)
    found = CannedReply.objects.all()
    return found if everywhere else found.filter(location_id__in=location_ids)


def filled(reply: CannedReply, *, lead: Lead, by: Any, at: datetime) -> tuple[Filled, Filled]:
    """Return subject and text of a reply to a lead, with the facts in the reply's language."""
    with override(reply.language or lead.language):
        facts = facts_of(lead, by=by, at=at)
    return fill(reply.subject, facts), fill(reply.body, facts)


def facts_of(lead: Lead, *, by: Any, at: datetime) -> dict[str, str]:
    """Return what each tag means for this lead, in the active language; "" for what is unknown."""
    words = lead.name.split()
    return {
        "first_name": words[0] if words else "",
        "practitioner": lead.appointment_with,
        "appointment": _appointment(lead),
        "reference": lead.reference,
        "my_name": by.get_full_name() if by else "",
        **(_of_location(lead.location, at=at) if lead.location else {}),
    }


def _of_location(location: LocationPage, *, at: datetime) -> dict[str, str]:
    phone = location.main_phone
    local = at.astimezone(location.zone)
    intervals = intervals_on(location.schedule, local.date())
    opening = next_opening(location.schedule, at=at)
    return {
        "location": location.title,
        "phone": phone.display if phone else "",
        "address": ", ".join(location.address_lines),
        "hours_today": intervals_words(intervals) if intervals else _("closed"),
        "opens_next": _moment(opening) if opening else "",
        "booking_link": location.booking_url,
    }


def _appointment(lead: Lead) -> str:
    if not (lead.appointment_at and lead.location):
        return ""
    return _moment(lead.appointment_at.astimezone(lead.location.zone))


def _moment(local: datetime) -> str:
    """“Monday, March 9, 10 a.m.”: with its date, because a mail is read on another day."""
    return ", ".join(
        [
            formats.date_format(local, "l"),
            formats.date_format(local, "MONTH_DAY_FORMAT"),
            formats.time_format(local, "TIME_FORMAT"),
        ]
    )
