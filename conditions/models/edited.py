"""Rows that every page needs to know of: each counts its edits.

How many rows there are, the newest key and the sum of the edits tell whether anything has changed,
in one look and without a clock. A time would not do: of two edits at once the one with the earlier
time may be seen last.
"""

from typing import Any

from django.db import models
from django.db.models import F


class Edited(models.Model):
    """A row that counts how often it was saved."""

    edits = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    def save(self, **kwargs: Any) -> None:
        """Save and count; the database adds, so that of two edits at once none is lost."""
        if not self._state.adding:
            self.edits = F("edits") + 1
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "edits"}
        super().save(**kwargs)
        self.refresh_from_db(fields=["edits"])
