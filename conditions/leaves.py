"""When a practitioner is away: as it is written in the editor, and what of it readers are told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from locations.years import WRONG_YEAR, is_meant

# Readers are told of a leave this long before it begins.
ANNOUNCED = timedelta(days=14)

# A leave longer than this is somebody who has left, or a wrong year.
LONGEST_LEAVE = timedelta(days=2 * 366)


@dataclass(frozen=True, slots=True, order=True)
class Leave:
    """Days on which somebody is not here, the first and the last included."""

    first: date
    last: date
    note: str = ""


def announced(leaves: Iterable[Leave], *, on: date) -> list[Leave]:
    """Return the leaves that are going on or begin within `ANNOUNCED`, in order."""
    return sorted(leave for leave in leaves if leave.first <= on + ANNOUNCED and on <= leave.last)


def is_away(leaves: Iterable[Leave], *, on: date) -> bool:
    """Is this a day of one of the leaves?"""
    return any(leave.first <= on <= leave.last for leave in leaves)


class LeaveBlock(blocks.StructBlock):
    """One leave; one day has the same date twice."""

    first_date = blocks.DateBlock(label=_("From"))
    last_date = blocks.DateBlock(label=_("Until (including)"))
    note = blocks.CharBlock(
        label=_("Note shown"),
        required=False,
        max_length=120,
        help_text=_(
            "Anybody can read it. Say who helps in the meantime, never why somebody is away."
        ),
    )

    class Meta:
        icon = "calendar-alt"
        label = _("Leave")
        label_format = "{first_date} – {last_date}"

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned = super().clean(value)
        first, last = cleaned["first_date"], cleaned["last_date"]
        if last < first:
            _refuse(_("This is before the first day."))
        if last - first > LONGEST_LEAVE:
            _refuse(_("This is more than two years later."))
        if not is_meant(first):
            _refuse(WRONG_YEAR)
        return cleaned


class LeavesBlock(blocks.StreamBlock):
    """All leaves of a practitioner; no day is in two of them."""

    leave = LeaveBlock()

    def clean(self, value: blocks.StreamValue, **kwargs: Any) -> blocks.StreamValue:
        cleaned = super().clean(value, **kwargs)
        leaves = leaves_of(cleaned)
        errors = {}
        for index, leave in enumerate(leaves):
            if any(
                leave.first <= other.last and other.first <= leave.last for other in leaves[:index]
            ):
                overlaps = ValidationError(_("Overlaps with another leave."))
                errors[index] = StructBlockValidationError(block_errors={"first_date": overlaps})
        if errors:
            raise StreamBlockValidationError(block_errors=errors)
        return cleaned


def leaves_of(stream: blocks.StreamValue) -> list[Leave]:
    """Return the leaves of the StreamField's value, in the order of the editor."""
    return [
        Leave(block.value["first_date"], block.value["last_date"], block.value["note"] or "")
        for block in stream
    ]


def _refuse(message: Any) -> None:
    raise StructBlockValidationError(block_errors={"last_date": ValidationError(message)})


def _overlap(one: Leave, other: Leave) -> bool:
    return one.first <= other.last and other.first <= one.last
