"""What a manager does with webhooks. They are about no lead, so no lead has an event of it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from locations.webhooks.signing import new_secret

from ..models import Delivery, DeliveryKind, DeliveryState, WebhookEndpoint
from ..notifications.announcing import TEST, message, webhook
from .changing import refuse_unless


def save_endpoint(*, endpoint: WebhookEndpoint) -> WebhookEndpoint:
    """Store an endpoint as the form made it. A new one gets its secret; one in use starts anew."""
    if not endpoint.secret:
        endpoint.secret = new_secret()
    if endpoint.active:
        endpoint.given_up, endpoint.switched_off_at = 0, None
    endpoint.save()
    return endpoint


def turn_secret(*, endpoint: WebhookEndpoint) -> None:
    """Give the endpoint a new secret. What is sent from now on is signed with it alone."""
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(secret=new_secret())


def send_test(*, endpoint: WebhookEndpoint, at: datetime) -> Delivery:
    """Send a message that is about nothing."""
    refuse_unless(endpoint.active, _("This webhook is switched off."))
    delivery = webhook(endpoint, message(TEST, data={}, at=at), at=at)
    delivery.save()
    return delivery


def replay(*, delivery: Delivery, at: datetime) -> None:
    """Send a webhook once more, as it was and under its old id, so that it can be told apart."""
    gone = delivery.lead is not None and delivery.lead.forgotten_at is not None
    refuse_unless(not gone, _("The personal data of this lead is removed."))
    done = Delivery.objects.filter(pk=delivery.pk, kind=DeliveryKind.WEBHOOK)
    renewed = done.exclude(state=DeliveryState.PENDING).update(
        state=DeliveryState.PENDING,
        sent_at=None,
        attempts=0,
        created_at=at,
        next_attempt_at=at,
        leased_until=None,
        lease_token="",
    )
    refuse_unless(renewed == 1, _("This message is about to be sent anyway."))


@transaction.atomic
def remove_endpoint(*, endpoint: WebhookEndpoint) -> None:
    """Remove an endpoint with its log, and what was still to be sent."""
    endpoint.deliveries.all().delete()
    endpoint.delete()
