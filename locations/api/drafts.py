"""`clinic/preview/`: a draft in the form of `clinic/pages/{id}/`, by a token and nothing else."""

from typing import Annotated, Any

from django.core.signing import BadSignature, SignatureExpired
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router

from ..previews.headless import find_draft
from ..previews.views import discreet
from ..problems import ProblemError, clinic_router, not_found, problems
from .pages import PageRoutes
from .texts import Format

Token = Annotated[str, Query(max_length=512, description="From the address of the preview.")]
Kind = Annotated[
    str,
    Query(
        max_length=120,
        description="From the same address, such as clinic_conditions.articlepage.",
    ),
]


def drafts_router(routes: PageRoutes) -> Router:
    """The operation, which answers with the types of the routes of pages."""
    router = clinic_router("Clinic pages")

    @router.get(
        "/preview/",
        response={200: routes.page, **problems(404, 410)},
        operation_id="clinic_pages_preview",
        summary="Draft with its body",
        url_name="clinic_page_preview",
    )
    def preview(
        request: HttpRequest,
        response: HttpResponse,
        token: Token,
        content_type: Kind = "",
        format: Format = "html",
    ) -> Any:
        """Return a draft as its page will be: a version that somebody shares, or what an editor is
        writing. Never cached. Links to other pages (`conditions`) are those of the published page.
        """
        discreet(response)
        try:
            page = find_draft(token, content_type, at=timezone.now())
        except SignatureExpired:
            raise ProblemError(410, _("This preview is over")) from None
        except (BadSignature, Http404):
            raise not_found() from None
        return routes.draft(request, page, format)

    return router
