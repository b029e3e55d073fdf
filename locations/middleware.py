"""What the admin answers when something in it is refused deep inside Wagtail."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages

from .refusals import NotPublishable


class RefusedPublicationMiddleware:
    """Tells a moderator who approves a page what keeps it from going out, and opens the editor.

    Wagtail publishes at the end of a workflow without a form that could say so. Nothing has
    changed then: the page is as it was, and so is its workflow.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        match = request.resolver_match
        if not isinstance(error, NotPublishable) or match is None:
            return None
        if not match.view_name.startswith("wagtailadmin"):
            return None
        text = _("“%(page)s” was not published. %(reasons)s")
        named = {"page": error.page.get_admin_display_title(), "reasons": " ".join(error.reasons)}
        messages.error(request, text % named)
        url = reverse("wagtailadmin_pages:edit", args=[error.page.pk])
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            # What Wagtail's dialog takes for “done: go there”.
            return JsonResponse({"step": "success", "redirect": url})
        return redirect(url)
