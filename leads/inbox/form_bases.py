"""What the forms of actions have in common: each is an action, what it asks, when it fits.

The names in `cleaned_data` are the arguments of the action. Where one can overwrite what a
colleague did, the form carries the version of the lead that was on the screen.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..fields import EmailAddressField, PhoneNumberField
from ..forms import EMAIL_LIMIT, PHONE_LIMIT, REACHED_BY
from ..models import Lead, LeadEvent, Right

TEXT_LIMIT = 5000


class ActionForm(forms.Form):
    """One action on one lead. `done` is said when it is; it names nobody."""

    name: ClassVar[str]  # also the last part of its address
    action: ClassVar[Callable[..., LeadEvent]]
    done: ClassVar[Any]
    right: ClassVar[str] = Right.TRIAGE  # at the lead's location

    # Several actions share one form on the screen, and the browser would insist on the fields of
    # all of them.
    use_required_attribute = False

    def __init__(self, *args: Any, lead: Lead, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"id_{self.name}_%s")  # several forms are on one page
        super().__init__(*args, **kwargs)
        self.lead = lead

    @classmethod
    def fits(cls, lead: Lead) -> bool:
        """Does the action make sense for the lead as it is now?"""
        return True

    def is_shown(self, screen: dict[str, Any]) -> bool:
        """Is the form on the screen of the lead as it is now, with what was typed into it?"""
        return "forms" in screen

    def warnings(self) -> list[str]:
        """What to say after it is done, besides that it is done."""
        return []

    def save(self, *, by: Any, at: datetime) -> LeadEvent:
        """Do it. Raises Stale and NotAllowed as the action does."""
        return type(self).action(lead=self.lead, by=by, at=at, **self.cleaned_data)


class VersionedForm(ActionForm):
    """An action that is refused if a colleague changed the lead since it was shown."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class TextForm(ActionForm):
    """An action that may come with a note."""

    text = forms.CharField(
        label=_("What happened?"),
        required=False,
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class StepForm(VersionedForm, TextForm):
    """A step in the life of a lead, with or without a note."""


class ReachedForm(forms.Form):
    """How a person is reached, cleaned like what a visitor types: by one of both at least."""

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

    def clean(self) -> dict[str, Any]:
        super().clean()
        said = self.cleaned_data
        unreachable = not (said.get("phone") or said.get("email"))
        if unreachable and self.errors.keys().isdisjoint(REACHED_BY):
            self.add_error("phone", gettext("Write a phone number or an e-mail address, or both."))
        return said


class LocalTimeField(forms.DateTimeField):
    """A time as the clock of the location shows it, wherever the reader sits."""

    def __init__(self, *, zone: ZoneInfo, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **kwargs)
        self.zone = zone

    def to_python(self, value: Any) -> datetime | None:
        with timezone.override(self.zone):
            return super().to_python(value)
