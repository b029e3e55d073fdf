"""Leads that the desk writes down: somebody rang, walked in or wrote."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import wraps
from typing import ParamSpec

from django.db import IntegrityError
from django.utils.translation import gettext as _

from locations.faults import committed
from locations.models import LocationPage

from ..models import EventKind, FollowUp, Lead, Status
from ..notifications import occasions
from ..submissions import Submission
from .arrivals import Arrival, known_arrival
from .changing import Staff, answered, changing, may_work_on, record, refuse_unless
from .following_up import append, said_by
from .placing import notify_desk, place, send_receipt
from .receiving import answers_of, new_reference

P = ParamSpec("P")


def looking_again(action: Callable[P, Arrival]) -> Callable[P, Arrival]:
    """Of two clicks at the same moment, the later finds what the earlier has stored."""

    @wraps(action)
    def once_or_twice(*args: P.args, **kwargs: P.kwargs) -> Arrival:
        with suppress(IntegrityError), committed():
            return action(*args, **kwargs)
        with committed():
            return action(*args, **kwargs)

    return once_or_twice


@looking_again
def add(
    *,
    submission: Submission,
    location: LocationPage,
    key: str,
    by: Staff,
    at: datetime,
    is_answered: bool = False,
    is_mine: bool = False,
    receipt: bool = False,
) -> Arrival:
    """Write down a request as a lead of `location`, once per `key`, with the usual promise.

    Who is told of no promise was promised nothing in so many words. The desk is told unless whoever
    adds the lead takes care of it.
    """
    submission = replace(submission, wanted_location_id=location.pk)
    digest = submission.digest()
    if known := known_arrival(key=key, digest=digest):
        return known
    lead = Lead(
        **answers_of(submission),
        reference=new_reference(),
        idempotency_key=key,
        body_digest=digest,
        wanted_location=location,
        received_at=at,
        assigned_to=by if is_mine else None,
    )
    place(lead, location, at=at)
    lead.promise = lead.promise if receipt else ""
    refuse_unless(may_work_on(by, lead), _("You cannot add leads at this location."))
    if is_answered:
        answered(lead, at=at)
        lead.status = Status.WAITING
    lead.save(force_insert=True)
    record(lead, EventKind.RECEIVED, by=by, at=at)
    if receipt:
        send_receipt(lead, at=at)
    if not (is_answered or is_mine):
        notify_desk(lead, at=at)
    occasions.received(lead, at=at, by=by)
    return Arrival(lead)


@looking_again
def add_to(
    *,
    lead: Lead,
    submission: Submission,
    key: str,
    by: Staff,
    at: datetime,
    is_answered: bool = False,
    is_mine: bool = False,
    receipt: bool = False,
) -> Arrival:
    """Write down a request as a follow-up of the person's open lead, once per `key`."""
    digest = submission.digest()
    if known := known_arrival(key=key, digest=digest):
        return known
    with changing(lead, version=None) as locked:
        refuse_unless(locked.is_open, _("This lead is not open."))
        refuse_unless(may_work_on(by, locked), _("You cannot add leads at this location."))
        follow_up: FollowUp = append(
            locked,
            submission,
            said={**said_by(submission), "about_title": ""},
            by=by,
            key=key,
            digest=digest,
            at=at,
            receipt=receipt,
            tell_desk=not (is_answered or is_mine),
        )
        if is_mine:
            locked.assigned_to = by
        if is_answered:
            answered(locked, at=at)
            locked.status = Status.WAITING
    return Arrival(lead, follow_up)
