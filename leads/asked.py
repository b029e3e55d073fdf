"""Asked: one request as the visitor who sent it may see it, found by the link they got.

A lead may hold requests of several senders (docs/decisions/0016). Each has a link of its own, which
shows and changes that request alone; that there are others is shown by nothing (0021).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from urllib.parse import urljoin

from django.core.signing import BadSignature
from django.http import HttpRequest
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from locations.conf import clinic_settings

from .folding import last_digits
from .models import AccessKind, EventKind, FollowUp, Lead, LeadAccess, LeadEvent
from .progress import Happened, Progress, asks_for_removal, is_removal_settled, progress_of
from .stamps import KEY_LENGTH, read_status_token, status_token


class NoSuchRequest(Exception):
    """The link is none of ours."""


class Expired(Exception):
    """The link was ours, and is too old."""


@dataclass(frozen=True)
class Asked:
    """One request of a visitor: a lead, or a follow-up that became a part of one."""

    lead: Lead
    follow_up: FollowUp | None = None

    @property
    def part(self) -> int:
        """What tells it from the others of its lead; 0 is the one that made the lead."""
        return self.follow_up.pk if self.follow_up else 0

    @property
    def token(self) -> str:
        key = (self.follow_up or self.lead).idempotency_key
        return status_token(self.lead.reference, key=key)

    @property
    def received_at(self) -> datetime:
        return (self.follow_up or self.lead).received_at

    @property
    def expires_at(self) -> datetime:
        return self.received_at + timedelta(days=clinic_settings.STATUS_LINK_DAYS)

    @property
    def language(self) -> str:
        return (self.follow_up or self.lead).language

    @property
    def promise(self) -> str:
        """The promise as it was shown to this visitor."""
        return (self.follow_up or self.lead).promise

    @property
    def living(self) -> Lead:
        """The lead that is worked on: another one, once this was merged into it."""
        return self.lead.merged_into or self.lead

    @cached_property
    def is_shared(self) -> bool:
        """Are there other requests in the lead, whose senders nobody knows for the same person?"""
        return bool(self.follow_up) or is_shared(self.living) or self.living.pk != self.lead.pk

    @cached_property
    def due_at(self) -> datetime | None:
        """By when this visitor was promised a reply."""
        if not self.promise:
            return None
        if self.follow_up:
            return self.follow_up.due_at
        told = (event.data.get("due_at") for event in self._own if event.kind == EventKind.RECEIVED)
        return parse_datetime(next(told, None) or "") or self.lead.due_at

    @cached_property
    def happened(self) -> list[Happened]:
        """What happened since this request came, of what its visitor may conclude from."""
        leads = {self.lead.pk, self.living.pk}
        events = LeadEvent.objects.filter(lead__in=leads, at__gte=self.received_at)
        rows = events.order_by("at", "pk").values_list("kind", "by_name", "data", "lead")
        return [
            Happened(kind, by_staff=bool(by_name), data=data, is_own=lead == self.lead.pk)
            for kind, by_name, data, lead in rows
        ]

    @property
    def _own(self) -> list[Happened]:
        return [event for event in self.happened if event.is_own]

    @cached_property
    def proofs(self) -> frozenset[str]:
        """The last digits of the number that this visitor gave; empty where they gave none.

        Who only has the link does not know them: a receipt may have gone to a mistyped address. A
        number that was corrected by the link proves nothing, the one before it does.
        """
        said = self.follow_up.event.data if self.follow_up else {}
        if said.get("no_phone"):
            return frozenset()
        if said.get("phone_typed"):
            numbers = [said["phone_typed"], said.get("phone", "")]
        else:
            own = [self.lead.phone_typed, self.lead.phone]
            replaced = [event.data for event in self._own if "phone_before" in event.data]
            # Where there was none before, the one that came by the link proves nothing either.
            numbers = [replaced[0]["phone_before"]] if replaced else own
        return frozenset(end for number in numbers if (end := last_digits(number)))

    @property
    def is_theirs_alone(self) -> bool:
        """May the visitor close or empty the lead? Otherwise the desk is asked to."""
        return bool(self.proofs) and not self.is_shared

    @cached_property
    def progress(self) -> Progress:
        leads = {self.lead.pk, self.living.pk}
        looks = LeadAccess.objects.filter(
            lead__in=leads, kind=AccessKind.VIEWED, at__gte=self.received_at
        )
        return progress_of(
            status=self.living.status,
            is_removed=self.is_removed,
            is_shared=self.is_shared,
            was_opened=looks.exists(),
            part=self.part,
            happened=self.happened,
        )

    @property
    def is_removed(self) -> bool:
        return self.lead.forgotten_at is not None or self.living.forgotten_at is not None

    @property
    def asks_for_removal(self) -> bool:
        return asks_for_removal(self.happened, part=self.part)

    @property
    def is_removal_settled(self) -> bool:
        """Did the desk look into what the visitor asked to be removed, and it is still there?"""
        return not self.is_removed and is_removal_settled(self.happened, part=self.part)

    @property
    def is_waiting(self) -> bool:
        """Is the promise still to be kept, as far as the visitor is told?"""
        return self.progress in {Progress.RECEIVED, Progress.SEEN}

    @property
    def can_change(self) -> bool:
        """Is there something left to cancel or to correct?"""
        over = {Progress.CLOSED, Progress.CANCELLED, Progress.REMOVED}
        return self.progress not in over

    @property
    def can_remove(self) -> bool:
        return not self.is_removed and not self.asks_for_removal


def is_shared(lead: Lead) -> bool:
    """Does the lead hold more than the request that made it?"""
    return lead.follow_ups.exists() or lead.merged_leads.exists()


def find_asked(token: str, *, at: datetime) -> Asked:
    """Return the request of a link. Raises NoSuchRequest, or Expired when it is too old."""
    try:
        reference, key = read_status_token(token)
    except BadSignature as error:
        raise NoSuchRequest from error
    asked = find_by_key(reference, key) if len(key) == KEY_LENGTH else None
    if asked is None:
        raise NoSuchRequest
    if asked.expires_at < at:
        raise Expired
    return asked


def find_by_key(reference: str, key: str) -> Asked | None:
    """The request of a lead that has a key which begins like this; None if there is none."""
    leads = Lead.objects.select_related("location", "merged_into__location")
    lead = leads.filter(reference=reference).first()
    if lead is None:
        return None
    if lead.idempotency_key.startswith(key):
        return Asked(lead)
    follow_up = (
        lead.follow_ups.select_related("event").filter(idempotency_key__startswith=key).first()
    )
    return Asked(lead, follow_up) if follow_up else None


def page_address(token: str, *, root: str) -> str:
    """The address of the page that shows a request to its visitor; `root` is the site's own."""
    if template := clinic_settings.STATUS_PAGE_URL:
        return template.replace("{token}", token)
    return urljoin(root, reverse("clinic_leads:status", args=[token]))


def root_of(request: HttpRequest) -> str:
    return request.build_absolute_uri("/")
