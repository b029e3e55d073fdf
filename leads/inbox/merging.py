"""Merging leads, as forms on the screen of the one that becomes a part of the other."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import actions
from ..models import Lead, LeadEvent, Right, Status
from .form_bases import VersionedForm
from .searching import as_reference


class MergeForm(VersionedForm):
    """The other lead by its reference: chosen from the person's, or typed as it was read out."""

    name = "merge"
    done = gettext_lazy("The leads are merged.")

    into = forms.CharField(
        label=gettext_lazy("Reference of the other lead"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": gettext_lazy("Write the reference of the other lead.")},
    )

    @classmethod
    def fits(cls, lead: Lead) -> bool:
        free = lead.merged_into_id is None and lead.forgotten_at is None and lead.held_at is None
        return free and lead.quarantined_at is None and lead.status != Status.BOOKED

    def save(self, *, by: Any, at: datetime) -> LeadEvent:
        """Another clinic's reference is one that does not exist."""
        theirs = Lead.objects.visible_to(by, right=Right.TRIAGE)
        into = theirs.filter(reference=as_reference(self.cleaned_data["into"])).first()
        if into is None:
            raise actions.NotAllowed(_("You have no lead with this reference."))
        version = self.cleaned_data["version"]
        return actions.merge(lead=self.lead, into=into, by=by, at=at, version=version)


class UnmergeForm(VersionedForm):
    name = "unmerge"
    action = staticmethod(actions.unmerge)
    done = gettext_lazy("It is a lead of its own again.")

    @classmethod
    def fits(cls, lead: Lead) -> bool:
        return lead.merged_into_id is not None
