"""Appointments: made, kept or missed. The appointment itself is in the clinic's own system."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from locations.conf import clinic_settings

from ..appointments import is_too_early, is_too_late
from ..models import Attendance, EventKind, Lead, LeadEvent, Status
from .changing import Staff, answered, changing, record, refuse_unless


def book(
    *,
    lead: Lead,
    by: Staff,
    at: datetime,
    appointment_at: datetime | None = None,
    appointment_with: str = "",
    text: str = "",
    version: int | None = None,
) -> LeadEvent:
    """The visitor has an appointment; when and with whom, if the desk says so.

    Of a booked lead it is another one: what it was before stays in the event.
    """
    with changing(lead, version=version) as locked:
        is_booked = locked.status == Status.BOOKED and locked.quarantined_at is None
        refuse_unless(locked.is_open or is_booked, _("This lead is not open."))
        was = (locked.appointment_at, locked.appointment_with)
        is_other = was != (appointment_at, appointment_with)
        refuse_unless(is_other or not is_booked, _("This is as it was before."))
        if appointment_at and appointment_at != was[0]:
            _refuse_what_nobody_means(appointment_at, lead=locked, at=at)
        before = {"was": _said(*was)} if is_booked else {}
        answered(locked, at=at)
        locked.status = Status.BOOKED
        locked.appointment_at, locked.appointment_with = appointment_at, appointment_with
        locked.attendance_due_at = None if appointment_at else asked_at(at)
        if was[0] != appointment_at or not is_booked:  # nobody has come to the new one yet
            locked.attendance = Attendance.UNKNOWN
        locked.snoozed_until, locked.snoozed_by = None, None
        data = _said(appointment_at, appointment_with) | before
        return record(locked, EventKind.BOOKED, by=by, at=at, text=text, data=data)


def _refuse_what_nobody_means(appointment_at: datetime, *, lead: Lead, at: datetime) -> None:
    is_late = is_too_late(appointment_at, at=at)
    refuse_unless(not is_late, _("This is more than two years away. Look at the year."))
    is_early = is_too_early(appointment_at, received_at=lead.received_at)
    refuse_unless(not is_early, _("This is long before they asked. Look at the year."))


def _said(appointment_at: datetime | None, appointment_with: str) -> dict[str, Any]:
    """An appointment as an event keeps it."""
    when = {"appointment_at": appointment_at.isoformat()} if appointment_at else {}
    return when | ({"appointment_with": appointment_with} if appointment_with else {})


def attend(
    *,
    lead: Lead,
    attendance: str,
    by: Staff,
    at: datetime,
    text: str = "",
    version: int | None = None,
) -> LeadEvent:
    """The person came to the appointment, or did not. What was marked can be corrected."""
    with changing(lead, version=version) as locked:
        refuse_unless(locked.status == Status.BOOKED, _("This lead is not booked."))
        refuse_unless(appointment_began(locked, at=at), _("The appointment is still to come."))
        locked.attendance = str(Attendance(attendance))
        data = {"attendance": locked.attendance}
        return record(locked, EventKind.ATTENDANCE, by=by, at=at, text=text, data=data)


def ask_later(
    *, lead: Lead, by: Staff, at: datetime, text: str = "", version: int | None = None
) -> LeadEvent:
    """Nobody can say yet what became of a booking without a date: the desk is asked once more."""
    with changing(lead, version=version) as locked:
        refuse_unless(is_without_date(locked), _("This lead is not booked without a date."))
        locked.attendance_due_at = asked_at(at)
        until = locked.attendance_due_at
        data = {"until": until.isoformat()} if until else {}
        return record(locked, EventKind.SNOOZED, by=by, at=at, text=text, data=data)


def is_to_be_marked(lead: Lead) -> bool:
    """Is the lead booked, and did nobody say yet whether they came?"""
    is_booked = lead.status == Status.BOOKED and lead.quarantined_at is None
    return is_booked and lead.attendance == Attendance.UNKNOWN


def is_without_date(lead: Lead) -> bool:
    """Is the lead booked for a day that is not known here, and nobody said what became of it?"""
    return is_to_be_marked(lead) and lead.appointment_at is None


def asked_at(booked_at: datetime) -> datetime | None:
    """When the desk is asked what became of a booking without a date; None: never."""
    days = clinic_settings.UNDATED_BOOKING_DAYS
    return booked_at + timedelta(days=days) if days else None


def appointment_began(lead: Lead, *, at: datetime) -> bool:
    """Is it the day of the appointment, or later? Yes, too, where no day was said."""
    if lead.appointment_at is None:
        return True
    zone = lead.zone
    return lead.appointment_at.astimezone(zone).date() <= at.astimezone(zone).date()
