"""Who signs at the demo clinic, and what is signed: with one page edited since, one overdue."""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from conditions.models import ClinicalReview, ClinicalReviewer, ConditionPage
from conditions.review import default_due_date, sign

REVIEWER, SIGNS_AS = "katie", "katie-steffensen"
EDITED, OVERDUE = "sciatica", "neck-and-shoulder-pain"
ADDED = "<p>Tell us at the third visit what has changed, and what has not.</p>"


def make_reviews(pages: dict[str, Any], *, at: datetime) -> int:
    """Let the demo's practitioner sign every condition; nothing without her account."""
    user = get_user_model().objects.filter(username=REVIEWER).first()
    if user is None or hasattr(user, "clinic_reviewer"):
        return 0
    ClinicalReviewer.objects.create(user=user, practitioner=pages[SIGNS_AS])
    conditions = {key: page for key, page in pages.items() if isinstance(page, ConditionPage)}
    for days, (key, page) in enumerate(conditions.items(), 20):
        page.refresh_from_db()
        months_ago = 26 if key == OVERDUE else 1
        _sign(page, user, at=at - timedelta(days=days + 30 * months_ago))
    _edit(conditions[EDITED])
    return len(conditions)


def _sign(page: ConditionPage, user: Any, *, at: datetime) -> None:
    """Sign as of a day in the past: a demo that is all of today shows nothing that is due."""
    today = timezone.localdate()
    review = sign(revision=page.live_revision, by=user, next_due_date=default_due_date(on=today))
    due: date = default_due_date(on=timezone.localdate(at))
    ClinicalReview.objects.filter(pk=review.pk).update(reviewed_at=at, next_due_date=due)


def _edit(page: ConditionPage) -> None:
    page.what_to_expect += ADDED
    page.save_revision().publish()
