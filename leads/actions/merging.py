"""Two leads of one person become one, and two again.

The lead that is merged is closed and stays as it was; its events show in the other's timeline. What
the merge changed is kept in its events, so that it can be taken back: codes and times, nothing that
says something about the person. A lead of another location is brought to the other's first: whoever
answers for both sees both.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from locations.models import LocationPage

from ..models import (
    CloseReason,
    Delivery,
    DeliveryKind,
    DeliveryState,
    EventKind,
    Lead,
    LeadEvent,
    Status,
)
from ..notifications import occasions
from .bringing import bring
from .changing import Staff, changing, may_work_on, record, refuse_unless
from .holding import is_held
from .joining import joined_of, kept_of, owed_to, restore, take_up_again, values, waits
from .placing import lay_at, notify_desk

# What a merge may change, of the one that becomes a part.
OF_MERGED = ("status", "close_reason", "closed_at", "closed_by_id")
OF_BROUGHT = ("location_id", "location_title", "assigned_to_id", "snoozed_until", "snoozed_by_id")


def merge(
    *, lead: Lead, into: Lead, by: Staff, at: datetime, version: int | None = None
) -> LeadEvent:
    """Make `lead` a part of `into`, whose clock is from now on the earliest that still runs."""
    with _changing_both(lead, into, version=version) as (merged, living):
        _refuse_merge(merged, living, by=by)
        joined = joined_of(living)
        if waits(merged):
            due_at = owed_to(merged, at_place_of=living, at=at)
            joined = joined.joined_by(merged.reference, due_at=due_at)
        is_brought = merged.location_id != living.location_id
        before = values(merged, OF_MERGED + OF_BROUGHT if is_brought else OF_MERGED)
        bring(merged, to=living, by=by, at=at)
        _close(merged, into=living, by=by, at=at)
        moved = _hand_over_desk_mails(merged, living)
        restore(living, values(joined.together))
        told = {"from": merged.reference, "deliveries": moved, **kept_of(joined)}
        record(living, EventKind.MERGED, by=by, at=at, data=told)
        data = {"into": living.reference, "before": before}
        return record(merged, EventKind.MERGED, by=by, at=at, data=data)


def unmerge(*, lead: Lead, by: Staff, at: datetime, version: int | None = None) -> LeadEvent:
    """Make `lead` what it was before it was merged, and where it was, unless it was moved since.

    Of the other lead, what the merge changed is taken back, unless somebody has changed it since.
    """
    with _changing_both(lead, lead.merged_into or lead, version=version) as (merged, living):
        refuse_unless(merged.merged_into_id == living.pk, _("This lead is not merged."))
        _refuse_strangers(merged, living, by=by)
        refuse_unless(not is_held(living), _("They are on legal hold: they stay together."))
        before = _last_merge(merged, into=living.reference)["before"]
        told = _last_merge(living, **{"from": merged.reference})
        joined = joined_of(living)
        merged.merged_into = None
        restore(merged, {name: before[name] for name in OF_MERGED})
        if merged.reference in joined.owed:
            take_up_again(merged, due_at=joined.owed[merged.reference])
        joined = joined.left_by(merged.reference)
        restore(living, values(joined.together))
        _hand_back_desk_mails(merged, living, told["deliveries"])
        if "location_id" in before and not _was_moved_since(merged):
            _bring_back(merged, before, by=by, at=at)
        left = {"from": merged.reference, **kept_of(joined)}
        record(living, EventKind.UNMERGED, by=by, at=at, data=left)
        return record(merged, EventKind.UNMERGED, by=by, at=at, data={"into": living.reference})


@contextmanager
def _changing_both(lead: Lead, other: Lead, *, version: int | None) -> Iterator[tuple[Lead, Lead]]:
    """Lock both, always in the same order: two colleagues who merge crosswise do not block."""
    refuse_unless(other.pk != lead.pk, _("This is one lead, not two."))
    first, second = sorted([lead, other], key=lambda one: one.pk)
    versions = {lead.pk: version, other.pk: None}
    with (
        changing(first, version=versions[first.pk]) as one,
        changing(second, version=versions[second.pk]) as two,
    ):
        yield (one, two) if one.pk == lead.pk else (two, one)


def _refuse_merge(merged: Lead, living: Lead, *, by: Staff) -> None:
    _refuse_strangers(merged, living, by=by)
    alone = merged.merged_into_id is None and living.merged_into_id is None
    refuse_unless(alone, _("One of the two is a part of another lead already."))
    refuse_unless(
        not merged.merged_leads.exists(), _("Other leads are merged into this one: it must stay.")
    )
    refuse_unless(
        living.location_id is not None or merged.location_id is None,
        _("The other lead has no location yet. Move it to one first."),
    )
    real = merged.quarantined_at is None and living.quarantined_at is None
    refuse_unless(real, _("One of the two is in quarantine. Take it out first."))
    refuse_unless(merged.status != Status.BOOKED, _("This lead is booked: it must stay."))
    refuse_unless(merged.held_at is None, _("This lead is on legal hold: it must stay."))
    refuse_unless(
        living.is_open or not merged.is_open, _("The other lead is not open: nobody would answer.")
    )


def _refuse_strangers(merged: Lead, living: Lead, *, by: Staff) -> None:
    allowed = may_work_on(by, merged) and may_work_on(by, living)
    refuse_unless(allowed, _("You cannot work on both of these leads."))
    known = merged.forgotten_at is None and living.forgotten_at is None
    refuse_unless(known, _("The personal data of one of the two was removed."))


def _close(lead: Lead, *, into: Lead, by: Staff, at: datetime) -> None:
    lead.merged_into = into
    lead.status, lead.close_reason = Status.CLOSED, CloseReason.DUPLICATE
    lead.closed_at, lead.closed_by = at, by


def _hand_over_desk_mails(merged: Lead, living: Lead) -> list[int]:
    """Mails to the desk that did not go out yet announce the living lead. Return their ids.

    What goes to the visitor still does.
    """
    waiting = merged.deliveries.filter(kind=DeliveryKind.DESK_MAIL, state=DeliveryState.PENDING)
    moved = sorted(waiting.values_list("pk", flat=True))
    Delivery.objects.filter(pk__in=moved).update(lead=living)
    return moved


def _hand_back_desk_mails(merged: Lead, living: Lead, moved: list[int]) -> None:
    """Those, and what tells of something that its visitor did since."""
    waiting = living.deliveries.filter(state=DeliveryState.PENDING)
    waiting.filter(Q(pk__in=moved) | Q(event__lead=merged)).update(lead=merged)


def _was_moved_since(merged: Lead) -> bool:
    """Was the lead moved with the one that it is a part of, after the merge?"""
    last = merged.events.filter(kind__in=[EventKind.MERGED, EventKind.MOVED]).order_by("pk").last()
    return last is not None and last.kind == EventKind.MOVED


def _bring_back(merged: Lead, before: dict[str, Any], *, by: Staff, at: datetime) -> None:
    """Back to the desk that the merge took it from, which is told. Does not save it."""
    if before["location_id"] is not None:
        home = LocationPage.objects.filter(pk=before["location_id"]).first()
        if home is None:  # the location was deleted: it stays with who can see it
            return
        data = {"from": merged.location_title, "to": home.title}
        lay_at(merged, home)
        event = record(merged, EventKind.MOVED, by=by, at=at, data=data)
        if merged.is_open:
            if not merged.deliveries.filter(kind=DeliveryKind.DESK_MAIL).exists():
                notify_desk(merged, at=at)
            occasions.moved(event, lead=merged, at=at)
    restore(merged, {name: before[name] for name in OF_BROUGHT})
    if merged.assigned_to and not may_work_on(merged.assigned_to, merged):
        merged.assigned_to = None


def _last_merge(lead: Lead, **told: str) -> dict[str, Any]:
    """What the event of the merge kept; a merge whose event says nothing any more stays."""
    events = lead.events.filter(kind=EventKind.MERGED)
    found = [event.data for event in events if told.items() <= event.data.items()]
    refuse_unless(bool(found), _("This merge cannot be taken back any more."))
    return found[-1]
