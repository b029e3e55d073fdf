"""What is done with an endpoint of publish webhooks."""

from datetime import datetime

from django.db import transaction

from ..models import PublishEndpoint, PublishMessage
from ..webhooks.outcomes import renew
from ..webhooks.sending import TEST, message
from ..webhooks.signing import new_secret


def save_endpoint(*, endpoint: PublishEndpoint, at: datetime) -> PublishEndpoint:
    """Store an endpoint as the form made it. A new one gets its secret; one in use starts anew."""
    if not endpoint.secret:
        endpoint.secret = new_secret()
    if endpoint.active:
        endpoint.given_up, endpoint.switched_off_at = 0, None
        if not PublishEndpoint.objects.in_use().filter(pk=endpoint.pk).exists():
            endpoint.clock_told_to = at  # not what began and ended while it was off
    endpoint.save()
    return endpoint


def send_test(*, endpoint: PublishEndpoint, at: datetime) -> bool:
    """Send a message that is about nothing; False when the endpoint is switched off."""
    if not endpoint.active:
        return False
    payload = message(TEST, data={}, at=at)
    endpoint.messages.create(payload=payload, created_at=at, next_attempt_at=at)
    return True


def replay(*, sent: PublishMessage, at: datetime) -> bool:
    """Send a message once more, as it was and under its old id; False if it still waits."""
    return bool(renew(PublishMessage.objects.filter(pk=sent.pk), at=at))


@transaction.atomic
def remove_endpoint(*, endpoint: PublishEndpoint) -> None:
    """Remove an endpoint with its log, and what was still to be sent."""
    endpoint.delete()
