"""“This was wrong”: the form that says of a lead where it belonged."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from locations.models import LocationPage

from .. import actions
from ..models import Lead
from .form_bases import StepForm


class MisroutedForm(StepForm):
    """To any published location, also the one where the lead is by now."""

    name = "misrouted"
    action = staticmethod(actions.mark_misrouted)
    done = _("Thank you. From now on, rules are tried out against this.")

    move_there = forms.BooleanField(label=_("Move it there now"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        published = LocationPage.objects.live().public().originals().order_by("title", "pk")
        self.fields["expected"] = forms.ModelChoiceField(
            label=_("It belonged to"), queryset=published, empty_label=_("Choose a location")
        )

    @classmethod
    def fits(cls, lead: Lead) -> bool:
        """Was it routed at all? What was added by hand had its location from a colleague."""
        return bool(lead.routing)
