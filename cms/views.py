"""The few answers that belong to the site as a whole."""

import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.admin.userbar import Userbar

from cms.headers import origin_of
from locations.directory import Directory
from locations.problems import RETRY_AFTER_SECONDS


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers where the sitemap of this host is and what is not for them."""
    lines = [
        "User-agent: *",
        f"Disallow: {reverse('wagtailadmin_home')}",
        "Disallow: /previews/",
        "Disallow: /requests/",
        "",
        f"Sitemap: {request.build_absolute_uri(reverse('clinic_locations:sitemap'))}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def userbar(request: HttpRequest) -> HttpResponse:
    """Wagtail's user bar for previews on the front end: the way to the admin, and its checks.

    It says nothing about anybody, because it is fetched from another site, without a cookie. With
    it, the editor's preview keeps its place and checks the content on the front end, too.
    """
    origin = origin_of(settings.HEADLESS_PREVIEW_CLIENT_URL)
    if not origin:
        raise Http404
    bar = Userbar(object=None, position="bottom-right")
    context = bar.get_context_data({"request": request})
    response = render(request, bar.template_name, context)
    response["Access-Control-Allow-Origin"] = origin
    response["Cache-Control"] = "private, no-store"
    return response


def not_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Answer 404 in the place of a view that this site does not offer."""
    raise Http404


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer after an error without asking the database, which may be what is broken.

    If it is, that is soon over: 503, after which programs ask once more.
    """
    content = render_to_string("500.html", {"locations": Directory.last_known})
    if isinstance(sys.exception(), (OperationalError, InterfaceError)):
        return HttpResponse(content, status=503, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
    return HttpResponseServerError(content)
