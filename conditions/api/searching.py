"""`search/`: the site's search. By POST, so that what ails somebody is in no address or log."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import override
from django.views.decorators.debug import sensitive_variables
from ninja.decorators import decorate_view
from pydantic import BaseModel, ConfigDict, Field
from wagtail.models import Locale

from locations.addresses import canonical_url
from locations.api.asking import Language
from locations.api.pages import pages_of
from locations.api.shelf import path_of
from locations.content_languages import reader_language
from locations.frames import frame_of
from locations.problems import clinic_router, problems, strictly

from ..search.finding import LONGEST_QUERY, find
from ..search.urgent import sounds_urgent

router = clinic_router("Clinic search")


class ClinicSearch(BaseModel):
    """What somebody looks for, in their own words."""

    model_config = ConfigDict(extra="forbid")

    query: Annotated[str, Field(min_length=1, max_length=LONGEST_QUERY)]
    locale: Language | None = Field(None, description="The language of the pages")


class ClinicFound(BaseModel):
    """A page that was found."""

    id: int
    type: str
    title: str
    summary: str
    also_called: str
    url: str
    path: str


class ClinicSearchResults(BaseModel):
    """Pages that answer what somebody looks for; those with warning signs come first."""

    corrected: str = Field(description='What it was taken for when misspelt, else ""')
    is_urgent: bool = Field(description="Show the emergency numbers (`site/`) above all results")
    locale: str
    items: list[ClinicFound]


@router.post(
    "/search/",
    response={200: ClinicSearchResults, **problems(400, 413)},
    operation_id="clinic_search",
    summary="Search",
    url_name="clinic_search",
)
@decorate_view(strictly())
@sensitive_variables()
def search(request: HttpRequest, response: HttpResponse, asked: ClinicSearch) -> Any:
    """Return the pages of the site that answer a query, in the order in which the site shows them.

    Nothing is kept of the query, and no cache may keep the answer.
    """
    response["Cache-Control"] = "no-store"
    frame = frame_of(request)
    language = asked.locale or reader_language()
    query = asked.query.replace("\0", "")
    locale = Locale.objects.filter(language_code=language).first()
    if locale is None:  # no page is in it yet; an emergency is one in any language
        urgent = sounds_urgent(" ".join(query.split()))
        return {"corrected": "", "is_urgent": urgent, "locale": language, "items": []}
    with override(language):
        found = find(query, locale=locale)
        ids = {page.pk for page in found.pages}
        here = set(pages_of(frame).filter(pk__in=ids).values_list("pk", flat=True))
        items = [_found(page, frame.clinic) for page in found.pages if page.pk in here]
    return {
        "corrected": found.corrected,
        "is_urgent": found.is_urgent,
        "locale": language,
        "items": items,
    }


def _found(page: Any, clinic: Any) -> dict[str, Any]:
    return {
        "id": page.pk,
        "type": page._meta.label,
        "title": getattr(page, "full_name", page.title),
        "summary": page.summary,
        "also_called": getattr(page, "also_called", ""),
        "url": canonical_url(page, known=clinic),
        "path": path_of(page, clinic),
    }
