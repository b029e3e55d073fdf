"""Making one message of the changes that came together, when it has been quiet for a while.

Fifty pages published at once are one message with their addresses, not fifty.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Min

from ..cache_keys import SITE, cache_keys
from ..conf import clinic_settings
from ..models import PublishChange, PublishEndpoint
from ..webhooks.sending import message
from .shown_on import affected_pages

TYPE = "content.changed"
# No quiet for so many times the usual: told in parts, so that an import of hours is not waited for.
PATIENCE = 12
# The most that a message says of what happened; the addresses have a limit of their own.
MOST_CHANGES = 50


def join_due(*, at: datetime) -> int:
    """Make a message for each endpoint at which it has been quiet; return how many were made."""
    return sum(_join(pk, at=at) for pk in quiet_since(at=at) if pk is not None)


def quiet_since(*, at: datetime) -> list[int | None]:
    """The ids of the endpoints that have waited long enough; None is for the caches before us."""
    quiet = timedelta(seconds=clinic_settings.PUBLISH_QUIET_SECONDS)
    waiting = PublishChange.objects.order_by().values("endpoint")
    waiting = waiting.annotate(first=Min("at"), last=Max("at"))
    return [
        row["endpoint"]
        for row in waiting
        if row["last"] <= at - quiet or row["first"] <= at - quiet * PATIENCE
    ]


@transaction.atomic
def _join(endpoint_id: int, *, at: datetime) -> bool:
    """Of several workers the lock lets one join; the others find nothing left."""
    endpoint = PublishEndpoint.objects.select_for_update().filter(pk=endpoint_id).first()
    changes = list(PublishChange.objects.filter(endpoint=endpoint_id))
    if endpoint is None or not changes:
        return False
    if endpoint.active:
        payload = message(TYPE, data=summary(changes), at=at)
        endpoint.messages.create(payload=payload, created_at=at, next_attempt_at=at)
    PublishChange.objects.filter(pk__in=[change.pk for change in changes]).delete()
    return endpoint.active


def summary(changes: Iterable[PublishChange]) -> dict[str, Any]:
    """What a message says: what to make anew, under which names it is cached, and why."""
    changes = list(changes)
    pages = {pk for change in changes for pk in change.page_ids}
    locations = {pk for change in changes for pk in change.location_ids}
    everything = any(change.everything for change in changes)
    urls: list[str] = []
    keys = [SITE]
    if not everything:
        affected = affected_pages(pages, locations)
        gone = [url for change in changes for url in change.urls]
        urls = list(dict.fromkeys([*gone, *_addresses(affected)]))
        everything = len(urls) > clinic_settings.PUBLISH_MAX_URLS
    if not everything:
        keys = cache_keys(
            pages=pages | {page.pk for page in affected},
            locations=locations,
            site=any(change.on_every_page for change in changes),
            lists=True,
        )
    reasons = {(change.kind, change.reason): None for change in changes}
    return {
        "everything": everything,
        "urls": [] if everything else urls,
        "keys": keys,
        "reasons": list(dict.fromkeys(reason for _kind, reason in reasons))[:MOST_CHANGES],
        "changes": [{"kind": kind, "reason": reason} for kind, reason in reasons][:MOST_CHANGES],
    }


def _addresses(pages: Iterable[Any]) -> list[str]:
    known = _Known()
    return [url for page in pages if (url := page.get_full_url(known))]


class _Known:
    """Keeps where the Sites' front pages are, for all addresses of one message."""
