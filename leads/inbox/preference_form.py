"""The matrix of preferences as a form: a row for each occasion, a column for each channel."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from locations.models import LocationPage

from ..models import NoticeChannel, NotificationPreference, Occasion, Right, Timing
from ..notifications.preferences import DEFAULTS, Wish
from ..permissions import may_anywhere

Choice = tuple[str, Any]

IN_APP: list[Choice] = [
    (Timing.AT_ONCE, gettext_lazy("Show")),
    (Timing.OFF, gettext_lazy("Do not show")),
]
EMAIL: list[Choice] = [
    (Timing.OFF, Timing.OFF.label),
    (Timing.AT_ONCE, Timing.AT_ONCE.label),
    (Timing.DIGEST, Timing.DIGEST.label),
]
WEEKLY: list[Choice] = [
    (Timing.OFF, Timing.OFF.label),
    (Timing.DIGEST, gettext_lazy("Once a week")),
]
INHERIT: Choice = ("", gettext_lazy("As at all locations"))


class PreferenceForm(forms.Form):
    """How one colleague wants to be told, at all locations or at one."""

    def __init__(self, data: Any = None, *, user: Any, location: LocationPage | None) -> None:
        super().__init__(data)
        self.cells: dict[tuple[str, str], str] = {}
        chosen = _chosen(user, location)
        for occasion in self._occasions(user, location):
            for channel, choices in _channels(occasion):
                name = f"{occasion}-{channel}"
                value = chosen.get((occasion, channel))
                if location is None:
                    value = value or _timing(DEFAULTS[occasion], channel)
                offered = choices if location is None else [INHERIT, *choices]
                self.cells[occasion, channel] = name
                self.fields[name] = forms.ChoiceField(
                    label=f"{occasion.label}: {NoticeChannel(channel).label}",
                    choices=offered,
                    initial=value or "",
                    required=location is None,
                )

    def _occasions(self, user: Any, location: LocationPage | None) -> list[Occasion]:
        """Webhooks are switched off at no location, and only managers need to know."""
        manages = location is None and may_anywhere(user, Right.MANAGE)
        return [each for each in Occasion if each != Occasion.WEBHOOK_OFF or manages]

    @property
    def channels(self) -> list[Any]:
        return [channel.label for channel in NoticeChannel]

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each occasion with a field for each channel, None where there is none."""
        for occasion in dict.fromkeys(occasion for occasion, _channel in self.cells):
            names = [self.cells.get((occasion, channel)) for channel in NoticeChannel]
            fields = [self[name] if name else None for name in names]
            pairs = list(zip(self.channels, fields, strict=True))
            yield {"label": Occasion(occasion).label, "cells": pairs}

    @property
    def choices(self) -> dict[tuple[str, str], str]:
        return {key: self.cleaned_data[name] for key, name in self.cells.items()}


def _channels(occasion: str) -> list[tuple[str, list[Choice]]]:
    if occasion == Occasion.QUARANTINE:
        return [(NoticeChannel.EMAIL, WEEKLY)]
    if occasion == Occasion.WEBHOOK_OFF:
        return [(NoticeChannel.IN_APP, IN_APP), (NoticeChannel.EMAIL, EMAIL[:2])]
    return [(NoticeChannel.IN_APP, IN_APP), (NoticeChannel.EMAIL, EMAIL)]


def _timing(wish: Wish, channel: str) -> str:
    if channel == NoticeChannel.IN_APP:
        return Timing.AT_ONCE if wish.in_app else Timing.OFF
    return wish.email


def _chosen(user: Any, location: LocationPage | None) -> dict[tuple[str, str], str]:
    rows = NotificationPreference.objects.filter(user=user, location=location)
    return {(row.occasion, row.channel): row.timing for row in rows}
