"""The figures, for a watcher that brings the token."""

from hmac import compare_digest

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder

from locations.conf import clinic_settings
from locations.health.answers import unkept

from .collector import ClinicCollector

REGISTRY = CollectorRegistry()
REGISTRY.register(ClinicCollector())


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """404 while no token is set, 401 for another one."""
    token = clinic_settings.METRICS_TOKEN
    if not token:
        return unkept(HttpResponse(status=404))
    if not _has_brought(request, token):
        return unkept(HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"}))
    encode, content_type = choose_encoder(request.headers.get("Accept", ""))
    return unkept(HttpResponse(encode(REGISTRY), content_type=content_type))


def _has_brought(request: HttpRequest, token: str) -> bool:
    """How long the comparison takes tells nothing about the token."""
    brought = request.headers.get("Authorization", "")
    return compare_digest(brought.encode(), f"Bearer {token}".encode())
