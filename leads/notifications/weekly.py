"""Once a week: were any of these real?

Whoever is asked is asked about all that was put in quarantine since they were asked last, however
long that is: a holiday, a desk that opens on Fridays only, and a month without a worker leave
nothing out that nobody was ever asked about.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q

from locations.faults import survived
from locations.models import LocationPage

from ..models import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    Lead,
    Notice,
    Occasion,
    Right,
    Timing,
    WebhookEndpoint,
)
from .announcing import webhook, write_once
from .mornings import opened_since, today_at
from .people import at_hand, superusers, with_rights
from .preferences import wishes
from .summaries import summary
from .telling import own_endpoints

logger = logging.getLogger(__name__)

ASKING = f"{Occasion.QUARANTINE}:"

# Asks one colleague by one of their ways: ``write(since=…, at=…)``.
Write = Callable[..., None]


def write_weekly(*, at: datetime) -> None:
    """Ask triagers and managers of each location, and for leads without one who works everywhere.

    From the week's first opening on. A fault at one location costs no other one its question.
    """
    for place in _places():
        monday = today_at(place, at=at)
        monday -= timedelta(days=monday.weekday())
        if opened_since(place, monday, at=at):
            with survived(logger, "A desk could not be asked about its quarantine."):
                _ask(place, week=monday.isocalendar()[:2], at=at)


def _places() -> list[LocationPage | None]:
    """The locations with leads in quarantine, and None if there are some without a location."""
    here = Lead.objects.quarantined().filter(location=OuterRef("pk"))
    places: list[LocationPage | None] = list(LocationPage.objects.filter(Exists(here)))
    return [*places, None] if Lead.objects.quarantined().filter(location=None).exists() else places


def _ask(place: LocationPage | None, *, week: tuple[int, int], at: datetime) -> None:
    """By mail, or by whose own webhook, as each prefers; each person once a week."""
    unasked = _unasked(place, week=f"{week[0]}-W{week[1]:02}", at=at)
    if not unasked:
        return
    lying = Lead.objects.quarantined().filter(location=place)
    newest = lying.aggregate(it=Max("quarantined_at"))["it"]
    last = _last_asked({user for user, _ask_them in unasked}, at=at)
    ever = max(last.values(), default=None)
    for user, ask_them in unasked:
        since = last.get(user.pk, ever)
        if newest is not None and (since is None or newest >= since):
            ask_them(since=since, at=at)


def _unasked(place: LocationPage | None, *, week: str, at: datetime) -> list[tuple[Any, Write]]:
    """Who was not asked yet this week by a way that they want, with what asks them by it."""
    people = {user.pk: user for user in _whom(place, at=at)}
    place_id = place.pk if place else None
    wanted = wishes(list(people), occasion=Occasion.QUARANTINE, location_id=place_id)
    keys = {pk: f"{ASKING}{pk}:{week}" for pk in people if wanted[pk].email != Timing.OFF}
    asked, endpoints = _asked(keys.values()), own_endpoints(wanted)
    posted = _posted(endpoints, week=week) if endpoints else set()
    mails = [(people[pk], partial(_write, people[pk], keys[pk])) for pk in keys]
    calls = [(people[pk], partial(_post, endpoints[pk], week)) for pk in endpoints]
    return [
        *((user, ask) for user, ask in mails if keys[user.pk] not in asked),
        *((user, ask) for user, ask in calls if user.pk not in posted),
    ]


def _whom(place: LocationPage | None, *, at: datetime) -> list[Any]:
    """Who is away is asked when they are back; if all are, they are asked and superusers, too."""
    rights = [Right.TRIAGE, Right.MANAGE]
    people = list(with_rights(rights, location_id=place.pk if place else None))
    present = at_hand(people, location=place, at=at)
    return present or list({user.pk: user for user in [*people, *superusers()]}.values())


def _asked(keys: Iterable[str]) -> set[str]:
    keys = list(keys)
    mails = Delivery.objects.filter(occasion__in=keys).values_list("occasion", flat=True)
    notices = Notice.objects.filter(key__in=keys).values_list("key", flat=True)
    return {*(occasion for occasion in mails if occasion), *notices}


def _posted(owners: Iterable[int], *, week: str) -> set[int | None]:
    calls = Delivery.objects.filter(kind=DeliveryKind.WEBHOOK, recipient__in=list(owners))
    this_week = calls.filter(occasion__endswith=f":{ASKING}{week}")
    return set(this_week.values_list("recipient", flat=True))


def _last_asked(users: Iterable[Any], *, at: datetime) -> dict[Any, datetime]:
    """When each of `users` was asked last: not by a mail that never went out, nor in times to come,
    in which only a wrong clock has been.
    """
    ids = [user.pk for user in users]
    notices = Notice.objects.filter(user__in=ids, occasion=Occasion.QUARANTINE, at__lte=at)
    by_mail = Q(kind=DeliveryKind.DIGEST, occasion__startswith=ASKING)
    by_webhook = Q(kind=DeliveryKind.WEBHOOK, occasion__contains=f":{ASKING}")
    mails = Delivery.objects.filter(
        by_mail | by_webhook, recipient__in=ids, created_at__lte=at
    ).exclude(state=DeliveryState.FAILED)
    last = dict(mails.values_list("recipient").annotate(Max("created_at")).order_by())
    for user_id, moment in notices.values_list("user").annotate(Max("at")).order_by():
        last[user_id] = max(moment, last.get(user_id, moment))
    return last


def _write(user: Any, key: str, *, since: datetime | None, at: datetime) -> None:
    """A mail, and for who has no address a notice in the admin."""
    if user.email:
        payload = {"occasion": str(Occasion.QUARANTINE), "since": since and since.isoformat()}
        write_once(summary(user.pk, payload, key=key, at=at))
        return
    told = {"occasion": Occasion.QUARANTINE, "at": at}
    Notice.objects.get_or_create(user=user, key=key, defaults=told)


def _post(endpoint: WebhookEndpoint, week: str, *, since: datetime | None, at: datetime) -> None:
    payload = {"type": str(Occasion.QUARANTINE), "since": since and since.isoformat()}
    write_once(webhook(endpoint, payload, key=f"{ASKING}{week}", at=at))
