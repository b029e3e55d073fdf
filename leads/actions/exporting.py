"""Leads are taken away as a file: who, which and why is written down before the first row."""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from locations.faults import log_fault
from locations.models import LocationPage

from ..exporting.files import Part
from ..models import ExportRun, ExportState
from .changing import Staff, name_of
from .looking import exported

logger = logging.getLogger(__name__)


@transaction.atomic
def begin_export(
    *,
    by: Staff,
    at: datetime,
    format: str,
    columns: list[str],
    filters: dict[str, Any],
    reason: str,
    locations: Iterable[LocationPage],
    total: int,
    key: UUID | None = None,
) -> ExportRun:
    """Write down an export that begins now. A `key` that was used before gets another one."""
    if key is None or ExportRun.objects.filter(key=key).exists():
        key = uuid4()
    run = ExportRun.objects.create(
        key=key,
        by=by,
        by_name=name_of(by),
        format=format,
        columns=columns,
        filters=filters,
        reason=reason,
        total=total,
        started_at=at,
        touched_at=at,
    )
    run.locations.set(locations)
    # Why is kept with the run alone: should it name a person, forgetting them empties it.
    data = {
        "run": run.pk,
        "format": format,
        "columns": columns,
        "filters": filters,
        "rows": total,
    }
    exported(by=by, at=at, data=data)
    return run


def tracked(run: ExportRun, parts: Iterable[Part]) -> Iterator[bytes]:
    """Pass on the parts of the file and write down how far it is, and how it ended.

    Whoever takes the file may stop at any part: then the server closes this generator.
    """
    ended = ExportState.BROKEN_OFF
    try:
        for data, done in parts:
            if done != run.done:
                run.done = done
                _write_down(run)
            yield data
        ended = ExportState.DONE
    except Exception as error:
        log_fault(logger, f"Export {run.pk} broke off.", error)
        raise
    finally:
        run.state = ended
        _write_down(run)


def _write_down(run: ExportRun) -> None:
    run.touched_at = timezone.now()
    run.save(update_fields=["done", "state", "touched_at"])
