"""The worker's round: what the clock brings, joining, sending. Any number of workers."""

from datetime import datetime

from .clock import tell_the_time
from .joining import join_due
from .purging import purge_due
from .sending import deliver_due, forget_old


def look_at_the_clock(*, at: datetime) -> None:
    """Once a minute is enough."""
    tell_the_time(at=at)
    forget_old(at=at)


def work(*, at: datetime) -> int:
    """Purge what is due, make what messages are due, send one; return how many were tried."""
    purge_due(at=at)
    join_due(at=at)
    return deliver_due(at=at, limit=1)
