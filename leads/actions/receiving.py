"""Receive first, think later: a submission becomes a lead whatever else goes wrong."""

import logging
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from django.db import IntegrityError, router, transaction
from django.utils.module_loading import import_string
from wagtail.models import Page, Site

from locations.caching import Begun
from locations.directory import Directory
from locations.extensions import extensions, paths
from locations.faults import (
    apart,
    apart_or_again,
    committed,
    log_fault,
    survived,
    with_savepoints_if_needed,
)
from locations.inserting import insert_facts, together
from locations.models import LocationPage

from .. import journal, routing
from ..about import live_page
from ..limits import may_have_receipt
from ..models import DeliveryKind, EventKind, Lead, LeadEvent
from ..notifications import occasions
from ..questions import question_of, rules_in_use
from ..spam import Suspicion
from ..submissions import Submission
from .arrivals import Arrival, known_arrival
from .following_up import CannotAppend, Sender, append_to_open_lead, line_up, sender_of
from .glancing import Glance, glance
from .placing import enqueue, place

logger = logging.getLogger(__name__)

# No vowels, so that no word can appear; no 0, 1, I, L, O, so that it can be read out.
REFERENCE_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
REFERENCE_GROUP, REFERENCE_LENGTH = 5, 10
REFERENCES = len(REFERENCE_ALPHABET) ** REFERENCE_LENGTH

# How often a submission is tried again when the database refuses it for an old view of things.
RETRIES = 2


@dataclass(frozen=True, slots=True)
class Routed:
    """A submission and where it goes, as the clinic was just before it is stored."""

    submission: Submission
    clinic: Directory
    decision: routing.Decision
    about: Page | None
    about_path: str

    @property
    def location(self) -> LocationPage | None:
        return self.clinic.by_id.get(self.decision.location)

    @property
    def about_title(self) -> str:
        return self.about.title[:255] if self.about else ""


def receive(
    *,
    submission: Submission,
    key: str,
    at: datetime,
    clinic: Directory | None = None,
    generation: Begun | None = None,
) -> Lead:
    """Store a submission, once per `key`, and return the lead that it is, or is a part of."""
    return arrive(submission=submission, key=key, at=at, clinic=clinic, generation=generation).lead


def arrive(
    *,
    submission: Submission,
    key: str,
    at: datetime,
    clinic: Directory | None = None,
    generation: Begun | None = None,
) -> Arrival:
    """Store a submission as a lead, or as a follow-up of one, once per `key`.

    Lead, first events and deliveries are written in one transaction. The same key with the same
    content returns what is there; with other content it raises `KeyReused`. A fault in routing or
    in the promise is logged and leaves the lead with the default location, or none. `clinic` is
    the submission's, where somebody has read it just now, or in `generation`: then, and if that is
    over, nothing is stored and Outdated is raised.
    """
    arrival = _arrive(submission, key=key, at=at, clinic=clinic, generation=generation)
    lead = arrival.lead
    acknowledged = partial(journal.arrived, lead_id=lead.pk, reference=lead.reference, at=at)
    transaction.on_commit(acknowledged, robust=True)
    return arrival


def _arrive(
    submission: Submission,
    *,
    key: str,
    at: datetime,
    clinic: Directory | None,
    generation: Begun | None,
) -> Arrival:
    digest, may_append = submission.digest(), True
    submission = _scored(submission)
    store = partial(_store_once, key=key, digest=digest, at=at, generation=generation)
    for _retry in range(RETRIES):
        routed = _routed(submission, clinic=clinic, at=at)
        # Somebody else stored this key, the random reference exists, or what was read of the clinic
        # was deleted in between: look again.
        with suppress(IntegrityError):
            try:
                return store(routed, may_append=may_append)
            except CannotAppend:
                may_append = False
        clinic = None
    return store(_routed(submission, clinic=None, at=at), may_append=False)


def _scored(submission: Submission) -> Submission:
    """The submission with what the project's own checks think of it (docs/extending.md).

    A fault of theirs is logged; the request is then as good as without them.
    """
    for path in paths("SPAM_SCORERS"):
        try:
            with transaction.atomic():
                suspected = import_string(path)(submission)
        except Exception as error:
            log_fault(logger, f"{path} failed.", error)
            continue
        if suspected:
            reasons = (*submission.quarantine_reasons, str(Suspicion.PROJECT))
            return replace(submission, quarantine_reasons=reasons)
    return submission


def _store_once(
    routed: Routed,
    *,
    key: str,
    digest: str,
    at: datetime,
    generation: Begun | None,
    may_append: bool,
) -> Arrival:
    sender = sender_of(routed.submission, location=routed.location) if may_append else None
    where = routed.decision.location

    def store() -> Arrival:
        with committed():  # the visitor is told so
            if sender is not None:
                line_up(sender)
            seen = glance(sender, key=key, location_id=where, at=at, generation=generation)
            known = known_arrival(key=key, digest=digest) if seen.is_known else None
            return known or _store(routed, sender, seen, key=key, digest=digest, at=at)

    return with_savepoints_if_needed(store)


def _routed(submission: Submission, *, clinic: Directory | None, at: datetime) -> Routed:
    """Read where a submission comes from and decide where it goes; nothing is written yet.

    Before the transaction, so that a query that fails breaks nothing and nobody waits for it.
    """
    about = live_page(submission.about_id)
    if clinic is None or submission.site_id != (clinic.site.pk if clinic.site else None):
        clinic = Directory(site=Site.objects.filter(pk=submission.site_id).first())
    decision = _route(submission, directory=clinic, about=about, at=at)
    return Routed(submission, clinic, decision, about, _path(about)[:500])


def _store(
    routed: Routed, sender: Sender | None, seen: Glance, *, key: str, digest: str, at: datetime
) -> Arrival:
    submission = routed.submission
    if sender is not None and seen.has_open_lead:
        title = routed.about_title
        appended = append_to_open_lead(
            submission, sender, about_title=title, key=key, digest=digest, at=at
        )
        if appended:
            return Arrival(appended.lead, appended)
    lead = Lead(
        **answers_of(submission),
        **_snapshots(routed),
        pk=seen.number,
        reference=new_reference(),
        idempotency_key=key,
        body_digest=digest,
        wanted_location=routed.clinic.by_id.get(submission.wanted_location_id),
        received_at=at,
        quarantined_at=at if submission.quarantine_reasons else None,
        quarantine_reasons=list(submission.quarantine_reasons),
    )
    place(lead, routed.location, at=at)
    lead.routing = routed.decision.as_json(location_title=lead.location_title)
    with together(router.db_for_write(Lead)):
        lead.save(force_insert=True)
        _record_arrival(lead, at=at, is_asked_for=seen.is_asked_for)
    return Arrival(lead)


def answers_of(submission: Submission) -> dict[str, object]:
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


def _snapshots(routed: Routed) -> dict[str, object]:
    """Where the visitor was, and what it was called then: page and site may be gone later."""
    site = routed.clinic.site
    return {
        "about": routed.about,
        "about_title": routed.about_title,
        "about_path": routed.about_path,
        "site": site,
        "site_hostname": site.hostname if site else "",
    }


def _path(about: Page | None) -> str:
    """The address of the page; "" when it has none, or when its own app cannot tell it."""
    try:
        with apart():
            return (about and about.url) or ""
    except Exception as error:
        log_fault(logger, "The address of the page a request came from is not known.", error)
        return ""


def _record_arrival(lead: Lead, *, at: datetime, is_asked_for: bool) -> None:
    """Write the first events, and the messages to the desk and to the visitor."""
    # What was promised to this request: the lead's own time changes when they ask again.
    promised = {"due_at": lead.due_at.isoformat()} if lead.due_at else {}
    events = [(EventKind.RECEIVED, promised), (EventKind.ROUTED, lead.routing)]
    if lead.quarantined_at is not None:
        events.append((EventKind.QUARANTINED, {"reasons": lead.quarantine_reasons}))
    happened = {"lead_id": lead.pk, "at": at}
    insert_facts(LeadEvent, [{"kind": kind, "data": data, **happened} for kind, data in events])
    kinds = list(_messages(lead, at=at))
    enqueue(lead, *kinds, at=at)
    if lead.quarantined_at is None and is_asked_for:
        # A fault in it costs that, never the lead.
        with survived(logger, "Colleagues could not be told of a lead."):
            occasions.received(lead, at=at)


def _messages(lead: Lead, *, at: datetime) -> Iterator[DeliveryKind]:
    """Which messages a request causes.

    A person whose form was damaged, or who types fast, was promised a reply like anybody else: the
    desk is told. Only what filled in a field that nobody sees is left to the inbox's count.
    """
    if Suspicion.HONEYPOT not in lead.quarantine_reasons:
        yield DeliveryKind.DESK_MAIL
    is_good = lead.quarantined_at is None
    if is_good and lead.email and may_have_receipt(lead.email, key=lead.idempotency_key, at=at):
        yield DeliveryKind.RECEIPT


def new_reference() -> str:
    """Return a random reference such as ``7K3MD-92QFX``: says nothing, easy to read out."""
    letters, left = "", secrets.randbelow(REFERENCES)
    while len(letters) < REFERENCE_LENGTH:
        left, letter = divmod(left, len(REFERENCE_ALPHABET))
        letters += REFERENCE_ALPHABET[letter]
    return f"{letters[:REFERENCE_GROUP]}-{letters[REFERENCE_GROUP:]}"


def _route(
    submission: Submission, *, directory: Directory, about: Page | None, at: datetime
) -> routing.Decision:
    """Decide the location; a fault costs the decision, never the lead."""

    def decide() -> routing.Decision:
        question = question_of(submission, directory=directory, about=about, at=at)
        rules, conditions = rules_in_use(directory), extensions("ROUTING_CONDITIONS")
        return routing.decide(question, rules=rules, conditions=conditions)

    try:
        return apart_or_again(decide)
    except Exception as error:
        log_fault(logger, "Routing failed.", error)
        return _undecided(submission, directory=directory)


def _undecided(submission: Submission, *, directory: Directory) -> routing.Decision:
    """What holds without asking anybody: the visitor's choice, else the default location."""
    if submission.wanted_location_id in directory.by_id:
        return routing.Decision(submission.wanted_location_id, routing.Decider.VISITOR)
    default = directory.default_location
    return routing.Decision(default.pk if default else None, routing.Decider.FAULT)
