"""System checks of the leads app."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register


@register()
def check_email_timeout(**kwargs: Any) -> list[CheckMessage]:
    """Django waits for a silent mail server for ever, and the sender with it."""
    if settings.EMAIL_BACKEND.endswith("smtp.EmailBackend") and not settings.EMAIL_TIMEOUT:
        return [
            Warning(
                "EMAIL_TIMEOUT is not set: a silent mail server would hold the sender for ever.",
                hint="Set EMAIL_TIMEOUT = 10.",
                id="clinic_leads.W001",
            )
        ]
    return []
