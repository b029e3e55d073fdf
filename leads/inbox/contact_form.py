"""“Correct contact details”: how a person is called and reached, as a form."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .. import actions
from ..fields import TypedField, read_phone
from ..forms import NAME_LIMIT
from ..models import Lead, LeadEvent
from .form_bases import ReachedForm, VersionedForm


class CorrectForm(ReachedForm, VersionedForm):
    """Cleaned like what a visitor types. A number that stays as it is written stays as it is."""

    name = "correct"
    done = _("The contact details are corrected.")

    called = TypedField(
        label=_("Name"),
        limit=NAME_LIMIT,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("called",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(
            called=self.lead.name, phone=_as_written(self.lead), email=self.lead.email
        )

    @classmethod
    def fits(cls, lead: Lead) -> bool:
        return lead.forgotten_at is None

    def save(self, *, by: Any, at: datetime) -> LeadEvent:
        said = self.cleaned_data
        number = {"phone": self.lead.phone, "phone_typed": self.lead.phone_typed}
        if said["phone"] != _as_written(self.lead):
            number = {"phone": read_phone(said["phone"]), "phone_typed": said["phone"]}
        return actions.correct_contact(
            lead=self.lead,
            name=said["called"],
            email=said["email"],
            **number,
            by=by,
            at=at,
            version=said["version"],
        )


def _as_written(lead: Lead) -> str:
    return lead.phone_typed or lead.phone
