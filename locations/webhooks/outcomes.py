"""What comes of sending a message, and what follows for the endpoint that it went to.

The rows are of any models that are an `OutgoingMessage` and an `Endpoint`
(`locations/models/outgoing.py`).
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from ..faults import log_fault
from .attempts import ENOUGH, HOLD, next_attempt
from .contract import PermanentFailure, TemporaryFailure
from .sending import GONE, SWITCHED_OFF
from .states import MessageState


def outcome_of(
    message: Any, send: Callable[[], None], *, at: datetime, logger: logging.Logger, fault: str
) -> dict[str, Any]:
    """Send a claimed message; return what came of it, by column. Raises nothing.

    `fault` is what is logged when the fault is ours.
    """
    try:
        send()
    except PermanentFailure as failure:
        return {"state": MessageState.FAILED, "last_error": failure.reason}
    except TemporaryFailure as failure:
        reason = failure.reason
    except Exception as error:  # a fault of ours
        log_fault(logger, fault, error)
        reason = type(error).__name__
    else:
        return {"state": MessageState.SENT, "sent_at": at, "last_error": ""}
    again_at = next_attempt(
        attempts=message.attempts,
        created_at=message.created_at,
        at=at,
        least=message.least_attempts,
    )
    if again_at is None:
        return {"state": MessageState.FAILED, "last_error": reason}
    return {"next_attempt_at": again_at, "last_error": reason}


def record(message: Any, outcome: dict[str, Any]) -> bool:
    """Write the outcome and end the claim, if the claim is still ours; say whether it was."""
    ours = type(message)._default_manager.filter(pk=message.pk, lease_token=message.lease_token)
    values = outcome | {"http_status": message.http_status}
    if not ours.update(leased_until=None, lease_token="", **values):
        return False
    for name, value in values.items():
        setattr(message, name, value)
    return True


def settle(message: Any, *, endpoints: QuerySet, others: QuerySet, at: datetime) -> QuerySet:
    """See to what follows from a recorded outcome; return the endpoints to be switched off.

    `endpoints` is the endpoint of the message, `others` all messages to it.
    """
    if message.state == MessageState.SENT:
        endpoints.filter(given_up__gt=0).update(given_up=0)
    elif message.state == MessageState.PENDING:
        _hold_back(others.exclude(pk=message.pk), until=min(message.next_attempt_at, at + HOLD))
    elif message.last_error != SWITCHED_OFF:
        endpoints.update(given_up=F("given_up") + 1)
        gone = message.http_status == GONE
        return endpoints if gone else endpoints.filter(given_up__gte=ENOUGH)
    return endpoints.none()


def _hold_back(others: QuerySet, *, until: datetime) -> None:
    """An endpoint that does not answer costs one attempt a minute, however many messages wait.

    No longer than that: it may be this one message that it does not like.
    """
    waiting = others.filter(state=MessageState.PENDING, leased_until__isnull=True)
    waiting.filter(next_attempt_at__lt=until).update(next_attempt_at=until)


def renew(done: QuerySet, *, at: datetime) -> int:
    """Let messages that wait no longer be sent once more, as they are; return how many."""
    return done.exclude(state=MessageState.PENDING).update(**anew(at=at))


def anew(*, at: datetime) -> dict[str, Any]:
    """The values of a message that starts over, with the full time for attempts from `at` on."""
    return {
        "state": MessageState.PENDING,
        "sent_at": None,
        "attempts": 0,
        "created_at": at,
        "next_attempt_at": at,
        "leased_until": None,
        "lease_token": "",
    }
