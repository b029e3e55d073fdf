"""Wagtail's reports as files that a spreadsheet opens and that do nothing else."""

from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin

from .cells import defused, plain


class DefusedSpreadsheetMixin(SpreadsheetExportMixin):
    """Before a report of Wagtail's: a title that looks like a formula stays a title.

    Wagtail defuses formulas in XLSX only, and one control character ends its XLSX with an error.
    """

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        written = super().preprocess_field_value(field, value, export_format)
        if not isinstance(written, str):  # a number, a date
            return written
        return defused(written) if export_format == self.FORMAT_CSV else plain(written)
