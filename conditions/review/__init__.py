"""Clinical review: what may be said of a page, signing, what is due, and reminding of it."""

from ..models.reviews import ReviewState, Standing, current_review
from .signing import CannotSign, default_due_date, latest_due_date, reviewer_of, sign

__all__ = [
    "CannotSign",
    "ReviewState",
    "Standing",
    "current_review",
    "default_due_date",
    "latest_due_date",
    "reviewer_of",
    "sign",
]
