"""System checks: what a project got wrong is found at start-up, not by a visitor."""

import difflib
import re
from collections.abc import Iterator
from typing import Any

import phonenumbers
from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.module_loading import import_string

from . import extensions, private
from .conf import DEFAULTS, KEYS, clinic_settings

# The numbers that may be 0; of all others, 0 would stop the work or do it twice.
SMALLEST = {
    "FORM_MIN_SECONDS": 0,
    "PROMISE_OPEN_MINUTES": 0,
    "NUM_PROXIES": 0,
    "PAGE_CACHE_SECONDS": 0,
    "CANARY_MINUTES": 0,
    "UNDATED_BOOKING_DAYS": 0,
}

STATUS_ADDRESS = re.compile(r"https?://[^{}\s]+\{token\}[^{}\s]*")


@register()
def check_clinic_settings(**kwargs: Any) -> list[CheckMessage]:
    """Refuse a ``CLINIC`` that is no dict, has unknown keys or values of the wrong type."""
    values = getattr(settings, "CLINIC", {})
    if not isinstance(values, dict):
        return [Error("CLINIC must be a dict.", id="clinic_locations.E001")]
    return [*_unknown_keys(values), *_wrong_values(values), *_missing_template(values)]


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
        elif kind is int and value < SMALLEST.get(key, 1):
            yield Error(
                f"CLINIC[{key!r}] must be at least {SMALLEST.get(key, 1)}.",
                id="clinic_locations.E004",
            )
    address = values.get("STATUS_PAGE_URL")
    if isinstance(address, str) and address and not STATUS_ADDRESS.fullmatch(address):
        yield Error(
            f"CLINIC['STATUS_PAGE_URL'] {address!r} is no address with a place for the token.",
            hint="Write it like 'https://www.clinic.example/requests/{token}'.",
            id="clinic_locations.E008",
        )
    region = values.get("PHONE_REGION", DEFAULTS.PHONE_REGION)
    if isinstance(region, str) and region not in phonenumbers.SUPPORTED_REGIONS:
        yield Error(
            f"CLINIC['PHONE_REGION'] {region!r} is no region with telephone numbers.",
            hint="Use an ISO 3166 code in capitals, such as 'US'.",
            id="clinic_locations.E005",
        )


def _missing_template(values: dict[str, Any]) -> Iterator[CheckMessage]:
    name = values.get("BASE_TEMPLATE", DEFAULTS.BASE_TEMPLATE)
    try:
        get_template(str(name))
    except TemplateDoesNotExist:
        yield Error(
            f"CLINIC['BASE_TEMPLATE'] {name!r} is no template of this project.",
            hint=f"Leave it out for the plugin's own frame, {DEFAULTS.BASE_TEMPLATE!r}.",
            id="clinic_locations.E006",
        )


@register()
def check_extensions(**kwargs: Any) -> list[CheckMessage]:
    """A dotted path that leads nowhere is found now, not by the first request that needs it."""
    return [
        Error(
            f"CLINIC[{key!r}]: {path!r} cannot be imported ({fault}).",
            hint=f"It must be the dotted path of {kind}.",
            id="clinic_locations.E009",
        )
        for key, kind in extensions.KINDS.items()
        if isinstance(getattr(clinic_settings, key), KEYS[key])
        for path in extensions.paths(key).values()
        if (fault := _fault_of(path))
    ]


def _fault_of(path: Any) -> str:
    """What is wrong with a dotted path, "" when nothing is."""
    try:
        found = import_string(path)
    except Exception as error:  # a module of the project's runs here, with whatever fault it has
        return type(error).__name__
    return "" if callable(found) else "it cannot be called"


@register()
def check_installed_apps(**kwargs: Any) -> list[CheckMessage]:
    """Without the app that serves settings, every page of the admin would be an error page."""
    if apps.is_installed("wagtail.contrib.settings"):
        return []
    return [
        Error(
            "The clinic's settings need wagtail.contrib.settings.",
            hint="Add 'wagtail.contrib.settings' to INSTALLED_APPS.",
            id="clinic_locations.E007",
        )
    ]


@register()
def check_private_storage(**kwargs: Any) -> list[CheckMessage]:
    """What is uploaded for an import must not lie where a web server shows files."""
    # Of one that is not on this machine's disk we cannot see whether it is private.
    if not private.lies_in(private.storage(), [settings.MEDIA_ROOT, settings.STATIC_ROOT]):
        return []
    return [
        Error(
            "The storage for uploads of an import lies in a folder that is shown to everybody.",
            hint=f"Set STORAGES[{private.ALIAS!r}] to a folder outside MEDIA_ROOT and STATIC_ROOT.",
            id="clinic_locations.E010",
        )
    ]
