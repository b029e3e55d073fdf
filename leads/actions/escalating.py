"""Nobody waits unseen: who is told when a promise ends soon, has passed, or nobody is there.

A round looks at the clock as it is and takes every step that is due and was not taken: missed
rounds, a long night of the worker, and several workers at once change nothing. The row of
`Escalation` is the key; it is written with the event and the messages, or not at all. A lead that
is moved loses its rows: the new desk has heard nothing. Who was told already is not told again.
"""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from locations.directory import Directory
from locations.faults import log_fault
from locations.models import LocationPage
from locations.webhooks.outcomes import anew

from .. import waiting
from ..models import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    Escalation,
    EventKind,
    Lead,
    Occasion,
    Right,
    Step,
    users_with_right,
)
from ..notifications.contract import NOTHING_TO_TELL
from ..notifications.recipients import Audience, audience, on_shift
from ..notifications.telling import opening_after, tell
from .changing import record

logger = logging.getLogger(__name__)


class NobodyToTell(Exception):
    """There is no address of anybody: nothing is written, and the next round tries again."""


def escalate(*, at: datetime) -> int:
    """Take every step that is due at `at`; return how many were taken by this call."""
    default = Directory(site=None).default_location
    taken = unheard = 0
    for step, lead in _due_steps(at=at):
        try:
            taken += _take(lead, step=step, at=at, default=default)
        except NobodyToTell:
            unheard += 1
        except Exception as error:
            log_fault(logger, f"Lead {lead.pk} could not be escalated ({step}).", error)
    if unheard:
        logger.error("%d leads wait, and there is no address of anybody to be told.", unheard)
    return taken


def _due_steps(*, at: datetime) -> list[tuple[str, waiting.Waiting]]:
    """The steps to take, with their leads. As many queries as there are locations, not leads."""
    empty = {
        location_id
        for location_id, zone in _zones(waiting.places_of_waiting())
        if not on_shift(location_id, at=at, zone=zone).exists()
    }
    return [
        *((Step.DUE_SOON, lead) for lead in waiting.due_soon(at=at)),
        *((Step.UNSTAFFED, lead) for lead in waiting.unstaffed(empty, at=at)),
        *((Step.OVERDUE, lead) for lead in waiting.overdue(at=at)),
    ]


def _zones(location_ids: Iterable[int]) -> list[tuple[int, Any]]:
    places = LocationPage.objects.filter(pk__in=location_ids)
    return [(place.pk, waiting.zone_of(place)) for place in places]


@transaction.atomic
def _take(found: waiting.Waiting, *, step: str, at: datetime, default: LocationPage | None) -> bool:
    """Take one step, unless it was taken or somebody answered in between.

    Nothing of the lead changes, so its version stays: a colleague who is just writing is not
    turned away.
    """
    lead = Lead.objects.select_for_update().get(pk=found.pk)
    due_at = found.ends_at
    if not lead.is_open or lead.answered_at or lead.due_at != found.due_at:
        return False
    _row, is_first = Escalation.objects.get_or_create(
        lead=lead, step=step, due_at=due_at, defaults={"at": at}
    )
    if not is_first:
        return False
    told = audience(lead, step=step, at=at, default=default)
    if not told.is_reachable:
        raise NobodyToTell
    key = f"{step}:{lead.pk}:{due_at:%Y%m%dT%H%M%S}"
    _speak_again(told, lead=lead, key=key, at=at)
    fresh = _without_who_knows(told, lead=lead, key=key)
    _tell_people_and_desks(
        lead=lead,
        occasion=Occasion.OVERDUE if due_at < at else Occasion.DUE_SOON,
        audience=fresh,
        key=key,
        payload={"step": str(step)},
        at=at,
    )
    if fresh.users or fresh.desks:
        record(lead, EventKind.ESCALATED, by=None, at=at, data=_said(fresh, step=step))
    return True


def _speak_again(told: Audience, *, lead: Lead, key: str, at: datetime) -> None:
    """A mail that had nothing to tell, because the lead was elsewhere for a while, goes out now."""
    silenced = lead.deliveries.filter(
        occasion__startswith=f"{key}:",
        recipient__in=told.users,
        state=DeliveryState.FAILED,
        last_error=NOTHING_TO_TELL,
    )
    silenced.update(**anew(at=opening_after(lead, at=at)))


def _without_who_knows(told: Audience, *, lead: Lead, key: str) -> Audience:
    """Those who were not told under this key: a lead that was moved and came back has told some."""
    of_lead = Delivery.objects.filter(lead=lead, occasion__startswith=f"{key}:")
    sent = set(of_lead.values_list("occasion", flat=True))
    know = set(of_lead.values_list("recipient", flat=True))
    know |= set(lead.notices.filter(key=key).values_list("user", flat=True))
    return Audience(
        tuple(user for user in told.users if user.pk not in know),
        tuple(desk for desk in told.desks if f"{key}:desk:{desk.pk}" not in sent),
    )


def _said(told: Audience, *, step: str) -> dict[str, Any]:
    """What the timeline keeps: desks by name, colleagues by number."""
    return {
        "step": str(step),
        "desks": [desk.title for desk in told.desks],
        "people": len(told.users),
    }


def _tell_people_and_desks(
    *,
    lead: Lead,
    occasion: str,
    audience: Audience,
    key: str,
    payload: dict[str, Any],
    at: datetime,
) -> None:
    """Tell colleagues as they prefer and desks by mail: once for each `key`.

    Who is to step in for a desk that is empty gets a mail in any case. So do all colleagues where
    no desk has an address and nobody chose a mail: a preference must not be the reason that nobody
    learns of it.
    """
    tell(occasion=occasion, lead=lead, users=audience.users, key=key, at=at)
    common = {
        "lead": lead,
        "kind": DeliveryKind.STAFF_MAIL,
        "created_at": at,
        "next_attempt_at": at,
    }
    payload = payload | {"occasion": str(occasion)}
    rows = [
        Delivery(**common, payload=payload | {"desk": desk.pk}, occasion=f"{key}:desk:{desk.pk}")
        for desk in audience.desks
        if desk.desk_email
    ]
    rows += [
        Delivery(**common, recipient=user, payload=payload, occasion=f"{key}:user:{user.pk}")
        for user in _by_mail_anyway(audience, lead=lead, key=key, is_told=bool(rows))
        if user.email
    ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)


def _by_mail_anyway(audience: Audience, *, lead: Lead, key: str, is_told: bool) -> list[Any]:
    """The colleagues whom their preferences do not reach, or must not keep from knowing."""
    mails = Delivery.objects.filter(
        lead=lead, occasion__startswith=f"{key}:", recipient__in=audience.users
    )
    mailed = set(mails.values_list("recipient", flat=True))
    if key.startswith(f"{Step.UNSTAFFED}:") or not (mailed or is_told):
        return [user for user in audience.users if user.pk not in mailed]
    readers = users_with_right(Right.SEE, location_id=lead.location_id)
    see = set(readers.values_list("pk", flat=True))
    return [user for user in audience.users if user.pk not in see]
