"""What a manager does with webhooks. They are about no lead, so no lead has an event of it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from locations.webhooks import rotating
from locations.webhooks.outcomes import renew
from locations.webhooks.signing import new_secret

from ..models import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    NoticeChannel,
    NotificationPreference,
    WebhookEndpoint,
)
from ..notifications.announcing import TEST, message, webhook
from .changing import refuse_unless

# For how long the log says what was sent.
KEEP_LOG = timedelta(days=30)
# Removed at once; a worker comes by every minute.
BATCH = 1000


def save_endpoint(*, endpoint: WebhookEndpoint) -> WebhookEndpoint:
    """Store an endpoint as the form made it. A new one gets its secret; one in use starts anew."""
    if not endpoint.secret:
        endpoint.secret = new_secret()
    if endpoint.active:
        endpoint.given_up, endpoint.switched_off_at = 0, None
    endpoint.save()
    return endpoint


def turn_secret(*, endpoint: WebhookEndpoint, at: datetime) -> None:
    """Give the endpoint a new secret. For a day messages are signed with the old one as well."""
    rotating.turn_secret(WebhookEndpoint.objects.filter(pk=endpoint.pk), at=at)


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
    renewed = renew(done, at=at)
    refuse_unless(renewed == 1, _("This message is about to be sent anyway."))


@transaction.atomic
def remove_endpoint(*, endpoint: WebhookEndpoint) -> None:
    """Remove an endpoint with its log, what was still to be sent, and what was chosen for it."""
    if endpoint.owner_id is not None:
        chosen = NotificationPreference.objects.filter(channel=NoticeChannel.WEBHOOK)
        chosen.filter(user=endpoint.owner_id).delete()
    endpoint.delete()


def tidy_webhooks(*, at: datetime) -> int:
    """Remove what is too old for the log, and secrets that are over; return how many messages.

    What still waits to be sent is never removed.
    """
    rotating.drop_old_secrets(WebhookEndpoint.objects.all(), at=at)
    old = Delivery.objects.filter(kind=DeliveryKind.WEBHOOK, created_at__lt=at - KEEP_LOG)
    done = old.exclude(state=DeliveryState.PENDING).order_by("created_at")
    some = list(done.values_list("pk", flat=True)[:BATCH])
    number, _by_model = Delivery.objects.filter(pk__in=some).delete()
    return number
