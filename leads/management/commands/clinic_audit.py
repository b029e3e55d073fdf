"""``clinic_audit``: is what keeps the record of what happened from being edited in place?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.models import Exists, OuterRef

from leads.models import EventKind, Lead, LeadEvent
from leads.models.written_once import missing_guards


class Command(BaseCommand):
    """Ends with an error if something is missing, so that a monitor notices."""

    help = "Look for signs that the record of what happened to leads was edited."

    def handle(self, *args: Any, **options: Any) -> None:
        problems = [
            f"The trigger {name} is gone or changed." for name in missing_guards(connection)
        ]
        problems += self._without_beginning() + self._forgotten_by_nobody()
        if problems:
            raise CommandError("\n".join(problems))
        self.stdout.write("What happened is kept from being edited.")

    def _without_beginning(self) -> list[str]:
        """Every lead was received: one without that event lost it."""
        began = LeadEvent.objects.filter(lead=OuterRef("pk"), kind=EventKind.RECEIVED)
        number = Lead.objects.filter(~Exists(began)).count()
        return [f"{number} leads have no event of their arrival."] if number else []

    def _forgotten_by_nobody(self) -> list[str]:
        """Events can be emptied of a lead that says it is forgotten: then an event says so, too."""
        told = LeadEvent.objects.filter(lead=OuterRef("pk"), kind=EventKind.FORGOTTEN)
        number = Lead.objects.filter(~Exists(told), forgotten_at__isnull=False).count()
        return [f"{number} leads were emptied and no event says by whom."] if number else []
