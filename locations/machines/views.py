"""The doors for machines: card, Markdown twin, llms.txt, sitemap."""

from typing import Any
from urllib.parse import unquote

from django.apps import apps
from django.contrib.sitemaps.views import sitemap as django_sitemap
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.http.response import HttpResponseBase
from wagtail.models import Page

from ..directory import Directory
from ..facts_shown import with_facts
from ..models import ClinicPage
from ..published import published
from .answers import A_MINUTE, A_YEAR, for_machines, text
from .cards import card_of, card_path, make_card, read_card
from .heads import twin_url
from .llms import llms_of
from .sitemaps import Sitemap
from .twins import twin_of


@for_machines(max_age=A_YEAR, indexed=True, immutable=True)
def card(request: HttpRequest, page_id: int, digest: str) -> HttpResponseBase:
    """The card of a public page. An address from before a change leads to what is on it now."""
    found = published(Page.objects.filter(pk=page_id)).first()
    page = found.specific if found else None
    if not isinstance(page, ClinicPage) or page.get_view_restrictions().exists():
        raise Http404
    content = read_card(page.pk, digest)
    if content is None:
        clinic = Directory.for_request(request)
        current = card_of(*with_facts([page]), clinic=clinic)
        if current.digest != digest:
            return HttpResponseRedirect(card_path(page, current))
        content = make_card(page.pk, current)
    return HttpResponse(content, content_type="image/png")


@for_machines(max_age=A_MINUTE, timed=True)
def twin(request: HttpRequest, path: str = "") -> HttpResponseBase:
    """A public page as Markdown."""
    page = _page_at(request, path)
    if page is None:
        return _moved(request)
    response = text(twin_of(page, request), "markdown")
    response["Link"] = f'<{page.canonical_url}>; rel="canonical"'
    return response


@for_machines(max_age=A_MINUTE, timed=True)
def llms(request: HttpRequest) -> HttpResponseBase:
    return text(llms_of(request), "plain")


@for_machines(max_age=A_MINUTE)
def sitemap(request: HttpRequest) -> HttpResponseBase:
    sitemaps: dict[str, Any] = {"clinic": Sitemap(request)}
    made = django_sitemap(request, sitemaps, template_name="clinic/sitemap.xml").render()
    return HttpResponse(made.content, content_type="application/xml")


def _page_at(request: HttpRequest, path: str) -> ClinicPage | None:
    """The public page at an address: the page itself, no other view that it may have below it."""
    route = Page.route_for_request(request, path)
    page = route.page if route else None
    if not isinstance(page, ClinicPage) or page.get_view_restrictions().exists():
        return None
    parts = page.get_url_parts(request)
    return page if parts and unquote(f"{parts[2]}index.md") == request.path else None


def _moved(request: HttpRequest) -> HttpResponseBase:
    """Lead to the twin of a page that had this address once; 404 if none had."""
    if not apps.is_installed("wagtail.contrib.redirects"):
        raise Http404
    from wagtail.contrib.redirects.middleware import get_redirect
    from wagtail.contrib.redirects.models import Redirect

    old = request.path.removesuffix("index.md")
    found = get_redirect(request, Redirect.normalise_path(old))
    page = found.redirect_page if found else None
    url = twin_url(page.specific, request) if page is not None and page.live else ""
    if not url:
        raise Http404
    return HttpResponsePermanentRedirect(url)
