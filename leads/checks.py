"""System checks of the leads app."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections
from django.urls import NoReverseMatch, reverse

from locations.conf import clinic_settings
from locations.health.durability import settings_that_lose

from .models import DeliveryKind
from .models.search import TABLE, has_index
from .models.written_once import missing_guards

# A table that came with the guard: before its migration nothing is missing.
RULES = "clinic_leads_retentionrule"


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
def check_delivery_channels(**kwargs: Any) -> list[CheckMessage]:
    """A channel for a kind that does not exist would never be used."""
    channels = clinic_settings.DELIVERY_CHANNELS
    unknown = (
        sorted(set(channels) - set(DeliveryKind), key=str) if isinstance(channels, dict) else []
    )
    return [
        Error(
            f"CLINIC['DELIVERY_CHANNELS'] names {kind!r}, which is no kind of delivery.",
            hint=f"There are: {', '.join(DeliveryKind)}.",
            id="clinic_leads.E002",
        )
        for kind in unknown
    ]


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


@register(Tags.database)
def check_search_index(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Without an index every search reads every lead. It works, and takes longer every month."""
    return [
        Warning(
            f"The search in the inbox has no index in database “{connection.alias}”.",
            hint="On PostgreSQL let somebody who may do so run CREATE EXTENSION pg_trgm, "
            "then run manage.py clinic_search_index.",
            id="clinic_leads.W002",
        )
        for connection in (connections[alias] for alias in databases or [])
        if TABLE in connection.introspection.table_names() and not has_index(connection)
    ]


@register(Tags.database)
def check_guards(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Without its triggers the audit can be edited by whoever reaches the database."""
    return [
        Warning(
            f"Nothing keeps the audit from being edited in database “{connection.alias}”.",
            hint="Run manage.py migrate, which makes the triggers that are missing, and ask who "
            "took them away: manage.py clinic_audit says which.",
            id="clinic_leads.W003",
        )
        for connection in (connections[alias] for alias in databases or [])
        if RULES in connection.introspection.table_names() and missing_guards(connection)
    ]


@register(Tags.database, deploy=True)
def check_durability(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """A database that answers before it has written is quicker, until the power fails."""
    found = {alias: settings_that_lose(connections[alias]) for alias in databases or []}
    return [
        Warning(
            f"Database “{alias}” may lose what it acknowledged, or keep what was forgotten: "
            f"{', '.join(names)}.",
            hint="Set these as docs/operations.md says. Look at the options in DATABASE_URL, the "
            "server's configuration, and at ALTER ROLE and ALTER DATABASE.",
            id="clinic_leads.W004",
        )
        for alias, names in found.items()
        if names
    ]
