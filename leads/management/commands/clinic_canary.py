"""``clinic_canary``: send one test request through the whole chain, and take it back."""

from typing import Any

from django.core.management.base import BaseCommand

from leads.canary import run


class Command(BaseCommand):
    """The worker does the same every CANARY_MINUTES. Ends with 1 if a link does not hold."""

    help = "Send a test request from the form to the mail server. Nobody ever sees it."

    def handle(self, *args: Any, **options: Any) -> None:
        failed = run()
        if failed is not None:
            self.stderr.write(f"The test request did not arrive. It failed at: {failed.label}.")
            raise SystemExit(1)
        self.stdout.write("The test request arrived, and nothing is left of it.")
