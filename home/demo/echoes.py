"""Echoes: the demo's stories that are over happened before, to other people, in other weeks.

Rows are copied, not actions repeated: five thousand leads with all that happened to them are there
in seconds. A copy lies whole weeks before its original, by the clock of its location, so that what
was done while the desk was there still was.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import cycle
from random import Random
from secrets import token_hex
from typing import Any

from django.utils.dateparse import parse_datetime

from leads.actions.receiving import new_reference
from leads.models import Delivery, DeliveryKind, Lead, LeadAccess, LeadEvent, Status
from locations import phones

from .content.names import AREAS, FIRST, LAST

MOST_WEEKS = 52
BATCH = 500
# The same seed tells the same stories: two people who look at a demo see the same.
SEED = 1100
TIMES = (
    "received_at",
    "due_at",
    "first_response_at",
    "answered_at",
    "appointment_at",
    "attendance_due_at",
    "closed_at",
    "quarantined_at",
)
TIMES_IN_DATA = ("appointment_at", "again_at", "until")
# Later than it was, never earlier: the desk might not be there yet.
MOST_MINUTES_LATER = 40


def make_echoes(leads: list[Lead], *, number: int, now: datetime, after: int = 0) -> int:
    """Make `number` leads after those of `leads` that are over; return how many there are.

    They are other ones than the first `after`, which are there already.
    """
    originals = _worth_repeating([lead for lead in leads if _is_over(lead, now=now)])
    if number <= 0 or not originals:
        return 0
    weeks = min(MOST_WEEKS, -(-(after + number) // len(originals)))
    people, random = _people(), Random(SEED)  # noqa: S311 (nothing depends on it)
    echoes: list[tuple[Lead, Lead, timedelta]] = []
    for place, original in zip(range(after + number), cycle(originals), strict=False):
        week = place // len(originals) % weeks + 1
        earlier = _earlier(original, weeks=week)
        earlier -= timedelta(minutes=random.randrange(MOST_MINUTES_LATER))
        echo = _echo(original, earlier, next(people))
        if place >= after:
            echoes.append((original, echo, earlier))
    Lead.objects.bulk_create([echo for _original, echo, _earlier in echoes], batch_size=BATCH)
    _echo_what_happened(originals, echoes)
    return len(echoes)


def _worth_repeating(leads: list[Lead]) -> list[Lead]:
    """All but one of those in quarantine: nobody gets that much junk."""
    junk = [lead for lead in leads if lead.quarantined_at is not None]
    return [lead for lead in leads if lead not in junk[1:]]


def _is_over(lead: Lead, *, now: datetime) -> bool:
    """Is there nothing left to do, and does the lead stand for itself?"""
    alone = lead.merged_into_id is None and not lead.merged_leads.exists()
    kept = lead.forgotten_at is None and lead.held_at is None
    over = lead.status == Status.CLOSED or lead.quarantined_at is not None
    came = lead.status == Status.BOOKED and bool(lead.attendance)
    return alone and kept and (over or came) and not lead.follow_ups.exists()


def _earlier(lead: Lead, *, weeks: int) -> timedelta:
    """How much earlier the same wall clock was, so many weeks before."""
    here = lead.received_at.astimezone(lead.zone)
    then = (here.replace(tzinfo=None) - timedelta(weeks=weeks)).replace(tzinfo=lead.zone)
    return lead.received_at - then.astimezone(lead.received_at.tzinfo)


def _echo(lead: Lead, earlier: timedelta, person: tuple[int, Random]) -> Lead:
    """The lead of somebody else, so much earlier. Not saved."""
    facts: dict[str, Any] = {
        field.attname: getattr(lead, field.attname)
        for field in Lead._meta.concrete_fields
        if not field.primary_key
    }
    for name in TIMES:
        facts[name] = facts[name] and facts[name] - earlier
    facts |= _who(lead, *person)
    facts |= {
        "reference": new_reference(),
        "idempotency_key": f"demo-{token_hex(16)}",
        "body_digest": token_hex(32),
    }
    return Lead(**facts)


def _people() -> Iterator[tuple[int, Random]]:
    random, number = Random(SEED + 1), 0  # noqa: S311
    while True:
        yield number, random
        number += 1


def _who(lead: Lead, number: int, random: Random) -> dict[str, str]:
    """Another name, number and address; what was missing stays missing."""
    if lead.quarantined_at is not None:
        return {}  # the same senders, again and again
    language = lead.language if lead.language in FIRST else "en"
    first, last = random.choice(FIRST[language]), random.choice(LAST[language])
    typed = f"{AREAS[number // 100 % len(AREAS)]}-555-01{number * 37 % 100:02}"
    mailbox = f"{first}.{last}.{number}@example.com".lower()
    return {
        "name": f"{first} {last}",
        "phone_typed": typed if lead.phone_typed else "",
        "phone": phones.parse(typed, region="US") if lead.phone else "",
        "email": mailbox.encode("ascii", "ignore").decode() if lead.email else "",
    }


def _echo_what_happened(originals: list[Lead], echoes: list[tuple[Lead, Lead, timedelta]]) -> None:
    """Copy events, messages and looks; not what other systems were told: it names the lead."""
    for model, times in (
        (LeadEvent, ("at",)),
        (LeadAccess, ("at",)),
        (Delivery, ("created_at", "next_attempt_at", "sent_at")),
    ):
        rows = _rows_of(model, originals)
        copies = (
            _copy(row, echo, earlier, times)
            for original, echo, earlier in echoes
            for row in rows[original.pk]
        )
        model._base_manager.bulk_create(copies, batch_size=BATCH)


def _rows_of(model: Any, leads: list[Lead]) -> dict[int, list[Any]]:
    rows = defaultdict(list)
    for row in model._base_manager.filter(lead__in=leads).order_by("pk"):
        if getattr(row, "kind", "") != DeliveryKind.WEBHOOK:
            rows[row.lead_id].append(row)
    return rows


def _copy(row: Any, lead: Lead, earlier: timedelta, times: tuple[str, ...]) -> Any:
    """The same row of another lead. A message's own event is not copied with it."""
    facts = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key and field.name not in {"message_id", "event", "occasion"}
    }
    facts["lead_id"] = lead.pk
    for name in times:
        facts[name] = facts[name] and facts[name] - earlier
    if "data" in facts:
        facts["data"] = _earlier_data(facts["data"], earlier)
    return type(row)(**facts)


def _earlier_data(data: dict[str, Any], earlier: timedelta) -> dict[str, Any]:
    """What an event keeps, with its times as much earlier."""
    found = {name: parse_datetime(data[name]) for name in TIMES_IN_DATA if data.get(name)}
    return data | {name: (when - earlier).isoformat() for name, when in found.items() if when}
