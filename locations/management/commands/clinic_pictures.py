"""``clinic_pictures``: cut the pictures of all published pages, so that no reader waits."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from wagtail.models import Page

from locations.models import ClinicPage
from locations.renditions import cut_pictures


class Command(BaseCommand):
    help = "Cut the pictures of all published pages in every size. What is cut already is left."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="Say nothing when it is done.")

    def handle(self, *args: Any, **options: Any) -> None:
        pages = Page.objects.live().type(ClinicPage).specific().iterator(chunk_size=50)
        made = sum(map(cut_pictures, pages))
        if not options["quiet"]:
            self.stdout.write(f"{made} new crops.")
