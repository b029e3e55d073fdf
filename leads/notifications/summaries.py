"""Summaries: what came together for one colleague, by one mail or one call in the morning."""

import logging
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from locations.faults import survived
from locations.models import LocationPage

from ..models import Delivery, DeliveryKind, Notice, WebhookEndpoint
from .announcing import webhook, write_once
from .mornings import opened_since, today_at
from .own_webhooks import DIGEST

logger = logging.getLogger(__name__)

# Writes what waits for one colleague, by one way.
Write = Callable[..., None]


def write_digests(*, at: datetime) -> None:
    """Write one summary for each colleague for whom something waits, at the day's first opening.

    What happened after the opening waits for the next morning.
    """
    for column, write in SUMMARIES:
        for user_id, notices in _waiting(column, at=at).items():
            with survived(logger, "A colleague's summary could not be written."):
                _write_ready(write, user_id, notices, at=at)


def summary(user_id: int, payload: dict[str, Any], *, key: str, at: datetime) -> Delivery:
    """Return the unsaved row of a summary by mail."""
    return Delivery(
        kind=DeliveryKind.DIGEST,
        recipient_id=user_id,
        payload=payload,
        occasion=key,
        created_at=at,
        next_attempt_at=at,
    )


def _waiting(column: str, *, at: datetime) -> dict[int, list[Notice]]:
    """What waits to be part of a summary, by the colleague. Two queries."""
    waiting = Notice.objects.filter(at__lt=at, **{column: True}).order_by("user_id", "at", "pk")
    by_user: dict[int, list[Notice]] = {}
    for notice in waiting.select_related("lead").prefetch_related("lead__location"):
        by_user.setdefault(notice.user_id, []).append(notice)
    return by_user


def _write_ready(write: Write, user_id: int, notices: list[Notice], *, at: datetime) -> None:
    places = {notice.lead.location for notice in notices if notice.lead}
    morning = _first_opening((place for place in places if place), at=at)
    ready = [notice.pk for notice in notices if morning and notice.at < morning[1]]
    if morning and ready:
        write(user_id, ready, day=morning[0], at=at)


@transaction.atomic
def _write_digest(user_id: int, notices: list[int], *, day: date, at: datetime) -> None:
    """The row and the mark that its notices are in it, both or none."""
    key = f"digest:{user_id}:{day.isoformat()}"
    if write_once(summary(user_id, {"notices": notices}, key=key, at=at)):
        Notice.objects.filter(pk__in=notices).update(in_digest=False)


@transaction.atomic
def _post_digest(user_id: int, notices: list[int], *, day: date, at: datetime) -> None:
    """As `_write_digest`, for a colleague's own webhook. Without one they are told in the admin."""
    endpoint = WebhookEndpoint.objects.filter(owner=user_id, active=True).first()
    waiting = Notice.objects.filter(pk__in=notices)
    if endpoint is None:
        waiting.update(in_webhook=False, in_app=True)
        return
    payload = {"type": DIGEST, "notices": notices}
    if write_once(webhook(endpoint, payload, key=f"digest:{day.isoformat()}", at=at)):
        waiting.update(in_webhook=False)


# Which notices wait, and what is written of them.
SUMMARIES: list[tuple[str, Write]] = [("in_digest", _write_digest), ("in_webhook", _post_digest)]


def _first_opening(places: Iterable[LocationPage], *, at: datetime) -> tuple[date, datetime] | None:
    """Return today's date and first opening among `places`, if it has come.

    What belongs to no location need not wait for one.
    """
    places = list(places)
    if not places:
        return today_at(None, at=at), at
    mornings = []
    for place in places:
        today = today_at(place, at=at)
        opening = opened_since(place, today, at=at)
        if opening:
            mornings.append((opening, today))
    if not mornings:
        return None
    opening, day = min(mornings)
    return day, opening
