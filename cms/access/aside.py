"""What must not hold up an answer, because how long it takes would tell something."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import BoundedSemaphore

from django.db import connections
from django.utils.translation import get_language, override

from locations.faults import log_fault

logger = logging.getLogger(__name__)

# So many may wait for a mail server that hangs; who asks after them asks again.
MOST_WAITING = 100

# One thread, which is made when it is needed first: each process that was forked has its own.
_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="clinic-later")
_places = BoundedSemaphore(MOST_WAITING)


def later(act: Callable[[], object]) -> None:
    """Call `act` on another thread, in the language of now. It is lost with the process."""
    if not _places.acquire(blocking=False):
        logger.error("Too much waits to be done later; something was left out.")
        return
    _thread.submit(partial(_do, act, get_language()))


def _do(act: Callable[[], object], language: str | None) -> None:
    try:
        with override(language):
            act()
    except Exception as error:
        log_fault(logger, "What was to be done later failed.", error)
    finally:
        _places.release()
        connections.close_all()
