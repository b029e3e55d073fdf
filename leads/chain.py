"""The chain from the form to the desk: does it hold, and does the form have to say so?

The last test request (`canary`) tells. One that failed, or is too old because no worker runs, means
that a request may lie unseen; so does a mail that a desk did not get. A database that takes nothing
and a request that could not be stored mean that the next one may be lost. The form then asks people
to call; it still takes what they send.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from locations import caching
from locations.changes.recording import empty_caches
from locations.conf import clinic_settings
from locations.faults import survived

from . import doubts
from .forms import Place
from .models import Check, Checkup, Link

logger = logging.getLogger(__name__)

# So many intervals without a good one are no accident.
MISSED = 3
MINUTE = 60
# A mail server may turn one away for a moment, and mail is tried again for days: only after so many
# in a row people are asked to call.
REFUSED = 2

# Was it broken when this process looked last?
_was_broken = False


def is_broken(canary: Checkup | None, *, at: datetime) -> bool:
    """Is it broken as seen from here, so that a form made now has to say so?

    Before the first test request nothing is known, and nobody is told anything. `canary` comes from
    `with_the_rest`.
    """
    if canary is None or not _tells(canary, at=at):
        return False
    return is_broken_for_all(canary, at=at) or _is_broken_here(canary, at=at)


def is_broken_for_all(canary: Checkup | None, *, at: datetime) -> bool:
    """Is it broken by what the database says, and so every machine?"""
    if canary is None or not _tells(canary, at=at):
        return False
    is_fault = bool(canary.fault) and not _may_pass(canary)
    too_old = canary.is_older_than(MISSED * clinic_settings.CANARY_MINUTES * MINUTE, at=at)
    return is_fault or canary.unheard or too_old


def _tells(canary: Checkup, *, at: datetime) -> bool:
    """Are test requests sent, and did one end yet? One that never ends tells enough."""
    missed = timedelta(minutes=MISSED * clinic_settings.CANARY_MINUTES)
    return bool(missed) and (canary.ended_at is not None or canary.began_at <= at - missed)


def _is_broken_here(canary: Checkup, *, at: datetime) -> bool:
    """As this machine sees it; another one may reach the database well."""
    return canary.read_only or doubts.is_doubted(canary, at=at)


def _may_pass(canary: Checkup) -> bool:
    """Did only the mail server not take it, and only this time?"""
    return canary.fault == Link.SEND and canary.data.get("failures", REFUSED) < REFUSED


def watch(*, at: datetime) -> bool:
    """Is the chain broken? When that has changed, pages that were kept with a form are old.

    Whoever looks first writes it down: a worker that is dead cannot say that it is. One query.
    """
    canary = Checkup.objects.with_the_rest(at=at).filter(kind=Check.CANARY).first()
    if canary is not None:
        _tell_all(canary, at=at)
        _tell_here(is_broken(canary, at=at))
    return is_broken(canary, at=at)


def _tell_all(canary: Checkup, *, at: datetime) -> None:
    """What only this machine sees is not told: two machines would take it back from each other."""
    broken = is_broken_for_all(canary, at=at)
    if canary.asks_to_call == broken or canary.read_only:
        return
    with survived(logger, "It could not be noted whether the form asks people to call."):
        before = Checkup.objects.filter(pk=canary.pk, asks_to_call=not broken)
        if before.update(asks_to_call=broken):
            caching.advance_on_commit()
            empty_caches(reason=f"The form asks people to call: {broken}", at=at)


def _tell_here(broken: bool) -> None:
    """Drop the kept pages of this process when it sees something else than before.

    Nothing else would tell them when the database cannot be written, or only this machine knows.
    """
    global _was_broken
    if broken != _was_broken:
        _was_broken = broken
        caching.drop_kept_pages()


def whom_to_call(places: Sequence[Place], *, at: datetime) -> list[Place]:
    """The locations whose numbers stand above the form: none while the chain holds.

    No query if no test requests are sent.
    """
    if not clinic_settings.CANARY_MINUTES or not watch(at=at):
        return []
    return [place for place in places if place.phone]
