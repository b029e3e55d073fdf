"""What the clock brings: summaries in the morning, and leads whose time to come back has come.

Every worker calls `plan`, as often as it likes. What is written has a key, so that it is written
once; what was missed while no worker ran is made up for.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone

from locations.faults import log_fault
from locations.hours import Schedule, next_opening
from locations.models import LocationPage

from ..models import (
    Delivery,
    DeliveryKind,
    Lead,
    Notice,
    Occasion,
    Right,
    Timing,
    WebhookEndpoint,
)
from . import occasions
from .announcing import webhook
from .own_webhooks import DIGEST
from .people import staff_of
from .preferences import wishes

logger = logging.getLogger(__name__)

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)


def plan(*, at: datetime) -> None:
    """Write what is due by the clock at `at`. A fault in one part does not stop the others."""
    for part in PARTS:
        try:
            with transaction.atomic():
                part(at=at)
        except DatabaseError:
            raise
        except Exception as error:
            log_fault(logger, f"Planning failed: {part.__name__}.", error)


def tell_who_is_back(*, at: datetime) -> None:
    """Tell of the leads whose time is over for which they were put off."""
    back = Lead.objects.open().filter(snoozed_until__lte=at, snoozed_until__gt=at - DAY)
    leads = {occasions.woken_key(lead): lead for lead in _with_people(back)}
    told = set(Notice.objects.filter(key__in=leads).values_list("key", flat=True))
    for key, lead in leads.items():
        if key not in told:
            occasions.woken(lead, at=at)


def write_digests(*, at: datetime) -> None:
    """Write one summary for each colleague for whom something waits, at the day's first opening.

    What happened after the opening waits for the next morning.
    """
    for column, write in SUMMARIES:
        for user_id, notices in _waiting(column, at=at).items():
            places = {notice.lead.location for notice in notices if notice.lead}
            morning = _first_opening((place for place in places if place), at=at)
            ready = [notice.pk for notice in notices if morning and notice.at < morning[1]]
            if morning and ready:
                write(user_id, ready, day=morning[0], at=at)


def _waiting(column: str, *, at: datetime) -> dict[int, list[Notice]]:
    """What waits to be part of a summary, by the colleague. Two queries."""
    waiting = Notice.objects.filter(at__lt=at, **{column: True}).order_by("user_id", "at", "pk")
    by_user: dict[int, list[Notice]] = {}
    for notice in waiting.select_related("lead").prefetch_related("lead__location"):
        by_user.setdefault(notice.user_id, []).append(notice)
    return by_user


def write_weekly(*, at: datetime) -> None:
    """Ask triagers and managers, once a week: were any of these real?"""
    since = at - WEEK
    lies = Lead.objects.quarantined().filter(quarantined_at__gte=since)
    places = lies.filter(location__isnull=False).order_by().values("location")
    for place in LocationPage.objects.filter(pk__in=places):
        if _opened_since(place.schedule, _monday(place, at=at), at=at):
            _ask_about_quarantine(place, since=since, at=at)


PARTS: list[Callable[..., None]] = [tell_who_is_back, write_digests, write_weekly]


def _with_people(leads: Any) -> Iterable[Lead]:
    return leads.select_related("snoozed_by", "assigned_to").prefetch_related("location")


@transaction.atomic
def _write_digest(user_id: int, notices: list[int], *, day: date, at: datetime) -> None:
    """The row and the mark that its notices are in it, both or none."""
    occasion = f"digest:{user_id}:{day.isoformat()}"
    if _write_once(occasion, user_id=user_id, payload={"notices": notices}, at=at):
        Notice.objects.filter(pk__in=notices).update(in_digest=False)


@transaction.atomic
def _post_digest(user_id: int, notices: list[int], *, day: date, at: datetime) -> None:
    """As `_write_digest`, for a colleague's own webhook. Without one they are told in the admin."""
    endpoint = WebhookEndpoint.objects.filter(owner=user_id, active=True).first()
    waiting = Notice.objects.filter(pk__in=notices)
    if endpoint is None:
        waiting.update(in_webhook=False, in_app=True)
        return
    occasion = f"webhook:{endpoint.pk}:digest:{day.isoformat()}"
    payload = {"type": DIGEST, "notices": notices}
    if _write_once(occasion, user_id=user_id, payload=payload, at=at, endpoint=endpoint):
        waiting.update(in_webhook=False)


# Which notices wait, and what is written of them.
SUMMARIES: list[tuple[str, Callable[..., None]]] = [
    ("in_digest", _write_digest),
    ("in_webhook", _post_digest),
]


def _ask_about_quarantine(place: LocationPage, *, since: datetime, at: datetime) -> None:
    """Ask by mail, or by whose own webhook, as each prefers; each person once a week."""
    year, week, _day = at.astimezone(place.zone).isocalendar()
    people = {user.pk: user for user in staff_of(place.pk, Right.TRIAGE, Right.MANAGE)}
    wanted = wishes(list(people), occasion=Occasion.QUARANTINE, location_id=place.pk)
    mailed = [pk for pk in people if people[pk].email and wanted[pk].email != Timing.OFF]
    posted = [pk for pk in people if wanted[pk].webhook != Timing.OFF]
    name = f"{year}-W{week:02}"
    _mail_about_quarantine(mailed, week=name, since=since.isoformat(), at=at)
    _post_about_quarantine(posted, week=name, since=since.isoformat(), at=at)


def _mail_about_quarantine(ids: list[int], *, week: str, since: str, at: datetime) -> None:
    keys = {pk: f"quarantine:{pk}:{week}" for pk in ids}
    sent = Delivery.objects.filter(occasion__in=keys.values())
    asked = set(sent.values_list("occasion", flat=True))
    payload = {"occasion": str(Occasion.QUARANTINE), "since": since}
    for pk, key in keys.items():
        if key not in asked:
            _write_once(key, user_id=pk, payload=payload, at=at)


def _post_about_quarantine(ids: list[int], *, week: str, since: str, at: datetime) -> None:
    if not ids:
        return
    payload = {"type": str(Occasion.QUARANTINE), "since": since}
    own = WebhookEndpoint.objects.filter(owner__in=ids, active=True)
    rows = [webhook(endpoint, payload, key=f"quarantine:{week}", at=at) for endpoint in own]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)


def _write_once(
    occasion: str,
    *,
    user_id: int,
    payload: dict[str, Any],
    at: datetime,
    endpoint: WebhookEndpoint | None = None,
) -> bool:
    """Write a summary by mail, or for an endpoint, unless it is there; say whether it was new."""
    values = {
        "kind": DeliveryKind.WEBHOOK if endpoint else DeliveryKind.DIGEST,
        "endpoint": endpoint,
        "recipient_id": user_id,
        "payload": payload,
        "created_at": at,
        "next_attempt_at": at,
    }
    _delivery, is_new = Delivery.objects.get_or_create(occasion=occasion, defaults=values)
    return is_new


def _first_opening(places: Iterable[LocationPage], *, at: datetime) -> tuple[date, datetime] | None:
    """Return today's date and first opening among `places`, if it has come.

    What belongs to no location need not wait for one.
    """
    places = list(places)
    if not places:
        return timezone.localdate(at), at
    mornings = []
    for place in places:
        midnight = _midnight(place, at.astimezone(place.zone).date())
        opening = _opened_since(place.schedule, midnight, at=at)
        if opening:
            mornings.append((opening, midnight.date()))
    if not mornings:
        return None
    opening, day = min(mornings)
    return day, opening


def _opened_since(schedule: Schedule, start: datetime, *, at: datetime) -> datetime | None:
    """Return the first opening since `start`, in UTC, if it has come by `at`."""
    opening = next_opening(schedule, at=start)
    if opening is None or opening.astimezone(UTC) > at.astimezone(UTC):
        return None
    return opening.astimezone(UTC)


def _monday(place: LocationPage, *, at: datetime) -> datetime:
    today = at.astimezone(place.zone).date()
    return _midnight(place, today - today.weekday() * DAY)


def _midnight(place: LocationPage, day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=place.zone)
