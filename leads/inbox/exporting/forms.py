"""What is asked before leads are taken away: which, what of them, as what, and why."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ...exporting.columns import GROUPS, MESSAGE, USUAL, Column, chosen
from ...exporting.files import XLSX_MOST_ROWS
from ...fields import TypedField
from ...models import ExportFormat

LISTED, ALL = "listed", "all"
_PREFIX = "columns_"


class ExportForm(forms.Form):
    """`totals` is how many rows each scope has."""

    use_required_attribute = False

    scope = forms.ChoiceField(label=_("Which leads"), widget=forms.RadioSelect, initial=LISTED)
    format = forms.ChoiceField(
        label=_("File"),
        choices=ExportFormat.choices,
        initial=ExportFormat.XLSX,
        widget=forms.RadioSelect,
    )
    with_messages = forms.BooleanField(
        label=_("With messages"),
        required=False,
        help_text=_("People write of their health here. Leave them out unless you need them."),
    )
    reason = TypedField(
        label=_("What do you need it for?"),
        limit=200,
        help_text=_("It is kept with your name and the time. Name no visitor here."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    # Chosen by the page, so that it can ask how far the file is.
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, totals: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.totals = totals
        scope: Any = self.fields["scope"]
        scope.choices = [
            (LISTED, _("The list as it is shown: %(n)d") % {"n": totals[LISTED]}),
            (ALL, _("Every lead, in every list: %(n)d") % {"n": totals[ALL]}),
        ]
        for group in GROUPS:
            self.fields[_PREFIX + group.name] = forms.MultipleChoiceField(
                label=str(group.label),
                choices=[(column.name, column.heading) for column in group.columns],
                initial=[column.name for column in group.columns if column.name in USUAL],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    @property
    def column_fields(self) -> Iterator[forms.BoundField]:
        return (self[_PREFIX + group.name] for group in GROUPS)

    @property
    def columns(self) -> list[Column]:
        """The columns that were chosen, in their order on the page."""
        names = [name for group in GROUPS for name in self.cleaned_data[_PREFIX + group.name]]
        return chosen([*names, MESSAGE.name] if self.cleaned_data["with_messages"] else names)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        if not self.columns:
            self.add_error(None, _("Choose at least one column."))
        total = self.totals[cleaned["scope"]]
        if not total:
            self.add_error("scope", _("There is nothing to export."))
        elif total > XLSX_MOST_ROWS and cleaned["format"] == ExportFormat.XLSX:
            self.add_error("format", _("Excel holds no more than 1,048,575 leads. Choose CSV."))
        return cleaned
