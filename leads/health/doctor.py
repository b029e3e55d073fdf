"""All that is looked at, put together: quickly for a page, thoroughly for the command.

Each thing is looked at by itself (`looked`): a table that is gone must not hide the other faults.
"""

import functools
import itertools
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.core.files.storage import FileSystemStorage, Storage, default_storage
from django.db import DEFAULT_DB_ALIAS, connection
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from locations import own_files, private
from locations.conf import clinic_settings
from locations.faults import apart
from locations.health import probes
from locations.health.durability import settings_that_lose
from locations.models import LocationPage

from .. import chain, doubts, journal
from ..models import Check, Checkup, Delivery, Lead, SearchText
from ..models.search import has_index
from . import asking, figures, judging, judging_files, settings_checks
from .findings import Finding, Level
from .nets import looked

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
    processes, proxies = asking.processes, clinic_settings.NUM_PROXIES
    return [
        looked("debug", lambda: settings_checks.debug(settings)),
        looked("secret_key", lambda: settings_checks.secret_key(settings)),
        looked("hosts", lambda: settings_checks.hosts(settings)),
        looked("https", lambda: settings_checks.https(settings)),
        looked("mail", lambda: settings_checks.mail(settings)),
        looked("cache", lambda: settings_checks.cache(settings, processes=processes())),
        looked("proxies", lambda: settings_checks.proxies(settings, number=proxies)),
    ]


def of_database(*, at: datetime, location_ids: Collection[int] | None = None) -> list[Finding]:
    """Of a database that does not answer, or is of another version, nothing else is asked."""
    cache = _of_cache()
    is_well = probes.holds(probes.database_answers)
    found = [cache, judging.database(answers=is_well)]
    if not is_well:
        return found
    fits = looked("migrations", lambda: judging.migrations(probes.missing_migrations()))
    if fits.level != Level.FINE:
        return [*found, fits]
    return [
        *found,
        fits,
        looked("tables", lambda: judging.tables(probes.missing_tables())),
        looked("durability", lambda: judging.durability(settings_that_lose(connection))),
        *_of_messages(at=at, location_ids=location_ids),
        *_of_checkups(at=at, tells_number=location_ids is None),
        looked("clocks", lambda: judging.clocks(asking.clocks_apart(connection))),
        looked("zones", lambda: judging.zones(asking.unknown_zones(_zone_names()))),
    ]


def _of_cache() -> Finding:
    answers = probes.holds(probes.cache_answers)
    codes = not answers and probes.holds(_has_second_factors)
    return judging.cache_answer(answers=answers, codes=codes)


def _has_second_factors() -> bool:
    """Has anybody set one up, where the site has them? Its codes are remembered in the cache."""
    if not apps.is_installed("allauth.mfa"):
        return False
    with apart():
        return apps.get_model("mfa", "Authenticator").objects.exists()


def _of_messages(*, at: datetime, location_ids: Collection[int] | None) -> list[Finding]:
    @functools.cache
    def boxes() -> list[figures.Outbox]:
        return [*figures.outbox(at=at, location_ids=location_ids), figures.publishing(at=at)]

    def closed() -> int:
        return figures.open_where_closed(location_ids=location_ids)

    return [
        looked("worker", lambda: judging.worker(figures.last_beat_at(at=at), at=at)),
        looked("backlog", lambda: judging.backlog(boxes(), at=at)),
        looked("given_up", lambda: judging.given_up(boxes())),
        looked("schedule", lambda: judging.schedule(figures.scheduled_since(at=at), at=at)),
        looked("closed_locations", lambda: judging.closed_locations(closed())),
    ]


def of_files(*, at: datetime) -> list[Finding]:
    return [
        looked("backups", lambda: _of_backups(at=at)),
        looked("pictures", lambda: judging_files.pictures(asking.missing_formats())),
        looked("disk", lambda: judging_files.disk(asking.free_space(_folders()))),
        looked("private_files_hidden", _of_private_files),
        looked(
            "own_files", lambda: judging_files.own_files(own_files.read_by_others(_own_files()))
        ),
    ]


def _of_backups(*, at: datetime) -> Finding:
    folder = clinic_settings.BACKUP_DIR
    newest = asking.newest_backup_at(folder, at=at) if folder else None
    unread = asking.unread_backups(folder) if folder else ""
    return judging_files.backups(newest, is_set=bool(folder), at=at, unread=unread)


def of_the_outside() -> list[Finding]:
    return [
        looked("mail_server", _of_mail_server),
        looked("uploads", lambda: _of_storage("uploads", default_storage)),
        looked("private_files", lambda: _of_storage("private_files", private.storage())),
        *_of_journal(),
    ]


def _of_mail_server() -> Finding:
    return judging.mail_server(answers=asking.mail_server_answers(settings))


def _of_storage(name: str, storage: Storage) -> Finding:
    return judging_files.storage(name, keeps=asking.keeps_files(storage))


def _of_journal() -> list[Finding]:
    folder = clinic_settings.JOURNAL_DIR
    return [judging_files.storage("journal", keeps=asking.keeps_journal(folder))] if folder else []


def of_the_whole_database() -> list[Finding]:
    """Reads every lead once, for which a million takes a second or so."""
    if not probes.holds(probes.migrations_are_applied):
        return []
    return [
        looked("search", _of_search),
        looked("uploads_there", _of_uploads),
        looked("system_checks", lambda: judging.system_checks(len(_complaints()))),
    ]


def _of_search() -> Finding:
    leads, texts = Lead.objects.count(), SearchText.objects.count()
    return judging.search(has_index=has_index(connection), leads=leads, texts=texts)


def _of_uploads() -> Finding:
    missing, looked_at = asking.missing_uploads(get_image_model(), get_document_model())
    return judging_files.uploads_there(missing, looked_at)


def _complaints() -> list[checks.CheckMessage]:
    found = checks.run_checks(include_deployment_checks=True, databases=[DEFAULT_DB_ALIAS])
    return [one for one in found if one.level >= checks.WARNING and not one.is_silenced()]


def _of_checkups(*, at: datetime, tells_number: bool) -> list[Finding]:
    made = functools.cache(lambda: figures.checkups(at=at))
    is_sent = bool(clinic_settings.CANARY_EMAIL) or not clinic_settings.CANARY_MINUTES

    def stored() -> Finding:
        return judging.storing(doubted=doubts.is_doubted(made().get(Check.CANARY), at=at))

    def compared() -> Finding:
        last, is_kept = made().get(Check.RECONCILIATION), journal.is_kept()
        return judging.reconciliation(last, is_kept=is_kept, at=at, tells_number=tells_number)

    return [
        looked("storing", stored),
        looked("canary", lambda: _of_canary(made().get(Check.CANARY), at=at)),
        looked("canary_email", lambda: judging.canary_email(is_sent=is_sent)),
        looked("reconciliation", compared),
    ]


def _of_canary(canary: Checkup | None, *, at: datetime) -> Finding:
    minutes, broken = clinic_settings.CANARY_MINUTES, chain.is_broken_for_all(canary, at=at)
    # With test requests the canary says so, and the form.
    unheard = not minutes and Delivery.objects.unheard(at=at).exists()
    return judging.canary(canary, minutes=minutes, broken=broken, unheard=unheard, at=at)


def _folders() -> dict[str, Any]:
    """Where the site writes on disks of its own machine: {what people know it by: the folder}."""
    is_file = connection.vendor == "sqlite"
    database = {judging_files.DATABASE: connection.settings_dict["NAME"]} if is_file else {}
    named = {
        "MEDIA_ROOT": settings.MEDIA_ROOT,
        "BACKUP_DIR": clinic_settings.BACKUP_DIR,
        "JOURNAL_DIR": clinic_settings.JOURNAL_DIR,
    }
    set_ones = {f"{name} ({folder})": folder for name, folder in named.items() if folder}
    return database | set_ones


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
    return judging_files.private_files(is_public=asking.is_public(private.storage(), served=served))
