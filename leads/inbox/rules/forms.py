"""The form of a routing rule."""

from collections.abc import Iterable
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.coreutils import get_content_languages

from locations.models import LocationPage

from ...models import Acquaintance, Right, RoutingRule
from ...permissions import locations_of
from ..screen import ACQUAINTANCE
from .access import may_take_all
from .examples import Checked

ANY = ("", _("Any"))
# What narrows a rule down to some requests.
CONDITIONS = ["topic_contains", "language", "acquaintance", "postcode_prefix"]
CONDITIONS += ["weekday", "from_time", "until_time", "first_date", "last_date"]
# What may keep a rule from a request that was its own before.
NARROWING = ["active", *CONDITIONS]


class RoutingRuleForm(WagtailAdminModelForm):
    """Choices instead of typing where there is something to choose from."""

    location = forms.ModelChoiceField(label=_("Goes to"), queryset=LocationPage.objects.none())
    language = forms.ChoiceField(label=_("Language"), required=False)
    acquaintance = forms.ChoiceField(
        label=_("New or returning"),
        choices=[
            ANY,
            (Acquaintance.NEW, ACQUAINTANCE[Acquaintance.NEW]),
            (Acquaintance.RETURNING, ACQUAINTANCE[Acquaintance.RETURNING]),
        ],
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["location"].queryset = locations_of(self.for_user, Right.MANAGE)
        self.fields["language"].choices = [ANY, *get_content_languages().items()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("first_date"), cleaned.get("last_date")
        if first and last and last < first:
            self.add_error("last_date", _("This is before the first day."))
        if cleaned.get("from_time") == time.min:  # from midnight on is at any time
            cleaned["from_time"] = None
        if not any(cleaned.get(name) for name in CONDITIONS) and not may_take_all(self.for_user):
            self.add_error(None, _("Say what it is for: without a condition it takes everything."))
        return cleaned

    def refuse(self, against: Iterable[Checked]) -> None:
        """Say what speaks against saving, next to where it sends to or to what was changed."""
        changed = [name for name in NARROWING if name in self.changed_data]
        for example in against:
            is_kept = example.is_by_written or not changed
            self.add_error("location" if is_kept else changed[0], example.words)


PANELS = ObjectList(
    [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("location"), FieldPanel("active")]),
        MultiFieldPanel(
            [
                FieldPanel("topic_contains"),
                FieldRowPanel([FieldPanel("language"), FieldPanel("acquaintance")]),
                FieldRowPanel([FieldPanel("postcode_prefix"), FieldPanel("weekday")]),
                FieldRowPanel([FieldPanel("from_time"), FieldPanel("until_time")]),
                FieldRowPanel([FieldPanel("first_date"), FieldPanel("last_date")]),
            ],
            heading=_("If all of these hold; an empty one always does"),
            help_text=_("Days and times are those of the location that the request goes to."),
        ),
    ],
    base_form_class=RoutingRuleForm,
).bind_to_model(RoutingRule)
