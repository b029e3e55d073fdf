"""What the desk can do with a lead, as forms. What they have in common is in form_bases.py."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.utils import get_user_display_name

from locations.models import LocationPage
from locations.published import published

from .. import actions
from ..models import (
    CallOutcome,
    CloseReason,
    Lead,
    LeadEvent,
    Right,
    Status,
    users_with,
)
from .asking import SettleForm
from .away import away_sentences, with_away
from .contact_form import CorrectForm
from .desk_forms import (
    AskLaterForm,
    AttendForm,
    BookForm,
    NoteForm,
    RepliedForm,
    ReplyForm,
    SnoozeForm,
    WakeForm,
)
from .form_bases import ActionForm, StepForm, VersionedForm

# That personal data is removed is no reason that somebody gives: it comes with removing it.
CLOSE_REASONS = [
    ("", _("Choose a reason")),
    *(choice for choice in CloseReason.choices if choice[0] != CloseReason.FORGOTTEN),
]


class CallForm(StepForm):
    name = "call"
    action = staticmethod(actions.log_call)
    done = _("The call is logged.")

    outcome = forms.ChoiceField(choices=CallOutcome.choices)

    @classmethod
    def fits(cls, lead: Lead) -> bool:
        return lead.is_open


class WaitForm(StepForm):
    name = "wait"
    action = staticmethod(actions.await_visitor)
    done = _("It is their turn now.")

    @classmethod
    def fits(cls, lead: Lead) -> bool:
        return lead.is_open and lead.status != Status.WAITING


class CloseForm(StepForm):
    name = "close"
    action = staticmethod(actions.close)
    done = _("The lead is closed.")

    reason = forms.ChoiceField(label=_("Reason"), choices=CLOSE_REASONS)

    @classmethod
    def fits(cls, lead: Lead) -> bool:
        return lead.status != Status.CLOSED


class ReopenForm(StepForm):
    name = "reopen"
    action = staticmethod(actions.reopen)
    done = _("The lead is open again.")

    @classmethod
    def fits(cls, lead: Lead) -> bool:
        return lead.status in {Status.CLOSED, Status.BOOKED} and lead.merged_into_id is None


def places_to_move_to() -> Any:
    """The published locations: one that is closed has no desk any more."""
    return published(LocationPage.objects.originals()).order_by("title", "pk")


class MoveForm(StepForm):
    """To any published location, also one whose leads the user does not see."""

    name = "move"
    action = staticmethod(actions.move)
    done = _("The lead is moved.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = forms.ModelChoiceField(
            label=_("Location"),
            queryset=places_to_move_to().exclude(pk=self.lead.location_id),
            empty_label=_("Choose a location"),
        )

    @classmethod
    def fits(cls, lead: Lead) -> bool:
        return lead.merged_into_id is None


class QuarantineForm(StepForm):
    name = "quarantine"
    action = staticmethod(actions.quarantine)
    done = _("The lead is in quarantine. It is kept there.")

    @classmethod
    def fits(cls, lead: Lead) -> bool:
        return lead.quarantined_at is None and lead.merged_into_id is None


class ReleaseForm(StepForm):
    name = "release"
    action = staticmethod(actions.release)
    done = _("The lead is back, with its original time and promise.")

    @classmethod
    def fits(cls, lead: Lead) -> bool:
        return lead.quarantined_at is not None


class ColleagueField(forms.ModelChoiceField):
    """A colleague by name; who is away says so, if the users come from `with_away`."""

    def label_from_instance(self, obj: Any) -> str:
        name = get_user_display_name(obj)
        away_until = getattr(obj, "away_until", None)
        if away_until is None:
            return name
        until = formats.date_format(away_until, "SHORT_DATE_FORMAT")
        return _("%(name)s (away until %(date)s)") % {"name": name, "date": until}


class AssignForm(VersionedForm):
    name = "assign"
    action = staticmethod(actions.assign)
    done = _("Assigned.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = self.lead.location.zone if self.lead.location else None
        colleagues = users_with([Right.TRIAGE], location_id=self.lead.location_id)
        colleagues = colleagues.order_by(get_user_model().USERNAME_FIELD)
        self.fields["to"] = ColleagueField(
            label=_("Assigned to"),
            queryset=with_away(colleagues, at=timezone.now(), zone=zone),
            required=False,
            empty_label=_("Nobody"),
            initial=self.lead.assigned_to_id,
        )

    def warnings(self) -> list[str]:
        return away_sentences(self.cleaned_data["to"])


class RetryForm(ActionForm):
    """A message is tried again whatever else happened: no version is asked for."""

    name = "retry"
    action = staticmethod(actions.retry_delivery)
    done = _("The message is tried again now.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["delivery"] = forms.ModelChoiceField(
            queryset=self.lead.deliveries.for_the_lead()
        )

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
    SnoozeForm,
    WakeForm,
    RepliedForm,
    AttendForm,
    AskLaterForm,
    ReplyForm,
    CorrectForm,
    SettleForm,
]
ACTION_FORMS = {form.name: form for form in _FORMS}
