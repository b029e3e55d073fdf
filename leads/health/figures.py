"""The figures by which one sees whether requests reach people. Nothing personal is among them.

They are read from the database, so that all processes tell the same, in a fixed number of queries.
Each begins at an index and reads what is recent or what waits: what a year has gathered is never
counted. So what came and went is counted over the last hour and the last day.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    ExpressionWrapper,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    Subquery,
    When,
)
from wagtail.models import DraftStateMixin, Page, Revision

from locations.hours import open_time_between
from locations.models import LocationPage
from locations.models.publish_hooks import MessageState, PublishMessage

from ..models import (
    CLOCKS_APART,
    IS_OPEN,
    REAL,
    Checkup,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Heartbeat,
    Lead,
    Stage,
)
from ..waiting import OURS, last_asked_at

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MINUTE = timedelta(minutes=1)
# A message is found by when it was due; it is sent later when the mail server was away.
LATEST = timedelta(days=4)
# The newest by when they were due are not quite the newest by when they were sent.
NEWEST = 50
# SQLite would read the leads of all years in the order of their locations, to group them without
# sorting. What is computed is in no order: it takes those that are asked for, and sorts them.
LOCATION = ExpressionWrapper(F("location_id") + 0, output_field=BigIntegerField())


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Leads of one location (None: it is not known) by one door, in the last hour and day."""

    place: int | None
    source: str
    hour: int
    day: int
    quarantined_hour: int
    quarantined_day: int


@dataclass(frozen=True, slots=True)
class Outbox:
    """Messages of one kind: waiting (since when at the longest), given up, sent lately."""

    kind: str
    waiting: int = 0
    waits_since: datetime | None = None
    failed: int = 0
    sent_hour: int = 0
    sent_day: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """One location: its last request, and for how long somebody waits for an answer there."""

    pk: int | None
    title: str
    last_received_at: datetime | None
    waits_since: datetime | None
    # Of the opening hours; of the clock, where there are none that can be read.
    waits_minutes: int


def arrivals(*, at: datetime) -> list[Arrivals]:
    """The leads of the last day. One query."""
    recent, shady = Q(received_at__gt=at - HOUR), ~REAL
    rows = Lead.objects.filter(received_at__gt=at - DAY, received_at__lte=at).order_by()
    counted = rows.values("source", place=LOCATION).annotate(
        hour=Count("pk", filter=recent),
        day=Count("pk"),
        quarantined_hour=Count("pk", filter=recent & shady),
        quarantined_day=Count("pk", filter=shady),
    )
    return [Arrivals(**row) for row in counted]


def outbox(*, at: datetime, location_ids: Collection[int] | None = None) -> list[Outbox]:
    """Every kind of message, also those of which there is nothing to tell. Two queries.

    With `location_ids` only the messages about leads of these locations: of a summary or an
    invitation nobody can say whose it is.
    """
    messages = Delivery.objects.order_by()
    if location_ids is not None:
        messages = messages.filter(lead__location__in=location_ids)
    started = Q(attempts__gt=0) | Q(next_attempt_at__lte=at)
    is_waiting, is_failed = Q(state=DeliveryState.PENDING) & started, Q(state=DeliveryState.FAILED)
    unsent = messages.filter(state__in=[DeliveryState.PENDING, DeliveryState.FAILED])
    told = unsent.values("kind").annotate(
        waiting=Count("pk", filter=is_waiting),
        waits_since=Min("created_at", filter=is_waiting),
        failed=Count("pk", filter=is_failed),
    )
    by_kind: dict[str, dict[str, Any]] = {kind: {"kind": kind} for kind in DeliveryKind.values}
    for row in [*told, *_sent(messages, at=at)]:
        by_kind.setdefault(row["kind"], {}).update(row)
    return [Outbox(**row) for row in by_kind.values()]


def _sent(messages: Any, *, at: datetime) -> Any:
    due = Q(next_attempt_at__gt=at - DAY - LATEST, next_attempt_at__lte=at)
    rows = messages.filter(due, state=DeliveryState.SENT, sent_at__gt=at - DAY)
    return rows.values("kind").annotate(
        sent_hour=Count("pk", filter=Q(sent_at__gt=at - HOUR)), sent_day=Count("pk")
    )


def publishing(*, at: datetime) -> Outbox:
    """The messages about published pages. One query."""
    is_waiting = Q(state=MessageState.PENDING, next_attempt_at__lte=at) | Q(
        state=MessageState.PENDING, attempts__gt=0
    )
    unsent = PublishMessage.objects.filter(state__in=[MessageState.PENDING, MessageState.FAILED])
    row = unsent.aggregate(
        waiting=Count("pk", filter=is_waiting),
        waits_since=Min("created_at", filter=is_waiting),
        failed=Count("pk", filter=Q(state=MessageState.FAILED)),
    )
    return Outbox(kind="publish", **row)


def scheduled_since(*, at: datetime) -> datetime | None:
    """The time of what should have gone live or expired first, and has not; None for nothing."""
    due = [
        model._default_manager.filter(live=True, expire_at__lt=at).aggregate(one=Min("expire_at"))
        for model in [Page, *filter(_has_schedule, apps.get_models())]
    ]
    versions = Revision.objects.filter(approved_go_live_at__lt=at)
    due.append(versions.aggregate(one=Min("approved_go_live_at")))
    return min((row["one"] for row in due if row["one"]), default=None)


def _has_schedule(model: type[Any]) -> bool:
    """Of what is no page: Wagtail's `publish_scheduled` looks at the same."""
    return issubclass(model, DraftStateMixin) and not issubclass(model, Page)


def last_mail_sent_at() -> datetime | None:
    """When the last e-mail went out. One query."""
    sent = Delivery.objects.filter(state=DeliveryState.SENT).exclude(kind=DeliveryKind.WEBHOOK)
    newest = sent.order_by("-next_attempt_at").values_list("sent_at", flat=True)[:NEWEST]
    return max((sent_at for sent_at in newest if sent_at), default=None)


def last_beat_at(*, at: datetime) -> datetime | None:
    """When a worker last gave a sign of life. One query.

    One in a time to come was given by a clock that ran ahead, and says nothing of now.
    """
    known = Heartbeat.objects.filter(beat_at__lte=at + CLOCKS_APART)
    return known.aggregate(last=Max("beat_at"))["last"]


def open_where_closed(*, location_ids: Collection[int] | None = None) -> int:
    """How many open leads lie at locations that are not published. One query."""
    leads = Lead.objects.filter(IS_OPEN, REAL, location__live=False)
    if location_ids is not None:
        leads = leads.filter(location__in=location_ids)
    return leads.count()


def checkups(*, at: datetime) -> dict[str, Checkup]:
    """How the regular checks went last, by their kind. One query."""
    return {one.kind: one for one in Checkup.objects.with_the_rest(at=at)}


def places(*, at: datetime) -> list[Place]:
    """Every location by name, last the leads without one if somebody waits there. Two queries."""
    since = waiting_since()
    last = Lead.objects.filter(location=OuterRef("pk")).order_by("-received_at", "-pk")
    locations = LocationPage.objects.originals().annotate(
        last_received_at=Subquery(last.values("received_at")[:1])
    )
    found = [
        Place(
            pk=one.pk,
            title=one.title,
            last_received_at=one.last_received_at,
            waits_since=since.get(one.pk),
            waits_minutes=open_minutes(one, since.get(one.pk), at=at),
        )
        for one in locations.order_by("title", "pk")
    ]
    if (nowhere := since.get(None)) is not None:
        found.append(Place(None, "", None, nowhere, open_minutes(None, nowhere, at=at)))
    return found


def waiting_since() -> dict[int | None, datetime]:
    """Since when somebody waits for an answer at each location where somebody does. One query.

    Who was answered and asked again waits since then. What was taken over from another system and
    promised nothing waits for nobody.
    """
    first = When(first_response_at__isnull=True, then=F("received_at"))
    begin = Case(first, default=last_asked_at())
    unanswered = Lead.objects.filter(OURS, stage=Stage.UNANSWERED).order_by()
    rows = unanswered.annotate(begin=begin).values(place=LOCATION).annotate(since=Min("begin"))
    return dict(rows.values_list("place", "since"))


def open_minutes(location: LocationPage | None, since: datetime | None, *, at: datetime) -> int:
    """How many opening minutes have passed since then; 0 for nobody who waits."""
    if since is None or since >= at:
        return 0
    if location is None:
        return int((at - since) / MINUTE)
    try:
        return int(open_time_between(location.schedule, start=since, end=at) / MINUTE)
    except Exception:  # hours that cannot be read must not hide who waits
        return int((at - since) / MINUTE)
