"""How often is too often: counted in the cache, and never in the way of a person.

A cache that is away counts nothing, and then everything is allowed: a flood that is stored can be
removed, a person who was turned away cannot be asked back. What is counted is kept as a keyed
digest, until its window is over.

The numbers (locations/conf.py): a clinic of two locations gets some hundred requests a *day* from
all networks together. One address can be a mobile carrier's with thousands of people behind it, or
the clinic's own; 30 an hour from one is more than those send, and costs nobody anything: the
request is stored and the desk is told of it. 600 an hour, one every six seconds, is no people; only
then is somebody sent to the telephone, and a flood fills the database with 15,000 rows a day at
most.
"""

import logging
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from locations.conf import clinic_settings
from locations.faults import log_fault

logger = logging.getLogger(__name__)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# A visitor who changes their request does so once or twice.
CHANGES_PER_HOUR = 20
# Who does not remember which number they gave has some tries, and then waits a little. Each further
# try doubles it: who guesses can try few of ten thousand ends before the link is too old.
FREE_PROOFS = 5
FIRST_LOCK, LONGEST_LOCK = timedelta(minutes=5), DAY
# Longer than any link works.
PROOFS_KEPT = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Count:
    """How many came in a window, with this one, and in how many seconds the window is over."""

    number: int
    wait: int


def count(kind: str, what: str, *, window: timedelta, at: datetime, once: str = "") -> Count:
    """Count one more `kind` of `what` in the running window. 0 when it cannot be counted.

    What has the same `once` is counted once: a request that is tried again is the same request.
    """
    length = int(window.total_seconds())
    passed = int(at.timestamp())
    key = f"{_digest(kind, what)}:{passed // length}"
    wait = length - passed % length
    try:
        if once and not cache.add(_digest(f"{kind}.once", once), 1, timeout=length):
            return Count(cache.get(key, 0), wait)
        is_first = cache.add(key, 1, timeout=length)
        return Count(1 if is_first else cache.incr(key), wait)
    except Exception as error:
        log_fault(logger, "Requests cannot be counted.", error)
        return Count(0, wait)


def _digest(kind: str, what: str) -> str:
    digest = salted_hmac(f"clinic_leads.limit.{kind}", what, algorithm="sha256").hexdigest()
    return f"clinic_leads:{kind}:{digest[:32]}"


@dataclass(frozen=True, slots=True)
class Flood:
    """Whether a network sends more than people do."""

    is_suspicious: bool = False
    is_too_much: bool = False
    wait: int = 0


def flood_from(network: str, *, at: datetime) -> Flood:
    """Count a request of a network; one from a network that is not known is none of a flood."""
    if not network:
        return Flood()
    counted = count("ask", network, window=HOUR, at=at)
    return Flood(
        is_suspicious=counted.number > clinic_settings.NETWORK_QUARANTINE_ABOVE,
        is_too_much=counted.number > clinic_settings.NETWORK_REFUSED_ABOVE,
        wait=counted.wait,
    )


def may_have_receipt(address: str, *, key: str, at: datetime) -> bool:
    """May one more receipt go to this address today? Anybody can type a stranger's.

    `key` is the request's own: who had to send it ten times, because we could not store it, has
    asked for one receipt and not for ten.
    """
    counted = count("receipt", address.lower(), window=DAY, at=at, once=key)
    return counted.number <= clinic_settings.RECEIPTS_PER_ADDRESS


def wait_for_change(token: str, *, at: datetime) -> int:
    """Count a change of a request by its visitor; return the seconds to wait, 0 for none."""
    counted = count("change", token, window=HOUR, at=at)
    return counted.wait if counted.number > CHANGES_PER_HOUR else 0


def wait_for_proof(token: str, *, at: datetime) -> int:
    """Count a try to show whose request it is; return the seconds to wait, 0 for none.

    The lock is there before the answer is looked at: of many tries at once one gets through.
    """
    lock, now = _digest("proof.lock", token), at.timestamp()
    try:
        if (until := cache.get(lock, 0)) > now:
            return math.ceil(until - now)
        number = _counted(_digest("proof", token))
        if number < FREE_PROOFS:
            return 0
        seconds = int(_lock_after(number).total_seconds())
        if cache.add(lock, now + seconds, timeout=seconds):
            return 0
        if (until := cache.get(lock, 0)) > now:
            return math.ceil(until - now)
        cache.set(lock, now + seconds, timeout=seconds)
    except Exception as error:
        log_fault(logger, "Tries cannot be counted.", error)
    return 0


def forget_proofs(token: str) -> None:
    """Begin anew: somebody has shown that the request is theirs."""
    try:
        cache.delete_many([_digest("proof.lock", token), _digest("proof", token)])
    except Exception as error:
        log_fault(logger, "Tries cannot be counted.", error)


def _counted(key: str) -> int:
    cache.add(key, 0, timeout=int(PROOFS_KEPT.total_seconds()))
    return cache.incr(key)


def _lock_after(number: int) -> timedelta:
    """How long nobody may try after the last free try, and after each further one."""
    doublings = min(number - FREE_PROOFS, 10)  # more than there are in a day
    return min(FIRST_LOCK * 2**doublings, LONGEST_LOCK)
