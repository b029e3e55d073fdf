"""Purging the caches before us, where the project has some that can be: wagtail's frontend cache.

All pages are purged, whatever has changed, their Markdown twins, and what else is kept at addresses
that are known (`beside.py`); in caches that purge by name, all that has the site's name, whatever
its address. The neighbourhood of a change, which webhooks tell, is
not all that shows it: the front page's title is in the trail of every page, and a treatment that a
person offers no more is no neighbour of theirs any more. What the clock changes needs no purge: no
page may be kept past it.
"""

import logging
import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from wagtail.contrib.frontend_cache.utils import PurgeBatch
from wagtail.models import Page

from ..cache_keys import SITE
from ..models import PublishChange
from ..published import published
from .beside import urls_beside
from .caches import purge_keys
from .joining import quiet_since

logger = logging.getLogger(__name__)

# So many addresses are purged before it is asked how long that took; it must not be longer than so
# many seconds on average. Then nothing is purged for a while.
AT_ONCE, PATIENCE = 5, 5.0
WAIT = timedelta(minutes=5)
_not_before = datetime.min.replace(tzinfo=UTC)


def purge_due(*, at: datetime) -> int:
    """Purge what has changed once it has been quiet; return how many changes that were.

    By then each web process has seen the change, and no cache fetches what was once more. A worker
    that dies in between leaves the changes to the next, so some are purged twice.
    """
    global _not_before
    if at < _not_before or None not in quiet_since(at=at):
        return 0
    changes = list(PublishChange.objects.filter(endpoint=None))
    if not _purged_all(changes):
        _not_before = at + WAIT
        return 0
    PublishChange.objects.filter(pk__in=[change.pk for change in changes]).delete()
    return len(changes)


def _purged_all(changes: list[PublishChange]) -> bool:
    """First by name, which reaches everything at once; then pages, then what is beside them."""
    try:
        with _patience():
            purge_keys([SITE])
    except OSError:
        logger.warning("The cache before us has not purged by name; purging waits.")
        return False
    return _purged(urls_for(changes))


def urls_for(changes: Iterable[PublishChange]) -> list[str]:
    """The addresses to purge: pages first, then what is beside them."""
    pages = batch_of(changes).urls
    return [*sorted(pages), *sorted(urls_beside(pages) - pages)]


@contextmanager
def _patience() -> Iterator[None]:
    """Wagtail's backends may wait for ever."""
    waits = socket.getdefaulttimeout()
    socket.setdefaulttimeout(PATIENCE)
    try:
        yield
    finally:
        socket.setdefaulttimeout(waits)


def _purged(urls: list[str]) -> bool:
    """Purge them, a few at a time; False when the cache keeps us waiting.

    The worker that calls this sends mails as well.
    """
    began = time.monotonic()
    with _patience():
        for start in range(0, len(urls), AT_ONCE):
            PurgeBatch(urls[start : start + AT_ONCE]).purge()
            if time.monotonic() - began > PATIENCE * (1 + start / AT_ONCE):
                logger.warning("The cache before us does not answer in time; purging waits.")
                return False
    return True


def batch_of(changes: Iterable[PublishChange]) -> PurgeBatch:
    """All public pages, and the addresses from which something has gone."""
    batch = PurgeBatch(url for change in changes for url in change.urls)
    batch.add_pages(published(Page.objects.filter(depth__gt=1)).order_by("path"))
    return batch
