"""Tell other systems what has changed: once, or for ever with ``--loop``."""

import logging
import signal
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from locations.changes.working import look_at_the_clock, work
from locations.faults import log_fault

logger = logging.getLogger(__name__)

# Seconds between two looks at what the clock brings.
CLOCK_INTERVAL = 60


class Command(BaseCommand):
    """The worker of publish webhooks. Where there is `clinic_deliver`, that does its work."""

    help = "Send the publish webhooks that are due."
    looked_at = float("-inf")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="Go on until stopped.")
        parser.add_argument(
            "--interval",
            type=float,
            default=2.0,
            metavar="SECONDS",
            help="How long to wait when there is nothing to send (with --loop).",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["loop"]:
            self._loop(interval=options["interval"])
            return
        look_at_the_clock(at=timezone.now())
        total = 0
        while tried := work(at=timezone.now()):
            total += tried
        self.stdout.write(f"{total} tried.")

    def _loop(self, *, interval: float) -> None:
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_signal: stop.set())
        while not stop.is_set():
            if not self._round():
                stop.wait(interval)

    def _round(self) -> int:
        """Send one; a database that is away must not end the worker, only make it wait."""
        try:
            self._look_at_the_clock()
            return work(at=timezone.now())
        except DatabaseError as error:
            logger.error("The outbox cannot be read: %s", type(error).__name__)
        except Exception as error:  # a fault of ours in one change must not end it either
            log_fault(logger, "A round of publish webhooks failed.", error)
        finally:
            close_old_connections()
        return 0

    def _look_at_the_clock(self) -> None:
        now = time.monotonic()
        if now - self.looked_at >= CLOCK_INTERVAL:
            self.looked_at = now
            look_at_the_clock(at=timezone.now())
