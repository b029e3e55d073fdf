"""The content of a draft for a front end of the project's own, by a token and nothing else.

The answer has the form of the page's own in Wagtail's API v3, so that a front end shows both with
the same code. Add `router` to the NinjaAPI of the project.
"""

from django.core.signing import BadSignature, SignatureExpired
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from wagtail.api.v3.errors import ProblemDetail, problem_response
from wagtail.api.v3.routers.pages import PageDetailSchema
from wagtail.models import Page

from .headless import find_draft
from .views import discreet

router = Router(tags=["preview"])


@router.get(
    "/",
    response={
        200: PageDetailSchema,
        404: ProblemDetail,
        410: ProblemDetail,
        422: ProblemDetail,
    },
    url_name="clinic_preview",
    operation_id="clinic_preview",
    summary="Show a draft",
    auth=None,
)
def preview(
    request: HttpRequest,
    response: HttpResponse,
    token: str = Query(..., max_length=512, description="From the address of the preview."),
    content_type: str = Query(
        "", max_length=120, description="From the same address, such as clinic_home.homepage."
    ),
) -> Page | HttpResponse:
    """A version that somebody shares, or what an editor is writing: the same as the page in
    `pages/{id}/`, never cached. 404 for a token that is not ours, 410 for one that is over.
    """
    discreet(response)
    try:
        return find_draft(token, content_type, at=timezone.now())
    except SignatureExpired:
        return discreet(problem_response(status=410, detail="This preview is over."))
    except (BadSignature, Http404):
        return discreet(problem_response(status=404, detail="There is no such preview."))
