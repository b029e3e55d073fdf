"""What follows from the outcome of a delivery: who must know, and what is not tried any more."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from locations.faults import log_fault
from locations.webhooks.attempts import ENOUGH, HOLD

from ..models import FOR_THE_LEAD, Delivery, DeliveryKind, DeliveryState, WebhookEndpoint
from . import occasions
from .webhook import GONE, SWITCHED_OFF

logger = logging.getLogger(__name__)


def settle(delivery: Delivery, *, at: datetime) -> None:
    """See to what follows. A fault in it must not undo what was recorded."""
    try:
        with transaction.atomic():
            _settle(delivery, at=at)
    except Exception as error:
        log_fault(logger, f"What follows from delivery {delivery.pk} was not done.", error)


def _settle(delivery: Delivery, *, at: datetime) -> None:
    if delivery.kind == DeliveryKind.WEBHOOK:
        _settle_webhook(delivery, at=at)
    elif delivery.kind in FOR_THE_LEAD and delivery.state == DeliveryState.FAILED:
        occasions.undelivered(delivery, at=at)


def _settle_webhook(delivery: Delivery, *, at: datetime) -> None:
    if delivery.endpoint_id is None:
        return
    endpoints = WebhookEndpoint.objects.filter(pk=delivery.endpoint_id)
    if delivery.state == DeliveryState.SENT:
        endpoints.filter(given_up__gt=0).update(given_up=0)
    elif delivery.state == DeliveryState.PENDING:
        _hold_back_others(delivery, at=at)
    elif delivery.last_error != SWITCHED_OFF:
        endpoints.update(given_up=F("given_up") + 1)
        gone = delivery.http_status == GONE
        _switch_off(endpoints if gone else endpoints.filter(given_up__gte=ENOUGH), at=at)


def _hold_back_others(delivery: Delivery, *, at: datetime) -> None:
    """An endpoint that does not answer costs one attempt a minute, however many messages wait.

    No longer than that: it may be this one message that it does not like.
    """
    until = min(delivery.next_attempt_at, at + HOLD)
    waiting = Delivery.objects.filter(endpoint=delivery.endpoint_id, state=DeliveryState.PENDING)
    sooner = waiting.filter(next_attempt_at__lt=until, leased_until__isnull=True)
    sooner.exclude(pk=delivery.pk).update(next_attempt_at=until)


def _switch_off(endpoints: QuerySet[WebhookEndpoint], *, at: datetime) -> None:
    """Stop telling an endpoint, once, and tell its managers."""
    if endpoints.filter(active=True).update(active=False, switched_off_at=at):
        occasions.switched_off(endpoints.select_related("location").get(), at=at)
