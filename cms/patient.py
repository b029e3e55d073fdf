"""A connection to PostgreSQL that does not wait for ever.

A server that is stopped, or behind a cable that was pulled, ends no question by itself:
`statement_timeout` is the server's own, and TCP waits for a quarter of an hour. So the connection
counts the seconds that `locations/patience.py` allows, and is thrown away afterwards.
"""

from typing import Any

import psycopg
from psycopg.errors import _WaitTimeout

from locations.patience import patience_now


class PatientConnection(psycopg.Connection[Any]):
    """It is closed when an answer takes longer than somebody waits for it."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        patience = patience_now()
        if patience is None or timeout is not None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, patience.seconds)
        except _WaitTimeout:
            patience.end()
            self.close()  # what it would answer yet is nobody's answer any more
            raise psycopg.OperationalError("the database did not answer in time") from None
