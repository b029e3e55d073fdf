"""What the desk can do with a lead, as forms: each one is an action, what it asks, when it fits.

The names in `cleaned_data` are the arguments of the action. Every form but a note's carries the
version of the lead that was on the screen.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _
from wagtail.admin.utils import get_user_display_name

from locations.models import LocationPage

from .. import actions
from ..models import (
    CallOutcome,
    CloseReason,
    Delivery,
    Lead,
    LeadEvent,
    Right,
    Status,
    users_with_right,
)

TEXT_LIMIT = 5000


class ActionForm(forms.Form):
    """One action on one lead. `done` is said when it is; it names nobody."""

    name: ClassVar[str]  # also the last part of its address
    action: ClassVar[Callable[..., LeadEvent]]
    done: ClassVar[Any]

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, lead: Lead, **kwargs: Any) -> None:
        kwargs["initial"] = {"version": lead.version, **kwargs.get("initial", {})}
        kwargs.setdefault("auto_id", f"id_{self.name}_%s")  # several forms are on one page
        super().__init__(*args, **kwargs)
        self.lead = lead

    @classmethod
    def fits(cls, lead: Lead) -> bool:
        """Does the action make sense for the lead as it is now?"""
        return True

    def save(self, *, by: Any, at: datetime) -> LeadEvent:
        """Do it. Raises Stale and NotAllowed as the action does."""
        return type(self).action(lead=self.lead, by=by, at=at, **self.cleaned_data)


class TextForm(ActionForm):
    """An action that may come with a note."""

    text = forms.CharField(
        label=_("What happened?"),
        required=False,
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NoteForm(TextForm):
    name = "note"
    action = staticmethod(actions.note)
    done = _("The note is saved.")

    version = None  # notes never collide

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = True
        self.fields["text"].error_messages["required"] = _("Write the note first.")
        # The browser must not insist on a text: the same box goes with the other actions.
        self.use_required_attribute = False


class CallForm(TextForm):
    name = "call"
    action = staticmethod(actions.log_call)
    done = _("The call is logged.")

    outcome = forms.ChoiceField(choices=CallOutcome.choices)

    @classmethod
    def fits(cls, lead: Lead) -> bool:
        return lead.is_open


class WaitForm(TextForm):
    name = "wait"
    action = staticmethod(actions.await_visitor)
    done = _("It is their turn now.")

    @classmethod
    def fits(cls, lead: Lead) -> bool:
        return lead.is_open and lead.status != Status.WAITING


class BookForm(TextForm):
    name = "book"
    action = staticmethod(actions.book)
    done = _("Booked.")

    @classmethod
    def fits(cls, lead: Lead) -> bool:
        return lead.is_open


class CloseForm(TextForm):
    name = "close"
    action = staticmethod(actions.close)
    done = _("The lead is closed.")

    reason = forms.ChoiceField(
        label=_("Reason"), choices=[("", _("Choose a reason")), *CloseReason.choices]
    )

    @classmethod
    def fits(cls, lead: Lead) -> bool:
        return lead.status != Status.CLOSED


class ReopenForm(TextForm):
    name = "reopen"
    action = staticmethod(actions.reopen)
    done = _("The lead is open again.")

    @classmethod
    def fits(cls, lead: Lead) -> bool:
        return lead.status in {Status.CLOSED, Status.BOOKED}


class MoveForm(TextForm):
    """To any published location, also one whose leads the user does not see."""

    name = "move"
    action = staticmethod(actions.move)
    done = _("The lead is moved.")

    to = forms.ModelChoiceField(
        label=_("Location"),
        queryset=LocationPage.objects.none(),
        empty_label=_("Choose a location"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        published = LocationPage.objects.live().public().originals().order_by("title", "pk")
        self.fields["to"].queryset = published.exclude(pk=self.lead.location_id)


class QuarantineForm(TextForm):
    name = "quarantine"
    action = staticmethod(actions.quarantine)
    done = _("The lead is in quarantine. It is kept there.")

    @classmethod
    def fits(cls, lead: Lead) -> bool:
        return lead.quarantined_at is None


class ReleaseForm(TextForm):
    name = "release"
    action = staticmethod(actions.release)
    done = _("The lead is back, with its original time and promise.")

    @classmethod
    def fits(cls, lead: Lead) -> bool:
        return lead.quarantined_at is not None


class ColleagueField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return get_user_display_name(obj)


class AssignForm(ActionForm):
    name = "assign"
    action = staticmethod(actions.assign)
    done = _("Assigned.")

    to = ColleagueField(
        label=_("Assigned to"),
        queryset=get_user_model()._default_manager.none(),
        required=False,
        empty_label=_("Nobody"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = users_with_right(Right.TRIAGE, location_id=self.lead.location_id)
        self.fields["to"].queryset = colleagues.order_by(get_user_model().USERNAME_FIELD)
        self.initial["to"] = self.lead.assigned_to_id


class RetryForm(ActionForm):
    name = "retry"
    action = staticmethod(actions.retry_delivery)
    done = _("The message is tried again now.")

    version = None  # a message is tried again whatever else happened
    delivery = forms.ModelChoiceField(queryset=Delivery.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["delivery"].queryset = self.lead.deliveries.all()

    def save(self, *, by: Any, at: datetime) -> LeadEvent:
        return actions.retry_delivery(by=by, at=at, **self.cleaned_data)


_FORMS: list[type[ActionForm]] = [
    NoteForm,
    CallForm,
    WaitForm,
    BookForm,
    CloseForm,
    ReopenForm,
    AssignForm,
    MoveForm,
    QuarantineForm,
    ReleaseForm,
    RetryForm,
]
ACTION_FORMS = {form.name: form for form in _FORMS}
