"""Telling: what happened is written down for everybody who wants to know, in one transaction.

Rows for people (notices in the admin, mails) and rows for other systems (webhooks). Nothing is
sent here, and nothing of it names the person who asked.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model

from locations.faults import log_fault
from locations.hours import next_opening

from ..models import (
    Delivery,
    DeliveryKind,
    Lead,
    Notice,
    Right,
    Timing,
    users_with_right,
)
from .announcing import announce
from .preferences import Wish, wishes

logger = logging.getLogger(__name__)


def tell(
    *,
    occasion: str,
    lead: Lead | None,
    users: Iterable[Any],
    key: str,
    at: datetime,
    by: Any = None,
    otherwise: Callable[[], Iterable[Any]] | None = None,
) -> None:
    """Tell `users` of an occasion as each of them prefers, and the webhooks that ask for it.

    If none of them may know of it or wants to be told, and none did it, those whom `otherwise`
    names are told.

    Call it once for each occasion, in the transaction of what happened. `key` names the occasion
    (“assigned:417”, up to 80 characters): under one key nobody is told twice. Who may not see the
    lead at this moment is not told, nor is `by`, who did it. The notice in the admin is there at
    once; a mail waits for the location's next opening. `lead` is None for what is about none.
    """
    users = list(users)
    pairs = _wishing(users, occasion=occasion, lead=lead, by=by)
    if otherwise is not None and not pairs and by not in users:
        pairs = _wishing(otherwise(), occasion=occasion, lead=lead, by=by)
    _write_notices(pairs, occasion=occasion, lead=lead, key=key, at=at)
    _write_mails(pairs, occasion=occasion, lead=lead, key=key, at=at)
    if lead is not None:
        announce(occasion=occasion, lead=lead, key=key, at=at)


def opening_after(lead: Lead | None, *, at: datetime) -> datetime:
    """Return when the lead's location is open next: `at` itself if it is, or if nobody knows."""
    if lead is None or lead.location is None:
        return at
    try:
        return next_opening(lead.location.schedule, at=at) or at
    except Exception as error:
        # A mail at night can be read in the morning; one that was not written cannot.
        log_fault(logger, "The next opening of a location is not known.", error)
        return at


def _wishing(
    users: Iterable[Any], *, occasion: str, lead: Lead | None, by: Any
) -> list[tuple[Any, Wish]]:
    """Those of `users` who may know of it and want to be told, with how they want it."""
    people = _told(lead, users, by=by)
    location_id = lead.location_id if lead else None
    wanted = wishes([user.pk for user in people], occasion=occasion, location_id=location_id)
    pairs = [(user, _possible(wanted[user.pk], user)) for user in people]
    return [(user, wish) for user, wish in pairs if wish != Wish()]


def _told(lead: Lead | None, users: Iterable[Any], *, by: Any) -> list[Any]:
    ids = {user.pk for user in users if user is not None} - {by and by.pk}
    if not ids:
        return []
    if lead is None:
        may_know = get_user_model()._default_manager.filter(is_active=True)
    else:
        may_know = users_with_right(Right.SEE, location_id=lead.location_id)
    return list(may_know.filter(pk__in=ids).order_by("pk"))


def _possible(wish: Wish, user: Any) -> Wish:
    """The wish of somebody without an e-mail address is met in the admin instead."""
    if user.email or wish.email == Timing.OFF:
        return wish
    return Wish(in_app=True)


def _write_notices(
    pairs: list[tuple[Any, Wish]], *, occasion: str, lead: Lead | None, key: str, at: datetime
) -> None:
    notices = [
        Notice(
            user=user,
            lead=lead,
            occasion=occasion,
            key=key,
            at=at,
            in_app=wish.in_app,
            in_digest=wish.email == Timing.DIGEST,
        )
        for user, wish in pairs
        if wish.in_app or wish.email == Timing.DIGEST
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


def _write_mails(
    pairs: list[tuple[Any, Wish]], *, occasion: str, lead: Lead | None, key: str, at: datetime
) -> None:
    to = [user for user, wish in pairs if wish.email == Timing.AT_ONCE]
    if not to:
        return
    opening = opening_after(lead, at=at)
    mails = [
        Delivery(
            kind=DeliveryKind.STAFF_MAIL,
            lead=lead,
            recipient=user,
            payload={"occasion": str(occasion)},
            occasion=f"{key}:{user.pk}",
            # The time for attempts begins with the opening, too.
            created_at=opening,
            next_attempt_at=opening,
        )
        for user in to
    ]
    Delivery.objects.bulk_create(mails, ignore_conflicts=True)
