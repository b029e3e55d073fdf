"""Sending what is in the outbox: claim a row, send it, record it. Any number of senders.

How a row is claimed, tried again and recorded: locations/webhooks/. Between the mail server's “yes”
and our record lies a moment in which a dying sender causes a second copy; both copies bear the same
Message-ID.
"""

import logging
from datetime import datetime

from django.db import transaction
from django.utils.module_loading import import_string

from locations.conf import clinic_settings
from locations.webhooks.attempts import claim_one
from locations.webhooks.outcomes import outcome_of, record

from ..models import Delivery, DeliveryKind
from . import aftermath
from .contract import Channel
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
    return None if pk is None else claimed(pk)


def claimed(pk: int) -> Delivery:
    """A delivery that this sender has claimed, with all that it is made of."""
    return Delivery.objects.select_related(
        "lead__location", "event", "recipient", "endpoint__location", "endpoint__owner"
    ).get(pk=pk)


def deliver(delivery: Delivery, *, at: datetime, channel: Channel) -> None:
    """Send a claimed delivery, record what came of it and see to what follows. Raises nothing."""
    outcome = outcome_of(
        delivery,
        lambda: channel.send(delivery),
        at=at,
        logger=logger,
        fault=f"Delivery {delivery.pk} failed.",
    )
    with transaction.atomic():
        if record(delivery, outcome):
            aftermath.settle(delivery, at=at)
            return
    logger.warning("Delivery %s was taken over by another sender.", delivery.pk)
