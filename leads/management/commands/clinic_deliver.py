"""Send what waits in the outbox: once, or for ever with ``--loop``."""

import logging
import os
import socket

from django.db import DatabaseError
from django.utils import timezone

from leads import journal
from leads.actions import beat, escalate, remove_old_imports, retain_daily, tidy_webhooks
from leads.canary import run_if_due
from leads.notifications.outbox import deliver_due
from leads.notifications.planning import plan
from leads.reconciling import reconcile_daily
from leads.sought import remove_old_sessions
from leads.write_log import empty_write_log
from locations.changes.working import look_at_the_clock, work
from locations.error_pages import renew_error_pages
from locations.faults import log_fault
from locations.management.worker import WorkerCommand

logger = logging.getLogger(__name__)


class Command(WorkerCommand):
    """The delivery worker."""

    # What its sign of life is known by; one that runs once a minute is the same each time.
    name = f"{socket.gethostname()} once"

    help = "Send what is due: messages about leads, and webhooks about published pages."

    def loop(self, *, interval: float) -> None:
        self.name = f"{socket.gethostname()} {os.getpid()}"
        super().loop(interval=interval)

    def send_one(self) -> int:
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

    def look_at_the_clock(self) -> None:
        """Write what is due by now: who waits too long, summaries, leads that come back.

        And remove what is kept no longer. A database that does not take it would not take a
        visitor's request, either: the web processes are told.
        """
        try:
            self._write_what_is_due()
        except DatabaseError:
            journal.untaken(at=timezone.now())
            raise

    def _write_what_is_due(self) -> None:
        """First of all that this worker lives."""
        beat(worker=self.name, at=timezone.now())
        for write in (
            escalate,
            plan,
            remove_old_imports,
            retain_daily,
            tidy_webhooks,
            remove_old_sessions,
            empty_write_log,
            look_at_the_clock,
            renew_error_pages,
            run_if_due,
            reconcile_daily,
        ):
            try:
                write(at=timezone.now())
            except DatabaseError:
                raise
            except Exception as error:  # the mails must go out all the same
                log_fault(logger, f"What the clock brings failed: {write.__name__}.", error)
