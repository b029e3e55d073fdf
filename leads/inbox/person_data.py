"""What is held on a person, as a file that they and a machine can read: JSON, and a page to print.

It is for the person who asks for their data. Colleagues are numbered and not named: whom the person
dealt with is told by letters and calls, and an answer does not expose who looked when. What a
colleague wrote in a note is there as it was written. Why there is a legal hold is left out: that is
the clinic's own preparation, not the person's story.
"""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field
from django.template.loader import render_to_string
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ..models import (
    Delivery,
    EventKind,
    Lead,
    LeadAccess,
    LeadEvent,
    PreferredTime,
)
from . import timeline
from .follow_ups import said

# Fields that say nothing of the person: keys, digests, counters of our own work.
OF_MACHINES = {"id", "idempotency_key", "body_digest", "version", "site", "about"}
# The clinic's own preparation.
OF_THE_CLINIC = {"hold_reason"}
# Fields that name a colleague.
COLLEAGUES = {"assigned_to", "snoozed_by", "closed_by", "held_by"}
# What an event keeps of colleagues, and for taking a merge back.
NOT_OF_PERSON = {
    "mentions",
    "before",
    "changes",
    "deliveries",
    "people",
    "together",
    "alone",
    "owed",
}
UNTOLD = {EventKind.HELD, EventKind.HOLD_LIFTED}


class Colleagues:
    """Numbers for colleagues, the same one for the same colleague in the whole file."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def called(self, name: str) -> str:
        """“Colleague 2”; "" for what happened by itself."""
        if not name:
            return ""
        number = self.numbers.setdefault(name, len(self.numbers) + 1)
        return _("Colleague %(n)d") % {"n": number}


def person_file(leads: Iterable[Lead], *, at: datetime) -> bytes:
    """Return a ZIP with what is held in these leads: data.json, and data.html to read and print."""
    colleagues = Colleagues()
    found = [_of_lead(lead, colleagues) for lead in leads]
    data = {"made_at": at, "leads": [one["data"] for one in found]}
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    page = render_to_string(
        "clinic_leads/inbox/person_file.html", {"at": at, "leads": [one["shown"] for one in found]}
    )
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as packed:
        packed.writestr("data.json", text)
        packed.writestr("data.html", page)
    return file.getvalue()


def _of_lead(lead: Lead, colleagues: Colleagues) -> dict[str, Any]:
    """One lead, as data and as it is shown."""
    fields = dict(_fields(lead, colleagues))
    events = [_event(event, lead, colleagues) for event in lead.events.all()]
    messages = [_message(delivery) for delivery in lead.deliveries.for_the_lead()]
    accesses = [_access(access, colleagues) for access in lead.accesses.all()]
    data = {
        **{name: value for name, (_label, value, _shown) in fields.items()},
        "events": [event["data"] for event in events],
        "messages": messages,
        "accesses": accesses,
    }
    shown = {
        "reference": lead.reference,
        "facts": [(label, words) for label, _value, words in fields.values() if words],
        "events": events,
        "messages": [one | {"when": _when(one["sent_at"], lead)} for one in messages],
        "accesses": [one | {"when": _when(one["at"], lead)} for one in accesses],
        "counts": sorted(Counter(one["what"] for one in accesses).items()),
    }
    return {"data": data, "shown": shown}


def _fields(lead: Lead, colleagues: Colleagues) -> Iterable[tuple[str, tuple[str, Any, str]]]:
    """Yield (name, (label, value, the value in words)) of every field that is the person's."""
    for field in Lead._meta.concrete_fields:
        name = field.name
        if name in OF_MACHINES | OF_THE_CLINIC:
            continue
        value = getattr(lead, name)
        if name in COLLEAGUES:
            value = colleagues.called(_name(value)) if value else ""
        elif field.is_relation:
            value = str(value or "")
        yield name, (capfirst(str(field.verbose_name)), value, _in_words(lead, field, value))


def _name(user: Any) -> str:
    return user.get_full_name() or user.get_username()


def _in_words(lead: Lead, field: Field, value: Any) -> str:
    if field.choices:
        return str(getattr(lead, f"get_{field.name}_display")()) if value else ""
    if isinstance(value, datetime):
        return _when(value, lead)
    if field.name == "preferred_times":
        labels = dict(PreferredTime.choices)
        return ", ".join(str(labels.get(one, one)) for one in value)
    if field.name == "quarantine_reasons":
        return " ".join(timeline.reasons(value))
    if isinstance(value, dict):
        return ""  # how it was routed is told by its event
    return "" if value is None else str(value)


def _event(event: LeadEvent, lead: Lead, colleagues: Colleagues) -> dict[str, Any]:
    untold = event.kind in UNTOLD
    kept = {name: value for name, value in event.data.items() if name not in NOT_OF_PERSON}
    what = timeline.sentence(event, told=timeline.Telling(lead.zone, is_named=True))
    if event.kind == EventKind.ASSIGNED:
        kept, what = {}, str(event.get_kind_display())
    text = "" if untold else event.text
    data = {
        "at": event.at,
        "kind": event.kind,
        "who": colleagues.called(event.by_name),
        "text": text,
        "data": kept,
    }
    details = said(event.data, with_contact=True) if event.kind == EventKind.FOLLOWED_UP else []
    return {
        "data": data,
        "when": _when(event.at, lead),
        "what": what,
        "who": data["who"],
        "text": text,
        "details": details,
    }


def _message(delivery: Delivery) -> dict[str, Any]:
    """A message about the lead: what it said is in the timeline, or was made when it was sent."""
    return {
        "what": str(delivery.get_kind_display()),
        "state": str(delivery.get_state_display()),
        "written_at": delivery.created_at,
        "sent_at": delivery.sent_at,
    }


def _access(access: LeadAccess, colleagues: Colleagues) -> dict[str, Any]:
    return {
        "at": access.at,
        "what": str(access.get_kind_display()),
        "who": colleagues.called(access.by_name),
    }


def _when(moment: datetime | None, lead: Lead) -> str:
    """By the clock of the lead's location, which is named: nobody knows where the file is read."""
    return f"{moment.astimezone(lead.zone):%Y-%m-%d %H:%M %Z}" if moment else ""
