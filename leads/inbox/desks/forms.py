"""The forms of a desk's settings and of absences."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from locations.models import LocationPage

from ...models import DeskSettings, Right
from ...notifications.people import with_rights
from ..away import people_managed_by
from ..forms import ColleagueField


class DeskForm(forms.ModelForm):
    """How one location's desk is reminded, and who steps in."""

    class Meta:
        model = DeskSettings
        fields = ["due_soon_minutes", "fail_over_location", "fail_over_user"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        location = self.instance.location
        published = LocationPage.objects.live().public().originals().order_by("title", "pk")
        self.fields["fail_over_location"] = forms.ModelChoiceField(
            label=self.fields["fail_over_location"].label,
            queryset=published.exclude(pk=location.pk),
            required=False,
            help_text=_(
                "Its desk gets a mail with the reference. Its people open the lead if they have "
                "rights at this location."
            ),
        )
        self.fields["fail_over_user"] = ColleagueField(
            label=self.fields["fail_over_user"].label,
            queryset=with_rights([Right.TRIAGE], location_id=location.pk),
            required=False,
            empty_label=_("Nobody"),
        )


class AbsenceForm(forms.Form):
    """Somebody is away: oneself, or a colleague of a location that one manages."""

    first_date = forms.DateField(label=_("First day"), widget=AdminDateInput)
    last_date = forms.DateField(label=_("Last day, included"), widget=AdminDateInput)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = people_managed_by(user).values("pk")
        users = get_user_model()._default_manager
        choices = users.filter(pk__in=people) | users.filter(pk=user.pk)
        self.fields["user"] = ColleagueField(
            label=_("Who"),
            queryset=choices.order_by(get_user_model().USERNAME_FIELD),
            empty_label=None,
            initial=user.pk,
        )
        self.order_fields(["user", "first_date", "last_date"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_date"), cleaned.get("last_date")
        if first and last and last < first:
            self.add_error("last_date", _("This is before the first day."))
        return cleaned
