"""Everything the screen of one lead shows, read before the template is drawn."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from wagtail.admin.utils import get_user_display_name

from locations import phones
from locations.conf import clinic_settings

from .. import routing
from ..models import Acquaintance, CallOutcome, Lead, PreferredContact, PreferredTime
from . import privacy, timeline
from .away import leave_sentences
from .clocks import clock_of, moment
from .forms import ACTION_FORMS, ActionForm
from .merging import MergeForm
from .misrouting import MisroutedForm
from .outgoing import messages_of
from .person import events_of, living_of, parts_of, person_of

OUTCOME_ICONS = {
    CallOutcome.SPOKE: "check",
    CallOutcome.VOICEMAIL: "media",
    CallOutcome.NO_ANSWER: "minus",
    CallOutcome.WRONG_NUMBER: "cross",
}

# What the visitor said of themselves, as the desk says it of them.
ACQUAINTANCE: dict[str, Any] = {
    Acquaintance.UNKNOWN: _("Not said"),
    Acquaintance.NEW: _("New here"),
    Acquaintance.RETURNING: _("Has been here before"),
}


def facts(lead: Lead, *, request: HttpRequest, at: datetime) -> dict[str, Any]:
    """Return what is known about a lead and what happened to it."""
    phone = phones.display(lead.phone, region=clinic_settings.PHONE_REGION)
    deliveries = lead.deliveries.for_the_lead().order_by("created_at", "pk")
    outgoing = messages_of(deliveries, at=at)
    parts = parts_of(lead, user=request.user)
    return {
        "lead": lead,
        "clock": clock_of(lead, at=at),
        "received": moment(lead.received_at, zone=timezone.get_current_timezone(), at=at),
        "phone": phone,
        **privacy.facts(lead, by=request.user, phone=phone, at=at),
        "phone_href": phones.href(lead.phone),
        "text_href": phones.href(lead.phone, role=phones.PhoneRole.TEXT),
        "wants_text": lead.preferred_contact == PreferredContact.TEXT,
        "acquaintance": ACQUAINTANCE[lead.acquaintance],
        "assigned_to": get_user_display_name(lead.assigned_to) if lead.assigned_to else "",
        "preferred_times": _labels(PreferredTime, lead.preferred_times),
        "language": _language_name(lead.language),
        "about_url": _url_of_about(lead, request),
        "routing": routing.sentence(lead.routing),
        "leaves": leave_sentences(lead, at=at),
        "skipped": routing.skipped_sentences(lead.routing),
        "quarantine_reasons": timeline.reasons(lead.quarantine_reasons),
        "timeline": timeline.entries(events_of(lead, parts), at=at, parts=parts),
        "person": person_of(lead, user=request.user, at=at),
        "living": living_of(lead, user=request.user),
        "outgoing": outgoing,
        "is_undelivered": any(message.is_given_up for message in outgoing),
    }


def workbench(lead: Lead, *, failed: ActionForm | None = None) -> dict[str, Any]:
    """Return the forms of the actions that fit the lead, and the text typed so far.

    An action that was not done stays on the screen, even if it fits no longer, and its text goes
    back into the box that all actions share.
    """
    forms = {
        name: form_class(lead=lead)
        for name, form_class in (ACTION_FORMS | {MergeForm.name: MergeForm}).items()
        if form_class.fits(lead)
    }
    if MisroutedForm.fits(lead):
        forms[MisroutedForm.name] = MisroutedForm(lead=lead)
    if failed is not None:
        forms[failed.name] = failed
        forms["note"].initial["text"] = failed.data.get("text", "")
    return {
        "forms": forms,
        "outcomes": [(outcome, OUTCOME_ICONS[outcome]) for outcome in CallOutcome],
    }


def _labels(choices: Any, values: Iterable[str]) -> list[str]:
    return [str(choices(value).label) for value in values if value in choices.values]


def _language_name(code: str) -> str:
    """The name of a language in the reader's; the code of one that Django does not know."""
    try:
        return get_language_info(code)["name_translated"]
    except KeyError:
        return code


def _url_of_about(lead: Lead, request: HttpRequest) -> str:
    """The address of the page they came from; "" if it is gone or not published."""
    page = lead.about
    return (page.get_url(request) or "") if page is not None and page.live else ""
