"""Reconciliation: was everything that was acknowledged stored, routed and told to the desk?

Four counts that come about apart from each other are compared for one day: the journal's lines
(written to files, after the commit), the leads, what happened to them, and the messages about them.
What differs is named by the number of the lead.

It sees a lead that was acknowledged and is gone, and a request that was added to one, whatever took
it: a power cut, an old backup, somebody with access to the database. It does not see a request that
never reached this program, nor one from a machine whose journal is not in the folder.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from .. import journal
from ..models import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    EventKind,
    Lead,
    LeadEvent,
    Source,
)
from ..spam import Suspicion
from .additions import Addition, additions_that_exist, came_in, told_of

LOST = "lost"
# Numbers in one question to the database.
BATCH = 500


@dataclass(frozen=True, slots=True)
class Count:
    """One location (None: none was found): how far its leads of the day came, and how many requests
    were added to leads, whenever those came.
    """

    place: int | None
    stored: int = 0
    added: int = 0
    routed: int = 0
    notified: int = 0
    sent: int = 0
    waiting: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Day:
    """What a day looks like: the counts, and the leads in which they differ."""

    since: datetime
    until: datetime
    # None: no journal is kept.
    received: int | None
    unstored: int
    # Files of the journal that cannot be read.
    unreadable: int
    counts: list[Count]
    # {what is wrong: the leads}
    differences: dict[str, list[int]] = field(default_factory=dict)
    # What was noted of those that are gone.
    lost: list[journal.Line] = field(default_factory=list)

    @property
    def is_right(self) -> bool:
        return not any(self.differences.values()) and not self.unreadable

    @property
    def number(self) -> int:
        return sum(map(len, self.differences.values()))


def reconcile(*, since: datetime, until: datetime, at: datetime | None = None) -> Day:
    """Compare what came from `since` to before `until`. Four queries to seven, each by an index.

    What is gone is named up to `at`, if that is later: a line is written after the commit, so what
    it names is there at once, while a message may still be on its way.
    """
    leads, added = _leads(since=since, until=until), came_in(since=since, until=until)
    happened, told, heard = _events(leads), _told(leads), told_of(added)
    untold = {pk for pk in leads.keys() - told.keys() if _is_told(leads[pk])}
    unsent = {pk for pk in told.keys() & leads.keys() if told[pk] != DeliveryState.SENT}
    noted = list(journal.lines(since=since, until=max(until, at or until)))
    acknowledged = {line.name: line for line in noted if line.what == journal.ARRIVED}
    noted = [line for line in noted if line.at < until]
    received = {name: line for name, line in acknowledged.items() if line.at < until}
    lost = _lost(acknowledged, leads, added)
    known = leads.keys()
    differences: dict[str, set[int]] = {
        LOST: {line.lead_id for line in lost},
        "no_event": known - happened[EventKind.RECEIVED],
        "not_routed": known - happened[EventKind.ROUTED],
        "not_told": untold - _from_machines(untold) | _untold_of(added, heard),
        "not_sent": unsent | _unsent_of(added, heard),
        # Last: the first is what the whole is called, and this is the least of them.
        "not_in_journal": _not_in_journal(leads, added, received),
    }
    return Day(
        since=since,
        until=until,
        received=len(received) if journal.is_kept() else None,
        unreadable=journal.unreadable(since=since, until=until),
        unstored=sum(line.what == journal.UNSTORED for line in noted),
        counts=_counts(leads, added, routed=happened[EventKind.ROUTED], told=told),
        differences={what: sorted(pks) for what, pks in differences.items() if pks},
        lost=lost,
    )


# What the database knows.


@dataclass(frozen=True, slots=True)
class _Lead:
    reference: str
    received_at: datetime
    place: int | None
    is_forgotten: bool
    is_merged: bool


def _leads(*, since: datetime, until: datetime) -> dict[int, _Lead]:
    """The leads that came by one of our doors; others were put in by colleagues."""
    rows = Lead.objects.filter(
        received_at__gte=since, received_at__lt=until, source__in=[Source.FORM, Source.API]
    )
    columns = ("received_at", "location_id", "forgotten_at", "merged_into_id")
    found = rows.order_by().values_list("pk", "reference", *columns)
    return {
        pk: _Lead(reference, received_at, place, forgotten_at is not None, merged_into is not None)
        for pk, reference, received_at, place, forgotten_at, merged_into in found
    }


def _events(leads: dict[int, _Lead]) -> dict[str, set[int]]:
    """{kind of event: the leads that have one}, of the two that each has from the start."""
    first, last = _span(leads)
    rows = LeadEvent.objects.filter(
        kind__in=[EventKind.RECEIVED, EventKind.ROUTED], lead_id__gte=first, lead_id__lte=last
    )
    found: dict[str, set[int]] = {EventKind.RECEIVED: set(), EventKind.ROUTED: set()}
    for lead, kind in rows.order_by().values_list("lead_id", "kind"):
        found[kind].add(lead)
    return found


def _told(leads: dict[int, _Lead]) -> dict[int, str]:
    """{lead: how the first mail to its desk fared}."""
    first, last = _span(leads)
    mails = Delivery.objects.filter(kind=DeliveryKind.DESK_MAIL, event__isnull=True)
    rows = mails.filter(lead_id__gte=first, lead_id__lte=last)
    return dict(rows.order_by("-pk").values_list("lead_id", "state"))


def _span(leads: dict[int, _Lead]) -> tuple[int, int]:
    """The first and the last number: of a day they lie together, and an index finds them so."""
    return min(leads, default=0), max(leads, default=0)


def that_exist(lines: Collection[journal.Line]) -> set[journal.Name]:
    """The names of those of these requests that are there, whenever they came."""
    names = {line.name for line in lines if not line.follow_up}
    pks, found = sorted({pk for pk, _reference, _none in names}), set[journal.Name]()
    for start in range(0, len(pks), BATCH):
        rows = Lead.objects.filter(pk__in=pks[start:][:BATCH])
        found.update((pk, ref, 0) for pk, ref in rows.order_by().values_list("pk", "reference"))
    return (found & names) | additions_that_exist([one for one in lines if one.follow_up])


# What differs.


def _lost(
    received: Mapping[journal.Name, journal.Line],
    leads: dict[int, _Lead],
    added: Collection[Addition],
) -> list[journal.Line]:
    """What was acknowledged and is no lead, and no part of one.

    A number alone proves nothing: a database that was set back gives it to the next visitor.
    """
    known = {(pk, lead.reference, 0) for pk, lead in leads.items()}
    known |= {one.name for one in added if one.is_acknowledged_by(received.get(one.name))}
    missed = received.keys() - known
    missed -= that_exist([received[name] for name in missed])
    return [received[name] for name in sorted(missed)]


def _untold_of(added: Collection[Addition], heard: Mapping[int, str]) -> set[int]:
    return {one.lead for one in added if one.event not in heard and not one.is_forgotten}


def _unsent_of(added: Collection[Addition], heard: Mapping[int, str]) -> set[int]:
    sent = DeliveryState.SENT
    return {one.lead for one in added if heard.get(one.event, sent) != sent}


def _not_in_journal(
    leads: dict[int, _Lead],
    added: Collection[Addition],
    received: Mapping[journal.Name, journal.Line],
) -> set[int]:
    """Leads that nobody was told of: another machine's, or put in past our doors."""
    if not journal.is_kept():
        return set()
    began_at = journal.began_at()
    # An earlier version noted of an addition only the lead and when it came.
    unnumbered = {(line.lead_id, line.at) for line in received.values() if not line.follow_up}
    unnoted = {
        (pk, lead.received_at)
        for pk, lead in leads.items()
        if (pk, lead.reference, 0) not in received
    } | {
        (one.lead, one.received_at)
        for one in added
        if one.name not in received and (one.lead, one.received_at) not in unnumbered
    }
    # A journal without a line may be one that the web nodes do not write to.
    return {pk for pk, at in unnoted if began_at is None or at > began_at}


def _is_told(lead: _Lead) -> bool:
    """Must the desk be told of it? Not of who is forgotten; of what became a part of another
    lead the mail that was still to go announces that one.
    """
    return not lead.is_forgotten and not lead.is_merged


def _from_machines(pks: Collection[int]) -> set[int]:
    """Which of these only a machine fills in, whatever a colleague made of them since."""
    if not pks:
        return set()
    rows = LeadEvent.objects.filter(
        kind=EventKind.QUARANTINED, lead_id__gte=min(pks), lead_id__lte=max(pks)
    )
    found = rows.order_by().values_list("lead_id", "data")
    return {pk for pk, data in found if Suspicion.HONEYPOT in data.get("reasons", [])}


def _counts(
    leads: dict[int, _Lead],
    added: Collection[Addition],
    *,
    routed: Collection[int],
    told: dict[int, str],
) -> list[Count]:
    stored = Counter(lead.place for lead in leads.values())
    more = Counter(one.place for one in added)
    by_state = Counter((leads[pk].place, state) for pk, state in told.items() if pk in leads)
    routes = Counter(leads[pk].place for pk in routed if pk in leads)
    return [
        Count(
            place,
            stored=stored[place],
            added=more[place],
            routed=routes[place],
            notified=sum(by_state[place, state] for state in DeliveryState),
            sent=by_state[place, DeliveryState.SENT],
            waiting=by_state[place, DeliveryState.PENDING],
            failed=by_state[place, DeliveryState.FAILED],
        )
        for place in _in_order({*stored, *more})
    ]


def _in_order(places: Iterable[int | None]) -> list[int | None]:
    return sorted(places, key=lambda place: (place is None, place or 0))
