"""What visitors ask of a lead by their link, as its screen says it, and settling it.

A lead that is booked or closed is in none of the tabs that somebody works through. So what is asked
of it is said in the list and on the lead's screen, until it is done or settled.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import actions
from ..models import ASKS, EventKind, Lead, LeadEvent, Status, open_asks
from .form_bases import TEXT_LIMIT, VersionedForm


@dataclass(frozen=True, slots=True)
class Ask:
    """One line: what is asked, and with which part of the lead, if it was with one."""

    kind: str
    what: str
    pk: int
    of: str

    @property
    def is_removal(self) -> bool:
        return self.kind == EventKind.ERASURE_ASKED


def asked_of(lead: Lead, events: Iterable[LeadEvent]) -> list[Ask]:
    """What is asked of a lead and its parts; no query where nothing ever was."""
    ever = {event.kind for event in events} & {*ASKS}
    if lead.forgotten_at is not None:
        return []
    if lead.status == Status.CLOSED:  # there is nothing left to cancel
        ever.discard(EventKind.WITHDRAWN)
    return [ask for kind in ASKS if kind in ever for ask in _asks(lead, kind)]


def _asks(lead: Lead, kind: str) -> list[Ask]:
    asked = open_asks(kind).filter(Q(lead=lead) | Q(lead__merged_into=lead)).order_by("pk")
    label = str(EventKind(kind).label)
    rows = asked.values_list("lead", "lead__reference")
    of = {pk: reference if pk != lead.pk else "" for pk, reference in rows}
    return [Ask(kind, label, pk, reference) for pk, reference in of.items()]


class SettleForm(VersionedForm):
    """What became of it. Why somebody's data stays is written down."""

    name = "settle"
    action = staticmethod(actions.settle)
    done = gettext_lazy("It is settled.")

    of = forms.IntegerField(required=False)
    ask = forms.ChoiceField(choices=[(kind.value, kind.label) for kind in ASKS])
    text = forms.CharField(
        label=gettext_lazy("What became of it?"), required=False, max_length=TEXT_LIMIT
    )

    def is_shown(self, screen: dict[str, Any]) -> bool:
        """Each ask has a form of its own, for as long as it is asked."""
        mine = (self.data.get("ask"), self.data.get("of"))
        is_asked = mine in [(ask.kind, str(ask.pk)) for ask in screen["asked"]]
        return super().is_shown(screen) and is_asked

    def clean(self) -> dict[str, object]:
        cleaned = self.cleaned_data
        is_removal = cleaned.get("ask") == EventKind.ERASURE_ASKED
        if is_removal and not cleaned.get("text"):
            raise forms.ValidationError(_("Say why the data stays, or remove it."))
        return cleaned
