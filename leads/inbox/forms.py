"""What the desk can do with a lead, as forms: each one is an action, what it asks, when it fits.

The names in `cleaned_data` are the arguments of the action. Where one can overwrite what a
colleague did, the form carries the version of the lead that was on the screen.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.contrib.auth import get_user_model
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.utils import get_user_display_name

from locations.models import LocationPage

from .. import actions
from ..models import (
    CallOutcome,
    CloseReason,
    Lead,
    LeadEvent,
    Right,
    Status,
    users_with_right,
)
from .away import away_sentence, away_until

TEXT_LIMIT = 5000

# No reason that somebody gives: it comes with removing the personal data.
FORGOTTEN = CloseReason.FORGOTTEN.value


class ActionForm(forms.Form):
    """One action on one lead. `done` is said when it is; it names nobody."""

    name: ClassVar[str]  # also the last part of its address
    action: ClassVar[Callable[..., LeadEvent]]
    done: ClassVar[Any]

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


class NoteForm(TextForm):
    """Notes never collide: no version is asked for."""

    name = "note"
    action = staticmethod(actions.note)
    done = _("The note is saved.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = True
        self.fields["text"].error_messages["required"] = _("Write the note first.")


class StepForm(VersionedForm, TextForm):
    """A step in the life of a lead, with or without a note."""


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


class BookForm(StepForm):
    name = "book"
    action = staticmethod(actions.book)
    done = _("Booked.")

    @classmethod
    def fits(cls, lead: Lead) -> bool:
        return lead.is_open


class CloseForm(StepForm):
    name = "close"
    action = staticmethod(actions.close)
    done = _("The lead is closed.")

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[
            ("", _("Choose a reason")),
            *((value, label) for value, label in CloseReason.choices if value != FORGOTTEN),
        ],
    )

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


class MoveForm(StepForm):
    """To any published location, also one whose leads the user does not see."""

    name = "move"
    action = staticmethod(actions.move)
    done = _("The lead is moved.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        published = LocationPage.objects.live().public().originals().order_by("title", "pk")
        self.fields["to"] = forms.ModelChoiceField(
            label=_("Location"),
            queryset=published.exclude(pk=self.lead.location_id),
            empty_label=_("Choose a location"),
        )


class QuarantineForm(StepForm):
    name = "quarantine"
    action = staticmethod(actions.quarantine)
    done = _("The lead is in quarantine. It is kept there.")

    @classmethod
    def fits(cls, lead: Lead) -> bool:
        return lead.quarantined_at is None


class ReleaseForm(StepForm):
    name = "release"
    action = staticmethod(actions.release)
    done = _("The lead is back, with its original time and promise.")

    @classmethod
    def fits(cls, lead: Lead) -> bool:
        return lead.quarantined_at is not None


class ColleagueField(forms.ModelChoiceField):
    """A colleague by name; who is away says so. `away` is the last day of those, by user id."""

    def __init__(self, *, away: Mapping[int, date] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.away = away or {}

    def label_from_instance(self, obj: Any) -> str:
        name = get_user_display_name(obj)
        if obj.pk not in self.away:
            return name
        until = formats.date_format(self.away[obj.pk], "SHORT_DATE_FORMAT")
        return _("%(name)s (away until %(date)s)") % {"name": name, "date": until}


class AssignForm(VersionedForm):
    name = "assign"
    action = staticmethod(actions.assign)
    done = _("Assigned.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = self.lead.location.zone if self.lead.location else None
        self.away = away_until(at=timezone.now(), zone=zone)
        colleagues = users_with_right(Right.TRIAGE, location_id=self.lead.location_id)
        self.fields["to"] = ColleagueField(
            label=_("Assigned to"),
            queryset=colleagues.order_by(get_user_model().USERNAME_FIELD),
            required=False,
            empty_label=_("Nobody"),
            initial=self.lead.assigned_to_id,
            away=self.away,
        )

    def warnings(self) -> list[str]:
        to = self.cleaned_data["to"]
        if to is None or to.pk not in self.away:
            return []
        return [away_sentence(get_user_display_name(to), self.away[to.pk])]


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
]
ACTION_FORMS = {form.name: form for form in _FORMS}
