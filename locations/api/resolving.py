"""`resolve/`: what is at an address of the site: a page with its body, or where it has moved to."""

from typing import Annotated, Any, Literal
from urllib.parse import unquote, urlsplit

from django.apps import apps
from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils.translation import get_language_from_path, override
from ninja import Router
from pydantic import BaseModel, Field, create_model
from wagtail.models import Page

from ..cache_keys import PAGES
from ..frames import Frame, frame_of
from ..problems import clinic_router, not_found
from ..published import published
from .answers import note, read
from .asking import Language
from .pages import PageRoutes, pages_of
from .texts import Format

LONGEST_PATH = 2000


class ClinicRedirect(BaseModel):
    """The address is an old one; this is where to go."""

    kind: Literal["redirect"]
    url: str = Field(description="Where to go: a path of this Site, or an address with a host")
    permanent: bool


def resolving_router(routes: PageRoutes) -> Router:
    """The operation, which answers with the types of the routes of pages."""
    kind: Any = Literal["page"]
    found: Any = create_model(
        "ClinicResolvedPage",
        __doc__="There is a page at the address.",
        kind=(kind, ...),
        page=(routes.page, ...),
    )
    result: Any = Annotated[found | ClinicRedirect, Field(discriminator="kind")]
    answer = create_model(
        "ClinicResolved",
        __doc__="What is at an address: `kind` says whether a page or a redirect.",
        result=(result, ...),
    )

    def resolve(
        request: HttpRequest,
        path: Annotated[str, Field(max_length=LONGEST_PATH, pattern="^/")],
        format: Format = "html",
        locale: Language | None = None,
    ) -> Any:
        """Return the page at a path such as /conditions/, or where an old path has moved to.

        Answers 404 where there is nothing, as the site does.
        """
        if "\0" in unquote(path):  # which no page has, and PostgreSQL takes no question with it
            raise not_found()
        frame = frame_of(request)
        page = _page_at(frame, request, path)
        if page is not None:
            told = routes.one(request, pages_of(frame).filter(pk=page.pk), format)
            return {"result": {"kind": "page", "page": told}}
        note(request, keys=[PAGES])
        return {"result": _redirect(request, path)}

    router = clinic_router("Clinic pages")
    read(
        router,
        "/resolve/",
        answer,
        404,
        operation_id="clinic_resolve",
        summary="What is at an address",
        url_name="clinic_resolve",
    )(resolve)
    return router


def _page_at(frame: Frame, request: Any, path: str) -> Page | None:
    """The page at a path: the page itself, no other view that it may have below it."""
    language = get_language_from_path(path) if settings.USE_I18N else None
    own = unquote(urlsplit(path).path)
    below = own.removeprefix(f"/{language}") if language else own
    if frame.site is None:
        return None
    with override(language or settings.LANGUAGE_CODE):
        page = _routed(request, below)
        parts = page.get_url_parts(request) if page is not None else None
    is_there = parts is not None and unquote(parts[2]).rstrip("/") == own.rstrip("/")
    return page if is_there else None


def _routed(request: Any, path: str) -> Page | None:
    """As Wagtail's view finds it; the request has one address, ours is another."""
    request.__dict__.pop("_wagtail_route_for_request", None)
    try:
        route = Page.route_for_request(request, path)
    except Http404:
        return None
    return route.page if route is not None else None


def _redirect(request: HttpRequest, path: str) -> dict[str, Any]:
    if not apps.is_installed("wagtail.contrib.redirects"):
        raise not_found()
    from wagtail.contrib.redirects.middleware import get_redirect
    from wagtail.contrib.redirects.models import Redirect

    normal = Redirect.normalise_path(path)
    found = get_redirect(request, normal) or get_redirect(request, normal.partition("?")[0])
    if found is None:
        raise not_found()
    page = found.redirect_page
    url = _address_of(page, found, request) if page is not None else found.link
    if not url:
        raise not_found()
    return {"kind": "redirect", "url": url, "permanent": found.is_permanent}


def _address_of(page: Page, redirect: Any, request: HttpRequest) -> str:
    """Where a redirect to a page leads; "" for a page that strangers may not see, on any Site."""
    if not published(Page.objects.filter(pk=page.pk)).exists():
        return ""
    own = page.specific.get_url(request)
    return f"{own}{redirect.redirect_page_route_path}" if own else ""
