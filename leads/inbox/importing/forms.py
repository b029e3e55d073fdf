"""What is asked about a file: whose leads, what its columns are, how its dates are meant."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from locations.models import LocationPage

from ...importing import headers
from ...importing.dates import DAY_FIRST, MONTH_FIRST, order_in, unclear_in
from ...importing.decoding import Decoded, decoded
from ...models import Status

MAX_MEGABYTES = 10
_PERSON = {"name", "first_name", "last_name", "phone", "phone_typed", "email"}


class UploadForm(forms.Form):
    """A file, and the location whose leads it holds."""

    use_required_attribute = False

    upload = forms.FileField(
        label=_("CSV file"),
        help_text=_("With headings in its first line, and at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
    )

    def __init__(self, *args: Any, locations: QuerySet[LocationPage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.locations = list(locations)
        if len(self.locations) > 1:
            self.fields["location"] = forms.ModelChoiceField(
                label=_("Location"), queryset=locations, empty_label=_("Choose a location")
            )

    @property
    def location(self) -> LocationPage:
        return self.cleaned_data.get("location") or self.locations[0]

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        if upload.size > MAX_MEGABYTES * 1_000_000:
            raise forms.ValidationError(_("This file is too large. Split it into several."))
        data = upload.read()
        if data.startswith(b"PK") or (b"\x00\x00\x00" in data):
            raise forms.ValidationError(
                _("This is no CSV file. In Excel, choose “Save as” and “CSV UTF-8”.")
            )
        self.decoded: Decoded = decoded(data)
        return upload


class MappingForm(forms.Form):
    """What each column is. `dates` are the texts of date columns, to see how they are meant."""

    use_required_attribute = False

    date_order = forms.ChoiceField(
        label=_("A date like 3/4/2021"),
        choices=[
            ("", _("As the file shows")),
            (DAY_FIRST, _("is the third of April (day first)")),
            (MONTH_FIRST, _("is the fourth of March (month first)")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    status = forms.ChoiceField(
        label=_("A lead whose status the file does not say"),
        choices=[(Status.CLOSED, _("is closed")), (Status.NEW, _("is open, and new"))],
        initial=Status.CLOSED,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, header: Sequence[str], rows: Any, **kwargs: Any) -> None:
        """`rows` are lines from the beginning of the file, by which dates are understood."""
        super().__init__(*args, **kwargs)
        self.header, self.rows = header, rows
        guesses = headers.guesses(header)
        for number, heading in enumerate(header):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=heading or gettext("Column %(n)d") % {"n": number + 1},
                choices=headers.choices(),
                initial=guesses[number],
                required=False,
            )

    @property
    def column_fields(self) -> list[forms.BoundField]:
        return [self[f"column_{number}"] for number in range(len(self.header))]

    @property
    def mapping(self) -> list[str]:
        return [self.cleaned_data.get(f"column_{n}", "") for n in range(len(self.header))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        mapping = [name for name in self.mapping if name]
        for number, name in enumerate(self.mapping):
            if name and mapping.count(name) > 1:
                self.add_error(f"column_{number}", _("Two columns cannot be the same."))
        if "received_at" not in mapping:
            self.add_error(None, _("Say which column is the date of receipt."))
        if not _PERSON & set(mapping):
            self.add_error(None, _("Say which column is the name, the phone or the e-mail."))
        if not cleaned.get("date_order"):
            cleaned["date_order"] = order_in(self.dates())
            if not cleaned["date_order"]:
                self.add_error("date_order", self._which())
        return cleaned

    def dates(self) -> list[str]:
        """The texts in the columns that are dates."""
        columns = [n for n, name in enumerate(self.mapping) if name in headers.DATES]
        return [row[n] for row in self.rows for n in columns if n < len(row) and row[n].strip()]

    def _which(self) -> str:
        words = gettext("The file does not show which way its dates are meant, such as “%(date)s”.")
        return words % {"date": unclear_in(self.dates())}
