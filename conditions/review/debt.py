"""What is owed: pages that nobody has signed for, or not for what they say now."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page
from wagtail.permissions import policy_registry

from locations.api_fields import read_originals

from ..models import ArticlePage, ClinicalReview, ConditionPage, TreatmentPage
from ..models.reviews import ReviewState, Standing

REVIEWED_TYPES = (ConditionPage, TreatmentPage, ArticlePage)


def reviewable_pages() -> QuerySet:
    """Every published page whose text somebody signs for; an alias is its original's."""
    return Page.objects.live().type(*REVIEWED_TYPES).filter(alias_of__isnull=True)


def pages_for(user: Any) -> QuerySet:
    """The reviewable pages that a user may edit or publish."""
    policy = policy_registry.get_by_type(Page)
    allowed = policy.instances_user_has_any_permission_for(user, ["change", "publish"])
    return reviewable_pages().filter(pk__in=allowed.values("pk"))


def states_of(pages: Iterable[Page], *, on: date) -> list[ReviewState]:
    """How the reviews of these pages stand on a day. As many queries as there are page types.

    And one for the originals of translated conditions.
    """
    pages = list(pages)
    specific = {page.pk: page for page in _specific(pages)}
    read_originals(page for page in specific.values() if isinstance(page, ConditionPage))
    reviews = ClinicalReview.objects.latest_of(specific.values())
    return [
        ReviewState(specific[page.pk], reviews.get(page.pk), on)
        for page in pages
        if page.pk in specific
    ]


def due_states(*, on: date) -> list[ReviewState]:
    """The pages whose review is due soon or overdue, the longest overdue first."""
    states = states_of(reviewable_pages(), on=on)
    due = [state for state in states if state.is_overdue or state.is_due_soon]
    return sorted(due, key=lambda state: (state.next_due_date, state.page.title))


def with_standing(pages: QuerySet, standings: set[Standing], *, on: date) -> QuerySet:
    """Those of the `pages` that stand so. What has been edited is told by comparing the texts."""
    states = states_of(pages, on=on)
    return pages.filter(pk__in=[state.page.pk for state in states if state.standing in standings])


def _specific(pages: list[Page]) -> Iterable[Page]:
    ids = [page.pk for page in pages]
    for model in REVIEWED_TYPES:
        yield from model.objects.filter(pk__in=ids)
