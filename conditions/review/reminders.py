"""Reminders that reviews are due: one mail per reviewer, once for each date, also after a gap.

Whatever is due by the day of the run is said, so that a day on which nothing ran loses nothing.
A reminder is claimed before its mail is sent and marked after it; one that failed, or whose sender
died, is free again for the next run.
"""

import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext, override
from wagtail.users.models import UserProfile

from locations.faults import log_fault

from ..models import ClinicalReview, ClinicalReviewer, ReviewReminder
from ..models.reviews import ReviewState
from .debt import due_states

logger = logging.getLogger(__name__)

# A sender that claimed reminders longer ago than this has died.
LEASE = timedelta(minutes=10)


@dataclass(slots=True)
class Sent:
    """What one run did, in numbers."""

    mails: int = 0
    pages: int = 0
    failed: int = 0
    nobody: int = 0


def send_reminders(*, at: datetime) -> Sent:
    """Send what is due and was not sent before."""
    done = Sent()
    states = [state for state in due_states(on=timezone.localdate(at)) if not _is_sent(state)]
    for user, theirs in _by_person(states).items():
        if user is None:
            done.nobody += len(theirs)
            continue
        claimed = [state for state in theirs if _claim(state, at=at)]
        if claimed:
            _send(user, claimed, done, at=at)
    return done


def _is_sent(state: ReviewState) -> bool:
    return _rows(state).filter(sent_at__isnull=False).exists()


def _review(state: ReviewState) -> ClinicalReview:
    """The review of a state that is due; LookupError for a page that was never reviewed."""
    if state.review is None:
        raise LookupError(state.page.pk)
    return state.review


def _rows(state: ReviewState) -> Any:
    return ReviewReminder.objects.filter(page=state.page.pk, due_date=_review(state).next_due_date)


def _by_person(states: list[ReviewState]) -> dict[Any, list[ReviewState]]:
    """Whose mail a page belongs in: the last reviewer's.

    None when that person has left: every reviewer's dashboard, and the report, have these pages.
    """
    reviewers = ClinicalReviewer.objects.select_related("user", "practitioner")
    people = {row.practitioner_id: row.user for row in reviewers if _can_be_told(row.user)}
    found: dict[Any, list[ReviewState]] = defaultdict(list)
    for state in states:
        found[people.get(_review(state).reviewer_id)].append(state)
    return found


def _can_be_told(user: Any) -> bool:
    return bool(user.is_active and user.email)


def _claim(state: ReviewState, *, at: datetime) -> bool:
    ReviewReminder.objects.get_or_create(
        page_id=state.page.pk, due_date=_review(state).next_due_date
    )
    is_free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=at - LEASE)
    return bool(_rows(state).filter(is_free, sent_at__isnull=True).update(claimed_at=at))


def _send(user: Any, states: list[ReviewState], done: Sent, *, at: datetime) -> None:
    try:
        _mail(user, states).send()
    except Exception as error:
        # The address is personal, and a mail server's refusal names it; the account's id is not.
        log_fault(logger, f"Reminder of reviews to account {user.pk} was not sent.", error)
        done.failed += 1
        _mark(states, claimed_at=None)
        return
    _mark(states, sent_at=at)
    done.mails += 1
    done.pages += len(states)


def _mark(states: list[ReviewState], **values: Any) -> None:
    for state in states:
        _rows(state).update(**values)


def _mail(user: Any, states: list[ReviewState]) -> EmailMessage:
    with override(UserProfile.get_for_user(user).get_preferred_language()):
        subject = ngettext(
            "The review of %(count)d page is due",
            "The reviews of %(count)d pages are due",
            len(states),
        ) % {"count": len(states)}
        pages = [{"state": state, "url": _sign_url(state)} for state in states]
        body = render_to_string("clinic_conditions/mail/reviews_due.txt", {"pages": pages})
    return EmailMessage(subject=subject, body=body, to=[user.email])


def _sign_url(state: ReviewState) -> str:
    path = reverse("clinic_conditions_sign_review", args=[state.page.pk])
    return urljoin(settings.WAGTAILADMIN_BASE_URL, path)
