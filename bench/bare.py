"""Django with nothing in it: settings, the one view and the WSGI application that others are
measured against (DJANGO_SETTINGS_MODULE=bench.bare, granian bench.bare:application).

The view answers with as many bytes as BARE_BYTES says. No middleware, no template, no database.
"""

import os
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "bench.bare"
SECRET_KEY = "only-for-measuring"  # noqa: S105
MIDDLEWARE: list[str] = []
CONSTANT = b"x" * int(os.environ.get("BARE_BYTES", "8000"))


def constant(request: HttpRequest) -> HttpResponse:
    return HttpResponse(CONSTANT)


urlpatterns = [path("", constant)]


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Made with the first request: settings and application are one module here."""
    global _application
    if _application is None:
        from django.core.wsgi import get_wsgi_application

        _application = get_wsgi_application()
    return _application(environ, start_response)


_application: Any = None
