"""The chain from the form to the desk: does it hold, and does the form have to say so?

The last test request (`canary`) tells. One that failed, or is too old because no worker runs, means
that a request may lie unseen; so does a mail that a desk did not get, and a database that only
reads. The form then asks people to call; it still takes what they send.
"""

import logging
from collections.abc import Sequence
from datetime import datetime

from locations import caching
from locations.changes.recording import empty_caches
from locations.conf import clinic_settings
from locations.faults import survived

from .forms import Place
from .models import Check, Checkup, Link

logger = logging.getLogger(__name__)

# So many intervals without a good one are no accident.
MISSED = 3
MINUTE = 60
# A mail server may turn one away for a moment, and mail is tried again for days: only after so many
# in a row people are asked to call.
REFUSED = 2


def is_broken(canary: Checkup | None, *, at: datetime) -> bool:
    """Before the first test request nothing is known, and nobody is told anything.

    `canary` comes from `with_the_rest`.
    """
    minutes = clinic_settings.CANARY_MINUTES
    if not minutes or canary is None or canary.ended_at is None:
        return False
    is_fault = bool(canary.fault) and not _may_pass(canary)
    is_known = canary.unheard or canary.read_only
    return is_fault or is_known or canary.is_older_than(MISSED * minutes * MINUTE, at=at)


def _may_pass(canary: Checkup) -> bool:
    """Did only the mail server not take it, and only this time?"""
    return canary.fault == Link.SEND and canary.data.get("failures", REFUSED) < REFUSED


def watch(*, at: datetime) -> bool:
    """Is the chain broken? When that has changed, pages that were kept with a form are old.

    Whoever looks first writes it down: a worker that is dead cannot say that it is. One query.
    """
    canary = Checkup.objects.with_the_rest(at=at).filter(kind=Check.CANARY).first()
    broken = is_broken(canary, at=at)
    if canary is not None and canary.asks_to_call != broken and not canary.read_only:
        with survived(logger, "It could not be noted whether the form asks people to call."):
            before = Checkup.objects.filter(pk=canary.pk, asks_to_call=not broken)
            if before.update(asks_to_call=broken):
                caching.advance_on_commit()
                empty_caches(reason=f"The form asks people to call: {broken}", at=at)
    return broken


def whom_to_call(places: Sequence[Place], *, at: datetime) -> list[Place]:
    """The locations whose numbers stand above the form: none while the chain holds.

    No query if no test requests are sent.
    """
    if not clinic_settings.CANARY_MINUTES or not watch(at=at):
        return []
    return [place for place in places if place.phone]
