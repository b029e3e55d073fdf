"""System checks of the leads app."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.urls import NoReverseMatch, reverse


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


@register()
def check_form_address(**kwargs: Any) -> list[CheckMessage]:
    """Without an address to be sent to, every page with the form would be an error page."""
    try:
        reverse("clinic_leads:ask", args=[1])
    except NoReverseMatch:
        return [
            Error(
                "The consultation form has no address to be sent to.",
                hint="Add path('clinic/requests/', include('leads.urls')) to the project's URLs.",
                id="clinic_leads.E001",
            )
        ]
    return []
