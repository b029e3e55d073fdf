"""Retention: what is known of a person goes when its time is over, by rules that managers set.

Nothing is remembered of what is due: each round asks the rules and the clock. A day without a
worker, or a round that was broken off, is made up for by the next one.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Min
from django.utils import timezone
from wagtail.log_actions import log

from locations.faults import log_fault, survived
from locations.models import LocationPage

from .. import write_log
from ..models import Lead, Outcome, Plan, RetentionRule, RetentionRun
from ..models.retention import not_on_hold, on_hold
from ..sought import forget_searches
from .changing import NotAllowed, Staff
from .forgetting import forget

logger = logging.getLogger(__name__)

# Leads forgotten in one transaction: a second of work in which nobody else writes to SQLite.
AT_ONCE = 50
# Leads forgotten in one look of the worker at the clock, so that mails do not wait.
EACH_MINUTE = 200
# After so long it is first looked whether the next day follows this one.
LEAP = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Extent:
    """How many leads of one standing would go, since when there are some, how many are held."""

    standing: str
    leads: int
    oldest: datetime | None
    held: int


def extents(
    plan: Plan, *, at: datetime, location_id: int | None = None, everywhere: bool = False
) -> list[Extent]:
    """Return what a plan would remove now: at one location, at all that follow the general rule
    (None), or `everywhere`. Nothing is changed.
    """
    return [
        _extent(plan, standing, at=at, location_id=location_id, everywhere=everywhere)
        for standing in Outcome.values
    ]


def _extent(
    plan: Plan, standing: str, *, at: datetime, location_id: int | None, everywhere: bool
) -> Extent:
    over = plan.due(at=at, standings=[standing])
    if location_id is not None:
        over = over.filter(location=location_id)
    elif not everywhere:
        own = [place for place in plan.periods[standing] if place is not None]
        over = over.exclude(location__in=own)
    going = not_on_hold(over)
    found = going.aggregate(number=Count("pk"), oldest=Min("received_at"))
    parts = Lead.objects.filter(merged_into__in=going.values("pk"), forgotten_at__isnull=True)
    held = on_hold(over).count()
    return Extent(standing, found["number"] + parts.count(), found["oldest"], held)


@transaction.atomic
def save_retention(
    *, location: LocationPage | None, rules: Iterable[RetentionRule], by: Staff, at: datetime
) -> None:
    """Make `rules` the rules of a location, or of all that have none of their own (None)."""
    before = RetentionRule.objects.filter(location=location)
    before.delete()
    made = [RetentionRule.objects.create(**_facts(rule, location)) for rule in rules]
    data = {rule.standing: _said(rule) for rule in made}
    subject: Any = location or (made[0] if made else None)
    if subject is not None:
        log(
            instance=subject,
            action="clinic_leads.retention",
            user=by,
            timestamp=at,
            data={"rules": data},
        )


def _facts(rule: RetentionRule, location: LocationPage | None) -> dict[str, Any]:
    return {
        "location": location,
        "standing": rule.standing,
        "number": rule.number,
        "unit": rule.unit,
    }


def _said(rule: RetentionRule) -> str:
    return f"{rule.number} {rule.unit}" if rule.number else "for ever"


def retain(*, at: datetime, most: int | None = None) -> int:
    """Forget what is due, at most so many leads; return how many went."""
    plan, gone, failed = Plan.stored(), 0, set[int]()
    while most is None or gone < most:
        size = AT_ONCE if most is None else min(AT_ONCE, most - gone)
        done, wrong = _forget_some(plan, at=at, size=size, without=failed)
        gone, failed = gone + done, failed | wrong
        if not done and not wrong:
            break
    if gone:
        _forget_what_was_searched_for()
    return gone


def _forget_what_was_searched_for() -> None:
    """A lead may be looked for on the last day of its time, and a session lasts for hours."""
    with survived(logger, "What colleagues searched for could not be forgotten."):
        forget_searches()


def retain_daily(*, at: datetime) -> int:
    """Do a part of today's work, if there is some left; return how many leads went.

    The worker calls this every minute. What a day's run did not come to is done by the next one.
    So is a whole day's run after a leap of more than a week: it may be the clock's and not the
    worker's, and what was removed because of it would not come back.
    """
    day = timezone.localdate(at)
    waits = {"finished_at": at} if _is_a_leap(day) else {}
    run, _new = RetentionRun.objects.get_or_create(day=day, defaults={"started_at": at} | waits)
    if run.finished_at is not None:
        return 0
    gone = retain(at=at, most=EACH_MINUTE)
    done = {"finished_at": at} if gone < EACH_MINUTE else {}
    RetentionRun.objects.filter(pk=run.pk).update(forgotten=F("forgotten") + gone, **done)
    return gone


def _is_a_leap(day: date) -> bool:
    """Has nobody looked for longer than a worker usually stands still?"""
    earlier = RetentionRun.objects.filter(day__lt=day).order_by("-day")
    last = earlier.values_list("day", flat=True).first()
    return last is not None and day - last > LEAP


@transaction.atomic
def _forget_some(plan: Plan, *, at: datetime, size: int, without: set[int]) -> tuple[int, set[int]]:
    """Forget some leads with their parts. Return how many, and the ids of those that failed.

    They are locked as they are found: nobody reopens, holds or merges one in between.
    """
    gone, failed = 0, set[int]()
    transaction.on_commit(write_log.empty, robust=True)
    for standing in Outcome.values:
        due = not_on_hold(plan.due(at=at, standings=[standing])).exclude(pk__in=without)
        found = due.order_by("pk").select_for_update(skip_locked=True, of=("self",))
        for lead in found[: size - gone]:
            try:
                gone += _forget_whole(lead, plan, standing, at=at)
            except Exception as error:
                failed.add(lead.pk)
                if not isinstance(error, NotAllowed):
                    log_fault(logger, f"Lead {lead.pk} could not be forgotten.", error)
        if gone >= size:
            break
    return gone, failed


@transaction.atomic
def _forget_whole(lead: Lead, plan: Plan, standing: str, *, at: datetime) -> int:
    """Forget a lead and the leads that are a part of it, or none of them."""
    period = plan.period(standing, lead.location_id)
    because: dict[str, Any] = {"retention": standing}
    if period is not None:
        because |= {"number": period.number, "unit": period.unit}
    parts = Lead.objects.filter(merged_into=lead, forgotten_at__isnull=True).count()
    forget(lead=lead, by=None, at=at, because=because)
    return 1 + parts
