"""The few answers that belong to the site as a whole."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseServerError
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from locations.directory import Directory


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


def not_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Answer 404 in the place of a view that this site does not offer."""
    raise Http404


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer after an error without asking the database, which may be what is broken."""
    known = {"locations": Directory.last_known}
    return HttpResponseServerError(render_to_string("500.html", known))
