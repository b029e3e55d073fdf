"""What visitors do with their own request, by the link they got: cancel, correct, remove.

Whoever has a link is taken for who sent that request, and for nobody else: a lead that holds other
requests as well is not closed, overwritten or emptied by one of them (docs/decisions/0021). Then
the desk is asked instead. Each act is done once, however often it is sent.

What they did is an event of the lead that their request came with, also while that is a part of
another one: so it is not taken for somebody else's act, and stays theirs when the merge is undone.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from locations.faults import committed, survived

from ..asked import Asked
from ..models import OPEN, CloseReason, EventKind, Lead, LeadEvent, Status
from ..models.asks import ALONE
from ..notifications import occasions
from ..progress import is_cancelled
from .changing import NotAllowed, record, refuse_unless
from .forgetting import forget
from .placing import notify_desk
from .snoozing import owe_an_answer

logger = logging.getLogger(__name__)


def cancel(*, asked: Asked, at: datetime) -> None:
    """The visitor needs nothing any more.

    An appointment, a shared lead and one without a number is the desk's to end. That the visitor
    knows the end of their number is the caller's to ask.
    """
    with _locked(asked) as (lead, now):
        over = now.is_removed or lead.status == Status.CLOSED
        if over or is_cancelled(now.happened, part=now.part):
            return
        alone = lead.status in OPEN and now.is_theirs_alone
        event = _record(EventKind.WITHDRAWN, now, at=at, said={ALONE: True} if alone else {})
        if alone:
            lead.status, lead.close_reason = Status.CLOSED, CloseReason.WITHDRAWN
            lead.closed_at, lead.closed_by = at, None
            lead.snoozed_until, lead.snoozed_by = None, None
        else:
            notify_desk(lead, at=at, event=event)
        _save(lead, now)
        _tell_colleagues(event, lead=lead, at=at)


def correct_phone(*, asked: Asked, phone: str, phone_typed: str, at: datetime) -> None:
    """The visitor is reached under another number: `phone` is E.164, or "" if it cannot be read.

    In a shared lead it is shown beside the number that is there, like the number of somebody who
    asks again; it never takes its place. Either way it is our turn again: what was tried under the
    old number reached nobody.
    """
    with _locked(asked) as (lead, now):
        going_on = not now.is_removed and lead.status != Status.CLOSED
        refuse_unless(going_on, _("This request is closed. Call us, or send a new one."))
        if phone_typed == _last_number(now):
            return
        said = {"phone": phone, "phone_typed": phone_typed}
        if not now.is_shared:  # the number that was there stays known: the new one may be wrong
            said["phone_before"] = lead.phone_typed
        event = _record(EventKind.CORRECTED, now, at=at, said=said)
        if not now.is_shared:
            lead.phone, lead.phone_typed = phone, phone_typed
        _take_up_again(lead, at=at)
        notify_desk(lead, at=at, event=event)
        _save(lead, now)
        _tell_colleagues(event, lead=lead, at=at)


def remove(*, asked: Asked, at: datetime) -> None:
    """Remove what the visitor sent, at once if that is theirs alone to decide.

    The desk is asked where it is not: others may have asked in the same lead, nothing but the link
    shows that it is theirs, somebody expects them, or the lead must be kept (a legal hold).
    """
    with _locked(asked) as (lead, now):
        if now.is_removed or now.asks_for_removal:
            return
        event = _record(EventKind.ERASURE_ASKED, now, at=at)
        theirs = now.is_theirs_alone and lead.status != Status.BOOKED
        if not (theirs and _forgotten(lead, at=at)):
            notify_desk(lead, at=at, event=event)
            _save(lead, now)
        _tell_colleagues(event, lead=lead, at=at)


def _take_up_again(lead: Lead, *, at: datetime) -> None:
    """An open lead is put off no longer, and waits for the person no longer. Saves nothing."""
    lead.call_attempts = 0
    if lead.status not in OPEN:
        return
    lead.snoozed_until, lead.snoozed_by = None, None
    if lead.status == Status.WAITING:
        lead.status = Status.NEW
        owe_an_answer(lead, at=at)


def _tell_colleagues(event: LeadEvent, *, lead: Lead, at: datetime) -> None:
    """Tell who has the lead; a fault costs that, never what the visitor did."""
    with survived(logger, "Colleagues could not be told of what a visitor did."):
        occasions.changed_by_visitor(event, lead=lead, at=at)


def _forgotten(lead: Lead, *, at: datetime) -> bool:
    try:
        forget(lead=lead, by=None, at=at)
    except NotAllowed:  # it must be kept for now
        return False
    return True


@contextmanager
def _locked(asked: Asked) -> Iterator[tuple[Lead, Asked]]:
    """The lead that is worked on, locked, and the request as it is now that nobody else changes it.

    Who asks again locks the lead, too: whether it is shared cannot change meanwhile. Who merges it,
    or takes that back, does as well: which lead is worked on is looked up once both are locked.
    """
    with committed():
        while (rows := _locked_together(asked.lead.pk)) is None:
            continue  # a merge came in between
        lead = rows[asked.lead.pk]
        if lead.merged_into_id is not None:
            lead.merged_into = rows[lead.merged_into_id]
        now = Asked(lead, asked.follow_up)
        yield now.living, now


def _locked_together(pk: int) -> dict[int, Lead] | None:
    """A lead and the one that it is a part of, locked in the order in which a merge locks them.

    None, and nothing is locked, if they are others by then.
    """
    with transaction.atomic():
        into = Lead.objects.filter(pk=pk).values_list("merged_into", flat=True).get()
        both = Lead.objects.filter(Q(pk=pk) | Q(pk=into)).order_by("pk")
        rows = {row.pk: row for row in both.select_for_update()}
        if rows[pk].merged_into_id == into:
            return rows
        transaction.set_rollback(True)  # gives the locks back
    return None


def _record(
    kind: str, now: Asked, *, at: datetime, said: dict[str, Any] | None = None
) -> LeadEvent:
    return record(now.lead, kind, by=None, at=at, data={"part": now.part, **(said or {})})


def _save(lead: Lead, now: Asked) -> None:
    """Save what was changed; a colleague who has it open sees that it was.

    So does who has the part open, and the search finds it by what was said.
    """
    for one in {lead.pk: lead, now.lead.pk: now.lead}.values():
        one.version += 1
        one.save()


def _last_number(now: Asked) -> str:
    """The number that this visitor gave last, as they typed it.

    Of their own lead it is the one that stands there: the desk may have changed it since.
    """
    if not now.is_shared:
        return now.lead.phone_typed
    corrections = (
        event.data["phone_typed"]
        for event in reversed(now.happened)
        if event.kind == EventKind.CORRECTED and event.is_of(now.part)
    )
    own = "" if now.follow_up else now.lead.phone_typed
    return next(corrections, own)
