"""Tell who must know of people who wait too long."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from leads.actions import escalate


class Command(BaseCommand):
    """One round. The delivery worker does the same every minute; twice does no harm."""

    help = "Remind desks of promises that end soon, and tell managers of those that have passed."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{escalate(at=timezone.now())} escalated.")
