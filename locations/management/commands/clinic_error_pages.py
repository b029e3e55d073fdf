"""``clinic_error_pages``: make what a web server before us shows when we do not answer."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from locations.conf import clinic_settings
from locations.error_pages import write_error_pages


class Command(BaseCommand):
    """The worker makes them anew whenever something was published."""

    help = "Write 503.html and 413.html, with the numbers to ring, for the web server before us."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", metavar="FOLDER", help="Default: CLINIC['ERROR_PAGES_DIR'].")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["to"] or clinic_settings.ERROR_PAGES_DIR
        if not folder:
            raise CommandError("Say where with --to, or set ERROR_PAGES_DIR.")
        try:
            write_error_pages(Path(folder))
        except OSError as error:
            raise CommandError(f"{folder} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{folder}: 503.html, 413.html.")
