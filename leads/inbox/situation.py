"""How a lead stands, in the words above its screen: the next attempt, put off, their own time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from locations.conf import clinic_settings

from ..actions import appointment_began, is_without_date
from ..cadence import ATTEMPTS, part_of
from ..models import CallOutcome, EventKind, Lead, LeadEvent, Status
from ..zones import zone_of_phone, zone_of_postcode
from .clocks import moment
from .desk_forms import offered_times
from .putting_off import Until

PART_NAMES: dict[str, Any] = {
    "morning": gettext_lazy("%(day)s morning"),
    "midday": gettext_lazy("%(day)s around noon"),
    "afternoon": gettext_lazy("%(day)s afternoon"),
    "evening": gettext_lazy("%(day)s evening"),
}


@dataclass(frozen=True, slots=True)
class Preset:
    """One time to put a lead off to. `is_late`: a promise ends before."""

    name: str
    label: str
    when: str
    is_late: bool


def situation(lead: Lead, events: Iterable[LeadEvent], *, at: datetime) -> dict[str, Any]:
    """Return what the strip above the screen says of a lead. No query."""
    is_wrong = _is_wrong_number(events)
    tried_enough = lead.is_open and lead.call_attempts >= ATTEMPTS
    return {
        "next_attempt": _next_attempt(lead, at=at),
        "put_off": _put_off(lead, at=at),
        "is_wrong_number": is_wrong,
        "suggest_email": is_wrong and lead.is_open and bool(lead.email),
        "suggest_close": tried_enough,
        "their_time": _their_time(lead, at=at),
        "appointment": appointment_words(lead, at=at),
        "appointment_began": lead.status == Status.BOOKED and appointment_began(lead, at=at),
        "attendance": lead.get_attendance_display() if lead.attendance else "",
        **_undated(lead, at=at),
    }


def offered(lead: Lead, *, at: datetime) -> list[Preset]:
    """Return the times that a lead may be put off to, in words."""
    zone = lead.zone
    return [
        Preset(
            name=name,
            label=str(Until(name).label),
            when=moment(when, zone=zone, at=at),
            is_late=_ends_a_promise(lead, before=when),
        )
        for name, when in offered_times(lead, at=at).items()
    ]


def copyable(lead: Lead, *, phone: str, at: datetime) -> str:
    """Return what is typed into a location's booking system, one line each."""
    lines = [
        (_("Name"), lead.name),
        (_("Phone"), phone or lead.phone_typed),
        (_("E-mail"), lead.email),
        (_("ZIP code"), lead.postcode),
        (_("Appointment"), appointment_words(lead, at=at)),
        (_("Topic"), lead.topic),
        (_("Reference"), lead.reference),
    ]
    return "\n".join(f"{label}: {value}" for label, value in lines if value)


def appointment_words(lead: Lead, *, at: datetime) -> str:
    """“tomorrow 10 a.m., Elena Ruiz, LAc”."""
    when = moment(lead.appointment_at, zone=lead.zone, at=at) if lead.appointment_at else ""
    return ", ".join(filter(None, [when, lead.appointment_with]))


def _undated(lead: Lead, *, at: datetime) -> dict[str, Any]:
    """Of a booking without a date: whether the desk is asked about it, or else when it will be."""
    due_at = lead.attendance_due_at if is_without_date(lead) else None
    return {
        "is_asked_about": due_at is not None and due_at < at,
        "asked_about_at": moment(due_at, zone=lead.zone, at=at) if due_at else "",
        "undated_days": clinic_settings.UNDATED_BOOKING_DAYS,
    }


def _next_attempt(lead: Lead, *, at: datetime) -> str:
    """“second attempt Thursday afternoon”; "" when none is planned."""
    until = lead.snoozed_until
    if not lead.is_open or until is None or not 0 < lead.call_attempts < ATTEMPTS:
        return ""
    local = until.astimezone(lead.zone)
    today = local.date() == at.astimezone(lead.zone).date()
    day = _("today") if today else formats.date_format(local, "l")
    which = {1: _("Second attempt: %(when)s"), 2: _("Third attempt: %(when)s")}
    return which[lead.call_attempts] % {"when": PART_NAMES[part_of(local)] % {"day": day}}


def _put_off(lead: Lead, *, at: datetime) -> str:
    if not lead.is_open or lead.snoozed_until is None or lead.snoozed_until <= at:
        return ""
    when = moment(lead.snoozed_until, zone=lead.zone, at=at)
    words = _("Put off until %(when)s") % {"when": when}
    if _ends_a_promise(lead, before=lead.snoozed_until):
        return _("%(put_off)s, but the promise ends before") % {"put_off": words}
    return words


def _ends_a_promise(lead: Lead, *, before: datetime) -> bool:
    return lead.answered_at is None and lead.due_at is not None and lead.due_at < before


def _is_wrong_number(events: Iterable[LeadEvent]) -> bool:
    """Did the last call that got somebody or nobody find out that the number is wrong?"""
    outcomes: list[str | None] = []
    for event in events:
        if event.kind == EventKind.CALLED:
            outcomes.append(event.data.get("outcome"))
        elif event.kind == EventKind.CORRECTED and not {"phone", "phone_typed"}.isdisjoint(
            event.data.get("was", event.data)
        ):
            outcomes.clear()  # it is another number now
    return bool(outcomes) and outcomes[-1] == CallOutcome.WRONG_NUMBER


def _their_time(lead: Lead, *, at: datetime) -> str:
    """The clock where the person seems to be, if it shows another time than the location's."""
    by_zip = zone_of_postcode(lead.postcode)
    zone = by_zip or zone_of_phone(lead.phone)
    if zone is None or at.astimezone(zone).utcoffset() == at.astimezone(lead.zone).utcoffset():
        return ""
    local = at.astimezone(zone)
    values = {"time": formats.time_format(local, "TIME_FORMAT"), "zone": local.tzname()}
    if by_zip:
        return _("Where they are it is %(time)s %(zone)s (by ZIP code)") % values
    return _("Where they are it may be %(time)s %(zone)s (by area code)") % values
