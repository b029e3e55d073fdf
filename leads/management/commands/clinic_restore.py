"""``clinic_restore``: put a backup back. Stop the site and its workers before."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from leads import journal
from leads.backups.databases import BackupFault
from leads.backups.restoring import Restored, restore


class Command(BaseCommand):
    """Checks everything before it touches anything."""

    help = "Put a backup of clinic_backup back: database and uploads."
    # The tables may not be there yet.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", help="What clinic_backup has made.")
        parser.add_argument("--yes", action="store_true", help="Overwrite what is there.")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(options["folder"])
        try:
            done = restore(folder, may_overwrite=options["yes"], at=timezone.now())
        except BackupFault as fault:
            raise CommandError(str(fault)) from fault
        for line in _lines(done):
            self.stdout.write(line)


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
