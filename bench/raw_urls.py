"""The site's addresses, and one at which a view says so many bytes and does nothing else."""

from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.urls import path

from cms.urls import handler500, urlpatterns  # noqa: F401


@lru_cache
def constant_of(size: int) -> bytes:
    return b"x" * size


def constant(request: HttpRequest, size: int) -> HttpResponse:
    return HttpResponse(constant_of(size), content_type="application/octet-stream")


urlpatterns = [path("raw/<int:size>/", constant), *urlpatterns]
