"""How much of a person the list shows: the screen of a front desk can be read from the counter.

Kept in the session and not with the account: it depends on where the screen stands, and somebody
who signs in again starts discreetly.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, Case, Exists, OuterRef, TextChoices, Value, When
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ..models import AccessKind, LeadAccess, LeadEvent, LeadQuerySet

SESSION_KEY = "clinic_inbox_names"
MOST_INITIALS = 3


class Names(TextChoices):
    """Whose names are written out."""

    UNTIL_OPENED = "until_opened", _("Initials until opened")
    HIDDEN = "hidden", _("Initials only")
    SHOWN = "shown", _("Full names")


def chosen(request: HttpRequest) -> Names:
    value = request.session.get(SESSION_KEY)
    return Names(value) if value in Names.values else Names.UNTIL_OPENED


def choose(request: HttpRequest, value: str) -> None:
    request.session[SESSION_KEY] = str(Names(value))


def with_opened(leads: LeadQuerySet) -> LeadQuerySet:
    """Say of each lead whether a colleague has opened it, worked on it, or was given it."""
    here = OuterRef("pk")
    viewed = LeadAccess.objects.filter(lead=here, kind=AccessKind.VIEWED)
    worked_on = LeadEvent.objects.filter(lead=here).exclude(by_name="")
    seen = When(Exists(viewed) | Exists(worked_on), then=Value(True))
    given = When(assigned_to__isnull=False, then=Value(True))
    opened = Case(given, seen, default=Value(False), output_field=BooleanField())
    return leads.annotate(opened=opened)


def is_hidden(lead: Any, names: Names, *, found: bool) -> bool:
    """Are there only initials of this lead? Who searched for somebody has the name already."""
    if names == Names.UNTIL_OPENED:
        return not (lead.opened or found)
    return names == Names.HIDDEN


def named(leads: Iterable[Any], names: Names, *, found: bool) -> list[int]:
    """The numbers of those leads whose names are written out in the list."""
    return [lead.pk for lead in leads if lead.name and not is_hidden(lead, names, found=found)]


def initials(name: str) -> str:
    """Return “M. G.” for Maria Gonzalez; "" for a name without a letter."""
    letters = re.findall(r"(?<![^\W\d_])(?<![^\W\d_]['’])[^\W\d_]", name)
    return " ".join(f"{letter.upper()}." for letter in letters[:MOST_INITIALS])
