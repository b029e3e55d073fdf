"""The sign of life of a worker. It is about no lead, so no lead has an event of it."""

from datetime import datetime, timedelta

from django.db.models import Q

from ..models import CLOCKS_APART, Heartbeat

# A worker that was silent for so long was taken away, and nobody need miss it.
GONE = timedelta(days=1)


def beat(*, worker: str, at: datetime) -> None:
    """Write down that `worker` lives, and forget those that are long gone.

    And those whose last sign lies in a time to come: a clock was wrong, and they would be held for
    alive until then.
    """
    Heartbeat.objects.update_or_create(worker=worker[:120], defaults={"beat_at": at})
    gone = Q(beat_at__lt=at - GONE) | Q(beat_at__gt=at + CLOCKS_APART)
    Heartbeat.objects.filter(gone).delete()
