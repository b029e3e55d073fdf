"""``clinic_forget_imports``: imports that nobody touched for a while go, and their files with them.

The page “Import articles” does the same when somebody opens it; this is for a site where that is
rare. Drafts that were made of an import stay.
"""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from conditions.importing import removal


class Command(BaseCommand):
    help = "Remove old imports of articles with their uploaded files. Drafts stay."

    def handle(self, *args: Any, **options: Any) -> None:
        removed = removal.remove_old(at=timezone.now())
        strays = removal.remove_strays(at=timezone.now())
        self.stdout.write(f"Removed {removed} imports and {strays} files without one.")
