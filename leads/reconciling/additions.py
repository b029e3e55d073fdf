"""Additions: requests of people whose lead was open, each acknowledged on its own.

A colleague who writes down a call adds to a lead, too; nobody is told of that, so it is left out.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from .. import journal
from ..models import Delivery, DeliveryKind, FollowUp

# Numbers in one question to the database.
BATCH = 500


@dataclass(frozen=True, slots=True)
class Addition:
    """One request that became a part of a lead: its number, the lead's, and that of its event."""

    pk: int
    lead: int
    reference: str
    received_at: datetime
    event: int
    place: int | None
    is_forgotten: bool

    @property
    def name(self) -> journal.Name:
        return self.lead, self.reference, self.pk

    def is_acknowledged_by(self, line: journal.Line | None) -> bool:
        """Is it what that line is about? One that came later only has its number: the database was
        set back in between.
        """
        return line is not None and self.received_at <= line.at


def came_in(*, since: datetime, until: datetime) -> list[Addition]:
    """What was added by visitors themselves from `since` to before `until`. One query."""
    return _read(FollowUp.objects.filter(received_at__gte=since, received_at__lt=until))


def told_of(added: Collection[Addition]) -> dict[int, str]:
    """{event: how the mail to the desk about it fared}. One query, if there is anything."""
    if not added:
        return {}
    events = [one.event for one in added]
    mails = Delivery.objects.filter(
        kind=DeliveryKind.DESK_MAIL, event_id__gte=min(events), event_id__lte=max(events)
    )
    return dict(mails.order_by("-pk").values_list("event_id", "state"))


def additions_that_exist(lines: Collection[journal.Line]) -> set[journal.Name]:
    """The names of those of these additions that are there, whenever they came."""
    noted = {line.name: line for line in lines}
    pks, found = sorted({line.follow_up for line in lines}), set[journal.Name]()
    for start in range(0, len(pks), BATCH):
        rows = _read(FollowUp.objects.filter(pk__in=pks[start:][:BATCH]))
        found.update(one.name for one in rows if one.is_acknowledged_by(noted.get(one.name)))
    return found


def _read(rows: QuerySet[FollowUp]) -> list[Addition]:
    columns = ("lead_id", "lead__reference", "received_at", "event_id", "lead__location_id")
    found = rows.filter(event__by_name="").order_by()
    return [
        Addition(pk, lead, reference, received_at, event, place, forgotten_at is not None)
        for pk, lead, reference, received_at, event, place, forgotten_at in found.values_list(
            "pk", *columns, "lead__forgotten_at"
        )
    ]
