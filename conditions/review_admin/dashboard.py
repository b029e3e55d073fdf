"""The dashboard of somebody who signs reviews."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from ..models import ClinicalReviewer
from ..models.reviews import ReviewState
from ..review.debt import due_states

MOST_LISTED = 10


class ReviewsDuePanel(Component):
    """The pages that this person has to read again, and those that nobody is left for."""

    name = "clinic_reviews_due"
    template_name = "clinic_conditions/admin/reviews_due_panel.html"
    order = 60

    def __init__(self, reviewer: ClinicalReviewer) -> None:
        self.reviewer = reviewer

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        today = timezone.localdate()
        states = [state for state in due_states(on=today) if self._is_theirs(state)]
        return {
            "states": states[:MOST_LISTED],
            "more": max(0, len(states) - MOST_LISTED),
            "reason": self.reviewer.reason_not_to_sign(on=today),
        }

    def _is_theirs(self, state: ReviewState) -> bool:
        signed_by = state.review.reviewer_id if state.review else None
        return signed_by == self.reviewer.practitioner_id or signed_by not in self._colleagues

    @property
    def _colleagues(self) -> set[int]:
        if "_known" not in self.__dict__:
            rows = ClinicalReviewer.objects.filter(user__is_active=True)
            self._known = set(rows.values_list("practitioner", flat=True))
        return self._known
