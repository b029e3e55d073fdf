"""The timeline of a lead: each event as a sentence, in the reader's language."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import routing
from ..models import CallOutcome, CloseReason, DeliveryKind, EventKind, LeadEvent, Status, Step
from ..spam import Suspicion
from .clocks import moment

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
    EventKind.ESCALATED: "warning",
    EventKind.MISROUTED: "redirect",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline. `who` is "" for what happened by itself."""

    icon: str
    what: str
    text: str
    who: str
    at: datetime
    when: str


def entries(events: Iterable[LeadEvent], *, at: datetime) -> list[Entry]:
    """Return the timeline of some events as it reads at `at`, newest first."""
    zone = timezone.get_current_timezone()
    lines = [
        Entry(
            icon=ICONS.get(event.kind, "info-circle"),
            what=sentence(event),
            text=event.text,
            who=event.by_name,
            at=event.at,
            when=moment(event.at, zone=zone, at=at),
        )
        for event in events
    ]
    return lines[::-1]


def sentence(event: LeadEvent) -> str:
    """Return what happened, without who and when."""
    special = _SENTENCES.get(event.kind)
    return (special(event.data) if special else "") or event.get_kind_display()


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


def _status(data: dict[str, Any]) -> str:
    return _label(Status, data.get("to", ""))


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
}
