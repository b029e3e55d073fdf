"""Sending what is in the outbox: claim a row, send it, record it. Any number of senders.

How a row is claimed and when it is tried again: locations/webhooks/attempts.py. Between the mail
server's “yes” and our record lies a moment in which a dying sender causes a second copy;
both copies bear the same Message-ID.
"""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.module_loading import import_string

from locations.conf import clinic_settings
from locations.faults import log_fault
from locations.webhooks.attempts import claim_one, next_attempt

from ..models import Delivery, DeliveryKind, DeliveryState
from . import aftermath
from .contract import Channel, PermanentFailure, TemporaryFailure
from .email import EmailChannel
from .webhook import WebhookChannel

logger = logging.getLogger(__name__)

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
    pk = claim_one(Delivery.objects.due(at=at), at=at)
    if pk is None:
        return None
    return Delivery.objects.select_related(
        "lead__location", "event", "recipient", "endpoint__location"
    ).get(pk=pk)


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


def _put_off(delivery: Delivery, *, at: datetime, reason: str) -> None:
    again_at = next_attempt(attempts=delivery.attempts, created_at=delivery.created_at, at=at)
    if again_at is None:
        _give_up(delivery, at=at, reason=reason)
        return
    _record(delivery, at=at, next_attempt_at=again_at, last_error=reason)


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
