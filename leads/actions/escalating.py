"""Nobody waits unseen: who is told when a promise ends soon, has passed, or nobody is there.

A round looks at the clock as it is and takes every step that is due and was not taken: missed
rounds, a long night of the worker, and several workers at once change nothing. The row of
`Escalation` is the key; it is written with the event and the messages, or not at all. A lead that
is moved loses its rows: the new desk has heard nothing. Who was told already is not told again.

After a night many leads of one desk take the same step. They take it together, for the cost of one;
should that fail, each takes it by itself, so that a broken one holds up no other.
"""

import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

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
    LeadEvent,
    Notice,
    Occasion,
    Right,
    Step,
    users_with,
)
from ..notifications.contract import NOTHING_TO_TELL
from ..notifications.recipients import Audience, audience, on_shift
from ..notifications.telling import opening_after, tell_of
from .changing import event_of

logger = logging.getLogger(__name__)

# Leads that take a step together, locked meanwhile: a colleague who answers one waits for no more.
TOGETHER = 100


class NobodyToTell(Exception):
    """There is no address of anybody: nothing is written, and the next round tries again."""


@dataclass(frozen=True, slots=True)
class Case:
    """A lead that takes a step, and the key under which people are told of it."""

    lead: Lead
    key: str
    due_at: datetime

    def occasion(self, *, at: datetime) -> str:
        return Occasion.OVERDUE if self.due_at < at else Occasion.DUE_SOON


def escalate(*, at: datetime) -> int:
    """Take every step that is due at `at`; return how many were taken by this call."""
    default = Directory(site=None).default_location
    taken = unheard = 0
    for step, found in _due_steps(at=at):
        try:
            taken += _take_each(found, step=step, at=at, default=default)
        except NobodyToTell:
            unheard += len(found)
    if unheard:
        logger.error("%d leads wait, and there is no address of anybody to be told.", unheard)
    return taken


def _due_steps(*, at: datetime) -> Iterator[tuple[str, list[waiting.Waiting]]]:
    """Yield the steps to take, with leads that take them together: of the same they are told.

    As many queries as there are locations, not leads.
    """
    places = waiting.places_of_waiting(at=at)
    empty = [place for place in places if not on_shift(place.pk, at=at, zone=place.zone).exists()]
    steps = [
        (Step.DUE_SOON, waiting.due_soon(places, at=at)),
        (Step.UNSTAFFED, waiting.unstaffed(empty, at=at)),
        (Step.OVERDUE, waiting.overdue(at=at)),
    ]
    for step, leads in [(step, list(leads)) for step, leads in steps]:
        alike: dict[tuple[int | None, bool], list[waiting.Waiting]] = defaultdict(list)
        for lead in leads:
            alike[lead.location, lead.due_at is None].append(lead)
        for group in alike.values():
            yield from ((step, part) for part in _parts(group))


def _parts(group: list[waiting.Waiting]) -> Iterator[list[waiting.Waiting]]:
    return (group[start : start + TOGETHER] for start in range(0, len(group), TOGETHER))


def _take_each(
    found: list[waiting.Waiting], *, step: str, at: datetime, default: LocationPage | None
) -> int:
    """Take a step for these leads, all together or else one by one; return for how many."""
    try:
        return _take(found, step=step, at=at, default=default)
    except NobodyToTell:
        raise
    except Exception as error:
        if len(found) == 1:
            log_fault(logger, f"Lead {found[0].pk} could not be escalated ({step}).", error)
            return 0
    return sum(_take_each([one], step=step, at=at, default=default) for one in found)


@transaction.atomic
def _take(
    found: list[waiting.Waiting], *, step: str, at: datetime, default: LocationPage | None
) -> int:
    """Take one step, but for leads that took it or that somebody answered in between.

    Nothing of a lead changes, so its version stays: a colleague who is just writing is not
    turned away.
    """
    cases = _cases(found, step=step)
    if not cases:
        return 0
    told = audience(cases[0].lead, step=step, at=at, default=default)
    if not told.is_reachable:
        raise NobodyToTell
    Escalation.objects.bulk_create(
        Escalation(lead=case.lead, step=step, due_at=case.due_at, at=at) for case in cases
    )
    before = _told_before(cases, step=step)
    _speak_again(told, cases, before, at=at)
    for fresh, occasion, group in _by_who_knows(told, cases, before, at=at):
        _tell_people_and_desks(
            group, audience=fresh, occasion=occasion, payload={"step": str(step)}, at=at
        )
        LeadEvent.objects.bulk_create(
            event_of(case.lead, EventKind.ESCALATED, by=None, at=at, data=_said(fresh, step=step))
            for case in group
        )
    return len(cases)


def _cases(found: list[waiting.Waiting], *, step: str) -> list[Case]:
    """Those that still wait for the same, locked, and whose step nobody took.

    Who writes a step holds the lock of its lead: what is not there now will not be there later.
    """
    seen = {one.pk: one for one in found}
    rows = Lead.objects.select_for_update().filter(pk__in=seen).order_by("pk")
    leads = [lead for lead in rows.prefetch_related("location") if _waits(lead, seen[lead.pk])]
    cases = [_case(lead, step=step, due_at=seen[lead.pk].ends_at) for lead in leads]
    taken = Escalation.objects.filter(lead__in=leads, step=step).values_list("lead", "due_at")
    over = set(taken)
    return [case for case in cases if (case.lead.pk, case.due_at) not in over]


def _waits(lead: Lead, seen: waiting.Waiting) -> bool:
    """Is it still as it was found? What was moved meanwhile has others to be told, next time."""
    same = (lead.due_at, lead.location_id) == (seen.due_at, seen.location)
    return lead.is_open and not lead.answered_at and same


def _case(lead: Lead, *, step: str, due_at: datetime) -> Case:
    return Case(lead, key=f"{step}:{lead.pk}:{due_at:%Y%m%dT%H%M%S}", due_at=due_at)


def _told_before(cases: Sequence[Case], *, step: str) -> dict[str, list[Delivery]]:
    """What was written under the key of each case: a lead that was moved and is back has told."""
    rows = Delivery.objects.filter(lead__in=[case.lead for case in cases])
    by_mail, own = Q(occasion__startswith=f"{step}:"), Q(endpoint__owner__isnull=False)
    before: dict[str, list[Delivery]] = defaultdict(list)
    for row in rows.filter(by_mail | own):
        # “step:lead:end:whom”, and before it “webhook:endpoint:” of a colleague's own
        said = str(row.occasion).split(":")
        before[":".join(said[2:] if row.endpoint_id else said[:3])].append(row)
    return {case.key: before[case.key] for case in cases}


def _speak_again(
    told: Audience, cases: Sequence[Case], before: dict[str, list[Delivery]], *, at: datetime
) -> None:
    """A mail that had nothing to tell, because the lead was elsewhere for a while, goes out now."""
    users = {user.pk for user in told.users}
    silenced = [
        row.pk
        for rows in before.values()
        for row in rows
        if row.recipient_id in users
        and (row.state, row.last_error) == (DeliveryState.FAILED, NOTHING_TO_TELL)
    ]
    if silenced:
        Delivery.objects.filter(pk__in=silenced).update(
            **anew(at=opening_after(cases[0].lead, at=at))
        )


def _by_who_knows(
    told: Audience, cases: Sequence[Case], before: dict[str, list[Delivery]], *, at: datetime
) -> list[tuple[Audience, str, list[Case]]]:
    """The cases by who was not told under their key yet; those of whom all know are left out."""
    notices = Notice.objects.filter(key__in=[case.key for case in cases])
    know = set(notices.values_list("key", "user"))
    groups: dict[tuple[Audience, str], list[Case]] = defaultdict(list)
    for case in cases:
        rows = before.get(case.key, [])
        sent = {row.occasion for row in rows}
        mailed = {row.recipient_id for row in rows}
        fresh = Audience(
            tuple(
                user
                for user in told.users
                if user.pk not in mailed and (case.key, user.pk) not in know
            ),
            tuple(desk for desk in told.desks if f"{case.key}:desk:{desk.pk}" not in sent),
        )
        if fresh.users or fresh.desks:
            groups[fresh, case.occasion(at=at)].append(case)
    return [(fresh, occasion, group) for (fresh, occasion), group in groups.items()]


def _said(told: Audience, *, step: str) -> dict[str, Any]:
    """What the timeline keeps: desks by name, colleagues by number."""
    return {
        "step": str(step),
        "desks": [desk.title for desk in told.desks],
        "people": len(told.users),
    }


def _tell_people_and_desks(
    cases: Sequence[Case],
    *,
    audience: Audience,
    occasion: str,
    payload: dict[str, Any],
    at: datetime,
) -> None:
    """Tell colleagues as they prefer and desks by mail: once for each key.

    Who is to step in for a desk that is empty gets a mail in any case. So do all colleagues where
    no desk has an address and nobody chose a mail: a preference must not be the reason that nobody
    learns of it.
    """
    what = [(case.lead, case.key) for case in cases]
    tell_of(what, occasion=occasion, users=audience.users, at=at)
    payload = payload | {"occasion": str(occasion)}
    common = {"kind": DeliveryKind.STAFF_MAIL, "created_at": at, "next_attempt_at": at}
    desks = [desk for desk in audience.desks if desk.desk_email]
    people = _by_mail_anyway(audience, key=cases[0].key, lead=cases[0].lead, is_told=bool(desks))
    to: list[tuple[str, dict[str, Any]]] = [
        *((f"desk:{desk.pk}", {"payload": payload | {"desk": desk.pk}}) for desk in desks),
        *(
            (f"user:{user.pk}", {"payload": payload, "recipient": user})
            for user in people
            if user.email
        ),
    ]
    rows = [
        Delivery(lead=lead, occasion=f"{key}:{who}", **facts, **common)
        for lead, key in what
        for who, facts in to
    ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)


def _by_mail_anyway(audience: Audience, *, key: str, lead: Lead, is_told: bool) -> list[Any]:
    """The colleagues whom their preferences do not reach, or must not keep from knowing.

    What they got of one lead they got of each: asked is about one.
    """
    mails = Delivery.objects.filter(
        lead=lead, occasion__startswith=f"{key}:", recipient__in=audience.users
    )
    mailed = set(mails.values_list("recipient", flat=True))
    if key.startswith(f"{Step.UNSTAFFED}:") or not (mailed or is_told):
        return [user for user in audience.users if user.pk not in mailed]
    readers = users_with([Right.SEE], location_id=lead.location_id)
    see = set(readers.values_list("pk", flat=True))
    return [user for user in audience.users if user.pk not in see]
