"""Where the demo's webhooks go: to this machine itself, which takes them or says that it cannot.

Nothing of a message is kept. It is the other system of a demo that knows no other system.
"""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST


@csrf_exempt
@require_POST
def sink(request: HttpRequest, status: int) -> HttpResponse:
    """Answer with `status`, and forget what was said."""
    if request.META["REMOTE_ADDR"] not in settings.INTERNAL_IPS:
        raise PermissionDenied
    return HttpResponse(status=status)


urlpatterns = [
    path("taken/", sink, {"status": 204}, name="demo_webhook_taken"),
    path("away/", sink, {"status": 503}, name="demo_webhook_away"),
]
