"""``clinic_retention``: remove what is known of people whose time is over, or only say how many."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from leads.actions import retain
from leads.actions.retaining import extents
from leads.models import Plan


class Command(BaseCommand):
    """The whole of it at once. The delivery worker does the same once a day, in small parts."""

    help = "Remove the personal data of leads that were kept for as long as the rules say."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only say what would go.")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        at = timezone.now()
        if not dry_run:
            self.stdout.write(f"{retain(at=at)} leads removed.")
            return
        for extent in extents(Plan.stored(), at=at, everywhere=True):
            oldest = f", the oldest of {extent.oldest:%Y-%m-%d}" if extent.oldest else ""
            held = f"; {extent.held} on hold" if extent.held else ""
            self.stdout.write(f"{extent.standing}: {extent.leads} leads{oldest}{held}")
