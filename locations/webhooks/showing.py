"""What the admin's pages of webhooks show: a new secret once, and the log part by part."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from ..markup import referenced_id

LOG_SIZE = 50


def secret_once(request: HttpRequest, endpoint: Any, *, kept_as: str) -> str:
    """The secret right after it was made; later it is shown to nobody.

    The session says under `kept_as` which endpoint's is to be shown.
    """
    if request.session.get(kept_as) != endpoint.pk:
        return ""
    del request.session[kept_as]
    return endpoint.secret


def log_part(messages: QuerySet, *, before: str | None) -> tuple[list[Any], int | None]:
    """The newest messages, or those before one; and before which there are older ones, if any."""
    messages = messages.order_by("-pk")
    if (last := referenced_id(before)) is not None:
        messages = messages.filter(pk__lt=last)
    found = list(messages[: LOG_SIZE + 1])
    part = found[:LOG_SIZE]
    return part, part[-1].pk if len(found) > LOG_SIZE else None
