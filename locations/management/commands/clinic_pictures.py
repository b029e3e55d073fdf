"""``clinic_pictures``: cut the pictures and draw the cards of all published pages."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from wagtail.models import Page

from locations.machines.cards import draw_card
from locations.models import ClinicPage
from locations.renditions import cut_pictures


class Command(BaseCommand):
    help = "Cut the pictures of all published pages and draw their cards. What is there is left."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="Say nothing when it is done.")

    def handle(self, *args: Any, **options: Any) -> None:
        crops = cards = 0
        for page in Page.objects.live().type(ClinicPage).specific().iterator(chunk_size=50):
            crops += cut_pictures(page)
            cards += draw_card(page)
        if not options["quiet"]:
            self.stdout.write(f"{crops} new crops, {cards} new cards.")
