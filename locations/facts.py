"""A location's facts as they are written in the editor: phones, weekly hours, dated overrides.

They are StreamFields on LocationPage, so that one row holds all facts of a location: one query
reads them, and a revision, a copy or an alias carries them whole (docs/decisions/0002).
"""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from . import phones
from .conf import clinic_settings
from .hours import Interval
from .years import WRONG_YEAR, is_meant

# A dated override longer than this is a change of the weekly hours, or a wrong year.
LONGEST_OVERRIDE = timedelta(days=366)

WEEKDAYS = [
    ("0", _("Monday")),
    ("1", _("Tuesday")),
    ("2", _("Wednesday")),
    ("3", _("Thursday")),
    ("4", _("Friday")),
    ("5", _("Saturday")),
    ("6", _("Sunday")),
]


class PhoneNumberBlock(blocks.CharBlock):
    """A telephone number, typed in any usual way and stored as E.164."""

    def clean(self, value: str) -> str:
        typed = super().clean(value)
        number = phones.parse(typed, region=clinic_settings.PHONE_REGION)
        if typed and not number:
            raise ValidationError(
                _("“%(typed)s” is not a phone number. Write it like 651-555-0123."),
                params={"typed": typed},
            )
        return number


class PhoneValue(blocks.StructValue):
    """One number of a location, with what templates and the API show of it."""

    @property
    def e164(self) -> str:
        return self["number"]

    @property
    def role(self) -> str:
        return self["role"]

    @property
    def role_label(self) -> str:
        return self.get("label") or str(phones.PhoneRole(self.role).label)

    @property
    def note(self) -> str:
        return self.get("note") or ""

    @property
    def display(self) -> str:
        return phones.display(self.e164, region=clinic_settings.PHONE_REGION)

    @property
    def href(self) -> str:
        return phones.href(self.e164, role=self.role)


class PhoneBlock(blocks.StructBlock):
    """One number and what it is for."""

    role = blocks.ChoiceBlock(
        label=_("For"), choices=phones.PhoneRole.choices, default=phones.PhoneRole.MAIN
    )
    number = PhoneNumberBlock(
        label=_("Number"),
        max_length=32,
        help_text=_("Written once, here. Every page that shows it follows when you publish."),
    )

    label = blocks.CharBlock(
        label=_("Name"),
        required=False,
        max_length=40,
        help_text=_("Shown instead of what it is for, such as Billing."),
    )
    note = blocks.CharBlock(
        label=_("Note"),
        required=False,
        max_length=120,
        help_text=_("Such as “We answer texts within an hour”. Shown on the location's page."),
    )

    class Meta:
        icon = "mobile-alt"
        label = _("Phone number")
        label_format = "{role} {number}"
        value_class = PhoneValue


def phone_value(number: str, role: str = phones.PhoneRole.MAIN) -> PhoneValue:
    """Return a number that is in E.164 as what templates and references show."""
    return PhoneBlock().to_python({"role": role, "number": number})


class PhonesBlock(blocks.StreamBlock):
    """All numbers of a location; the first one of a role is the one shown."""

    phone = PhoneBlock()

    def clean(self, value: blocks.StreamValue, **kwargs: Any) -> blocks.StreamValue:
        cleaned = super().clean(value, **kwargs)
        if not any(block.value.role == phones.PhoneRole.MAIN for block in cleaned):
            raise StreamBlockValidationError(
                non_block_errors=[ValidationError(_("Add the main phone number."))]
            )
        return cleaned


class WeeklyHoursBlock(blocks.StructBlock):
    """One opening interval that repeats every week."""

    weekday = blocks.ChoiceBlock(label=_("Day"), choices=WEEKDAYS)
    opens = blocks.TimeBlock(label=_("Opens"))
    closes = blocks.TimeBlock(
        label=_("Closes"), help_text=_("For a lunch break, add a second line for the afternoon.")
    )

    class Meta:
        icon = "time"
        label = _("Opening hours")
        label_format = "{weekday} {opens} – {closes}"

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned = super().clean(value)
        _refuse(_interval_errors(cleaned["opens"], cleaned["closes"]))
        return cleaned


class WeekBlock(blocks.StreamBlock):
    """The week of a location; the intervals of one day must not overlap."""

    interval = WeeklyHoursBlock()

    def clean(self, value: blocks.StreamValue, **kwargs: Any) -> blocks.StreamValue:
        cleaned = super().clean(value, **kwargs)
        errors = {}
        for index, block in enumerate(cleaned):
            if any(_overlap(block.value, other.value) for other in cleaned[:index]):
                errors[index] = StructBlockValidationError(
                    block_errors={
                        "opens": ValidationError(_("Overlaps with another line of this day."))
                    }
                )
        if errors:
            raise StreamBlockValidationError(block_errors=errors)
        return cleaned


class HoursOverrideBlock(blocks.StructBlock):
    """Other hours on certain dates: closed, shorter or longer than usual."""

    first_date = blocks.DateBlock(label=_("From"))
    last_date = blocks.DateBlock(
        label=_("Until (including)"), required=False, help_text=_("Leave empty for one day.")
    )
    opens = blocks.TimeBlock(
        label=_("Opens"), required=False, help_text=_("Leave both times empty for closed.")
    )
    closes = blocks.TimeBlock(label=_("Closes"), required=False)
    reason = blocks.CharBlock(
        label=_("Reason shown"), required=False, max_length=80, help_text=_("Such as Thanksgiving.")
    )

    class Meta:
        icon = "calendar-alt"
        label = _("Special hours")
        label_format = "{first_date} {reason}"

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned = super().clean(value)
        first, last = cleaned["first_date"], cleaned["last_date"] or cleaned["first_date"]
        errors = _interval_errors(cleaned["opens"], cleaned["closes"])
        is_dated = first is not None  # a draft's line may not be yet
        if is_dated and last < first:
            errors["last_date"] = ValidationError(_("This is before the first day."))
        elif is_dated and last - first > LONGEST_OVERRIDE:
            errors["last_date"] = ValidationError(_("This is more than a year later."))
        elif is_dated and not is_meant(first):
            errors["first_date"] = ValidationError(WRONG_YEAR)
        _refuse(errors)
        return cleaned


class HoursOverridesBlock(blocks.StreamBlock):
    """All dated overrides of a location. Several lines of one date are its several intervals."""

    override = HoursOverrideBlock()


def weekly_intervals(stream: blocks.StreamValue) -> dict[int, tuple[Interval, ...]]:
    """Return the hours engine's week from the StreamField's value.

    A draft may have lines that are not complete yet: they say nothing, here and in the others.
    """
    week: dict[int, list[Interval]] = {}
    for value in (block.value for block in stream if _is_complete_line(block.value)):
        interval = Interval(opens=value["opens"], closes=value["closes"])
        week.setdefault(int(value["weekday"]), []).append(interval)
    return {day: tuple(intervals) for day, intervals in week.items()}


def override_intervals(stream: blocks.StreamValue) -> dict[date, tuple[Interval, ...]]:
    """Return the hours engine's dated overrides from the StreamField's value."""
    dates: dict[date, list[Interval]] = {}
    for value in (block.value for block in stream):
        if _interval_errors(value["opens"], value["closes"]):
            continue
        for day in days_of(value):
            intervals = dates.setdefault(day, [])
            if value["opens"]:
                intervals.append(Interval(opens=value["opens"], closes=value["closes"]))
    return {day: tuple(intervals) for day, intervals in dates.items()}


def override_reasons(stream: blocks.StreamValue) -> dict[date, str]:
    """Return why the hours of a date are special, where somebody wrote it."""
    reasons: dict[date, str] = {}
    for block in stream:
        for day in days_of(block.value):
            reasons[day] = reasons.get(day) or block.value["reason"] or ""
    return reasons


def days_of(override: blocks.StructValue) -> list[date]:
    """Return every date of an override, first and last included; none before it has a first."""
    first, last = override["first_date"], override["last_date"] or override["first_date"]
    if first is None:
        return []
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _is_complete_line(line: blocks.StructValue) -> bool:
    is_on_a_day = line["weekday"] not in (None, "")
    return is_on_a_day and None not in (line["opens"], line["closes"])


def _interval_errors(opens: Any, closes: Any) -> dict[str, ValidationError]:
    if bool(opens is None) != bool(closes is None):
        missing = "closes" if closes is None else "opens"
        return {missing: ValidationError(_("Give both times, or none for closed."))}
    if opens is not None and opens == closes:
        return {"closes": ValidationError(_("This is the same as the opening time."))}
    return {}


def _refuse(errors: dict[str, ValidationError]) -> None:
    if errors:
        raise StructBlockValidationError(block_errors=errors)


def _overlap(one: blocks.StructValue, other: blocks.StructValue) -> bool:
    return (
        _is_complete_line(one)
        and _is_complete_line(other)
        and one["weekday"] == other["weekday"]
        and one["opens"] < other["closes"]
        and other["opens"] < one["closes"]
    )
