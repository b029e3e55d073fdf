"""How often a message is tried, and how one of several senders takes it.

The rows are of any model that is an `OutgoingMessage` (`locations/models/outgoing.py`).
"""

import random
import secrets
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from ..conf import clinic_settings
from .states import MessageState

FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=4)
# So often a mail is tried at least, whenever the first time was: one that had to wait for a sender
# until its time was over must not be given up because the mail server says “later”, as many do to
# whom they do not know. The last of them comes about half a day after the first.
AT_LEAST = 12
# Part of the delay by which it is shortened or prolonged at random, so that a thousand messages
# that failed together do not come back together.
JITTER = 0.2
# Rows looked at for one claim: more than senders, so that they do not all want the same row.
CANDIDATES = 20

# Messages in a row that an endpoint did not take in all the time for attempts, before it is
# switched off.
ENOUGH = 3
# For how long the other messages to an endpoint wait when one was not taken.
HOLD = timedelta(minutes=1)


def is_due(*, at: datetime) -> Q:
    """What may be claimed at `at`: pending, its time has come, and no sender holds it."""
    return is_free(at=at) & Q(state=MessageState.PENDING, next_attempt_at__lte=at)


def is_free(*, at: datetime) -> Q:
    """No sender holds it at `at`."""
    return Q(leased_until__isnull=True) | Q(leased_until__lte=at)


def claim_one(due: QuerySet, *, at: datetime) -> int | None:
    """Take one of the rows that are `due` and return its id; None when there is none to take.

    A row is claimed by a conditional update: of several senders one changes the row, the others
    change none. A claim runs out, so that the work of a sender that died is taken over.
    """
    lease = timedelta(seconds=clinic_settings.DELIVERY_LEASE_SECONDS)
    for pk in list(due.values_list("pk", flat=True)[:CANDIDATES]):
        claim = {"leased_until": at + lease, "lease_token": secrets.token_hex(16)}
        if due.filter(pk=pk).update(attempts=F("attempts") + 1, **claim):
            return pk
    return None


def delay_after(attempts: int) -> timedelta:
    """Return how long to wait after the n-th failed attempt: doubling, bounded, with jitter."""
    delay = min(FIRST_DELAY * 2 ** min(attempts - 1, 20), LONGEST_DELAY)
    return delay * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 (spreads load, no secret)


def next_attempt(
    *, attempts: int, created_at: datetime, at: datetime, least: int = 1
) -> datetime | None:
    """Return when to try again after the n-th failed attempt, None to give up.

    Not before the n-th is the one that is at `least` made, however late the first one was.
    """
    give_up_at = created_at + timedelta(hours=clinic_settings.DELIVERY_GIVE_UP_HOURS)
    again_at = at + delay_after(attempts)
    if at >= give_up_at:
        return again_at if attempts < least else None
    # The last attempt falls on the moment of giving up, not long before it.
    return min(again_at, give_up_at)
