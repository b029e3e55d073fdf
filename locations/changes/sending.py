"""Sending the messages about published content. Any number of workers (webhooks/attempts.py)."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from ..faults import log_fault
from ..models import PublishEndpoint, PublishMessage
from ..webhooks.attempts import ENOUGH, HOLD, claim_one, next_attempt
from ..webhooks.contract import PermanentFailure, TemporaryFailure
from ..webhooks.sending import GONE, SWITCHED_OFF, post, refuse_unless_taken

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
    """Remove from the log what is older than a month and no longer waits; return how many."""
    done = PublishMessage.objects.exclude(state=State.PENDING)
    return done.filter(created_at__lt=at - KEPT).delete()[0]


def _deliver(sent: PublishMessage, *, at: datetime) -> None:
    """Send a claimed message and record what came of it. Raises nothing."""
    try:
        _send(sent)
    except PermanentFailure as failure:
        _record(sent, at=at, state=State.FAILED, last_error=failure.reason)
    except TemporaryFailure as failure:
        _put_off(sent, at=at, reason=failure.reason)
    except Exception as error:
        log_fault(logger, f"Publish message {sent.pk} failed.", error)  # a fault of ours
        _put_off(sent, at=at, reason=type(error).__name__)
    else:
        _record(sent, at=at, state=State.SENT, sent_at=at, last_error="")


def _send(sent: PublishMessage) -> None:
    endpoint = sent.endpoint
    if not endpoint.active:
        raise PermanentFailure(SWITCHED_OFF)
    sent.http_status = None
    sent.http_status = status = post(
        sent.payload, url=endpoint.url, secrets=[endpoint.secret], message_id=sent.message_id
    )
    refuse_unless_taken(status)


def _put_off(sent: PublishMessage, *, at: datetime, reason: str) -> None:
    again_at = next_attempt(attempts=sent.attempts, created_at=sent.created_at, at=at)
    if again_at is None:
        _record(sent, at=at, state=State.FAILED, last_error=reason)
    else:
        _record(sent, at=at, next_attempt_at=again_at, last_error=reason)


@transaction.atomic
def _record(sent: PublishMessage, *, at: datetime, **outcome: Any) -> None:
    """Write the outcome and end the claim, if the claim is still ours; see to what follows."""
    ours = PublishMessage.objects.filter(pk=sent.pk, lease_token=sent.lease_token)
    outcome["http_status"] = sent.http_status
    if not ours.update(leased_until=None, lease_token="", **outcome):
        logger.warning("Publish message %s was taken over by another worker.", sent.pk)
        return
    for name, value in outcome.items():
        setattr(sent, name, value)
    _settle(sent, at=at)


def _settle(sent: PublishMessage, *, at: datetime) -> None:
    endpoints = PublishEndpoint.objects.filter(pk=sent.endpoint_id)
    if sent.state == State.SENT:
        endpoints.filter(given_up__gt=0).update(given_up=0)
    elif sent.state == State.PENDING:
        _hold_back_others(sent, at=at)
    elif sent.last_error != SWITCHED_OFF:
        endpoints.update(given_up=F("given_up") + 1)
        gone = sent.http_status == GONE
        _switch_off(endpoints if gone else endpoints.filter(given_up__gte=ENOUGH), at=at)


def _hold_back_others(sent: PublishMessage, *, at: datetime) -> None:
    """An endpoint that does not answer costs one attempt a minute, however many messages wait."""
    until = min(sent.next_attempt_at, at + HOLD)
    waiting = PublishMessage.objects.filter(endpoint=sent.endpoint_id, state=State.PENDING)
    sooner = waiting.filter(next_attempt_at__lt=until, leased_until__isnull=True)
    sooner.exclude(pk=sent.pk).update(next_attempt_at=until)


def _switch_off(endpoints: QuerySet[PublishEndpoint], *, at: datetime) -> None:
    """Tell an endpoint no more; its page in the admin says so."""
    for pk in list(endpoints.filter(active=True).values_list("pk", flat=True)):
        endpoints.filter(pk=pk).update(active=False, switched_off_at=at)
        logger.error("Publish webhook %s was switched off: it took no message.", pk)
