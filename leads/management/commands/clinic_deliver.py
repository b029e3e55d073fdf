"""Send what waits in the outbox: once, or for ever with ``--loop``."""

import logging
import signal
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from leads.actions import escalate
from leads.faults import log_fault
from leads.notifications.outbox import deliver_due

logger = logging.getLogger(__name__)

# How often the loop looks who waits too long, in seconds.
ESCALATE_EVERY = 60.0


class Command(BaseCommand):
    """The delivery worker. Several may run at once, also on several machines."""

    help = "Send the messages about leads that are due: to the desks and to the visitors."

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
        self._escalate()
        total = 0
        # One at a time, each with the time of its own: claims run out counted from it.
        while tried := deliver_due(at=timezone.now(), limit=1):
            total += tried
        self.stdout.write(f"{total} tried.")

    def _loop(self, *, interval: float) -> None:
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_signal: stop.set())
        looked = -ESCALATE_EVERY
        while not stop.is_set():
            if time.monotonic() - looked >= ESCALATE_EVERY:
                self._escalate()
                close_old_connections()
                looked = time.monotonic()
            if not self._round():
                stop.wait(interval)

    def _escalate(self) -> None:
        try:
            escalate(at=timezone.now())
        except Exception as error:  # the mails must go out all the same
            log_fault(logger, "Nobody could be told who waits.", error)

    def _round(self) -> int:
        """Send one; a database that is away must not end the worker, only make it wait."""
        try:
            # One at a time: a slow mail server would let a shared clock go wrong, and a request to
            # stop go unheard.
            return deliver_due(at=timezone.now(), limit=1)
        except DatabaseError as error:
            logger.error("The outbox cannot be read: %s", type(error).__name__)
            return 0
        finally:
            close_old_connections()
