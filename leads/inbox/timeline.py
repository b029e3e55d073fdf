"""The timeline of a lead: each event as a sentence, in the reader's language."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import routing
from ..models import (
    Attendance,
    CallOutcome,
    CloseReason,
    DeliveryKind,
    EventKind,
    Lead,
    LeadEvent,
    Outcome,
    Status,
    Step,
)
from ..spam import Suspicion
from .clocks import dated, moment
from .follow_ups import said, said_by_lead
from .periods import period_words

ICONS: dict[str, str] = {
    EventKind.RECEIVED: "mail",
    EventKind.ROUTED: "redirect",
    EventKind.QUARANTINED: "no-view",
    EventKind.RELEASED: "view",
    EventKind.NOTED: "comment",
    EventKind.CALLED: "mobile-alt",
    EventKind.ASSIGNED: "user",
    EventKind.MOVED: "redirect",
    EventKind.STATUS: "time",
    EventKind.BOOKED: "calendar-check",
    EventKind.CLOSED: "check",
    EventKind.REOPENED: "rotate",
    EventKind.RETRIED: "resubmit",
    EventKind.FORGOTTEN: "bin",
    EventKind.HELD: "lock",
    EventKind.HOLD_LIFTED: "lock-open",
    EventKind.CORRECTED: "edit",
    EventKind.WITHDRAWN: "cross",
    EventKind.ERASURE_ASKED: "warning",
    EventKind.SETTLED: "check",
    EventKind.ESCALATED: "warning",
    EventKind.MISROUTED: "redirect",
    EventKind.FOLLOWED_UP: "mail",
    EventKind.MERGED: "link",
    EventKind.UNMERGED: "cross",
    EventKind.REPLIED: "mail",
    EventKind.THEY_REPLIED: "comment",
    EventKind.SNOOZED: "time",
    EventKind.WOKEN: "history",
    EventKind.ATTENDANCE: "calendar-check",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline. `who` is "" for what happened by itself.

    `of` is the reference of another lead that is a part of this one, and that this happened to.
    """

    icon: str
    what: str
    text: str
    who: str
    at: datetime
    when: str
    of: str = ""
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Telling:
    """By which clock the times in a sentence are told: the one of the lead's location.

    `is_named`: with its zone even where that is the reader's own.
    """

    zone: tzinfo
    is_named: bool = False

    def when(self, stored: str) -> str:
        """A stored time with its date; "" for none.

        Events cannot be changed: one from before appointments had an end may name a time that no
        clock of another zone can show. It is told as it is stored.
        """
        moment_at = parse_datetime(stored) if stored else None
        try:
            return dated(moment_at, zone=self.zone, named=self.is_named) if moment_at else ""
        except OverflowError:
            return stored


def entries(
    events: Iterable[LeadEvent],
    *,
    at: datetime,
    zone: tzinfo | None = None,
    parts: Iterable[Lead] = (),
    with_contact: bool = True,
) -> list[Entry]:
    """Return the timeline of some events as it reads at `at`, newest first.

    When something happened is told by the reader's clock. The appointments in it, and until when
    somebody put the lead off, by the clock of `zone`, which is where they are kept.
    `parts` are the leads whose events are among them and that are a part of the one shown. Without
    `with_contact` no number and no address is in it.
    """
    by_pk = {part.pk: part for part in parts}
    reader = timezone.get_current_timezone()
    told = Telling(zone or reader)
    lines = [
        Entry(
            icon=ICONS.get(event.kind, "info-circle"),
            what=sentence(event, told=told),
            text=event.text or _asked(event, by_pk),
            who=event.by_name,
            at=event.at,
            when=moment(event.at, zone=reader, at=at),
            of=by_pk[event.lead_id].reference if event.lead_id in by_pk else "",
            details=tuple(_details(event, by_pk, with_contact=with_contact)),
        )
        for event in events
    ]
    return lines[::-1]


def sentence(event: LeadEvent, *, told: Telling) -> str:
    """Return what happened, without who and when."""
    if event.kind == EventKind.CORRECTED and event.by_name:  # by the desk, not by the visitor
        return _("Contact details corrected")
    return (_special(event, told) if event.data else "") or event.get_kind_display()


def _special(event: LeadEvent, told: Telling) -> str:
    """A sentence of what the event keeps; there is none of whoever is forgotten."""
    if event.kind in _TIMED:
        return _TIMED[event.kind](event.data, told)
    return _SENTENCES[event.kind](event.data) if event.kind in _SENTENCES else ""


def _asked(event: LeadEvent, parts: dict[int, Lead]) -> str:
    """What was asked with a lead that is a part of the one shown: nothing else there says it."""
    part = parts.get(event.lead_id) if event.kind == EventKind.RECEIVED else None
    return part.message if part else ""


def _details(
    event: LeadEvent, parts: dict[int, Lead], *, with_contact: bool
) -> list[tuple[str, str]]:
    if event.kind in {EventKind.FOLLOWED_UP, EventKind.CORRECTED}:
        if was := event.data.get("was"):
            return _before(was, with_contact=with_contact)
        before = event.data.get("phone_before") if with_contact else ""
        replaced = [(_("Phone number before"), before)] if before else []
        return [*said(event.data, with_contact=with_contact), *replaced]
    if event.kind == EventKind.RECEIVED and event.lead_id in parts:
        return said_by_lead(parts[event.lead_id], with_contact=with_contact)
    return []


def _before(was: dict[str, str], *, with_contact: bool) -> list[tuple[str, str]]:
    """What the desk corrected, each with what it was; a number or an address for who sees them."""
    known = {name: old or _("None") for name, old in was.items()}
    lines = said(known, with_contact=with_contact)
    return [(_("%(field)s before") % {"field": label}, old) for label, old in lines]


def reasons(codes: Iterable[str]) -> list[str]:
    """Return why a lead is in quarantine, one sentence each."""
    return [_label(Suspicion, code) for code in codes]


def _received(data: dict[str, Any]) -> str:
    return _("Imported from a file") if data.get("imported") else ""


def _called(data: dict[str, Any]) -> str:
    return _("Call: %(outcome)s") % {"outcome": _label(CallOutcome, data.get("outcome", ""))}


def _assigned(data: dict[str, Any]) -> str:
    return _("Assigned to %(to)s") % data if data.get("to") else _("Assigned to nobody")


def _moved(data: dict[str, Any]) -> str:
    if not data.get("from"):
        return _("Moved to %(to)s") % {"to": data.get("to", "")}
    return _("Moved from %(from)s to %(to)s") % {"from": data["from"], "to": data.get("to", "")}


def _quarantined(data: dict[str, Any]) -> str:
    why = " ".join(reasons(data.get("reasons", [])))
    return _("Put in quarantine: %(why)s") % {"why": why}


def _closed(data: dict[str, Any]) -> str:
    return _("Closed: %(reason)s") % {"reason": _label(CloseReason, data.get("reason", ""))}


def _booked(data: dict[str, Any], told: Telling) -> str:
    facts = _appointment(data, told)
    if "was" in data:
        changed = _("Appointment changed: %(facts)s; before: %(before)s")
        none = _("without a date here")
        return changed % {
            "facts": facts or none,
            "before": _appointment(data["was"], told) or none,
        }
    return _("Booked: %(facts)s") % {"facts": facts} if facts else ""


def _appointment(data: dict[str, Any], told: Telling) -> str:
    when, whom = told.when(data.get("appointment_at", "")), data.get("appointment_with", "")
    return ", ".join(filter(None, [when, whom]))


def _snoozed(data: dict[str, Any], told: Telling) -> str:
    until = told.when(data.get("until", ""))
    return _("Put off until %(when)s") % {"when": until} if until else ""


def _replied(data: dict[str, Any]) -> str:
    subject = data.get("subject")
    return _("Reply sent: %(subject)s") % {"subject": subject} if subject else ""


def _attendance(data: dict[str, Any]) -> str:
    return _label(Attendance, data.get("attendance", ""))


def _retried(data: dict[str, Any]) -> str:
    return _("Tried again: %(kind)s") % {"kind": _label(DeliveryKind, data.get("kind", ""))}


def _escalated(data: dict[str, Any]) -> str:
    desks = [_("the desk of %(name)s") % {"name": name} for name in data.get("desks", [])]
    people = data.get("people", 0)
    if people:
        desks.append(ngettext("%(n)d colleague", "%(n)d colleagues", people) % {"n": people})
    told = _("%(why)s: %(who)s told")
    return told % {"why": _label(Step, data.get("step", "")), "who": ", ".join(desks)}


def _misrouted(data: dict[str, Any]) -> str:
    if data.get("withdrawn"):
        return _("No longer marked as sent to the wrong location")
    return _("Marked as sent to the wrong location: it belongs to %(to)s") % {
        "to": data.get("to", "")
    }


def _settled(data: dict[str, Any]) -> str:
    return _("Settled: %(ask)s") % {"ask": _label(EventKind, data.get("ask", ""))}


def _status(data: dict[str, Any]) -> str:
    return _label(Status, data.get("to", ""))


def _merged(data: dict[str, Any]) -> str:
    if into := data.get("into"):
        return _("Merged into %(reference)s") % {"reference": into}
    return _("%(reference)s is a part of this lead now") % {"reference": data.get("from", "")}


def _unmerged(data: dict[str, Any]) -> str:
    if into := data.get("into"):
        return _("No longer a part of %(reference)s") % {"reference": into}
    return _("%(reference)s is a lead of its own again") % {"reference": data.get("from", "")}


def _forgotten(data: dict[str, Any]) -> str:
    """A rule did it, if one did; and what may name the person still."""
    told = _by_rule(data) if "retention" in data else ""
    if not (number := data.get("left", 0)):
        return told
    told = (told or str(EventKind.FORGOTTEN.label)).rstrip(".")
    return f"{told}. {left_words(number)}"


def _by_rule(data: dict[str, Any]) -> str:
    told = _("Personal data removed: its time was over (%(standing)s: %(period)s)")
    period = period_words(data.get("number"), data.get("unit", ""))
    return told % {"standing": _label(Outcome, data["retention"]), "period": period}


def left_words(number: int) -> str:
    """So many texts of colleagues were left as they are."""
    return ngettext(
        "%(n)d text that a colleague wrote may still name them: why leads were exported, or what a "
        "saved view is called. Look at it.",
        "%(n)d texts that colleagues wrote may still name them: why leads were exported, or what a "
        "saved view is called. Look at them.",
        number,
    ) % {"n": number}


def _label(choices: Any, value: str) -> str:
    """The label of a choice; what is stored, should the choice be gone by now."""
    return str(choices(value).label) if value in choices.values else value


_SENTENCES: dict[str, Callable[[dict[str, Any]], str]] = {
    EventKind.RECEIVED: _received,
    EventKind.ROUTED: routing.sentence,
    EventKind.QUARANTINED: _quarantined,
    EventKind.CALLED: _called,
    EventKind.ASSIGNED: _assigned,
    EventKind.MOVED: _moved,
    EventKind.STATUS: _status,
    EventKind.CLOSED: _closed,
    EventKind.RETRIED: _retried,
    EventKind.ESCALATED: _escalated,
    EventKind.MISROUTED: _misrouted,
    EventKind.MERGED: _merged,
    EventKind.UNMERGED: _unmerged,
    EventKind.REPLIED: _replied,
    EventKind.ATTENDANCE: _attendance,
    EventKind.SETTLED: _settled,
    EventKind.FORGOTTEN: _forgotten,
}

_TIMED: dict[str, Callable[[dict[str, Any], Telling], str]] = {
    EventKind.BOOKED: _booked,
    EventKind.SNOOZED: _snoozed,
}
