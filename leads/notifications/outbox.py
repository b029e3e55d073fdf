"""Sending what is in the outbox: claim a row, send it, record it. Any number of senders.

A row is claimed by a conditional update: of several senders one changes the row, the others
change none. A claim runs out, so that the work of a sender that died is taken over. Between the
mail server's “yes” and our record lies a moment in which a dying sender causes a second copy;
both copies bear the same Message-ID.
"""

import logging
import random
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.module_loading import import_string

from locations.conf import clinic_settings

from ..faults import log_fault
from ..models import Delivery, DeliveryKind, DeliveryState
from . import aftermath
from .contract import Channel, PermanentFailure, TemporaryFailure
from .email import EmailChannel
from .webhook import WebhookChannel

logger = logging.getLogger(__name__)

FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=4)
# Part of the delay by which it is shortened or prolonged at random, so that a thousand messages
# that failed together do not come back together.
JITTER = 0.2
# Rows looked at for one claim: more than senders, so that they do not all want the same row.
CANDIDATES = 20


CHANNELS: dict[str, type[Channel]] = {DeliveryKind.WEBHOOK: WebhookChannel}


def channel_for(delivery: Delivery) -> Channel:
    """Return the way by which a delivery goes: by e-mail, unless its kind has one of its own.

    A project may have its own channel for a kind (docs/extending.md).
    """
    path = clinic_settings.DELIVERY_CHANNELS.get(delivery.kind)
    return import_string(path)() if path else CHANNELS.get(delivery.kind, EmailChannel)()


def deliver_due(*, at: datetime, channel: Channel | None = None, limit: int = 100) -> int:
    """Send up to `limit` deliveries that are due at `at`; return how many were tried.

    Each goes by the channel of its kind, unless all are to go by one `channel`.
    """
    for tried in range(limit):
        delivery = claim(at=at)
        if delivery is None:
            return tried
        deliver(delivery, at=at, channel=channel or channel_for(delivery))
    return limit


def claim(*, at: datetime) -> Delivery | None:
    """Take one due delivery for this sender, or return None when there is none to take."""
    lease = timedelta(seconds=clinic_settings.DELIVERY_LEASE_SECONDS)
    candidates = list(Delivery.objects.due(at=at).values_list("pk", flat=True)[:CANDIDATES])
    for pk in candidates:
        token = secrets.token_hex(16)
        taken = Delivery.objects.due(at=at).filter(pk=pk)
        if taken.update(leased_until=at + lease, lease_token=token, attempts=F("attempts") + 1):
            return Delivery.objects.select_related(
                "lead__location", "event", "recipient", "endpoint__location"
            ).get(pk=pk)
    return None


def deliver(delivery: Delivery, *, at: datetime, channel: Channel) -> None:
    """Send a claimed delivery and record what came of it. Raises nothing."""
    try:
        channel.send(delivery)
    except PermanentFailure as failure:
        _give_up(delivery, at=at, reason=failure.reason)
    except TemporaryFailure as failure:
        _put_off(delivery, at=at, reason=failure.reason)
    except Exception as error:
        log_fault(logger, f"Delivery {delivery.pk} failed.", error)  # a fault of ours
        _put_off(delivery, at=at, reason=type(error).__name__)
    else:
        _record(delivery, at=at, state=DeliveryState.SENT, sent_at=at, last_error="")


def delay_after(attempts: int) -> timedelta:
    """Return how long to wait after the n-th failed attempt: doubling, bounded, with jitter."""
    delay = min(FIRST_DELAY * 2 ** min(attempts - 1, 20), LONGEST_DELAY)
    return delay * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 (spreads load, no secret)


def _put_off(delivery: Delivery, *, at: datetime, reason: str) -> None:
    give_up_at = delivery.created_at + timedelta(hours=clinic_settings.DELIVERY_GIVE_UP_HOURS)
    if at >= give_up_at:
        _give_up(delivery, at=at, reason=reason)
        return
    # The last attempt falls on the moment of giving up, not long before it.
    next_attempt_at = min(at + delay_after(delivery.attempts), give_up_at)
    _record(delivery, at=at, next_attempt_at=next_attempt_at, last_error=reason)


def _give_up(delivery: Delivery, *, at: datetime, reason: str) -> None:
    _record(delivery, at=at, state=DeliveryState.FAILED, last_error=reason)


def _record(delivery: Delivery, *, at: datetime, **outcome: Any) -> None:
    """Write the outcome and end the claim, if the claim is still ours; see to what follows."""
    ours = Delivery.objects.filter(pk=delivery.pk, lease_token=delivery.lease_token)
    values = outcome | {"http_status": delivery.http_status}
    with transaction.atomic():
        if ours.update(leased_until=None, lease_token="", **values):
            for name, value in values.items():
                setattr(delivery, name, value)
            aftermath.settle(delivery, at=at)
            return
    logger.warning("Delivery %s was taken over by another sender.", delivery.pk)
