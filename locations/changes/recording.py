"""Writing a change down: a row for each endpoint, in the transaction in which it happened."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from ..faults import log_fault, survived
from ..models import PublishChange, PublishEndpoint
from .caches import purges
from .change import Change
from .others import in_site_language

logger = logging.getLogger(__name__)


def somebody_listens() -> bool:
    """Is there a cache or an endpoint? Where there is none, publishing costs this one query."""
    return purges() or PublishEndpoint.objects.in_use().exists()


def record(change: Change, *, at: datetime) -> None:
    """Write a change for each endpoint in use, and one for the caches before us."""
    caches = [None] if purges() else []
    rows = [
        PublishChange(endpoint=endpoint, at=at, **columns_of(change))
        for endpoint in [*PublishEndpoint.objects.in_use(), *caches]
    ]
    PublishChange.objects.bulk_create(rows)


def empty_caches(*, reason: str, at: datetime) -> None:
    """Have the worker purge the caches before us of something that no endpoint is told of."""
    if purges():
        everything = Change("unknown", reason, on_every_page=True, everything=True)
        PublishChange.objects.create(endpoint=None, at=at, **columns_of(everything))


def tell(describe: Callable[[], Change | None]) -> None:
    """Record what `describe` says, if anybody listens. A fault of ours must not stop a publication.

    What cannot be described may be anywhere: then everything is told to be made anew.
    """
    try:
        with transaction.atomic(), override(in_site_language()):
            if not somebody_listens():
                return
            if (change := describe()) is not None:
                record(change, at=timezone.now())
    except Exception as error:
        log_fault(logger, "A published change could not be described.", error)
        _tell_everything()


def _tell_everything() -> None:
    with survived(logger, "A published change was not recorded."):
        unknown = Change("unknown", "Something changed", on_every_page=True, everything=True)
        record(unknown, at=timezone.now())


def columns_of(change: Change) -> dict[str, object]:
    return {
        "kind": change.kind,
        "reason": change.reason[:300],
        "page_ids": list(change.pages),
        "location_ids": list(change.locations),
        "urls": list(change.urls),
        "on_every_page": change.on_every_page,
        "everything": change.everything,
    }
