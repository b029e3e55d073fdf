"""Receive first, think later: a submission becomes a lead whatever else goes wrong."""

import logging
import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string
from wagtail.models import Page, Site

from locations.directory import Directory
from locations.extensions import extensions, paths
from locations.faults import committed, log_fault, survived

from .. import journal, routing
from ..about import live_page
from ..limits import may_have_receipt
from ..models import EventKind, FollowUp, Lead, LeadEvent
from ..notifications import occasions
from ..questions import question_of, rules_in_use
from ..spam import Suspicion
from ..submissions import Submission
from .following_up import append_to_open_lead
from .placing import notify_desk, place, send_receipt

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


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a request became: a lead, or a follow-up of the person's open one."""

    lead: Lead
    follow_up: FollowUp | None = None


def receive(*, submission: Submission, key: str, at: datetime) -> Lead:
    """Store a submission, once per `key`, and return the lead that it is, or is a part of."""
    return arrive(submission=submission, key=key, at=at).lead


def arrive(*, submission: Submission, key: str, at: datetime) -> Arrival:
    """Store a submission as a lead, or as a follow-up of one, once per `key`.

    Lead, first events and deliveries are written in one transaction. The same key with the same
    content returns what is there; with other content it raises `KeyReused`. A fault in routing or
    in the promise is logged and leaves the lead with the default location, or none.
    """
    arrival = _arrive(submission=submission, key=key, at=at)
    lead = arrival.lead
    acknowledged = partial(journal.arrived, lead_id=lead.pk, reference=lead.reference, at=at)
    transaction.on_commit(acknowledged, robust=True)
    return arrival


def _arrive(*, submission: Submission, key: str, at: datetime) -> Arrival:
    digest = submission.digest()
    submission = _scored(submission)
    for _retry in range(RETRIES):
        # Somebody else stored this key, the random reference exists, or the page the visitor came
        # from was deleted in between: look again.
        with suppress(IntegrityError):
            return _arrive_once(submission, key=key, digest=digest, at=at)
    return _arrive_once(submission, key=key, digest=digest, at=at, may_append=False)


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


def _arrive_once(
    submission: Submission, *, key: str, digest: str, at: datetime, may_append: bool = True
) -> Arrival:
    with committed():  # the visitor is told so
        known = known_arrival(key=key, digest=digest)
        return known or _store(submission, key=key, digest=digest, at=at, may_append=may_append)


def known_arrival(*, key: str, digest: str) -> Arrival | None:
    """What was stored under the key, None if nothing; KeyReused if that was something else."""
    lead = Lead.objects.filter(idempotency_key=key).first()
    if lead is not None:
        return _as_known(Arrival(lead), lead.body_digest, digest=digest)
    follow_up = FollowUp.objects.filter(idempotency_key=key).first()
    if follow_up is not None:
        return _as_known(Arrival(follow_up.lead, follow_up), follow_up.body_digest, digest=digest)
    return None


def _as_known(arrival: Arrival, known_digest: str, *, digest: str) -> Arrival:
    if known_digest != digest:
        raise KeyReused(arrival.lead)
    return arrival


def _store(
    submission: Submission, *, key: str, digest: str, at: datetime, may_append: bool
) -> Arrival:
    about = live_page(submission.about_id)
    site = Site.objects.filter(pk=submission.site_id).first()
    directory = Directory(site=site)
    decision = _route(submission, directory=directory, about=about, at=at)
    location = directory.by_id.get(decision.location)
    if may_append:
        title = about.title[:255] if about else ""
        appended = append_to_open_lead(
            submission, location=location, about_title=title, key=key, digest=digest, at=at
        )
        if appended:
            return Arrival(appended.lead, appended)
    lead = Lead(
        **answers_of(submission),
        **_snapshots(about=about, site=site),
        reference=new_reference(),
        idempotency_key=key,
        body_digest=digest,
        wanted_location=directory.by_id.get(submission.wanted_location_id),
        received_at=at,
        quarantined_at=at if submission.quarantine_reasons else None,
        quarantine_reasons=list(submission.quarantine_reasons),
    )
    place(lead, location, at=at)
    lead.routing = decision.as_json(location_title=lead.location_title)
    lead.save(force_insert=True)
    _record_arrival(lead, at=at)
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
    # What was promised to this request: the lead's own time changes when they ask again.
    promised = {"due_at": lead.due_at.isoformat()} if lead.due_at else {}
    LeadEvent.objects.create(lead=lead, kind=EventKind.RECEIVED, at=at, data=promised)
    LeadEvent.objects.create(lead=lead, kind=EventKind.ROUTED, at=at, data=lead.routing)
    if lead.quarantined_at is None:
        notify_desk(lead, at=at)
        if lead.email and may_have_receipt(lead.email, key=lead.idempotency_key, at=at):
            send_receipt(lead, at=at)
        # A fault in it costs that, never the lead.
        with survived(logger, "Colleagues could not be told of a lead."):
            occasions.received(lead, at=at)
        return
    reasons = {"reasons": lead.quarantine_reasons}
    LeadEvent.objects.create(lead=lead, kind=EventKind.QUARANTINED, at=at, data=reasons)
    # A person whose form was damaged, or who types fast, was promised a reply like anybody else:
    # the desk is told. Only what filled in a field that nobody sees is left to the inbox's count.
    if Suspicion.HONEYPOT not in lead.quarantine_reasons:
        notify_desk(lead, at=at)


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
            rules, conditions = rules_in_use(directory), extensions("ROUTING_CONDITIONS")
            return routing.decide(question, rules=rules, conditions=conditions)
    except Exception as error:
        log_fault(logger, "Routing failed.", error)
        return _undecided(submission, directory=directory)


def _undecided(submission: Submission, *, directory: Directory) -> routing.Decision:
    """What holds without asking anybody: the visitor's choice, else the default location."""
    if submission.wanted_location_id in directory.by_id:
        return routing.Decision(submission.wanted_location_id, routing.Decider.VISITOR)
    default = directory.default_location
    return routing.Decision(default.pk if default else None, routing.Decider.FAULT)
