"""What files, disks and backups mean: as `judging`, pure."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .findings import Finding, fine, warning, wrong
from .judging import OLD_BACKUP

# Bytes. The inbox and a few pictures go on for a while with a gigabyte.
LITTLE_SPACE, HARDLY_ANY_SPACE = 1_000_000_000, 100_000_000
DATABASE = "database"


def disk(free: Mapping[str, int]) -> Finding:
    """`free`: bytes that are left for the database, if it is a file, and for folders, by name."""
    little = {name: left for name, left in free.items() if left < LITTLE_SPACE}
    if not little:
        return fine("disk", _("There is space on the disks."))
    # Of two on one disk the database is told: there requests are refused.
    name = DATABASE if DATABASE in little else min(little, key=lambda name: little[name])
    said = _("Only %(megabytes)d megabytes are left for %(name)s: what belongs there may be lost.")
    if name == DATABASE:
        said = _("Only %(megabytes)d megabytes are left for the database: requests may be refused.")
    judge = wrong if little[name] < HARDLY_ANY_SPACE else warning
    todo = _("Make space: old backups, logs, uploads.")
    return judge("disk", said % {"megabytes": little[name] // 1_000_000, "name": name}, todo)


def backups(newest_at: datetime | None, *, is_set: bool, at: datetime, unread: str = "") -> Finding:
    """`is_set`: does a setting say where the backups lie? `unread`: what may not be read there."""
    if not is_set:
        said = _("Nobody here knows whether there are backups.")
        return warning("backups", said, _("Set BACKUP_DIR to the folder in which they are put."))
    todo = _("Look at what makes the backups, and try to restore one.")
    is_new = newest_at is not None and at - newest_at <= OLD_BACKUP
    if unread and not is_new:
        said = _("Nobody here knows whether there is a backup: %(name)s may not be read.")
        todo = _("Let the site's own user make the backups, or read BACKUP_DIR and what is in it.")
        return wrong("backups", said % {"name": unread}, todo)
    if newest_at is None:
        return wrong("backups", _("There is no backup."), todo)
    if at - newest_at > OLD_BACKUP:
        said = _("The newest backup is %(hours)d hours old.")
        hours = (at - newest_at) / timedelta(hours=1)
        return wrong("backups", said % {"hours": hours}, todo)
    return fine("backups", _("There is a backup of the last day."))


def pictures(missing: Collection[str]) -> Finding:
    if missing:
        said = _("Pictures of these kinds cannot be read or made: %(names)s.")
        todo = _("Install Pillow anew: pip install --force-reinstall pillow.")
        return wrong("pictures", said % {"names": ", ".join(sorted(missing))}, todo)
    return fine("pictures", _("Pictures of every kind can be made."))


def storage(name: str, *, keeps: bool) -> Finding:
    """`name`: uploads, or private_files."""
    if keeps:
        return fine(name, _("Files are kept and given back: %(name)s.") % {"name": name})
    said = _("Files cannot be written or read: %(name)s.") % {"name": name}
    return wrong(name, said, _("Look whether the disk is full and who may write to the folder."))


def uploads_there(missing: int, looked_at: int) -> Finding:
    """`missing`: of so many that were `looked_at` there is a row and no file that can be read."""
    if not missing:
        return fine("uploads_there", _("The uploads that were looked at are there."))
    said = _("Of %(all)d uploads that were looked at %(missing)d are missing or may not be read.")
    todo = _("Look at MEDIA_ROOT and who may read it, or put the uploads of a backup back.")
    return wrong("uploads_there", said % {"all": looked_at, "missing": missing}, todo)


def private_files(*, is_public: bool) -> Finding:
    if is_public:
        said = _("Private files can be read by everybody who knows their address.")
        todo = _("Put STORAGES[“clinic_private”] outside of the folders that are served.")
        return wrong("private_files_hidden", said, todo)
    return fine("private_files_hidden", _("Private files are not served."))


def own_files(read_by_others: Collection[Path]) -> Finding:
    if not read_by_others:
        return fine("own_files", _("Nobody else on the machine reads the site's own files."))
    said = ngettext(
        "Everybody on the machine can read a file with what patients wrote: %(name)s.",
        "Everybody on the machine can read %(number)d files with what patients wrote, such as "
        "%(name)s.",
        len(read_by_others),
    )
    values = {"number": len(read_by_others), "name": min(path.name for path in read_by_others)}
    return warning("own_files", said % values, _("Run chmod -R o-rwx on them, or their folder."))
