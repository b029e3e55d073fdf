"""What can be done with several leads of the list at once.

Each lead goes through the same action as on its own screen, with the version that was in the list:
what a colleague changed in between is left alone and said. An id of a lead that the user may not
work on is answered like one that never was.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from .. import actions
from ..about import id_in
from ..models import Attendance, Lead, LeadEvent, Right, locations_with_right, users_with_right
from ..permissions import LeadPolicy, may_anywhere
from .away import away_sentences, with_away
from .form_bases import TEXT_LIMIT
from .forms import CLOSE_REASONS, ColleagueField, places_to_move_to
from .mentions import mentioned_in
from .putting_off import Until, time_of
from .queues import BOOKED, CLOSED, QUARANTINE, UNMARKED, Queue

# A page of the list has fewer; whoever sends more did not select them there.
MOST_AT_ONCE = 500

# What is in these lists is not open, or is booked: nobody waits for it, nobody puts it off.
OVER = {BOOKED, UNMARKED, CLOSED, QUARANTINE}
# Nobody knows yet whether they came.
LATER = "later"


class BulkForm(forms.Form):
    """One action on many leads: what it asks, and how it is done to each. Asks nothing by itself.

    All of them share one form on the screen, so their fields have different names.
    """

    name: ClassVar[str]
    label: ClassVar[Any]
    icon: ClassVar[str]
    key: ClassVar[str] = ""  # on the keyboard

    use_required_attribute = False

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"id_bulk_{self.name}_%s")
        super().__init__(*args, **kwargs)
        self.user = user

    @classmethod
    def fits(cls, queue: Queue) -> bool:
        """Does the action make sense in this list?"""
        return queue is not QUARANTINE

    def check(self, leads: Iterable[Lead]) -> None:
        """Look at all leads before it is done to any. Raises ValidationError: nothing is done."""

    def warnings(self) -> list[str]:
        """What to say after it is done, besides how often."""
        return []

    def do(self, lead: Lead, *, version: int, at: datetime) -> LeadEvent:
        raise NotImplementedError


class TakeForm(BulkForm):
    name, label, icon, key = "take", _("Assign to me"), "user", "a"

    def do(self, lead: Lead, *, version: int, at: datetime) -> LeadEvent:
        return actions.assign(lead=lead, to=self.user, by=self.user, at=at, version=version)


class WaitForm(BulkForm):
    name, label, icon = "wait", _("Waiting for them"), "time"

    @classmethod
    def fits(cls, queue: Queue) -> bool:
        return queue not in OVER

    def do(self, lead: Lead, *, version: int, at: datetime) -> LeadEvent:
        return actions.await_visitor(lead=lead, by=self.user, at=at, version=version)


class GiveForm(BulkForm):
    """To a colleague who may work where the user may; the action asks once more, for each lead."""

    name, label, icon = "assign", _("Assign"), "user"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = ColleagueField(
            label=_("Assigned to"),
            queryset=with_away(_colleagues(self.user), at=timezone.now()),
            required=False,
            empty_label=_("Nobody"),
        )

    def warnings(self) -> list[str]:
        return away_sentences(self.cleaned_data["to"])

    def do(self, lead: Lead, *, version: int, at: datetime) -> LeadEvent:
        to = self.cleaned_data["to"]
        return actions.assign(lead=lead, to=to, by=self.user, at=at, version=version)


class MoveForm(BulkForm):
    """To any published location, as from the screen: how a location that closes is emptied."""

    name, label, icon = "move", _("Move"), "redirect"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # One query: the form stands below every list.
        self.places = {str(place.pk): place for place in places_to_move_to()}
        named = [(pk, place.title) for pk, place in self.places.items()]
        self.fields["location"] = forms.TypedChoiceField(
            label=_("Location"),
            choices=[("", _("Choose a location")), *named],
            coerce=self.places.__getitem__,
            error_messages={"required": _("Choose a location first.")},
        )

    @classmethod
    def fits(cls, queue: Queue) -> bool:
        return True

    def do(self, lead: Lead, *, version: int, at: datetime) -> LeadEvent:
        to = self.cleaned_data["location"]
        return actions.move(lead=lead, to=to, by=self.user, at=at, version=version)


class PutOffForm(BulkForm):
    """Each lead until a time by the clock of its own location."""

    name, label, icon, key = "snooze", _("Put off"), "history", "s"

    until = forms.ChoiceField(label=_("Until"), choices=Until.choices)

    @classmethod
    def fits(cls, queue: Queue) -> bool:
        return queue not in OVER

    def do(self, lead: Lead, *, version: int, at: datetime) -> LeadEvent:
        schedule = lead.schedule
        until = time_of(self.cleaned_data["until"], schedule=schedule, at=at)
        return actions.snooze(lead=lead, until=until, by=self.user, at=at, version=version)


class AttendForm(BulkForm):
    """What became of appointments that are over. “Not yet” is for those without a date."""

    name, label, icon = "attend", _("Mark"), "calendar-check"

    attendance = forms.ChoiceField(
        label=_("Did they come?"),
        choices=[
            *(choice for choice in Attendance.choices if choice[0]),
            (LATER, _("Not yet: ask again later")),
        ],
    )

    @classmethod
    def fits(cls, queue: Queue) -> bool:
        return queue in {BOOKED, UNMARKED}

    def do(self, lead: Lead, *, version: int, at: datetime) -> LeadEvent:
        answer = self.cleaned_data["attendance"]
        if answer == LATER:
            return actions.ask_later(lead=lead, by=self.user, at=at, version=version)
        return actions.attend(lead=lead, attendance=answer, by=self.user, at=at, version=version)


class CloseForm(BulkForm):
    name, label, icon, key = "close", _("Close"), "check", "e"

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=CLOSE_REASONS,
        error_messages={"required": _("Choose a reason first.")},
    )

    @classmethod
    def fits(cls, queue: Queue) -> bool:
        return queue is not CLOSED

    def do(self, lead: Lead, *, version: int, at: datetime) -> LeadEvent:
        reason = self.cleaned_data["reason"]
        return actions.close(lead=lead, reason=reason, by=self.user, at=at, version=version)


class NoteForm(BulkForm):
    """Notes never collide: no version is asked for. Who is named with an @ must see all of them."""

    name, label, icon, key = "note", _("Save as a note"), "comment", "n"

    text = forms.CharField(
        label=_("Note"),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write the note first.")},
    )

    @classmethod
    def fits(cls, queue: Queue) -> bool:
        return True

    def check(self, leads: Iterable[Lead]) -> None:
        """Who sees a lead depends on its location alone: each one is asked once."""
        text = self.cleaned_data["text"]
        places = {lead.location_id: lead for lead in leads}
        self.mentions = {pk: mentioned_in(text, lead=lead) for pk, lead in places.items()}

    def do(self, lead: Lead, *, version: int, at: datetime) -> LeadEvent:
        text, mentions = self.cleaned_data["text"], self.mentions[lead.location_id]
        return actions.note(lead=lead, text=text, mentions=mentions, by=self.user, at=at)


class QuarantineForm(BulkForm):
    name, label, icon = "quarantine", _("Put in quarantine"), "no-view"

    def do(self, lead: Lead, *, version: int, at: datetime) -> LeadEvent:
        return actions.quarantine(lead=lead, by=self.user, at=at, version=version)


class ReleaseForm(BulkForm):
    name, label, icon = "release", _("These are real requests"), "view"

    @classmethod
    def fits(cls, queue: Queue) -> bool:
        return queue is QUARANTINE

    def do(self, lead: Lead, *, version: int, at: datetime) -> LeadEvent:
        return actions.release(lead=lead, by=self.user, at=at, version=version)


_FORMS: list[type[BulkForm]] = [
    TakeForm,
    WaitForm,
    ReleaseForm,
    AttendForm,
    GiveForm,
    MoveForm,
    PutOffForm,
    CloseForm,
    NoteForm,
    QuarantineForm,
]
BULK_FORMS = {form.name: form for form in _FORMS}


def offered(user: Any, queue: Queue, *, typed: dict[str, str]) -> list[BulkForm]:
    """The actions for the leads of a list, with what was `typed`; none for who may only look."""
    if not may_anywhere(user, Right.TRIAGE):
        return []
    return [form(user=user, initial=typed) for form in _FORMS if form.fits(queue)]


def _colleagues(user: Any) -> Any:
    """Who may work on leads at one of the locations where the user may."""
    everywhere, location_ids = locations_with_right(user, Right.TRIAGE)
    if everywhere:
        found = LeadPolicy(Lead).users_with_any_permission([Right.TRIAGE])
    else:
        found = get_user_model()._default_manager.none()
        for location_id in location_ids:
            found |= users_with_right(Right.TRIAGE, location_id=location_id)
    return found.order_by(get_user_model().USERNAME_FIELD)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the leads that were selected."""

    done: int = 0
    stale: int = 0
    refused: int = 0
    missing: int = 0

    @property
    def success(self) -> str:
        n = self.done
        return ngettext("%(n)d lead done.", "%(n)d leads done.", n) % {"n": n} if n else ""

    @property
    def left_alone(self) -> str:
        """What was not done, and why; "" if all was."""
        lines = [
            (
                self.stale,
                ngettext(
                    "%(n)d was changed by a colleague in the meantime; please look again.",
                    "%(n)d were changed by a colleague in the meantime; please look again.",
                    self.stale,
                ),
            ),
            (
                self.refused,
                ngettext(
                    "For %(n)d it makes no sense as it is now.",
                    "For %(n)d it makes no sense as they are now.",
                    self.refused,
                ),
            ),
            (
                self.missing,
                ngettext(
                    "%(n)d is not among the leads that you may work on.",
                    "%(n)d are not among the leads that you may work on.",
                    self.missing,
                ),
            ),
        ]
        return " ".join(text % {"n": number} for number, text in lines if number)


def selection(values: Iterable[str]) -> dict[int, int]:
    """Return the version that was shown of each selected lead, from “id:version”."""
    pairs = (value.partition(":")[::2] for value in list(values)[:MOST_AT_ONCE])
    read = ((id_in(pk), id_in(version)) for pk, version in pairs)
    return {pk: version for pk, version in read if pk is not None and version is not None}


def do_to_all(form: BulkForm, versions: dict[int, int], *, at: datetime) -> Outcome:
    """Do it to each lead that is selected and that the user may work on, each by itself.

    Raises ValidationError, before anything is done, for what does not fit all of them.
    """
    reachable = Lead.objects.visible_to(form.user, right=Right.TRIAGE)
    leads = list(reachable.filter(pk__in=versions).order_by("pk").prefetch_related("location"))
    form.check(leads)
    results = Counter(_result(form, lead, version=versions[lead.pk], at=at) for lead in leads)
    return Outcome(missing=len(versions) - len(leads), **results)


def _result(form: BulkForm, lead: Lead, *, version: int, at: datetime) -> str:
    try:
        form.do(lead, version=version, at=at)
    except actions.Stale:
        return "stale"
    except (actions.NotAllowed, Lead.DoesNotExist):
        return "refused"
    return "done"
