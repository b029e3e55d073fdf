"""System checks of the conditions app."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from .importing import private


@register()
def check_private_storage(**kwargs: Any) -> list[CheckMessage]:
    """What is uploaded for an import must not lie where a web server shows files."""
    try:
        kept = Path(private.storage().path(private.FOLDER)).resolve()
    except NotImplementedError:  # not on this machine's disk; whether it is private we cannot see
        return []
    shown = [Path(root).resolve() for root in (settings.MEDIA_ROOT, settings.STATIC_ROOT) if root]
    if not any(kept.is_relative_to(root) for root in shown):
        return []
    return [
        Error(
            "The storage for uploads of an import lies in a folder that is shown to everybody.",
            hint=f"Set STORAGES[{private.ALIAS!r}] to a folder outside MEDIA_ROOT and STATIC_ROOT.",
            id="clinic_conditions.E001",
        )
    ]
