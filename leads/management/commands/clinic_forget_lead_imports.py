"""``clinic_forget_lead_imports``: imports of leads that nobody used for a week go, files included.

The worker (`clinic_deliver`) and the page “Import old leads” do the same; this is for a site
without a worker. Leads that came of an import stay.
"""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from leads.actions import remove_old_imports


class Command(BaseCommand):
    help = "Remove old imports of leads with their uploaded files. Leads stay."

    def handle(self, *args: Any, **options: Any) -> None:
        removed = remove_old_imports(at=timezone.now())
        self.stdout.write(f"Removed {removed} imports.")
