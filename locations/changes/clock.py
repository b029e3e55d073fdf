"""What changes by time alone: an announcement begins or ends, and nobody publishes anything."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from ..models import Announcement, PublishChange, PublishEndpoint
from .change import Change
from .others import announcement, in_site_language
from .recording import columns_of


def tell_the_time(*, at: datetime) -> int:
    """Record what began or ended since each endpoint was told last; return how many changes.

    After days without a worker it is still told; of several workers one tells it.
    """
    return sum(_tell(endpoint, at=at) for endpoint in PublishEndpoint.objects.in_use())


@transaction.atomic
def _tell(endpoint: PublishEndpoint, *, at: datetime) -> int:
    since = endpoint.clock_told_to
    ours = PublishEndpoint.objects.filter(pk=endpoint.pk, clock_told_to=since)
    if since >= at or not ours.update(clock_told_to=at):
        return 0
    with override(in_site_language()):
        changes = _between(since, at)
    rows: list[Any] = [
        PublishChange(endpoint=endpoint, at=at, **columns_of(one)) for one in changes
    ]
    return len(PublishChange.objects.bulk_create(rows))


def _between(since: datetime, until: datetime) -> list[Change]:
    live = Announcement.objects.originals().filter(live=True).order_by("pk")
    began = live.filter(starts_at__gt=since, starts_at__lte=until, ends_at__gt=until)
    ended = live.filter(ends_at__gt=since, ends_at__lte=until)
    return [
        *(announcement(one, _("The announcement “%(title)s” begins")) for one in began),
        *(announcement(one, _("The announcement “%(title)s” is over")) for one in ended),
    ]
