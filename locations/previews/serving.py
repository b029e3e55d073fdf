"""A version of a page as readers would see it, made for nobody in particular."""

from copy import copy
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from wagtail.models import Page, Revision

from ..models import ClinicPage
from .tokens import SharedVersion

# What would tell the page who is looking: whoever shares a link must not show more than a stranger
# will see, and a stranger's cookies are none of a draft's business.
PERSONAL = ("HTTP_COOKIE", "HTTP_AUTHORIZATION")


def find_version(shared: SharedVersion) -> Page:
    """Return the page of a shared version, with its content. 404 when either is gone."""
    revision = Revision.page_revisions.filter(pk=shared.revision_id).first()
    if revision is None or revision.content_object is None:
        raise Http404
    page = revision.as_object()
    if not page.is_previewable():
        raise Http404
    return page


def serve_version(request: HttpRequest, page: Page, shared: SharedVersion) -> HttpResponse:
    """Return the page, drawn by its own template and in its own language."""
    return _drawn(request, page, {ClinicPage.SHARED_UNTIL: shared.until})


def serve_as_published(request: HttpRequest, page: Page, *, at: datetime) -> HttpResponse:
    """Return a version that was published at `at`, for whoever has to know what it said then."""
    return _drawn(request, page, {ClinicPage.PUBLISHED_AT: at})


def _drawn(request: HttpRequest, page: Page, extra: dict[str, datetime]) -> HttpResponse:
    stranger = copy(request)
    stranger.META = {name: each for name, each in request.META.items() if name not in PERSONAL}
    return page.make_preview_request(stranger, page.default_preview_mode, extra)
