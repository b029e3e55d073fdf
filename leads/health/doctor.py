"""All that is looked at, put together: quickly for a page, thoroughly for the command."""

import itertools
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import DEFAULT_DB_ALIAS, connection

from locations import own_files, private
from locations.conf import clinic_settings
from locations.health import probes
from locations.health.durability import settings_that_lose
from locations.models import LocationPage

from .. import chain, doubts, journal
from ..models import Check, Delivery, Lead, SearchText
from ..models.search import has_index
from . import asking, figures, judging, settings_checks
from .findings import Finding

# So many files of a folder are looked at: the page of a manager waits for it.
MOST_FILES = 1000


def quick(*, at: datetime, location_ids: Collection[int] | None = None) -> list[Finding]:
    """What can be told in a moment: settings, database, worker, messages, backups.

    With `location_ids` it is for somebody who may know of the leads of these locations only.
    """
    return [*of_settings(), *of_database(at=at, location_ids=location_ids), *of_files(at=at)]


def thorough(*, at: datetime) -> list[Finding]:
    """All of it: also asks the mail server, writes to the storages, and counts."""
    return [*quick(at=at), *of_the_outside(), *of_the_whole_database()]


def of_settings() -> list[Finding]:
    return [
        settings_checks.debug(settings),
        settings_checks.secret_key(settings),
        settings_checks.hosts(settings),
        settings_checks.https(settings),
        settings_checks.mail(settings),
        settings_checks.cache(settings, processes=asking.processes()),
        settings_checks.proxies(settings, number=clinic_settings.NUM_PROXIES),
    ]


def of_database(*, at: datetime, location_ids: Collection[int] | None = None) -> list[Finding]:
    """Of a database that does not answer, or is of another version, nothing else is asked."""
    cache = judging.cache_answer(answers=probes.holds(probes.cache_answers))
    is_well = probes.holds(probes.database_answers)
    answers = judging.database(answers=is_well)
    if not is_well:
        return [cache, answers]
    missing = probes.missing_migrations()
    fits = judging.migrations(missing)
    if missing:
        return [cache, answers, fits]
    outbox = figures.outbox(at=at, location_ids=location_ids)
    boxes = [*outbox, figures.publishing(at=at)]
    return [
        cache,
        answers,
        fits,
        judging.durability(settings_that_lose(connection)),
        judging.worker(figures.last_beat_at(at=at), at=at),
        judging.backlog(boxes, at=at),
        judging.given_up(boxes),
        judging.schedule(figures.scheduled_since(at=at), at=at),
        judging.closed_locations(figures.open_where_closed(location_ids=location_ids)),
        *_of_checkups(at=at, tells_number=location_ids is None),
        judging.clocks(asking.clocks_apart(connection)),
        judging.zones(asking.unknown_zones(_zone_names())),
    ]


def of_files(*, at: datetime) -> list[Finding]:
    folder = clinic_settings.BACKUP_DIR
    newest = asking.newest_backup_at(folder, at=at) if folder else None
    return [
        judging.backups(newest, is_set=bool(folder), at=at),
        judging.pictures(asking.missing_formats()),
        judging.disk(asking.least_free(_folders())),
        _of_private_files(),
        judging.own_files(own_files.read_by_others(_own_files())),
    ]


def of_the_outside() -> list[Finding]:
    return [
        judging.mail_server(answers=asking.mail_server_answers(settings)),
        judging.storage("uploads", keeps=asking.keeps_files(default_storage)),
        judging.storage("private_files", keeps=asking.keeps_files(private.storage())),
        *_of_journal(),
    ]


def _of_journal() -> list[Finding]:
    folder = clinic_settings.JOURNAL_DIR
    return [judging.storage("journal", keeps=asking.keeps_journal(folder))] if folder else []


def of_the_whole_database() -> list[Finding]:
    """Reads every lead once, for which a million takes a second or so."""
    if not probes.holds(probes.migrations_are_applied):
        return []
    return [
        judging.search(
            has_index=has_index(connection),
            leads=Lead.objects.count(),
            texts=SearchText.objects.count(),
        ),
        judging.system_checks(len(_complaints())),
    ]


def _complaints() -> list[checks.CheckMessage]:
    found = checks.run_checks(include_deployment_checks=True, databases=[DEFAULT_DB_ALIAS])
    return [one for one in found if one.level >= checks.WARNING and not one.is_silenced()]


def _of_checkups(*, at: datetime, tells_number: bool) -> list[Finding]:
    made = figures.checkups(at=at)
    canary, minutes = made.get(Check.CANARY), clinic_settings.CANARY_MINUTES
    broken = chain.is_broken_for_all(canary, at=at)
    compared = made.get(Check.RECONCILIATION)
    # With test requests the canary says so, and the form.
    unheard = not minutes and Delivery.objects.unheard(at=at).exists()
    return [
        judging.storing(doubted=doubts.is_doubted(canary, at=at)),
        judging.canary(canary, minutes=minutes, broken=broken, unheard=unheard, at=at),
        judging.canary_email(is_sent=bool(clinic_settings.CANARY_EMAIL) or not minutes),
        judging.reconciliation(
            compared, is_kept=journal.is_kept(), at=at, tells_number=tells_number
        ),
    ]


def _folders() -> list[Any]:
    """Where the site writes on disks of its own machine."""
    databases = [connection.settings_dict["NAME"]] if connection.vendor == "sqlite" else []
    named = [settings.MEDIA_ROOT, clinic_settings.BACKUP_DIR, clinic_settings.JOURNAL_DIR]
    return [*databases, *filter(None, named)]


def _own_files() -> Iterator[Path]:
    """The files with something of patients in them, as far as they lie on this machine."""
    if connection.vendor == "sqlite":
        file = Path(str(connection.settings_dict["NAME"]))
        yield from (file.with_name(file.name + end) for end in ("", "-wal", "-shm", "-journal"))
    folders = [
        clinic_settings.BACKUP_DIR,
        clinic_settings.JOURNAL_DIR,
        getattr(settings, "EMAIL_FILE_PATH", ""),
    ]
    kept = private.storage()
    folders += [kept.location] if isinstance(kept, FileSystemStorage) else []
    for folder in filter(None, folders):
        yield from itertools.islice(Path(folder).rglob("*"), MOST_FILES)


def _zone_names() -> set[str]:
    used = LocationPage.objects.order_by().values_list("time_zone", flat=True).distinct()
    return {settings.TIME_ZONE, *used}


def _of_private_files() -> Finding:
    served = [settings.MEDIA_ROOT, settings.STATIC_ROOT]
    return judging.private_files(is_public=asking.is_public(private.storage(), served=served))
