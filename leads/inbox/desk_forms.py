"""Notes, putting off, booking and replying, as forms."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from locations.conf import clinic_settings

from .. import actions
from ..about import practitioners_at
from ..models import Attendance, Lead, Right, Status
from ..putting_off import presets
from ..tags import known_tags
from .form_bases import (
    TEXT_LIMIT,
    LocalTimeField,
    StepForm,
    TextForm,
    VersionedForm,
)
from .mentions import mentioned_in


class NoteForm(TextForm):
    """Notes never collide: no version is asked for."""

    name = "note"
    action = staticmethod(actions.note)
    done = _("The note is saved.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = True
        self.fields["text"].error_messages["required"] = _("Write the note first.")

    def clean(self) -> dict[str, Any]:
        """Add the colleagues whom the text names with an @."""
        text = self.cleaned_data.get("text", "")
        return self.cleaned_data | {"mentions": mentioned_in(text, lead=self.lead)}


class SnoozeForm(StepForm):
    """Until one of the offered times, or one's own."""

    name = "snooze"
    action = staticmethod(actions.snooze)
    done = _("Put off. The promise goes on.")

    preset = forms.CharField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"] = LocalTimeField(
            label=_("Date and time"), zone=self.lead.zone, required=False
        )

    @classmethod
    def fits(cls, lead: Lead) -> bool:
        return lead.is_open

    def clean(self) -> dict[str, Any]:
        """Compute the chosen time now, not as it was when the screen was drawn."""
        cleaned = self.cleaned_data
        preset = cleaned.pop("preset", "")
        if preset:
            cleaned["until"] = offered_times(self.lead, at=timezone.now()).get(preset)
        if not cleaned.get("until") and "until" not in self.errors:
            raise forms.ValidationError(_("Say until when."))
        return cleaned


def offered_times(lead: Lead, *, at: datetime) -> dict[str, datetime]:
    """The times that a lead may be put off to with one click."""
    schedule = lead.schedule
    return presets(schedule, zone=lead.zone, at=at)


class WakeForm(StepForm):
    name = "wake"
    action = staticmethod(actions.wake)
    done = _("The lead is no longer put off.")

    @classmethod
    def fits(cls, lead: Lead) -> bool:
        return lead.snoozed_until is not None


class RepliedForm(StepForm):
    name = "replied"
    action = staticmethod(actions.they_replied)
    done = _("They wait for an answer again.")

    @classmethod
    def fits(cls, lead: Lead) -> bool:
        return actions.takes_a_reply(lead)


class BookForm(StepForm):
    """When and with whom, as far as it is known. Who is on leave then is booked on demand only."""

    name = "book"
    action = staticmethod(actions.book)
    done = _("Booked.")

    appointment_with = forms.CharField(label=_("With"), required=False, max_length=255)
    anyway = forms.BooleanField(label=_("Book all the same"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["appointment_at"] = LocalTimeField(
            label=_("Date and time"), zone=self.lead.zone, required=False
        )
        if self.lead.status == Status.BOOKED:
            self.initial.update(
                appointment_at=self.lead.appointment_at,
                appointment_with=self.lead.appointment_with,
            )
        self.is_away = False

    @classmethod
    def fits(cls, lead: Lead) -> bool:
        return lead.is_open or (lead.status == Status.BOOKED and lead.quarantined_at is None)

    def people(self) -> list[dict[str, Any]]:
        """Whom to choose from; marked are those who are away on the day in the form, or today."""
        appointment = self.cleaned_data.get("appointment_at") if self.is_bound else None
        people = people_of(self.lead, on=_day(self.lead, appointment or timezone.now()))
        chosen = self.chosen()
        is_known = not chosen or any(person["name"] == chosen for person in people)
        if not people or is_known:
            return people
        return [*people, {"name": chosen, "away": False}]  # booked with who left since

    def chosen(self) -> str:
        before = self.initial.get("appointment_with", "")
        return self.data.get("appointment_with", "") if self.is_bound else before

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        anyway = cleaned.pop("anyway", False)
        appointment, person = cleaned.get("appointment_at"), cleaned.get("appointment_with")
        if appointment and person:
            on = _day(self.lead, appointment)
            self.is_away = {"name": person, "away": True} in people_of(self.lead, on=on)
        if self.is_away and not anyway:
            message = _("%(name)s is on leave on that day. Say so if you book all the same.")
            raise forms.ValidationError(message, params={"name": person})
        return cleaned


def people_of(lead: Lead, *, on: date) -> list[dict[str, Any]]:
    """Who works at the lead's location: {"name": …, "away": …}; [] if no app knows."""
    return [
        {"name": str(person["name"]), "away": bool(person.get("away"))}
        for person in practitioners_at(lead.location, on=on)
    ]


def _day(lead: Lead, moment: datetime) -> date:
    return moment.astimezone(lead.zone).date()


class AttendForm(StepForm):
    name = "attend"
    action = staticmethod(actions.attend)
    done = _("Marked.")

    attendance = forms.ChoiceField(choices=[choice for choice in Attendance.choices if choice[0]])

    @classmethod
    def fits(cls, lead: Lead) -> bool:
        began = actions.appointment_began(lead, at=timezone.now())
        return lead.status == Status.BOOKED and lead.quarantined_at is None and began


class AskLaterForm(StepForm):
    """A booking without a date is asked about anew, where it is asked about at all."""

    name = "ask_later"
    action = staticmethod(actions.ask_later)
    done = _("You are asked again later.")

    @classmethod
    def fits(cls, lead: Lead) -> bool:
        return bool(clinic_settings.UNDATED_BOOKING_DAYS) and actions.is_without_date(lead)


class ReplyForm(VersionedForm):
    """A mail to the person. A tag that nothing is known for must be replaced by hand."""

    name = "reply"
    action = staticmethod(actions.reply)
    done = _("The reply is on its way.")
    right = Right.REPLY

    subject = forms.CharField(label=_("Subject"), max_length=160)
    text = forms.CharField(
        label=_("Text"),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": _("Write the reply first.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("subject", default_subject(self.lead))

    @classmethod
    def fits(cls, lead: Lead) -> bool:
        return lead.quarantined_at is None and lead.merged_into_id is None

    def is_shown(self, screen: dict[str, Any]) -> bool:
        """The address may be gone by now."""
        return super().is_shown(screen) and bool(self.lead.email)

    def clean_subject(self) -> str:
        return self._without_tags("subject")

    def clean_text(self) -> str:
        return self._without_tags("text")

    def _without_tags(self, field: str) -> str:
        text = self.cleaned_data[field]
        left = [f"{{{name}}}" for name in dict.fromkeys(known_tags(text))]
        if left:
            message = _("Replace %(tags)s by what you mean, or leave it out.")
            raise forms.ValidationError(message, params={"tags": ", ".join(left)})
        return text


def default_subject(lead: Lead) -> str:
    """What a reply is called, in the language of the person."""
    with override(lead.language):
        return translated("Your request (%(reference)s)") % {"reference": lead.reference}
