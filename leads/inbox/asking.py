"""What visitors asked of us by their link, and nobody at the desk has seen to yet.

A visitor cancels or removes their own request at once where it is theirs alone. Of what is booked,
shared or kept they can only ask (docs/decisions/0021), and a lead that is booked or closed is in
none of the tabs that somebody works through. So it is said in the list and on the lead's screen,
until somebody does something with it.
"""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from ..models import EventKind, Lead, LeadEvent, LeadQuerySet, Status

ASKS = (EventKind.ERASURE_ASKED, EventKind.WITHDRAWN)  # in the order of the index
# Whoever did one of these has seen what was asked.
ACTS = frozenset(
    {
        EventKind.NOTED,
        EventKind.CALLED,
        EventKind.ASSIGNED,
        EventKind.STATUS,
        EventKind.BOOKED,
        EventKind.CLOSED,
        EventKind.REOPENED,
        EventKind.REPLIED,
        EventKind.ATTENDANCE,
        EventKind.HELD,
    }
)


def is_asked() -> Q:
    """The condition that something was asked and nobody has acted since."""
    # The few leads in which anything was asked, by an index of their own.
    asks = LeadEvent.objects.filter(kind__in=ASKS).values("lead")
    removal, cancellation = _unseen(EventKind.ERASURE_ASKED), _unseen(EventKind.WITHDRAWN)
    # What a visitor cancelled alone is closed by that; nobody has to do anything.
    return Q(pk__in=asks, forgotten_at__isnull=True) & (
        removal | (~Q(status=Status.CLOSED) & cancellation)
    )


def with_asked(leads: LeadQuerySet) -> LeadQuerySet:
    """The leads of a page with what was asked: `asks_removal`, `asks_cancellation`."""
    return leads.annotate(
        asks_removal=_unseen(EventKind.ERASURE_ASKED),
        asks_cancellation=_unseen(EventKind.WITHDRAWN),
    )


def asked_of(lead: Lead, events: Iterable[LeadEvent]) -> list[str]:
    """What was asked of a lead and nobody has seen to yet, each as a sentence. No query."""
    if lead.forgotten_at is not None:
        return []
    open_asks: list[str] = []
    for event in events:
        if event.kind in ASKS and event.kind not in open_asks:
            open_asks.append(event.kind)
        elif event.kind in ACTS and event.by_name:
            open_asks.clear()
    if lead.status == Status.CLOSED:
        open_asks = [kind for kind in open_asks if kind != EventKind.WITHDRAWN]
    return [str(EventKind(kind).label) for kind in open_asks]


def _unseen(kind: str) -> Exists:
    acts = LeadEvent.objects.filter(
        lead=OuterRef("lead"), kind__in=sorted(ACTS), pk__gt=OuterRef("pk")
    )
    asks = LeadEvent.objects.filter(lead=OuterRef("pk"), kind=kind)
    return Exists(asks.filter(~Exists(acts.exclude(by_name=""))))
