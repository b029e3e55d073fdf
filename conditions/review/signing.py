"""Signing: one person, one revision, one date on which to look again."""

from calendar import monthrange
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogFormatter, log
from wagtail.models import Page, PageLogEntry, Revision

from locations.conf import clinic_settings

from ..digest import clinical_content, digest
from ..models import ClinicalReview, ClinicalReviewer

ACTION = "clinic_conditions.review"
# Nobody can promise that a text will still be right after this.
LONGEST_MONTHS = 36


class CannotSign(Exception):
    """Why nothing was signed, in a sentence for the person who wanted to."""


def reviewer_of(user: Any) -> ClinicalReviewer | None:
    """Return as whom a user signs, None when the user is no reviewer."""
    if not user.is_active:
        return None
    found = ClinicalReviewer.objects.select_related("practitioner")
    return found.filter(user=user.pk).first()


def default_due_date(*, on: date) -> date:
    """The date that the form offers."""
    return _months_after(on, clinic_settings.REVIEW_MONTHS)


def latest_due_date(*, on: date) -> date:
    """The last date that somebody may choose."""
    return _months_after(on, max(LONGEST_MONTHS, clinic_settings.REVIEW_MONTHS))


def _months_after(day: date, months: int) -> date:
    """The same day of a later month, its last day when it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@transaction.atomic
def sign(
    *,
    revision: Revision,
    by: Any,
    next_due_date: date,
    note: str = "",
    read_digest: str | None = None,
) -> ClinicalReview:
    """Sign a revision as the practitioner that `by` is; raises CannotSign.

    With `read_digest`, what the signer was shown, nothing else is signed in its place.
    """
    now = timezone.now()
    today = timezone.localdate(now)
    reviewer = _reviewer(by, on=today)
    if not today < next_due_date <= latest_due_date(on=today):
        text = _("The next review must be due after today and by %(latest)s.")
        raise CannotSign(text % {"latest": latest_due_date(on=today).isoformat()})
    page = revision.as_object()
    content = clinical_content(page)
    if read_digest is not None and digest(content) != read_digest:
        raise CannotSign(_("The page has changed while you were reading. Read it again."))
    review = ClinicalReview.objects.create(
        page=Page.objects.get(pk=page.alias_of_id or page.pk),
        revision=revision,
        page_title=page.title,
        reviewed_at=now,
        next_due_date=next_due_date,
        content=content,
        digest=digest(content),
        note=note,
        **_signature(reviewer, by, on=today),
    )
    data = {"reviewer": review.reviewer_full_name, "next_due_date": next_due_date.isoformat()}
    log(page, ACTION, user=by, revision=revision, data=data)
    return review


def _reviewer(user: Any, *, on: date) -> ClinicalReviewer:
    reviewer = reviewer_of(user)
    if reviewer is None:
        raise CannotSign(_("Your account belongs to no practitioner who signs reviews."))
    if reason := reviewer.reason_not_to_sign(on=on):
        raise CannotSign(reason)
    return reviewer


def _signature(reviewer: ClinicalReviewer, user: Any, *, on: date) -> dict[str, Any]:
    practitioner = reviewer.practitioner
    return {
        "reviewer": practitioner,
        "reviewer_name": practitioner.title,
        "reviewer_credentials": practitioner.credentials,
        "reviewer_license": practitioner.shown_license(on=on),
        "signed_by": user,
        "signed_by_name": user.get_full_name() or user.get_username(),
    }


class ReviewFormatter(LogFormatter):
    """How a signature reads in the page's history."""

    label = gettext_lazy("Clinical review")

    def format_message(self, log_entry: PageLogEntry) -> str:
        text = _("Reviewed by %(reviewer)s; next review due %(next_due_date)s")
        known = {"reviewer": "", "next_due_date": ""}
        return text % (known | log_entry.data)


def register_review_action(actions: Any) -> None:
    """Make the action known: the app's hook ``register_log_actions`` calls this."""
    actions.register_action(ACTION)(ReviewFormatter)
