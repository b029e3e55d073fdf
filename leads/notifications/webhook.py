"""The webhook channel: a message about a lead, posted to the endpoint of its delivery."""

from django.utils import timezone

from locations.webhooks.contract import PermanentFailure
from locations.webhooks.sending import SWITCHED_OFF, post, refuse_unless_taken

from ..models import Delivery
from .own_webhooks import payload_for


class WebhookChannel:
    """Sends to the endpoint of a delivery; redirects are not followed."""

    def send(self, delivery: Delivery) -> None:
        endpoint = delivery.endpoint
        if endpoint is None or not endpoint.active:
            raise PermanentFailure(SWITCHED_OFF)
        delivery.http_status = None
        payload = delivery.payload
        if endpoint.owner is not None:
            payload = payload_for(delivery, owner=endpoint.owner)
        delivery.http_status = status = post(
            payload,
            url=endpoint.url,
            secrets=endpoint.secrets(at=timezone.now()),
            message_id=delivery.message_id,
        )
        refuse_unless_taken(status)
