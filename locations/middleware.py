"""What happens around requests that Wagtail answers."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin import messages
from wagtail.models import Page
from wagtail.views import serve

from .content_languages import reader_language
from .frames import frame_of
from .models import ClinicPage
from .refusals import NotPublishable


class RefusedPublicationMiddleware:
    """Tells a moderator who approves a page what keeps it from going out, and opens the editor.

    Wagtail publishes at the end of a workflow without a form that could say so. Nothing has
    changed then: the page is as it was, and so is its workflow. wagtail-localize publishes when
    it has saved: what it made is a draft then.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        match = request.resolver_match
        if not isinstance(error, NotPublishable) or match is None:
            return None
        if not match.view_name.startswith(("wagtailadmin", "wagtail_localize")):
            return None
        messages.error(request, error.sentence)
        url = reverse("wagtailadmin_pages:edit", args=[error.page.pk])
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            # What Wagtail's dialog takes for “done: go there”.
            return JsonResponse({"step": "success", "redirect": url})
        return redirect(url)


class RememberedSiteMiddleware:
    """Gives a page what every page shows: Site, clinic and front page, in one query.

    Wagtail takes four to find them. Without this middleware it does, and pages are the same.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if view is not serve:
            return
        frame = frame_of(request, with_organisation=False)
        if frame.site is None:
            return
        home = frame.site.root_page
        if issubclass(home.specific_class or Page, ClinicPage):
            key = f"home {home.pk} {reader_language()}"
            frame.site.root_page = frame.clinic.remembered(key, lambda: _opened(home.localized))


def _opened(home: Page) -> Page:
    """The front page in its own type, with the language that says whether it is the reader's."""
    page = home.specific
    page.locale = home.locale
    return page
