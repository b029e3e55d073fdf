"""Tell other systems what has changed: once, or for ever with ``--loop``."""

import logging

from django.utils import timezone

from locations.changes.working import look_at_the_clock, work
from locations.faults import log_fault
from locations.management.worker import WorkerCommand

logger = logging.getLogger(__name__)


class Command(WorkerCommand):
    """The worker of publish webhooks. Where there is `clinic_deliver`, that does its work."""

    help = "Send the publish webhooks that are due."

    def send_one(self) -> int:
        return work(at=timezone.now())

    def look_at_the_clock(self) -> None:
        look_at_the_clock(at=timezone.now())

    def round(self) -> int:
        try:
            return super().round()
        except Exception as error:  # a fault of ours in one change must not end it either
            log_fault(logger, "A round of publish webhooks failed.", error)
            return 0
