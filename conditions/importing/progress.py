"""How far an import is: what is read, what is written, what waits for its owner."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import ImportItem, ImportJob


def to_write(job: ImportJob) -> QuerySet[ImportItem]:
    """Return the articles of which a draft is still to be made."""
    return job.items.filter(take=True, state=ImportItem.State.FOUND)


def counts_of(job: ImportJob) -> dict[str, int]:
    """Return how many articles there are, and how many of them are open, taken, done."""
    is_open, done = Q(state__in=ImportItem.OPEN), Q(state__in=ImportItem.DONE)
    ready = Q(state=ImportItem.State.FOUND, take=True)
    return job.items.aggregate(
        all=Count("pk"),
        open=Count("pk", filter=is_open),
        ready=Count("pk", filter=ready),
        done=Count("pk", filter=done),
    )


def progress_of(job: ImportJob) -> tuple[int, str]:
    """Return how far the reading or writing is, in percent and in words."""
    if job.stage == ImportJob.Stage.READING:
        files = list(job.files.values_list("size", "share_read"))
        whole = sum(size for size, _share in files)
        read = sum(size * share for size, share in files)
        return int(100 * read / whole) if whole else 100, _said_of_reading(job.items.count())
    counts = counts_of(job)
    written, whole = counts["done"], counts["done"] + counts["ready"]
    said = _("%(n)d of %(all)d done") % {"n": written, "all": whole}
    return int(100 * written / whole) if whole else 100, said


def _said_of_reading(found: int) -> str:
    """An export is checked from end to end before the first article is taken from it."""
    if not found:
        return _("Checking; no article was taken yet")
    return ngettext("%(n)d article found", "%(n)d articles found", found) % {"n": found}


def waiting_for(user: Any) -> int:
    """Return how many imports of `user` have articles that are taken and not written yet."""
    waiting = ImportItem.objects.filter(take=True, state__in=ImportItem.OPEN, job__owner=user)
    return waiting.values("job").distinct().count()
