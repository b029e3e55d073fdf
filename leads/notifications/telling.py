"""Telling: what happened is written down for everybody who wants to know, in one transaction.

Rows for people (notices in the admin, mails) and rows for other systems (webhooks). Nothing is
sent here, and nothing of it names the person who asked.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
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
    WebhookEndpoint,
    users_with,
)
from .announcing import announce, payload_of, webhook
from .preferences import Wish, wishes

logger = logging.getLogger(__name__)


# A lead, None for what is about none, and the key of what happened to it.
About = tuple[Lead | None, str]


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
    tell_of([(lead, key)], occasion=occasion, users=users, at=at, by=by, otherwise=otherwise)


def tell_of(
    what: Sequence[About],
    *,
    occasion: str,
    users: Iterable[Any],
    at: datetime,
    by: Any = None,
    otherwise: Callable[[], Iterable[Any]] | None = None,
) -> None:
    """As `tell`, of several leads of one location at once, for the cost of one."""
    lead, users = what[0][0], list(users)
    pairs, endpoints = _wishing(users, occasion=occasion, lead=lead, by=by)
    if otherwise is not None and not pairs and by not in users:
        pairs, endpoints = _wishing(otherwise(), occasion=occasion, lead=lead, by=by)
    _write_notices(what, pairs, occasion=occasion, at=at)
    _write_mails(what, pairs, occasion=occasion, at=at)
    _write_webhooks(what, pairs, endpoints, occasion=occasion, at=at)
    about_leads = [(lead, key) for lead, key in what if lead is not None]
    announce(about_leads, occasion=occasion, at=at)


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
) -> tuple[list[tuple[Any, Wish]], dict[int, WebhookEndpoint]]:
    """Those of `users` who may know of it and want to be told, with how they want it; and the
    endpoints of their own.
    """
    people = _told(lead, users, by=by)
    location_id = lead.location_id if lead else None
    wanted = wishes([user.pk for user in people], occasion=occasion, location_id=location_id)
    endpoints = own_endpoints(wanted)
    pairs = [
        (user, _possible(wanted[user.pk], user, has_webhook=user.pk in endpoints))
        for user in people
    ]
    return [(user, wish) for user, wish in pairs if wish != Wish()], endpoints


def _told(lead: Lead | None, users: Iterable[Any], *, by: Any) -> list[Any]:
    ids = {user.pk for user in users if user is not None} - {by and by.pk}
    if not ids:
        return []
    if lead is None:
        may_know = get_user_model()._default_manager.filter(is_active=True)
    else:
        may_know = users_with([Right.SEE], location_id=lead.location_id)
    return list(may_know.filter(pk__in=ids).order_by("pk"))


def own_endpoints(wanted: Mapping[int, Wish]) -> dict[int, WebhookEndpoint]:
    """The endpoints in use of those who want their own to be told. A query only if anybody does."""
    owners = [pk for pk, wish in wanted.items() if wish.webhook != Timing.OFF]
    if not owners:
        return {}
    own = WebhookEndpoint.objects.filter(owner__in=owners, active=True)
    return {endpoint.owner_id: endpoint for endpoint in own if endpoint.owner_id is not None}


def _possible(wish: Wish, user: Any, *, has_webhook: bool) -> Wish:
    """What somebody wants by a way that does not lead to them is met in the admin instead."""
    if wish.email != Timing.OFF and not user.email:
        wish = replace(wish, in_app=True, email=Timing.OFF)
    if wish.webhook != Timing.OFF and not has_webhook:
        wish = replace(wish, in_app=True, webhook=Timing.OFF)
    return wish


def _write_notices(
    what: Sequence[About], pairs: list[tuple[Any, Wish]], *, occasion: str, at: datetime
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
            in_webhook=wish.webhook == Timing.DIGEST,
        )
        for user, wish in pairs
        if wish.in_app or wish.waits_for_a_summary
        for lead, key in what
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


def _write_mails(
    what: Sequence[About], pairs: list[tuple[Any, Wish]], *, occasion: str, at: datetime
) -> None:
    to = [user for user, wish in pairs if wish.email == Timing.AT_ONCE]
    if not to:
        return
    opening = opening_after(what[0][0], at=at)
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
        for lead, key in what
    ]
    Delivery.objects.bulk_create(mails, ignore_conflicts=True)


def _write_webhooks(
    what: Sequence[About],
    pairs: list[tuple[Any, Wish]],
    endpoints: Mapping[int, WebhookEndpoint],
    *,
    occasion: str,
    at: datetime,
) -> None:
    """As a mail it waits for the opening: a colleague's own webhook is another way to a person."""
    to = [endpoints[user.pk] for user, wish in pairs if wish.webhook == Timing.AT_ONCE]
    if not to:
        return
    opening = opening_after(what[0][0], at=at)
    calls = [
        webhook(
            endpoint, payload_of(lead, occasion=occasion, at=at), lead=lead, key=key, at=opening
        )
        for endpoint in to
        for lead, key in what
    ]
    Delivery.objects.bulk_create(calls, ignore_conflicts=True)
