"""Days of the week in one column: "0,2,3" is Monday, Wednesday and Thursday."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from locations.facts import WEEKDAYS

_KNOWN = [day for day, _name in WEEKDAYS]


def days_in(stored: str) -> list[int]:
    """Return the days of a stored value, Monday (0) first, each once."""
    return sorted({int(day) for day in (stored or "").split(",") if day})


def stored_days(days: Iterable[Any]) -> str:
    """Return days as they are stored."""
    return ",".join(str(day) for day in days_in(",".join(str(day) for day in days)))


def validate_days(stored: str) -> None:
    """Refuse what names no days of the week."""
    if not set(stored.split(",")) <= set(_KNOWN):
        raise ValidationError(_("These are not days of the week."))


class WeekdaysFormField(forms.MultipleChoiceField):
    """A box to tick for each day."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=WEEKDAYS, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.split(",") if isinstance(value, str) and value else value

    def clean(self, value: Any) -> str:
        return stored_days(super().clean(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial) or [], data)


class WeekdaysField(models.CharField):
    """Days of the week, ticked in the editor; none is allowed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        facts: dict[str, Any] = {"max_length": len(",".join(_KNOWN)), "blank": True, "default": ""}
        super().__init__(*args, **(facts | kwargs | {"validators": [validate_days]}))

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """To a migration it is a text like any other."""
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("validators", None)
        return name, "django.db.models.CharField", args, kwargs

    def formfield(self, **kwargs: Any) -> WeekdaysFormField:
        known = {name: kwargs[name] for name in ("label", "help_text") if name in kwargs}
        defaults = {"required": False, "label": self.verbose_name, "help_text": self.help_text}
        return WeekdaysFormField(**(defaults | known))
