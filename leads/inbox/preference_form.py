"""The matrix of preferences as a form: a row for each occasion, a column for each channel."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from locations.models import LocationPage

from ..models import (
    NoticeChannel,
    NotificationPreference,
    Occasion,
    Right,
    Timing,
    WebhookEndpoint,
)
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
        self.webhook = WebhookEndpoint.objects.filter(owner=user).first()
        self._channels = [
            channel for channel in NoticeChannel if self.webhook or channel != NoticeChannel.WEBHOOK
        ]
        chosen = _chosen(user, location)
        for occasion in self._occasions(user, location):
            for channel, choices in _choices(occasion):
                if channel not in self._channels:
                    continue
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
        """Webhooks are switched off at no location, and matter to who has or manages one."""
        has_one = self.webhook is not None or may_anywhere(user, Right.MANAGE)
        asked = location is None and has_one
        return [each for each in Occasion if each != Occasion.WEBHOOK_OFF or asked]

    @property
    def channels(self) -> list[Any]:
        return [channel.label for channel in self._channels]

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each occasion with a field for each channel, None where there is none."""
        for occasion in dict.fromkeys(occasion for occasion, _channel in self.cells):
            names = [self.cells.get((occasion, channel)) for channel in self._channels]
            fields = [self[name] if name else None for name in names]
            pairs = list(zip(self.channels, fields, strict=True))
            yield {"label": Occasion(occasion).label, "cells": pairs}

    @property
    def choices(self) -> dict[tuple[str, str], str]:
        return {key: self.cleaned_data[name] for key, name in self.cells.items()}


def _choices(occasion: str) -> list[tuple[str, list[Choice]]]:
    """By which ways somebody can be told of an occasion, and when."""
    if occasion == Occasion.QUARANTINE:
        return [(NoticeChannel.EMAIL, WEEKLY), (NoticeChannel.WEBHOOK, WEEKLY)]
    later = EMAIL[:2] if occasion == Occasion.WEBHOOK_OFF else EMAIL
    return [
        (NoticeChannel.IN_APP, IN_APP),
        (NoticeChannel.EMAIL, later),
        (NoticeChannel.WEBHOOK, later),
    ]


def _timing(wish: Wish, channel: str) -> str:
    if channel == NoticeChannel.IN_APP:
        return Timing.AT_ONCE if wish.in_app else Timing.OFF
    return getattr(wish, channel)


def _chosen(user: Any, location: LocationPage | None) -> dict[tuple[str, str], str]:
    rows = NotificationPreference.objects.filter(user=user, location=location)
    return {(row.occasion, row.channel): row.timing for row in rows}
