"""Which generation of the content holds, known without a query for each visitor.

Every process asks the database once a second. What this process publishes itself it knows at once;
what another one publishes, a second later. Who did not ask for `TRUSTED` seconds knows nothing, and
then every page is Django's. Who asks and gets no answer knows that the database is away: nobody can
publish there, and what was last seen is shown for a while longer.
"""

import logging
import threading
import time
from collections.abc import Callable

from ..caching import Begun, generation_now
from ..faults import log_fault
from ..patience import patient

logger = logging.getLogger(__name__)

# Seconds between two looks, and seconds after which what was seen is not believed any more. The
# second is the longest that a page is served after another process has published.
INTERVAL = 1.0
TRUSTED = 2.0
# Seconds after which a question that has no answer yet will have none, and seconds for which the
# database may be away until nobody believes any more that nothing was published elsewhere.
UNANSWERED = 1.0
AWAY = 60 * 60.0


class KnownGeneration:
    """What this process knows of the generation. Threads share it."""

    def __init__(self, *, read: Callable[[], Begun] = generation_now) -> None:
        self._read = read
        self._lock = threading.Lock()
        self._seen: Begun | None = None
        self._seen_at = float("-inf")
        self._asked_at: float | None = None
        self._advances = 0
        self._fails = False

    def now(self) -> Begun | None:
        """The generation that holds; None while that is not known for sure."""
        seen, seen_at = self._seen, self._seen_at
        return seen if time.monotonic() - seen_at < TRUSTED else None

    @property
    def fails(self) -> bool:
        """Did the last question fail, or was it given up?"""
        return self._fails

    @property
    def is_away(self) -> bool:
        """Does the database not answer, or not yet? Known without asking it."""
        asked_at = self._asked_at
        return self._fails or (asked_at is not None and time.monotonic() - asked_at > UNANSWERED)

    def last(self) -> Begun | None:
        """The generation that held when the database answered last; None if that is too long ago.

        Not the one that this process has ended itself.
        """
        seen, seen_at = self._seen, self._seen_at
        return seen if time.monotonic() - seen_at < AWAY else None

    def advance(self) -> None:
        """This process has begun another generation: what was seen is over, as of now."""
        with self._lock:
            self._advances += 1
            self._seen_at = float("-inf")

    def look(self) -> bool:
        """Ask the database; was a generation begun since the last look? One query."""
        advances, asked_at = self._advances, time.monotonic()
        self._asked_at = asked_at
        found = self._ask()
        self._asked_at = None
        with self._lock:
            if found is None or advances != self._advances:  # begun while we asked: look again
                return False
            is_new, self._seen, self._seen_at = found != self._seen, found, asked_at
            return is_new

    def _ask(self) -> Begun | None:
        """A database that is away is told once, not every second."""
        try:
            with patient():
                found = self._read()
        except Exception as error:
            if not self._fails:
                log_fault(logger, "The page cache cannot read the generation.", error)
            self._fails = True
            return None
        self._fails = False
        return found
