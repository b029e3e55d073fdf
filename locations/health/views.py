"""What load balancers and watchers ask, every few seconds: without a session, never logged."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from .answers import unkept
from .probes import readiness


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers. Whoever restarts it when it does not must not do so for a database."""
    return unkept(HttpResponse("ok\n", content_type="text/plain; charset=utf-8"))


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """May visitors be sent here? 503 with the names of what fails, which say nothing about it."""
    found = readiness()
    told = {"ready": found.is_ready, "failing": found.failing, "degraded": found.degraded}
    return unkept(JsonResponse(told, status=200 if found.is_ready else 503))
