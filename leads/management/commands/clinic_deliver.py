"""Send what waits in the outbox: once, or for ever with ``--loop``."""

import logging
import os
import signal
import socket
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from leads.actions import beat, escalate, remove_old_imports, retain_daily, tidy_webhooks
from leads.notifications.outbox import deliver_due
from leads.notifications.planning import plan
from locations.changes.working import look_at_the_clock, work
from locations.faults import log_fault

logger = logging.getLogger(__name__)

# Seconds between two looks at what the clock brings: summaries, leads that were put off.
PLANNING_INTERVAL = 60


class Command(BaseCommand):
    """The delivery worker. Several may run at once, also on several machines."""

    planned_at = float("-inf")
    # What its sign of life is known by; one that runs once a minute is the same each time.
    name = f"{socket.gethostname()} once"

    help = "Send what is due: messages about leads, and webhooks about published pages."

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
        self._look_at_the_clock()
        total = 0
        # One at a time, each with the time of its own: claims run out counted from it.
        while tried := self._send_one():
            total += tried
        self.stdout.write(f"{total} tried.")

    def _loop(self, *, interval: float) -> None:
        self.name = f"{socket.gethostname()} {os.getpid()}"
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_signal: stop.set())
        while not stop.is_set():
            if not self._round():
                stop.wait(interval)

    def _round(self) -> int:
        """Send one; a database that is away must not end the worker, only make it wait."""
        try:
            self._plan()
            # One at a time: a slow mail server would let a shared clock go wrong, and a request to
            # stop go unheard.
            return self._send_one()
        except DatabaseError as error:
            logger.error("The outbox cannot be read: %s", type(error).__name__)
            return 0
        finally:
            close_old_connections()

    def _send_one(self) -> int:
        """Send a message about a lead; what was published is told when none of them waits."""
        return deliver_due(at=timezone.now(), limit=1) or self._tell_of_pages()

    def _tell_of_pages(self) -> int:
        try:
            return work(at=timezone.now())
        except DatabaseError:
            raise
        except Exception as error:  # the mails must go out all the same
            log_fault(logger, "What was published could not be told.", error)
            return 0

    def _plan(self) -> None:
        """Look at the clock once a minute. Every worker does; what is there already stays one."""
        now = time.monotonic()
        if now - self.planned_at >= PLANNING_INTERVAL:
            self.planned_at = now
            self._look_at_the_clock()

    def _look_at_the_clock(self) -> None:
        """Write what is due by now: who waits too long, summaries, leads that come back.

        And remove what is kept no longer. First of all say that this worker lives.
        """
        beat(worker=self.name, at=timezone.now())
        for write in (
            escalate,
            plan,
            remove_old_imports,
            retain_daily,
            tidy_webhooks,
            look_at_the_clock,
        ):
            try:
                write(at=timezone.now())
            except DatabaseError:
                raise
            except Exception as error:  # the mails must go out all the same
                log_fault(logger, f"What the clock brings failed: {write.__name__}.", error)
