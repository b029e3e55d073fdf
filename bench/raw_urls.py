"""The site's addresses, and one at which a view says RAW_BYTES bytes and does nothing else."""

import os

from django.http import HttpRequest, HttpResponse
from django.urls import path

from cms.urls import handler500, urlpatterns  # noqa: F401

CONSTANT = b"x" * int(os.environ.get("RAW_BYTES", "7500"))


def constant(request: HttpRequest) -> HttpResponse:
    return HttpResponse(CONSTANT, content_type="application/octet-stream")


urlpatterns = [path("raw/", constant), *urlpatterns]
