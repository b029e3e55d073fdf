"""When it is compared, and what is remembered of it from one time to the next."""

import logging
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.utils import timezone

from .. import journal
from ..actions import begin_check_of, record_check_of
from ..models import Check, Checkup
from .comparing import LOST, Day, reconcile, that_exist

logger = logging.getLogger(__name__)

DAY = timedelta(days=1)
# After so long without a worker, what came before is for the command to compare.
FURTHEST = timedelta(days=7)
# What came a moment ago may still be on its way to the desk. That it is stored is known at once.
UNDER_WAY = timedelta(minutes=15)
# Leads named in the outcome that is kept; the command names all.
NAMED = 20
# Lines of what was lost that are kept.
REMEMBERED = 1000


def reconcile_daily(*, at: datetime) -> None:
    """Compare what came since the last time, once a day: every worker asks."""
    if begin_check_of(Check.RECONCILIATION, every=DAY, at=at):
        run(at=at)


def run(*, at: datetime, hours: int | None = None, seen: bool = False) -> Day:
    """Compare what came since the last time, a day at least; or the last `hours`. What is gone is
    named up to `at`, all else up to a quarter of an hour before.

    It is written down, unless it is less than a worker would compare now. `seen`: somebody has
    seen to what is found, and it is not told again.
    """
    began_at, until = timezone.now(), at - UNDER_WAY
    last = Checkup.objects.filter(kind=Check.RECONCILIATION).first()
    begin = _begin(last, until=until)
    since = begin if hours is None else until - timedelta(hours=hours)
    day = _with_earlier(reconcile(since=since, until=until, at=at), _Memory.of(last))
    if not day.is_right:
        found = _named(day) | {"unreadable": day.unreadable}
        logger.error("Reconciliation found differences: %s", found)
    if since <= begin:
        _write_down(day, _Memory.of(last), began_at=began_at, seen=seen)
        journal.tidy(at=at)
    return day


def _begin(last: Checkup | None, *, until: datetime) -> datetime:
    """Where the last one ended; where it began, if it found something, to see whether that is over.

    At least a day ago, at most a week.
    """
    told = last.data.get("since" if last.fault else "until") if last else None
    known = datetime.fromisoformat(told) if told else until
    return max(until - FURTHEST, min(known, until - DAY))


def _with_earlier(day: Day, memory: "_Memory") -> Day:
    """What was lost stays lost when its day is over; what somebody has seen to is left out."""
    seen = {line.name for line in memory.seen}
    lines = {line.name: line for line in [*memory.lost, *day.lost] if line.name not in seen}
    lost = [lines[name] for name in sorted(lines.keys() - that_exist(lines.values()))]
    others = {what: pks for what, pks in day.differences.items() if what != LOST}
    named = {LOST: sorted({line.lead_id for line in lost})} if lost else {}
    return replace(day, lost=lost, differences=named | others)


def _write_down(day: Day, memory: "_Memory", *, began_at: datetime, seen: bool) -> None:
    kept = _Memory(lost=[] if seen else day.lost, seen=[*memory.seen, *(day.lost if seen else [])])
    found = {} if seen else _named(day)
    fault = next(iter(found), "unreadable" if day.unreadable else "")
    data = {
        "since": day.since.isoformat(),
        "until": day.until.isoformat(),
        "differences": found,
        "number": 0 if seen else day.number,
        "unstored": day.unstored,
        "unreadable": day.unreadable,
    }
    record_check_of(
        Check.RECONCILIATION,
        fault=fault,
        began_at=began_at,
        at=timezone.now(),
        data=data | kept.as_json(since=day.until - journal.KEEP_ARRIVED),
    )


def _named(day: Day) -> dict[str, list[int]]:
    return {what: pks[:NAMED] for what, pks in day.differences.items()}


@dataclass(frozen=True, slots=True)
class _Memory:
    """Lines of the journal that the checkup keeps: what is lost, and what somebody has seen to."""

    lost: list[journal.Line] = field(default_factory=list)
    seen: list[journal.Line] = field(default_factory=list)

    @classmethod
    def of(cls, last: Checkup | None) -> "_Memory":
        data = last.data if last else {}
        return cls(*(list(journal.parsed(data.get(name, []))) for name in ("lost", "seen")))

    def as_json(self, *, since: datetime) -> dict[str, list[str]]:
        """As long as the journal itself keeps them, and not without end."""
        return {
            name: [str(line) for line in lines if line.at >= since][-REMEMBERED:]
            for name, lines in (("lost", self.lost), ("seen", self.seen))
        }
