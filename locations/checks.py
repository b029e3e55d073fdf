"""System checks: a wrong ``CLINIC`` setting is found at start-up, not by a visitor."""

import difflib
from collections.abc import Iterator
from typing import Any

import phonenumbers
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from .conf import KEYS


@register()
def check_clinic_settings(**kwargs: Any) -> list[CheckMessage]:
    """Refuse a ``CLINIC`` that is no dict, has unknown keys or values of the wrong type."""
    values = getattr(settings, "CLINIC", {})
    if not isinstance(values, dict):
        return [Error("CLINIC must be a dict.", id="clinic_locations.E001")]
    return [*_unknown_keys(values), *_wrong_values(values)]


def _unknown_keys(values: dict[str, Any]) -> Iterator[CheckMessage]:
    for key in sorted(set(values) - set(KEYS), key=str):
        close = difflib.get_close_matches(str(key), KEYS, n=1)
        yield Error(
            f"CLINIC has no key {key!r}.",
            hint=f"Did you mean {close[0]!r}?" if close else f"Known keys: {', '.join(KEYS)}.",
            id="clinic_locations.E002",
        )


def _wrong_values(values: dict[str, Any]) -> Iterator[CheckMessage]:
    for key, kind in KEYS.items():
        if key not in values:
            continue
        value = values[key]
        if type(value) is not kind:  # bool is an int, and never what a number of minutes means
            yield Error(
                f"CLINIC[{key!r}] must be {kind.__name__}, not {type(value).__name__}.",
                id="clinic_locations.E003",
            )
        elif kind is int and value < 0:
            yield Error(f"CLINIC[{key!r}] must not be negative.", id="clinic_locations.E004")
    region = values.get("PHONE_REGION", "US")
    if isinstance(region, str) and region not in phonenumbers.SUPPORTED_REGIONS:
        yield Error(
            f"CLINIC['PHONE_REGION'] {region!r} is no region with telephone numbers.",
            hint="Use an ISO 3166 code in capitals, such as 'US'.",
            id="clinic_locations.E005",
        )
