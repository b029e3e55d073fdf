"""Receive first, think later: a submission becomes a lead whatever else goes wrong."""

import logging
import secrets
from contextlib import suppress
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import override
from wagtail.models import Page, Site

from locations.directory import Directory
from locations.models import LocationPage

from .. import routing
from ..about import live_page
from ..faults import log_fault
from ..models import Delivery, DeliveryKind, EventKind, Lead, LeadEvent
from ..notifications import occasions
from ..promises import promise_text
from ..questions import promised_by, question_of, rules_in_use
from ..spam import Suspicion
from ..submissions import Submission

logger = logging.getLogger(__name__)

# No vowels, so that no word can appear; no 0, 1, I, L, O, so that it can be read out.
REFERENCE_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
REFERENCE_GROUPS, REFERENCE_GROUP_LENGTH = 2, 5

# How often a submission is tried again when the database refuses it for an old view of things.
RETRIES = 2


class KeyReused(Exception):
    """The idempotency key was used before, with other content. `lead` is what it made then."""

    def __init__(self, lead: Lead) -> None:
        super().__init__("The idempotency key was used for another submission.")
        self.lead = lead


def receive(*, submission: Submission, key: str, at: datetime) -> Lead:
    """Store a submission as a lead, once per `key`, and return the lead.

    Lead, first events and deliveries are written in one transaction. The same key with the same
    content returns the lead that is there; with other content it raises `KeyReused`. A fault in
    routing or in the promise is logged and leaves the lead with the default location, or none.
    """
    digest = submission.digest()
    for _retry in range(RETRIES):
        # Somebody else stored this key, the random reference exists, or the page the visitor came
        # from was deleted in between: look again.
        with suppress(IntegrityError):
            return _receive_once(submission, key=key, digest=digest, at=at)
    return _receive_once(submission, key=key, digest=digest, at=at)


@transaction.atomic
def _receive_once(submission: Submission, *, key: str, digest: str, at: datetime) -> Lead:
    lead = Lead.objects.filter(idempotency_key=key).first()
    if lead is None:
        return _store(submission, key=key, digest=digest, at=at)
    if lead.body_digest != digest:
        raise KeyReused(lead)
    return lead


def _store(submission: Submission, *, key: str, digest: str, at: datetime) -> Lead:
    about = live_page(submission.about_id)
    site = Site.objects.filter(pk=submission.site_id).first()
    directory = Directory(site=site)
    decision = _route(submission, directory=directory, about=about, at=at)
    lead = Lead(
        **_answers(submission),
        **_snapshots(about=about, site=site),
        reference=new_reference(),
        idempotency_key=key,
        body_digest=digest,
        wanted_location=directory.by_id.get(submission.wanted_location_id),
        received_at=at,
        quarantined_at=at if submission.quarantine_reasons else None,
        quarantine_reasons=list(submission.quarantine_reasons),
    )
    place(lead, directory.by_id.get(decision.location), at=at)
    lead.routing = decision.as_json(location_title=lead.location_title)
    lead.save(force_insert=True)
    _record_arrival(lead, at=at)
    return lead


def _answers(submission: Submission) -> dict[str, object]:
    """The fields that are stored as they were sent."""
    names = [
        "name",
        "phone",
        "phone_typed",
        "preferred_contact",
        "language",
        "acquaintance",
        "postcode",
        "topic",
        "message",
        "source",
        "consent_text",
    ]
    answers = {name: getattr(submission, name) for name in names}
    answers["email"] = submission.email.lower()
    answers["preferred_times"] = list(submission.preferred_times)
    return answers


def _snapshots(*, about: Page | None, site: Site | None) -> dict[str, object]:
    """Where the visitor was, and what it was called then: page and site may be gone later."""
    return {
        "about": about,
        "about_title": about.title[:255] if about else "",
        "about_path": _path(about)[:500],
        "site": site,
        "site_hostname": site.hostname if site else "",
    }


def _path(about: Page | None) -> str:
    """The address of the page; "" when it has none, or when its own app cannot tell it."""
    try:
        with transaction.atomic():  # a failed query must not break the surrounding transaction
            return (about and about.url) or ""
    except Exception as error:
        log_fault(logger, "The address of the page a request came from is not known.", error)
        return ""


def _record_arrival(lead: Lead, *, at: datetime) -> None:
    LeadEvent.objects.create(lead=lead, kind=EventKind.RECEIVED, at=at)
    LeadEvent.objects.create(lead=lead, kind=EventKind.ROUTED, at=at, data=lead.routing)
    if lead.quarantined_at is None:
        notify_desk(lead, at=at)
        send_receipt(lead, at=at)
        _tell_colleagues(lead, at=at)
        return
    reasons = {"reasons": lead.quarantine_reasons}
    LeadEvent.objects.create(lead=lead, kind=EventKind.QUARANTINED, at=at, data=reasons)
    # A person whose form was damaged, or who types fast, was promised a reply like anybody else:
    # the desk is told. Only what filled in a field that nobody sees is left to the inbox's count.
    if Suspicion.HONEYPOT not in lead.quarantine_reasons:
        notify_desk(lead, at=at)


def notify_desk(lead: Lead, *, at: datetime) -> None:
    """Write the delivery to the desk of the lead's location."""
    _enqueue(lead, DeliveryKind.DESK_MAIL, at=at)


def _tell_colleagues(lead: Lead, *, at: datetime) -> None:
    """Tell who wants to know by themselves; a fault costs that, never the lead."""
    try:
        with transaction.atomic():  # a failed query must not break the surrounding transaction
            occasions.received(lead, at=at)
    except Exception as error:
        log_fault(logger, "Colleagues could not be told of a lead.", error)


def send_receipt(lead: Lead, *, at: datetime) -> None:
    """Write the delivery of the visitor's receipt, if there is an address for it."""
    if lead.email:
        _enqueue(lead, DeliveryKind.RECEIPT, at=at)


def _enqueue(lead: Lead, kind: str, *, at: datetime) -> None:
    Delivery.objects.create(lead=lead, kind=kind, created_at=at, next_attempt_at=at)


def place(lead: Lead, location: LocationPage | None, *, at: datetime) -> None:
    """Give the lead its location and, counted from `at`, that location's promise. Saves nothing."""
    lead.location = location
    lead.location_title = location.title if location else ""
    if location is None:
        return
    try:
        lead.due_at = promised_by(location, at=at)
        with override(lead.language):
            promise = promise_text(location_title=location.title, due=lead.due_at, at=at)
            lead.promise = promise[:255]
    except Exception as error:
        # A lead without a promise can be answered; a lead that was not stored cannot.
        log_fault(logger, "The promise of a lead could not be computed.", error)


def new_reference() -> str:
    """Return a random reference such as ``7K3MD-92QFX``: says nothing, easy to read out."""
    groups = [
        "".join(secrets.choice(REFERENCE_ALPHABET) for _letter in range(REFERENCE_GROUP_LENGTH))
        for _group in range(REFERENCE_GROUPS)
    ]
    return "-".join(groups)


def _route(
    submission: Submission, *, directory: Directory, about: Page | None, at: datetime
) -> routing.Decision:
    """Decide the location; a fault costs the decision, never the lead."""
    try:
        with transaction.atomic():  # a failed query must not break the surrounding transaction
            question = question_of(submission, directory=directory, about=about, at=at)
            return routing.decide(question, rules=rules_in_use(directory))
    except Exception as error:
        log_fault(logger, "Routing failed.", error)
        return _undecided(submission, directory=directory)


def _undecided(submission: Submission, *, directory: Directory) -> routing.Decision:
    """What holds without asking anybody: the visitor's choice, else the default location."""
    if submission.wanted_location_id in directory.by_id:
        return routing.Decision(submission.wanted_location_id, routing.Decider.VISITOR)
    default = directory.default_location
    return routing.Decision(default.pk if default else None, routing.Decider.FAULT)
