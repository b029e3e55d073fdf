"""The thread that looks for a new generation and makes the pages anew that were asked for last.

So the first visitor after a publication finds a finished page, too. What is asked for before its
turn is made by Django as usual; nothing old is shown meanwhile.
"""

import logging
import os
import threading
import time
from collections.abc import Callable

from django.db import close_old_connections

from ..faults import log_fault
from .asking import Asked, Environ
from .generation import INTERVAL, KnownGeneration
from .store import Store

logger = logging.getLogger(__name__)

# How many pages are made anew after a publication; others wait for the first who asks. Half a
# processor is busy with so many for a minute or two, with those that were asked for last first.
PAGES = 1_000


class Remaking:
    """One thread for each process, from its first request on."""

    def __init__(
        self, known: KnownGeneration, store: Store, make: Callable[[Asked, Environ], None]
    ) -> None:
        self.known = known
        self.store = store
        self.make = make
        self._waiting: dict[Asked, Environ] = {}  # the next one last
        self._looked_at = float("-inf")
        self._heard = threading.Event()
        self._lock = threading.Lock()
        self._process: int | None = None

    def begin(self) -> None:
        """Start the thread, once in a process: a server may fork after it has loaded us."""
        if self._process == os.getpid():
            return
        with self._lock:
            if self._process != os.getpid():
                self._process = os.getpid()
                threading.Thread(target=self._run, name="clinic-page-cache", daemon=True).start()

    def hear(self) -> None:
        """This process has published something."""
        self.known.advance()
        self._heard.set()

    def step(self) -> float:
        """Look if it is time to, then make one page; return how many seconds to rest."""
        now = time.monotonic()
        if self._heard.is_set() or now - self._looked_at >= INTERVAL:
            self._heard.clear()
            self._looked_at = now
            if self.known.look():
                self._begin_anew()
        if not self._waiting:
            return self._looked_at + INTERVAL - time.monotonic()
        began = time.monotonic()
        asked, again = self._waiting.popitem()
        if asked not in self.store:  # no visitor was faster
            self.make(asked, again)
        return time.monotonic() - began  # half of the time is for those who wait for an answer

    def _begin_anew(self) -> None:
        """All pages are over. Those that still waited for their turn wait behind the others."""
        latest = dict(self.store.last_asked(PAGES))
        earlier = [one for one in reversed(self._waiting.items()) if one[0] not in latest]
        in_order = [*latest.items(), *earlier][:PAGES]
        self._waiting = dict(reversed(in_order))
        self.store.clear()

    def _run(self) -> None:
        while True:
            try:
                close_old_connections()  # as Django does around each request
                rest = self.step()
                close_old_connections()
            except Exception as error:  # the thread must go on: without it there is no cache
                log_fault(logger, "A page was not made anew.", error)
                rest = INTERVAL
            self._heard.wait(max(0.0, rest))
