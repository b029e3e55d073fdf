"""Everything the screen of one lead shows, read before the template is drawn."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.utils import get_user_display_name

from locations import phones
from locations.conf import clinic_settings

from .. import routing
from ..actions import has_right
from ..canned import replies_for
from ..models import Acquaintance, CallOutcome, Lead, PreferredContact, PreferredTime, Right
from . import privacy, timeline
from .asking import asked_of
from .away import leave_sentences
from .clocks import clock_of, moment
from .desk_forms import BookForm
from .form_bases import TextForm
from .forms import ACTION_FORMS, ActionForm
from .mentions import mentionable
from .merging import MergeForm
from .misrouting import MisroutedForm
from .outgoing import messages_of
from .person import events_of, living_of, parts_of, person_of
from .situation import copyable, offered, situation
from .then import is_known_then

MORE_FORMS: dict[str, type[ActionForm]] = {form.name: form for form in (MergeForm, MisroutedForm)}

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
    events = list(events_of(lead, parts))
    private = privacy.facts(lead, by=request.user, phone=phone, at=at)
    return situation(lead, events, at=at) | {
        "lead": lead,
        "clock": clock_of(lead, at=at),
        "received": moment(lead.received_at, zone=timezone.get_current_timezone(), at=at),
        "phone": phone,
        **private,
        "phone_href": phones.href(lead.phone),
        "text_href": phones.href(lead.phone, role=phones.PhoneRole.TEXT),
        "wants_text": lead.preferred_contact == PreferredContact.TEXT,
        "acquaintance": ACQUAINTANCE[lead.acquaintance],
        "assigned_to": _in_charge(lead),
        "preferred_times": _labels(PreferredTime, lead.preferred_times),
        "language": _language_name(lead.language),
        "about_url": _url_of_about(lead, request),
        "about_then": is_known_then(lead),
        "routing": "" if lead.forgotten_at else routing.sentence(lead.routing),
        "leaves": leave_sentences(lead, at=at),
        "skipped": routing.skipped_sentences(lead.routing),
        "quarantine_reasons": timeline.reasons(lead.quarantine_reasons),
        "timeline": timeline.entries(
            events,
            at=at,
            zone=lead.zone,
            parts=parts,
            with_contact=not private["is_contact_hidden"],
        ),
        "person": person_of(lead, user=request.user, at=at),
        "living": living_of(lead, user=request.user),
        "outgoing": outgoing,
        "asked": asked_of(lead, events),
        "is_undelivered": any(message.is_given_up for message in outgoing),
    }


def workbench(
    lead: Lead,
    *,
    user: Any,
    at: datetime,
    failed: ActionForm | None = None,
    reply: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the forms of what the user may do and what fits the lead, and the text typed so far.

    An action that was not done stays on the screen, even if it fits no longer, and its text goes
    back into the box that all actions share. A `reply` that was chosen is in its own box.
    """
    forms = {
        name: form_class(lead=lead)
        for name, form_class in (ACTION_FORMS | MORE_FORMS).items()
        if form_class.fits(lead) and has_right(user, form_class.right, lead)
    }
    if failed is not None:
        forms[failed.name] = failed
    if isinstance(failed, TextForm) and "note" in forms:
        forms["note"].initial["text"] = failed.data.get("text", "")
    if reply is not None and "reply" in forms:
        forms["reply"].initial.update(reply)
    return {
        "forms": forms,
        "chosen_reply": reply,
        "outcomes": [(outcome, OUTCOME_ICONS[outcome]) for outcome in CallOutcome],
    } | _aids(lead, forms, at=at)


def _aids(lead: Lead, forms: dict[str, ActionForm], *, at: datetime) -> dict[str, Any]:
    """What helps to fill in the forms that are there."""
    phone = phones.display(lead.phone, region=clinic_settings.PHONE_REGION)
    return {
        "colleagues": mentionable(lead) if "note" in forms else [],
        "presets": offered(lead, at=at) if "snooze" in forms else [],
        "people": _people(forms.get("book")),
        "replies": _canned_choices(lead) if "reply" in forms and lead.email else [],
        "booking_url": lead.location.booking_url if lead.location else "",
        "details": copyable(lead, phone=phone, at=at),
    }


def _people(form: ActionForm | None) -> list[dict[str, Any]]:
    return form.people() if isinstance(form, BookForm) else []


def _canned_choices(lead: Lead) -> list[tuple[int, str]]:
    """The canned replies for a lead, each with the language it is in."""
    return [
        (reply.pk, f"{reply.name} ({_language_name(reply.language)})")
        if reply.language
        else (reply.pk, reply.name)
        for reply in replies_for(lead)
    ]


def _in_charge(lead: Lead) -> str:
    """Whose the lead is, and whether they still know of it; "" for nobody."""
    if lead.assigned_to is None:
        return ""
    name = get_user_display_name(lead.assigned_to)
    if has_right(lead.assigned_to, Right.SEE, lead):
        return name
    return gettext("%(name)s (can no longer see this lead)") % {"name": name}


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
