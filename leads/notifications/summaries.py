"""Summaries: what came together for one colleague, by one mail in the morning."""

import logging
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from locations.faults import survived
from locations.models import LocationPage

from ..models import Delivery, DeliveryKind, Notice
from .mornings import opened_since, today_at

logger = logging.getLogger(__name__)


def write_digests(*, at: datetime) -> None:
    """Write one summary for each colleague for whom something waits, at the day's first opening.

    What happened after the opening waits for the next morning.
    """
    waiting = Notice.objects.filter(in_digest=True, at__lt=at).order_by("user_id", "at", "pk")
    by_user: dict[int, list[Notice]] = {}
    for notice in waiting.select_related("lead").prefetch_related("lead__location"):
        by_user.setdefault(notice.user_id, []).append(notice)
    for user_id, notices in by_user.items():
        with survived(logger, "A colleague's summary could not be written."):
            _write_ready(user_id, notices, at=at)


def write_once(occasion: str, *, user_id: int, payload: dict[str, Any], at: datetime) -> bool:
    """Write a summary, unless it is there; return whether it was written now."""
    values = {
        "kind": DeliveryKind.DIGEST,
        "recipient_id": user_id,
        "payload": payload,
        "created_at": at,
        "next_attempt_at": at,
    }
    _delivery, is_new = Delivery.objects.get_or_create(occasion=occasion, defaults=values)
    return is_new


def _write_ready(user_id: int, notices: list[Notice], *, at: datetime) -> None:
    places = {notice.lead.location for notice in notices if notice.lead}
    morning = _first_opening((place for place in places if place), at=at)
    ready = [notice.pk for notice in notices if morning and notice.at < morning[1]]
    if morning and ready:
        _write_digest(user_id, ready, day=morning[0], at=at)


@transaction.atomic
def _write_digest(user_id: int, notices: list[int], *, day: date, at: datetime) -> None:
    """The row and the mark that its notices are in it, both or none."""
    occasion = f"digest:{user_id}:{day.isoformat()}"
    if write_once(occasion, user_id=user_id, payload={"notices": notices}, at=at):
        Notice.objects.filter(pk__in=notices).update(in_digest=False)


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
