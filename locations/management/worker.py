"""A worker: a command that sends what waits, once, or for ever with ``--loop``."""

import logging
import signal
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, close_old_connections

logger = logging.getLogger(__name__)

# Seconds between two looks at what the clock brings.
CLOCK_INTERVAL = 60


class WorkerCommand(BaseCommand):
    """Several may run at once, also on several machines: what waits is claimed."""

    looked_at = float("-inf")

    def send_one(self) -> int:
        """Send one of what waits; return how many were tried.

        One at a time, each with the time of its own: claims run out counted from it, and a request
        to stop must not go unheard behind a slow server.
        """
        raise NotImplementedError

    def look_at_the_clock(self) -> None:
        """Write what is due by now. Every worker does, once a minute."""
        raise NotImplementedError

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
            self.loop(interval=options["interval"])
            return
        self.look_at_the_clock()
        total = 0
        while tried := self.send_one():
            total += tried
        self.stdout.write(f"{total} tried.")

    def loop(self, *, interval: float) -> None:
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_signal: stop.set())
        while not stop.is_set():
            if not self.round():
                stop.wait(interval)

    def round(self) -> int:
        """Send one; a database that is away must not end the worker, only make it wait."""
        try:
            now = time.monotonic()
            if now - self.looked_at >= CLOCK_INTERVAL:
                self.looked_at = now
                self.look_at_the_clock()
            return self.send_one()
        except Error as error:  # a closed connection's is no DatabaseError
            logger.error("The outbox cannot be read: %s", type(error).__name__)
            return 0
        finally:
            close_old_connections()
