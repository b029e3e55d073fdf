"""“Correct contact details”: how a person is called and reached, as a form."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .. import actions
from ..fields import EmailAddressField, PhoneNumberField, TypedField, read_phone
from ..forms import EMAIL_LIMIT, NAME_LIMIT, PHONE_LIMIT
from ..models import Lead, LeadEvent
from .form_bases import VersionedForm


class CorrectForm(VersionedForm):
    """Cleaned like what a visitor types. A number that stays as it is written stays as it is."""

    name = "correct"
    done = _("The contact details are corrected.")

    called = TypedField(
        label=_("Name"),
        limit=NAME_LIMIT,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = PhoneNumberField(
        label=_("Phone number"),
        limit=PHONE_LIMIT,
        required=False,
        widget=forms.TelInput(attrs={"autocomplete": "off"}),
    )
    email = EmailAddressField(
        label=_("E-mail address"),
        limit=EMAIL_LIMIT,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(
            called=self.lead.name, phone=_as_written(self.lead), email=self.lead.email
        )

    @classmethod
    def fits(cls, lead: Lead) -> bool:
        return lead.forgotten_at is None

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        unreachable = not (said.get("phone") or said.get("email"))
        if unreachable and self.errors.keys().isdisjoint({"phone", "email"}):
            self.add_error("phone", gettext("Write a phone number or an e-mail address, or both."))
        return said

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
