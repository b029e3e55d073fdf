"""What this app adds to the API's pages: reviews, sources, and what lists can be narrowed to."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from pydantic import BaseModel, Field
from wagtail.models import Page

from locations.api.blocks import tell_properties
from locations.api.fields import PageFact
from locations.api.pages import PageFilter
from locations.api.shelf import Shelf

from ..citing import Source, notes_of_reading
from ..clinical import RedFlagBlock
from ..models import (
    ArticlePage,
    ClinicalReview,
    ConditionPage,
    PractitionerPage,
    TreatmentPage,
)
from ..models.citations import read_citations
from ..models.reviews import ReviewState, current_review
from .around import facts_around

CLINICAL = (ArticlePage, ConditionPage, TreatmentPage)


class ClinicReview(BaseModel):
    """Who signed for a text. Say “reviewed” only while it is current and not overdue."""

    reviewer: str
    reviewer_page: int | None
    reviewed_at: datetime
    next_due: date | None
    is_current: bool = Field(description="Nothing clinical has changed since")
    is_overdue: bool


class ClinicCitation(BaseModel):
    """A source, with the number that the marks in the texts have: “[3]” links to #source-3."""

    number: int
    kind: str
    authors: str
    title: str
    journal: str
    place: str
    doi: str
    pmid: str
    url: str


def page_facts() -> list[PageFact]:
    """For the hook ``clinic_api_facts``."""
    tell_properties(RedFlagBlock, title=str, prefix=str, names_crisis_line=bool)
    review = PageFact("review", CLINICAL, ClinicReview | None, _review, _read_reviews)
    sources = PageFact("sources", CLINICAL, list[ClinicCitation], _sources, read_citations)
    return [review, sources, *facts_around()]


def _read_reviews(pages: list[Any]) -> None:
    """As `current_review` does for one page. One query for all."""
    found, today = ClinicalReview.objects.latest_of(pages), timezone.localdate()
    for page in pages:
        review = found.get(page.alias_of_id or page.pk)
        page.__dict__["_clinic_review"] = ReviewState(page, review, today)


def _review(page: Any, shelf: Shelf) -> dict[str, Any] | None:
    state = current_review(page)
    if state.review is None:
        return None
    return {
        "reviewer": state.reviewer_name,
        "reviewer_page": state.reviewer.pk if state.reviewer else None,
        "reviewed_at": state.reviewed_at,
        "next_due": state.next_due_date,
        "is_current": state.is_current,
        "is_overdue": state.is_overdue,
    }


def _sources(page: Any, shelf: Shelf) -> list[dict[str, Any]]:
    notes = notes_of_reading()
    return [_source(one) for one in notes.sources] if notes else []


def _source(source: Source) -> dict[str, Any]:
    told = ("kind", "authors", "title", "journal", "place", "doi", "pmid")
    facts = {name: getattr(source.citation, name) for name in told}
    return {"number": source.number, **facts, "url": source.citation.address}


# What lists can be narrowed down to.


def page_filters() -> list[PageFilter]:
    """For the hook ``clinic_api_filters``. Pages are named by the id of any of their languages."""
    return [
        PageFilter("condition", "Only pages about this condition", _about_condition),
        PageFilter("author", "Only articles by this practitioner", _by_author),
        PageFilter("location", "Only treatments and people of this location", _at_location),
    ]


def _key(pk: int) -> QuerySet:
    return Page.objects.filter(pk=pk).values("translation_key")[:1]


def _any_of(querysets: Iterable[QuerySet]) -> Q:
    found = Q(pk__in=[])
    for pages in querysets:
        found |= Q(pk__in=pages.order_by().values("pk"))
    return found


def _about_condition(pk: int) -> Q:
    """What links to the condition, and what the condition links to."""
    linked = {"condition_links__condition__translation_key": _key(pk)}
    helping = {"condition_links__page__translation_key": _key(pk)}
    return _any_of(
        [
            ArticlePage.objects.filter(**linked),
            PractitionerPage.objects.filter(**linked),
            TreatmentPage.objects.filter(**helping),
        ]
    )


def _by_author(pk: int) -> Q:
    return _any_of([ArticlePage.objects.filter(author__translation_key=_key(pk))])


def _at_location(pk: int) -> Q:
    """Where somebody works and what is offered is a fact: the links of originals say it."""
    return Q(translation_key__in=_keys_at(PractitionerPage, pk)) | Q(
        translation_key__in=_keys_at(TreatmentPage, pk)
    )


def _keys_at(model: Any, pk: int) -> QuerySet:
    rows = model._meta.get_field("location_links").related_model.objects.of_originals()
    here = rows.filter(location__translation_key=_key(pk))
    return here.order_by().values("page__translation_key")
