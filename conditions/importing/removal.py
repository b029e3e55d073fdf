"""The end of an import: its rows go, and its files with them. Drafts that were made of it stay."""

from datetime import datetime, timedelta

from locations.conf import clinic_settings

from ..models import ImportFile, ImportJob
from . import private


def remove(*, job: ImportJob) -> None:
    """Remove an import and its files. The drafts that were made of it stay."""
    stored = list(job.files.values_list("stored", flat=True))
    job.delete()
    for name in stored:
        private.remove(name)


def remove_file(*, file: ImportFile) -> None:
    """Remove a file with what was read of it."""
    file.delete()
    private.remove(file.stored)


def remove_old(*, at: datetime) -> int:
    """Remove the imports that nobody touched for so many days; return how many there were."""
    oldest = at - timedelta(days=clinic_settings.IMPORT_KEEP_DAYS)
    jobs = list(ImportJob.objects.filter(touched_at__lt=oldest))
    for job in jobs:
        remove(job=job)
    return len(jobs)


def remove_strays(*, at: datetime) -> int:
    """Remove stored files that no import knows, such as those of a user who was deleted."""
    known = set(ImportFile.objects.values_list("stored", flat=True))
    strays = [name for name in private.old_names(at=at) if name not in known]
    for name in strays:
        private.remove(name)
    return len(strays)
