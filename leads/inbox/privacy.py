"""Who looked at a lead, and how it is reached: shown at once to who works on it.

Who may only look on sees the end of a number, and a click that shows it whole is written down.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from wagtail.admin.utils import get_user_display_name

from ..actions import has_right, may_work_on
from ..actions.looking import ONE_LOOK
from ..models import AccessKind, Lead, LeadAccess, Right
from .clocks import moment

# Lines of the list of looks; a busy lead has hundreds.
MOST_SHOWN = 20
SHOWN_DIGITS = 4
DOT = "•"


@dataclass(frozen=True, slots=True)
class Look:
    """One line: who, what they did, when."""

    who: str
    what: str
    when: str
    at: datetime


def sees_contact(user: Any, lead: Lead, *, at: datetime) -> bool:
    """Is the whole phone number shown to `user` now?"""
    if may_work_on(user, lead):
        return True
    looks = LeadAccess.objects.filter(lead=lead, by=user, kind=AccessKind.REVEALED)
    return looks.filter(at__gt=at - ONE_LOOK).exists()


def masked_phone(shown: str) -> str:
    """Return a phone number of which only the last digits can be read."""
    kept = shown[-SHOWN_DIGITS:]
    return "".join(DOT if letter.isdigit() else letter for letter in shown[:-SHOWN_DIGITS]) + kept


def masked_email(address: str) -> str:
    """Return an e-mail address of which only the first letter can be read."""
    return f"{address[:1]}{DOT * 6}@{DOT * 6}" if address else ""


def looks_at(lead: Lead, *, by: Any, at: datetime) -> list[Look]:
    """Return the latest looks at a lead, for who manages its location; nothing for others."""
    if not has_right(by, Right.MANAGE, lead):
        return []
    zone = timezone.get_current_timezone()
    latest = lead.accesses.order_by("-at", "-pk")[:MOST_SHOWN]
    return [
        Look(
            who=look.by_name,
            what=str(look.get_kind_display()),
            when=moment(look.at, zone=zone, at=at),
            at=look.at,
        )
        for look in latest
    ]


def may_erase(user: Any, lead: Lead) -> bool:
    """May `user` remove the personal data of leads at this lead's location?"""
    return has_right(user, Right.ERASE, lead)


def facts(lead: Lead, *, by: Any, phone: str, at: datetime) -> dict[str, Any]:
    """Return what the screen of a lead says of privacy. `phone` is the number as it is written."""
    return {
        "is_contact_hidden": lead.forgotten_at is None and not sees_contact(by, lead, at=at),
        "masked_phone": masked_phone(phone or lead.phone_typed),
        "masked_email": masked_email(lead.email),
        "may_erase": may_erase(by, lead),
        "may_export": has_right(by, Right.EXPORT, lead),
        "held_by": get_user_display_name(lead.held_by) if lead.held_by else "",
        "looks": looks_at(lead, by=by, at=at),
    }
