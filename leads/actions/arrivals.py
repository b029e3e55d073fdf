"""What a request became, and what it became when the same was sent before."""

from dataclasses import dataclass

from django.db import router

from ..models import FollowUp, Lead, is_known


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


def known_arrival(*, key: str, digest: str) -> Arrival | None:
    """What was stored under the key, None if nothing; KeyReused if that was something else."""
    if not is_known(key):
        return None
    using = router.db_for_write(Lead)  # a copy for reading may not have it yet
    lead = Lead.objects.using(using).filter(idempotency_key=key).first()
    if lead is not None:
        return _as_known(Arrival(lead), lead.body_digest, digest=digest)
    follow_up = FollowUp.objects.using(using).get(idempotency_key=key)
    return _as_known(Arrival(follow_up.lead, follow_up), follow_up.body_digest, digest=digest)


def _as_known(arrival: Arrival, known_digest: str, *, digest: str) -> Arrival:
    if known_digest != digest:
        raise KeyReused(arrival.lead)
    return arrival
