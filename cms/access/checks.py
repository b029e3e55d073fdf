"""Settings that would let everybody out, or nobody, are refused at start-up."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, register


@register("security")
def session_limits_are_positive(app_configs: Any, **kwargs: Any) -> list[Error]:
    names = ("STAFF_IDLE_MINUTES", "STAFF_SESSION_HOURS")
    return [
        Error(f"{name} must be at least 1.", id="clinic_cms.E001")
        for name in names
        if getattr(settings, name) < 1
    ]
