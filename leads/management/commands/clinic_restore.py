"""``clinic_restore``: put a backup back. Stop the site and its workers before."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from leads import journal
from leads.backups.databases import BackupFault
from leads.backups.restoring import Restored, restore, undo


class Command(BaseCommand):
    """Checks everything before it touches anything."""

    help = "Put a backup of clinic_backup back: database and uploads."
    # The tables may not be there yet.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", help="What clinic_backup has made.")
        parser.add_argument("--yes", action="store_true", help="Overwrite what is there.")
        parser.add_argument(
            "--undo",
            action="store_true",
            help="Put back what a restore put aside that was cut off.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["undo"] == bool(options["folder"]):
            raise CommandError("Say which folder to restore, or --undo.")
        try:
            said = _undone() if options["undo"] else _restored(options)
        except BackupFault as fault:
            raise CommandError(str(fault)) from fault
        for line in said:
            self.stdout.write(line)


def _undone() -> list[str]:
    undo()
    return ["All is as it was before the restore that was cut off."]


def _restored(options: dict[str, Any]) -> list[str]:
    folder = Path(options["folder"])
    return _lines(restore(folder, may_overwrite=options["yes"], at=timezone.now()))


def _lines(done: Restored) -> list[str]:
    told = [f"Restored what was backed up at {done.found.made_at}."]
    told.append(f"Forgotten once more: {done.forgotten}.")
    if done.held:
        numbers = ", ".join(map(str, done.held))
        told.append(f"On legal hold in the backup, forget them by hand: {numbers}.")
    if not journal.is_kept():
        told.append("No journal is kept (JOURNAL_DIR): who was forgotten since may be back.")
    hours = int((timezone.now() - done.found.at).total_seconds() // 3600) + 1
    told.append(f"manage.py clinic_reconcile --hours {hours} names what was acknowledged since.")
    return told
