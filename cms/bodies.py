"""What strangers send is small: anything else is answered before it is read."""

from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from locations.bodies import has_no_length, is_too_large
from locations.directory import Directory

from .addresses import is_of_admin

LENGTH_REQUIRED, TOO_LARGE = 411, 413


class SmallBodyMiddleware:
    """Answers 413, with the numbers to ring, where no files are taken: everywhere but in the admin.

    It comes before all that reads a form. The API has limits and an answer of its own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        status = _refusal(request)
        if status is None or takes_files(request):
            return self.get_response(request)
        content = render_to_string("413.html", {"locations": Directory.last_known})
        return HttpResponse(content, status=status, headers={"Cache-Control": "no-store"})


def takes_files(request: HttpRequest) -> bool:
    """Is it from people at work? Who has not signed in gets no further than to the sign-in."""
    if is_of_admin(request):
        return SESSION_KEY in request.session
    return request.path.startswith(reverse("wagtailapi_v3:api-root"))


def _refusal(request: HttpRequest) -> int | None:
    if has_no_length(request):
        return LENGTH_REQUIRED
    return TOO_LARGE if is_too_large(request) else None
