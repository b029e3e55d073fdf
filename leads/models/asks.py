"""What visitors asked of us by their link, and nobody has seen to yet.

A visitor cancels or removes their own request at once where it is theirs alone. Of what is booked,
shared or kept they can only ask (docs/decisions/0021). Such an ask is open until somebody does what
it asks, or says what became of it; not because a colleague did something else with the lead. What
was asked with a lead that is a part of another one is asked of that one, as long as it is a part.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from ..event_kinds import CallOutcome, EventKind
from .choices import Status
from .events import LeadEvent
from .querysets import LeadQuerySet

ASKS = (EventKind.ERASURE_ASKED, EventKind.WITHDRAWN)  # in the order of the index
# With a cancellation that closed the lead itself: it asks for nothing.
ALONE = "alone"
# Who did one of these to a lead knows that the person cancelled, and acted on it.
_ACTS = (
    EventKind.STATUS,
    EventKind.BOOKED,
    EventKind.CLOSED,
    EventKind.REOPENED,
    EventKind.REPLIED,
)


def open_asks(kind: str) -> QuerySet[LeadEvent]:
    """The events of visitors who ask for this and whom nobody has seen to yet."""
    later = LeadEvent.objects.filter(_ends(kind), pk__gt=OuterRef("pk")).exclude(by_name="")
    # What was done to the other lead before the merge was not about this.
    merged_since = LeadEvent.objects.filter(
        kind=EventKind.MERGED, lead=OuterRef(OuterRef("lead")), pk__gt=OuterRef("pk")
    )
    own = later.filter(lead=OuterRef("lead"))
    together = later.filter(~Exists(merged_since), lead=OuterRef("lead__merged_into"))
    asked = LeadEvent.objects.filter(kind=kind, lead__forgotten_at__isnull=True)
    if kind == EventKind.WITHDRAWN:
        asked = asked.exclude(data__has_key=ALONE)
    return asked.filter(~Exists(own), ~Exists(together))


def is_asked() -> Q:
    """The condition that something is asked of a lead, or of a part of it."""
    # The few leads in which anything was asked, by an index of their own.
    few = LeadEvent.objects.filter(kind__in=ASKS)
    removal, cancellation = (_leads_of(open_asks(kind)) for kind in ASKS)
    return Q(pk__in=_leads_of(few), forgotten_at__isnull=True) & (
        Q(pk__in=removal) | (~Q(status=Status.CLOSED) & Q(pk__in=cancellation))
    )


def with_asked(leads: LeadQuerySet) -> LeadQuerySet:
    """The leads of a page with what is asked: `asks_removal`, `asks_cancellation`."""
    return leads.annotate(
        asks_removal=_asks(EventKind.ERASURE_ASKED),
        asks_cancellation=_asks(EventKind.WITHDRAWN),
    )


def _asks(kind: str) -> Q:
    asks = open_asks(kind)
    own = asks.filter(lead=OuterRef("pk"))
    return Q(Exists(own)) | Q(Exists(asks.filter(lead__merged_into=OuterRef("pk"))))


def _leads_of(asks: QuerySet[LeadEvent]) -> QuerySet:
    """The leads that are worked on: another one, for what was asked with a part."""
    return asks.order_by().values_list(Coalesce("lead__merged_into", "lead"))


def _ends(kind: str) -> Q:
    """The condition that an event ends an ask of this kind that was before it."""
    settled = Q(kind=EventKind.SETTLED, data__ask=kind)
    if kind == EventKind.ERASURE_ASKED:
        # A hold puts it off; once that is lifted, it is asked as before.
        return settled | Q(kind=EventKind.HELD, lead__held_at__isnull=False)
    spoke = Q(kind=EventKind.CALLED, data__outcome=CallOutcome.SPOKE)
    return settled | spoke | Q(kind__in=_ACTS)
