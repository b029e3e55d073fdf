"""What else there is of the same person: their other leads, and those that are a part of this one.

Somebody who may not see another location's leads learns that the person asked elsewhere, too, so
that nobody is rung by two desks who do not know of each other; and nothing else, not even where.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ..folding import may_be_one_name
from ..models import (
    REAL,
    EventKind,
    Lead,
    LeadEvent,
    Right,
    is_of_person,
    locations_with_right,
)
from .clocks import moment

# Who asked more often than this is found by searching for their number.
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Other:
    """One line: another lead of the person. `hint` says what is not the same."""

    pk: int
    reference: str
    name: str
    topic: str
    location: str
    status: str
    received: str
    hint: str
    is_part: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class Person:
    """The other leads of a lead's person, as one colleague may see them."""

    others: list[Other]
    elsewhere: bool


def person_of(lead: Lead, *, user: Any, at: datetime) -> Person:
    """Return the other leads of the person. Two queries, however many leads."""
    same = is_of_person(phone=lead.phone, email=lead.email)
    visible = Lead.objects.visible_to(user).exclude(pk=lead.pk)
    shown = visible.looked_up(same | Q(merged_into=lead)).newest_first()[:MOST_SHOWN]
    return Person(
        [_other(one, lead, at=at) for one in shown], elsewhere=_asked_out_of_sight(same, user=user)
    )


def _asked_out_of_sight(same: Q, *, user: Any) -> bool:
    everywhere, location_ids = locations_with_right(user, Right.SEE)
    theirs = Lead.objects.filter(REAL & same)
    return not everywhere and theirs.exclude(location_id__in=location_ids).exists()


def parts_of(lead: Lead, *, user: Any) -> list[Lead]:
    """The leads merged into this one that the user may see."""
    return list(Lead.objects.visible_to(user).filter(merged_into=lead))


def events_of(lead: Lead, parts: Iterable[Lead]) -> list[LeadEvent]:
    """The events of a lead and of its parts; that a part is one, the lead's own event says."""
    events = LeadEvent.objects.filter(lead__in=[lead.pk, *(part.pk for part in parts)])
    told_twice = ~Q(lead=lead) & Q(kind__in=[EventKind.MERGED, EventKind.UNMERGED])
    return list(events.exclude(told_twice))


def living_of(lead: Lead, *, user: Any) -> Lead | None:
    """The lead that this one is a part of, if it is and the user may see it."""
    if lead.merged_into_id is None:
        return None
    return Lead.objects.visible_to(user).filter(pk=lead.merged_into_id).first()


def _other(one: Lead, lead: Lead, *, at: datetime) -> Other:
    return Other(
        pk=one.pk,
        reference=one.reference,
        name=one.name,
        topic=one.topic,
        location=one.location_title if one.location_id != lead.location_id else "",
        status=_status(one, lead),
        received=moment(one.received_at, zone=timezone.get_current_timezone(), at=at),
        hint="" if may_be_one_name(one.name, lead.name) else _("Another name"),
        is_part=one.merged_into_id == lead.pk,
        is_open=one.is_open,
    )


def _status(one: Lead, lead: Lead) -> str:
    if one.quarantined_at is not None:
        return _("In quarantine")
    if one.merged_into_id == lead.pk:
        return _("Merged into this one")
    return str(one.get_status_display())
