"""Which request a line of the log belongs to, and a line for each request.

Never an address: in it may stand a name, a search or a secret. What stands for it is the route, as
the URL configuration has it.
"""

import logging
import re
import secrets
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

logger = logging.getLogger("clinic.request")

HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)
# Watchers ask every few seconds; nobody reads lines about them.
UNSAID = {"clinic_health", "clinic_metrics"}

current: ContextVar[HttpRequest | None] = ContextVar("clinic_request", default=None)


class RequestLogMiddleware:
    """Gives each request an id, answers it as X-Request-ID, and logs how it went.

    The line is for programs: only with LOG_FORMAT=json. It has to be the first middleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        setattr(request, "clinic_id", _id_of(request))  # noqa: B010 (it is no field of Django's)
        before, began = current.set(request), time.monotonic()
        try:
            response = self.get_response(request)
            response[HEADER] = id_of(request)
            _log(request, response, took=time.monotonic() - began)
            return response
        finally:
            current.reset(before)


def id_of(request: HttpRequest) -> str:
    return getattr(request, "clinic_id", "")


def route_of(request: HttpRequest) -> str:
    """The pattern that the address fits, such as ``requests/<str:page_id>/``; "" for none."""
    return request.resolver_match.route if request.resolver_match else ""


def facts_of(request: HttpRequest) -> dict[str, Any]:
    """What every line of a request says. No query: a user nobody has asked for is not looked up."""
    user = getattr(request, "_cached_user", None)
    return {
        "request_id": id_of(request),
        "method": request.method,
        "route": route_of(request),
        "user": getattr(user, "pk", None),
    }


def _id_of(request: HttpRequest) -> str:
    """The proxy's id of a request, so that its log and ours can be compared; or a new one."""
    given = request.headers.get(HEADER, "") if settings.NUM_PROXIES else ""
    return given if WELL_FORMED.fullmatch(given) else secrets.token_hex(16)


def _log(request: HttpRequest, response: HttpResponseBase, *, took: float) -> None:
    match = request.resolver_match
    if not settings.LOG_REQUESTS or (match and match.app_name in UNSAID):
        return
    facts = {"status": response.status_code, "ms": round(took * 1000, 1)}
    logger.info("Answered", extra={"facts": facts})
