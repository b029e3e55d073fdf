"""The sign of life of a worker. It is about no lead, so no lead has an event of it."""

from datetime import datetime, timedelta

from ..models import Heartbeat

# A worker that was silent for so long was taken away, and nobody need miss it.
GONE = timedelta(days=1)


def beat(*, worker: str, at: datetime) -> None:
    """Write down that `worker` lives, and forget those that are long gone."""
    Heartbeat.objects.update_or_create(worker=worker[:120], defaults={"beat_at": at})
    Heartbeat.objects.filter(beat_at__lt=at - GONE).delete()
