"""The same person asks again while their lead is open: docs/decisions/0016.

The request becomes a part of that lead, so that one colleague answers both. What differs from what
they said before is kept with it; nothing of the lead is overwritten, and the visitor learns nothing
of it.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, models

from locations.faults import PartFailed, log_fault, survived
from locations.models import LocationPage
from locations.prepared import Given, Prepared

from ..folding import may_be_one_name
from ..limits import may_have_receipt
from ..models import IS_OPEN, EventKind, FollowUp, Lead, LeadQuerySet, Status
from ..notifications import occasions
from ..submissions import Submission
from .changing import Staff, record
from .placing import new_promise, notify_desk, send_receipt
from .queueing import queue_up

logger = logging.getLogger(__name__)

# Of two requests in one instant the later may be stored first.
INSTANT = timedelta(seconds=10)

# What a follow-up may say otherwise than the lead, beside the phone number. All of it is shown.
COMPARED = (
    "name",
    "email",
    "topic",
    "postcode",
    "preferred_contact",
    "preferred_times",
    "acquaintance",
    "language",
    "source",
    "about_title",
    "consent_text",
)


class CannotAppend(Exception):
    """It cannot be known whether a person's lead is open; nothing was stored."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who asks, and where: what their earlier requests are found by. With one of both contacts."""

    name: str
    phone: str
    email: str
    location_id: int

    @property
    def shape(self) -> tuple[bool, bool]:
        return bool(self.phone), bool(self.email)

    def asked(self, *, key: str, at: datetime) -> dict[str, Any]:
        """The values of `earlier_leads` for a request of theirs."""
        contacts = {"phone": self.phone, "email": self.email}
        return contacts | {"location": self.location_id, "key": key, "until": at + INSTANT}


def sender_of(submission: Submission, *, location: LocationPage | None) -> Sender | None:
    """Return who may have an open lead; None when a request is none of anybody's earlier one."""
    phone, email = submission.phone, submission.email.lower()
    if location is None or submission.quarantine_reasons or not (phone or email):
        return None
    return Sender(submission.name, phone, email, location.pk)


def line_up(sender: Sender) -> None:
    """Let the requests of one person at a location come one after the other; see `queueing`."""
    contacts = filter(None, (sender.phone, sender.email))
    with _costing_the_connexion():
        queue_up(f"{sender.location_id} {contact}" for contact in contacts)


def append_to_open_lead(
    submission: Submission, sender: Sender, *, about_title: str, key: str, digest: str, at: datetime
) -> FollowUp | None:
    """Append a request to the open lead of the same person, if there is one; otherwise None."""
    with _costing_the_connexion():
        lead = _open_lead_of(sender, key=key, at=at)
        if lead is None:
            return None
        said = {**said_by(submission), "about_title": about_title}
        follow_up = append(
            lead, submission, said=said, by=None, key=key, digest=digest, at=at, receipt=True
        )
        lead.version += 1
        lead.save()
        return follow_up


@contextmanager
def _costing_the_connexion() -> Iterator[None]:
    """A fault costs the connexion, never the request: it is logged, and CannotAppend is raised. The
    transaction is broken then; in another one the request is stored as a lead of its own.
    """
    try:
        yield
    except (IntegrityError, PartFailed):  # whoever called does it all again
        raise
    except Exception as error:
        log_fault(logger, "The earlier leads of a person could not be looked at.", error)
        raise CannotAppend from error


def append(
    lead: Lead,
    submission: Submission,
    *,
    said: dict[str, Any],
    by: Staff | None,
    key: str,
    digest: str,
    at: datetime,
    receipt: bool,
    tell_desk: bool = True,
) -> FollowUp:
    """Make a request a part of a locked lead, whose person waits again. Does not save the lead."""
    event = record(
        lead,
        EventKind.FOLLOWED_UP,
        by=by,
        at=at,
        text=submission.message,
        data=said_otherwise(lead, said) | ({} if said["phone_typed"] else {"no_phone": True}),
    )
    due, promise = None, ""
    if lead.location:
        due, promise = new_promise(lead.location, language=submission.language, at=at)
    wait_again(lead, at=at)
    if tell_desk:
        notify_desk(lead, at=at, event=event)
    # A fault in it costs that, never the request.
    with survived(logger, "Colleagues could not be told of a follow-up."):
        occasions.followed_up(event, lead=lead, at=at)
    if receipt and submission.email and may_have_receipt(submission.email, key=key, at=at):
        send_receipt(lead, at=at, event=event)
    return FollowUp.objects.create(
        lead=lead,
        event=event,
        idempotency_key=key,
        body_digest=digest,
        received_at=at,
        promise=promise,
        due_at=due,
        language=submission.language,
    )


def wait_again(lead: Lead, *, at: datetime) -> None:
    """The person waits for us. A promise that is still to be kept stays. Saves nothing."""
    lead.snoozed_until, lead.snoozed_by = None, None
    lead.call_attempts = 0
    if lead.location is None or (lead.answered_at is None and lead.due_at is not None):
        return
    lead.answered_at, lead.status = None, Status.NEW
    # The promise as shown stays as it was shown then: its page may be another's to look at.
    lead.due_at, _promise = new_promise(lead.location, language=lead.language, at=at)


def said_by(submission: Submission) -> dict[str, Any]:
    """What somebody said, under the names of a lead's fields."""
    said = {name: getattr(submission, name) for name in COMPARED if name != "about_title"}
    return said | {
        "email": submission.email.lower(),
        "preferred_times": list(submission.preferred_times),
        "phone": submission.phone,
        "phone_typed": submission.phone_typed,
    }


def said_otherwise(lead: Lead, said: dict[str, Any]) -> dict[str, Any]:
    """Those of the answers that the lead does not show already; nothing that was left out."""
    other = {
        name: said[name] for name in COMPARED if said[name] and said[name] != getattr(lead, name)
    }
    same_number = said["phone"] == lead.phone if said["phone"] else not said["phone_typed"]
    if not same_number and said["phone_typed"] != lead.phone_typed:
        other |= {"phone": said["phone"], "phone_typed": said["phone_typed"]}
    return other


def _open_lead_of(sender: Sender, *, key: str, at: datetime) -> Lead | None:
    """The newest open lead at this location of somebody who may be the one who asks; locked.

    A number or an address in common is not enough: families share them. When the names are
    different ones, it is another lead, and the desk sees both. The lead of this very request, which
    somebody stored at the same moment, is none of an earlier one.
    """
    for lead in _EARLIER.rows(*sender.shape, **sender.asked(key=key, at=at)):
        if may_be_one_name(lead.name, sender.name):
            return lead
    return None


def earlier_leads(has_phone: bool, has_email: bool) -> LeadQuerySet:
    """The open leads of a person at a location, as a query for values; see `ASKED_BY`."""
    given = {name: Given(name, field) for name, field in ASKED_BY.items()}
    same = models.Q(phone=given["phone"]) if has_phone else models.Q()
    same |= models.Q(email=given["email"]) if has_email else models.Q()
    there = Lead.objects.filter(same, IS_OPEN, location=given["location"])
    return there.filter(received_at__lte=given["until"]).exclude(idempotency_key=given["key"])


ASKED_BY: dict[str, Any] = {
    name: Lead._meta.get_field(field)
    for name, field in [
        ("phone", "phone"),
        ("email", "email"),
        ("location", "location"),
        ("until", "received_at"),
        ("key", "idempotency_key"),
    ]
}
_EARLIER = Prepared(lambda *shape: earlier_leads(*shape).newest_first().select_for_update())
