"""clinic_search_index: make what the inbox's search looks into anew."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from leads.models import Lead, SearchText
from leads.models.search import BATCH, create_index, drop_index, has_index, write_search_texts


class Command(BaseCommand):
    """For when rows were written past the models (loaddata, SQL), or the index is missing."""

    help = "Writes the search texts of all leads and their index anew."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        drop_index(connection)
        SearchText.objects.all().delete()
        number, batch = 0, []
        for lead in Lead.objects.iterator(chunk_size=BATCH):
            batch.append(lead)
            if len(batch) == BATCH:
                number += self._write(batch)
                batch = []
        number += self._write(batch)
        create_index(connection)
        how = "with an index" if has_index(connection) else "without an index: it will be slow"
        self.stdout.write(f"{number} leads can be found, {how}.")

    def _write(self, batch: list[Lead]) -> int:
        write_search_texts(batch, using=connection.alias)
        return len(batch)
