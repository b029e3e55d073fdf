"""Purging the caches before us, where the project has some that can be: wagtail's frontend cache.

All pages are purged, whatever has changed. The neighbourhood of a change, which webhooks tell, is
not all that shows it: the front page's title is in the trail of every page, and a treatment that a
person offers no more is no neighbour of theirs any more. What the clock changes needs no purge: no
page may be kept past it.
"""

from collections.abc import Iterable
from datetime import datetime

from wagtail.contrib.frontend_cache.utils import PurgeBatch
from wagtail.models import Page

from ..models import PublishChange
from ..published import published
from .joining import quiet_since


def purge_due(*, at: datetime) -> int:
    """Purge what has changed once it has been quiet; return how many changes that were.

    By then each web process has seen the change, and no cache fetches what was once more. A worker
    that dies in between leaves the changes to the next, so some are purged twice.
    """
    if None not in quiet_since(at=at):
        return 0
    changes = list(PublishChange.objects.filter(endpoint=None))
    batch_of(changes).purge()
    PublishChange.objects.filter(pk__in=[change.pk for change in changes]).delete()
    return len(changes)


def batch_of(changes: Iterable[PublishChange]) -> PurgeBatch:
    """All public pages, and the addresses from which something has gone."""
    batch = PurgeBatch(url for change in changes for url in change.urls)
    batch.add_pages(published(Page.objects.filter(depth__gt=1)).order_by("path"))
    return batch
