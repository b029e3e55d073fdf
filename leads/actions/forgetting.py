"""Forget: remove what is known of a person, and keep that there was a lead.

What remains are times, the location, who worked on it and whether somebody came: the reports stay
right, and nobody can tell who it was.
"""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from .. import journal, write_log
from ..importing import private
from ..importing.knowing import day_mark
from ..models import (
    OPEN,
    CloseReason,
    DeliveryState,
    EventKind,
    FollowUp,
    ImportStage,
    Lead,
    LeadEvent,
    LeadImport,
    LeadImportLine,
    Notice,
    Right,
    RoutingExample,
    Status,
)
from ..models.written_once import empty_of
from ..sought import forget_searches
from .changing import Staff, changing_whole, record, refuse_unless
from .holding import is_held
from .mentioning import mentions_of, take_out

# What says nothing of the person by itself, but may by its language or by what it is made of.
TRACES = ("body_digest", "promise", "consent_text")


def forget(
    *,
    lead: Lead,
    by: Staff | None,
    at: datetime,
    version: int | None = None,
    because: dict[str, Any] | None = None,
) -> LeadEvent:
    """Remove the personal data of a lead, for good, and of those that are a part of it.

    An open one is closed: nobody can be answered.

    The key of the submission stays, so that a late repeated click makes no new lead. `because` is
    kept with the event: why it was removed by nobody. Raises NotAllowed for a lead on legal hold.
    """
    with changing_whole(lead, version=version) as (locked, parts):
        refuse_unless(not is_held(locked), _("This lead is on legal hold: nothing is removed."))
        for part in parts:
            _forget_one(part, by=by, at=at, because=because)
        if because is None:  # a rule does this once for all whom it removes
            transaction.on_commit(forget_searches, robust=True)
            transaction.on_commit(write_log.empty, robust=True)
        return _forget_one(locked, by=by, at=at, because=because)


def _forget_one(
    locked: Lead, *, by: Staff | None, at: datetime, because: dict[str, Any] | None
) -> LeadEvent:
    _empty_imports(locked)
    left = _take_out_of_texts(locked, is_ours=by is not None or because is not None)
    _empty(locked)
    if locked.status in OPEN:  # what was booked stays so: the reports count it
        locked.status, locked.close_reason = Status.CLOSED, CloseReason.FORGOTTEN
        locked.closed_at, locked.closed_by = at, by
    locked.forgotten_at = at
    locked.snoozed_until, locked.snoozed_by = None, None
    _empty_what_hangs_on_it(locked)
    _empty_audit(locked)
    # A backup of before does not know it; what is put back from it is forgotten once more.
    note = partial(journal.forgotten, lead_id=locked.pk, reference=locked.reference, at=at)
    transaction.on_commit(note, robust=True)
    data = (because or {}) | ({"left": left} if left else {})
    return record(locked, EventKind.FORGOTTEN, by=by, at=at, data=data)


def same_person(lead: Lead, *, by: Any, right: str = Right.ERASE) -> list[Lead]:
    """Return the leads that go when this one is forgotten: it, and those of the same person.

    Told by phone, by e-mail or by a merge, and only where `by` may erase, or has another `right`.
    """
    group = {lead.pk, lead.merged_into_id} - {None}
    same = Q(pk__in=group) | Q(merged_into__in=group)
    if lead.phone:
        same |= Q(phone=lead.phone)
    if lead.email:
        same |= Q(email=lead.email)
    leads = Lead.objects.visible_to(by, right=right).filter(same, forgotten_at__isnull=True)
    return list(leads.prefetch_related("location", "merged_into").newest_first())


def _empty(lead: Lead) -> None:
    """Set every personal field to what a lead has that says nothing."""
    nobody = Lead()
    for name in Lead.PERSONAL:
        setattr(lead, name, getattr(nobody, name))
    for name in TRACES:
        setattr(lead, name, "")


def _empty_imports(lead: Lead) -> None:
    """Remove the lines of waiting imports that were known as this request, and their files.

    The lines that stay can still be imported; only the columns cannot be assigned anew.
    """
    same = Q(key=lead.idempotency_key)
    if lead.location is not None:
        place = (lead.location.pk, lead.location.zone)
        phone = day_mark("phone", lead.phone, lead.received_at, *place)
        email = day_mark("email", lead.email, lead.received_at, *place)
        same |= Q(phone_day=phone) if phone else Q()
        same |= Q(email_day=email) if email else Q()
    lines = LeadImportLine.objects.filter(same)
    for job in LeadImport.objects.filter(pk__in=lines.values("job")).exclude(stored=""):
        transaction.on_commit(partial(private.remove, job.stored))
        if job.stage == ImportStage.CHECKING:  # it cannot go on without its file
            job.delete()
        else:
            LeadImport.objects.filter(pk=job.pk).update(stored="")
    lines.delete()


def _take_out_of_texts(lead: Lead, *, is_ours: bool) -> int:
    """Take the person out of what colleagues wrote elsewhere; return how much may name them still.

    What a visitor removes alone takes nothing out of the clinic's own texts: it is only counted.
    """
    mentions = mentions_of(lead)
    return take_out(mentions) if is_ours else len(mentions)


def _empty_what_hangs_on_it(lead: Lead) -> None:
    FollowUp.objects.filter(lead=lead).update(
        body_digest="", language="en", promise="", due_at=None
    )
    RoutingExample.objects.filter(lead=lead).delete()
    Notice.objects.filter(lead=lead).delete()
    # What did not go out yet would say nothing any more, or go to somebody who asked for no more.
    lead.deliveries.exclude(state=DeliveryState.SENT).delete()
    lead.deliveries.update(payload={}, last_error="")
    # Not ours to write, but others may: Wagtail's own log.
    ModelLogEntry.objects.for_instance(lead).update(label=str(lead), data={})


def _empty_audit(lead: Lead) -> None:
    """The database empties what happened of a lead that says itself that it is forgotten."""
    Lead._base_manager.filter(pk=lead.pk).update(forgotten_at=lead.forgotten_at)
    empty_of(lead)
