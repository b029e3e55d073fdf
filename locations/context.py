"""`clinic` for pages that are no Wagtail pages, such as 404."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .directory import Directory


def clinic(request: HttpRequest) -> dict[str, Any]:
    """The request's directory; a template that does not use it costs nothing."""
    return {"clinic": SimpleLazyObject(lambda: Directory.for_request(request))}
