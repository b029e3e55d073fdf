"""The figures of `leads.health.figures` as Prometheus has them. No label is about a person."""

import itertools
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from locations.conf import clinic_settings
from locations.health.probes import see_connection

from .. import chain
from ..health import figures
from ..health.asking import newest_backup_at
from ..health.figures import Arrivals, Outbox, Place
from ..models import FOR_THE_LEAD, Check, Checkup, Source

# By which visitors come in themselves; others are put in by colleagues.
DOORS = (Source.FORM, Source.API)


class ClinicCollector(Collector):
    """Reads the database when somebody asks, so that every process tells the same."""

    def collect(self) -> Iterator[Metric]:
        """All of the figures; of a database that is away, only that it is."""
        at = timezone.now()
        try:
            see_connection(connection)
            with suppress(DatabaseError):  # it may only read
                chain.watch(at=at)
            found = read(at=at)
        except (DatabaseError, InterfaceError):
            yield _up(0)
        else:
            yield _up(1)
            yield from found


def read(*, at: datetime) -> list[Metric]:
    """Eight queries, whatever there is."""
    places = figures.places(at=at)
    return [
        *of_arrivals(figures.arrivals(at=at), places),
        *of_messages([*figures.outbox(at=at), figures.publishing(at=at)], at=at),
        *of_places(places, at=at),
        *of_workers(figures.last_beat_at(at=at), at=at),
        *of_checkups(figures.checkups(at=at), at=at),
        *of_backups(at=at),
    ]


def of_arrivals(arrivals: list[Arrivals], places: list[Place]) -> Iterator[Metric]:
    """Of each location by each of our own doors, and of no location: 0 is told, too. What is not
    there is no 0 to an alert, and it would not fire.
    """
    received = _gauge(
        "clinic_leads_received", "Leads that came in.", ["window", "location", "source"]
    )
    routed, quarantined = (
        _gauge("clinic_leads_routed", "Leads that came in and have a location.", ["window"]),
        _gauge("clinic_leads_quarantined", "Leads that came in and are in quarantine.", ["window"]),
    )
    for one in [*arrivals, *_none_of(arrivals, places)]:
        location = _label(one.place)
        received.add_metric(["1h", location, one.source], one.hour)
        received.add_metric(["24h", location, one.source], one.day)
    known = [one for one in arrivals if one.place is not None]
    routed.add_metric(["1h"], sum(one.hour for one in known))
    routed.add_metric(["24h"], sum(one.day for one in known))
    quarantined.add_metric(["1h"], sum(one.quarantined_hour for one in arrivals))
    quarantined.add_metric(["24h"], sum(one.quarantined_day for one in arrivals))
    return iter([received, routed, quarantined])


def _none_of(arrivals: list[Arrivals], places: list[Place]) -> Iterator[Arrivals]:
    """Nothing, from where and by which door of ours nothing came."""
    came = {(one.place, one.source) for one in arrivals}
    everywhere = dict.fromkeys([*(place.pk for place in places), None])
    for place, source in itertools.product(everywhere, DOORS):
        if (place, source) not in came:
            yield Arrivals(place, source, 0, 0, 0, 0)


def of_messages(boxes: list[Outbox], *, at: datetime) -> Iterator[Metric]:
    delivered = _gauge("clinic_messages_delivered", "Messages that were sent.", ["window", "kind"])
    waiting = _gauge("clinic_messages_waiting", "Messages that are due and not sent.", ["kind"])
    failed = _gauge("clinic_messages_failed", "Messages that were given up.", ["kind"])
    oldest = _gauge(
        "clinic_oldest_undelivered_seconds",
        "Age of the oldest message that is due: to the desk or the visitor, or any other.",
        ["importance"],
    )
    for box in boxes:
        if box.kind != "publish":
            delivered.add_metric(["1h", box.kind], box.sent_hour)
            delivered.add_metric(["24h", box.kind], box.sent_day)
        waiting.add_metric([box.kind], box.waiting)
        failed.add_metric([box.kind], box.failed)
    needed = [box for box in boxes if box.kind in FOR_THE_LEAD]
    oldest.add_metric(["lead"], _oldest(needed, at=at))
    oldest.add_metric(["other"], _oldest([box for box in boxes if box not in needed], at=at))
    return iter([delivered, waiting, failed, oldest])


def of_places(places: list[Place], *, at: datetime) -> Iterator[Metric]:
    """The name of a location may change; its number, as the label, stays."""
    labels = ["location", "name"]
    unanswered = _gauge(
        "clinic_oldest_unanswered_open_minutes",
        "Opening minutes for which somebody waits for an answer.",
        labels,
    )
    last = _gauge(
        "clinic_last_lead_received_seconds", "Seconds since the last lead of a location.", labels
    )
    for place in places:
        told = [_label(place.pk), place.title]
        unanswered.add_metric(told, place.waits_minutes)
        if place.last_received_at:
            last.add_metric(told, (at - place.last_received_at).total_seconds())
    return iter([unanswered, last])


def of_workers(last_beat_at: datetime | None, *, at: datetime) -> Iterator[Metric]:
    """Nothing, if no worker has ever run: `absent()` is what alerts ask then."""
    age = _gauge("clinic_worker_heartbeat_age_seconds", "Since the last sign of a worker.", [])
    if last_beat_at:
        age.add_metric([], (at - last_beat_at).total_seconds())
    return iter([age])


def of_checkups(made: dict[str, Checkup], *, at: datetime) -> Iterator[Metric]:
    """Nothing of what was never made."""
    canary, compared = made.get(Check.CANARY), made.get(Check.RECONCILIATION)
    broken = _gauge("clinic_chain_broken", "1: the form asks people to call.", [])
    age = _gauge("clinic_canary_age_seconds", "Since a test request last arrived.", [])
    took = _gauge("clinic_canary_duration_seconds", "What the last test request took.", [])
    differences = _gauge("clinic_reconciliation_differences", "Leads that differ.", [])
    compared_age = _gauge("clinic_reconciliation_age_seconds", "Since leads were compared.", [])
    broken.add_metric([], chain.is_broken(canary, at=at))
    if canary and (good_at := canary.good_before(at)):
        age.add_metric([], (at - good_at).total_seconds())
        took.add_metric([], canary.milliseconds / 1000)
    if compared and compared.ended_at:
        differences.add_metric([], compared.data.get("number", 0))
        compared_age.add_metric([], (at - compared.ended_at).total_seconds())
    return iter([broken, age, took, differences, compared_age])


def of_backups(*, at: datetime) -> Iterator[Metric]:
    age = _gauge("clinic_backup_age_seconds", "Since the newest backup was made.", [])
    folder = clinic_settings.BACKUP_DIR
    if folder and (newest := newest_backup_at(folder, at=at)):
        age.add_metric([], (at - newest).total_seconds())
    return iter([age])


def _up(value: int) -> Metric:
    return GaugeMetricFamily("clinic_database_up", "Does the database answer?", value=value)


def _gauge(name: str, words: str, labels: list[str]) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, labels=labels)


def _label(place: int | None) -> str:
    return "" if place is None else str(place)


def _oldest(boxes: list[Outbox], *, at: datetime) -> float:
    since = min((box.waits_since for box in boxes if box.waits_since), default=at)
    return max(0.0, (at - since).total_seconds())
