"""Purging the caches before us, where the project has some that can be: wagtail's frontend cache.

It purges by address. What is on every page, such as a telephone number in the header, is purged
with all pages. What the clock changes needs no purge: no page may be kept past it.
"""

from collections.abc import Iterable
from datetime import datetime

from wagtail.contrib.frontend_cache.utils import PurgeBatch
from wagtail.models import Page

from ..models import PublishChange
from ..published import published
from .joining import Known, quiet_since, summary


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
    """The addresses at which something else is shown now."""
    changes, known = list(changes), Known()
    told = summary(changes)
    batch = PurgeBatch(cache_object=known)
    batch.add_urls(url for change in changes for url in change.urls)
    if told["everything"] or any(change.on_every_page for change in changes):
        batch.add_pages(published(Page.objects.filter(depth__gt=1)).order_by("path"))
    else:
        batch.add_urls(told["urls"])
    return batch
