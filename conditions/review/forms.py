"""What a reviewer gives with a signature."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from .signing import default_due_date, latest_due_date


class ReviewForm(forms.Form):
    """The date of the next review and a note. The note is for colleagues, not for readers."""

    next_due_date = forms.DateField(
        label=gettext_lazy("Next review due"), initial=lambda: _default(), widget=AdminDateInput
    )
    note = forms.CharField(
        label=gettext_lazy("Note for colleagues"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_next_due_date(self) -> date:
        due, today = self.cleaned_data["next_due_date"], timezone.localdate()
        latest = latest_due_date(on=today)
        if not today < due <= latest:
            text = _("Choose a date after today and not after %(latest)s.")
            raise forms.ValidationError(text % {"latest": latest.isoformat()})
        return due


class SignReviewForm(ReviewForm):
    """The form beside the page: what was read is sent along, and a box is ticked."""

    read_digest = forms.CharField(widget=forms.HiddenInput)
    confirmed = forms.BooleanField(
        label=gettext_lazy("I have read the whole page, and I stand by what it says."),
    )


class WorkflowReviewForm(ReviewForm):
    """The same in a workflow, which calls the note a comment."""

    field_order = ["next_due_date", "comment"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["comment"] = self.fields.pop("note")


def _default() -> date:
    return default_due_date(on=timezone.localdate())
