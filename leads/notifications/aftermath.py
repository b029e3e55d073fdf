"""What follows from the outcome of a delivery: who must know, and what is not tried any more."""

import logging
from datetime import datetime

from django.db.models import QuerySet

from locations.faults import survived
from locations.webhooks import outcomes

from ..models import (
    FOR_THE_LEAD,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Occasion,
    WebhookEndpoint,
)
from . import occasions, unread
from .contract import NOTHING_TO_TELL
from .email import is_refused

logger = logging.getLogger(__name__)

OF_WAITING = {Occasion.DUE_SOON, Occasion.OVERDUE}
TO_COLLEAGUES = {DeliveryKind.STAFF_MAIL, DeliveryKind.DIGEST}


def settle(delivery: Delivery, *, at: datetime) -> None:
    """See to what follows. A fault in it must not undo what was recorded."""
    with survived(logger, f"What follows from delivery {delivery.pk} was not done."):
        _settle(delivery, at=at)


def _settle(delivery: Delivery, *, at: datetime) -> None:
    if delivery.kind == DeliveryKind.WEBHOOK:
        _settle_webhook(delivery, at=at)
    elif _is_waited_for(delivery) and _needs_somebody(delivery):
        occasions.undelivered(delivery, at=at)
    if delivery.kind in TO_COLLEAGUES and _is_given_up(delivery):
        unread.show(delivery, at=at)


def _needs_somebody(delivery: Delivery) -> bool:
    """Given up; or refused, which is tried again for days, but should not wait so long for them."""
    return _is_given_up(delivery) or (
        delivery.state == DeliveryState.PENDING and is_refused(delivery)
    )


def _is_waited_for(delivery: Delivery) -> bool:
    """Without it a person waits in vain: it is to the desk or to them, or says that they wait."""
    return delivery.kind in FOR_THE_LEAD or delivery.payload.get("occasion") in OF_WAITING


def _is_given_up(delivery: Delivery) -> bool:
    return delivery.state == DeliveryState.FAILED and delivery.last_error != NOTHING_TO_TELL


def _settle_webhook(delivery: Delivery, *, at: datetime) -> None:
    if delivery.endpoint_id is None or delivery.last_error == NOTHING_TO_TELL:
        return  # no fault of the endpoint's
    endpoints = WebhookEndpoint.objects.filter(pk=delivery.endpoint_id)
    others = Delivery.objects.filter(endpoint=delivery.endpoint_id)
    _switch_off(outcomes.settle(delivery, endpoints=endpoints, others=others, at=at), at=at)


def _switch_off(endpoints: QuerySet[WebhookEndpoint], *, at: datetime) -> None:
    """Stop telling an endpoint, once, and tell its managers, or whose own it is."""
    if endpoints.filter(active=True).update(active=False, switched_off_at=at):
        occasions.switched_off(endpoints.select_related("location", "owner").get(), at=at)
