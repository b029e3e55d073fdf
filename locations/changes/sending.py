"""Sending the messages about published content. Any number of workers (webhooks/attempts.py)."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ..models import PublishEndpoint, PublishMessage
from ..webhooks.attempts import claim_one
from ..webhooks.contract import PermanentFailure
from ..webhooks.outcomes import outcome_of, record, settle
from ..webhooks.rotating import drop_old_secrets, secrets_of
from ..webhooks.sending import SWITCHED_OFF, post, refuse_unless_taken

logger = logging.getLogger(__name__)

State = PublishMessage.State
# For how long the log of an endpoint goes back.
KEPT = timedelta(days=30)


def deliver_due(*, at: datetime, limit: int = 100) -> int:
    """Send up to `limit` messages that are due at `at`; return how many were tried."""
    for tried in range(limit):
        pk = claim_one(PublishMessage.objects.due(at=at), at=at)
        if pk is None:
            return tried
        _deliver(PublishMessage.objects.select_related("endpoint").get(pk=pk), at=at)
    return limit


def forget_old(*, at: datetime) -> int:
    """Remove from the log what is older than a month and no longer waits; return how many.

    Secrets that are over go, too.
    """
    drop_old_secrets(PublishEndpoint.objects.all(), at=at)
    done = PublishMessage.objects.exclude(state=State.PENDING)
    return done.filter(created_at__lt=at - KEPT).delete()[0]


def _deliver(sent: PublishMessage, *, at: datetime) -> None:
    """Send a claimed message and record what came of it."""
    outcome = outcome_of(
        sent,
        lambda: _send(sent),
        at=at,
        logger=logger,
        fault=f"Publish message {sent.pk} failed.",
    )
    with transaction.atomic():
        if record(sent, outcome):
            _settle(sent, at=at)
            return
    logger.warning("Publish message %s was taken over by another worker.", sent.pk)


def _send(sent: PublishMessage) -> None:
    endpoint = sent.endpoint
    if not endpoint.active:
        raise PermanentFailure(SWITCHED_OFF)
    sent.http_status = None
    sent.http_status = status = post(
        sent.payload,
        url=endpoint.url,
        secrets=secrets_of(endpoint, at=timezone.now()),
        message_id=sent.message_id,
    )
    refuse_unless_taken(status)


def _settle(sent: PublishMessage, *, at: datetime) -> None:
    endpoints = PublishEndpoint.objects.filter(pk=sent.endpoint_id)
    others = PublishMessage.objects.filter(endpoint=sent.endpoint_id)
    _switch_off(settle(sent, endpoints=endpoints, others=others, at=at), at=at)


def _switch_off(endpoints: QuerySet[PublishEndpoint], *, at: datetime) -> None:
    """Tell an endpoint no more; its page in the admin says so."""
    for pk in list(endpoints.filter(active=True).values_list("pk", flat=True)):
        endpoints.filter(pk=pk).update(active=False, switched_off_at=at)
        logger.error("Publish webhook %s was switched off: it took no message.", pk)
