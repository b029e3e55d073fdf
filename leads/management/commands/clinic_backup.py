"""``clinic_backup``: copy database and uploads while the site runs."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from leads.backups.databases import BackupFault
from leads.backups.making import make, remove_old
from leads.backups.manifest import read
from locations.conf import clinic_settings


class Command(BaseCommand):
    """Everything in it is about patients: its files can be read by the site's user only."""

    help = "Back up database and uploads into a folder of their own."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", metavar="FOLDER", help="Default: CLINIC['BACKUP_DIR'].")
        parser.add_argument(
            "--keep", type=int, metavar="N", help="Then remove all but the newest N backups."
        )
        parser.add_argument(
            "--verify", action="store_true", help="Restore it into a scratch database and compare."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["to"] or clinic_settings.BACKUP_DIR
        if not folder:
            raise CommandError("Say where with --to, or set BACKUP_DIR.")
        if options["keep"] is not None and options["keep"] < 1:
            raise CommandError("--keep must be at least 1.")
        try:
            made = make(Path(folder), at=timezone.now(), verify=options["verify"])
        except BackupFault as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"{made}: {sum(read(made).counts.values())} rows.")
        for left_out in read(made).left_out:
            self.stdout.write(f"Not in it: {left_out}.")
        if options["keep"]:
            self._remove_old(Path(folder), keep=options["keep"])

    def _remove_old(self, folder: Path, *, keep: int) -> None:
        try:
            removed = remove_old(folder, keep=keep)
        except BackupFault as fault:
            raise CommandError(str(fault)) from fault
        for path in removed:
            self.stdout.write(f"Removed {path.name}.")
