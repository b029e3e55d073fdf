"""What a channel is: it sends one delivery, or says whether trying again makes sense."""

from typing import Protocol

from locations.webhooks.contract import DeliveryFailure, PermanentFailure, TemporaryFailure

from ..models import Delivery

__all__ = ["Channel", "DeliveryFailure", "PermanentFailure", "TemporaryFailure"]


class Channel(Protocol):
    """Sends a delivery; raises TemporaryFailure or PermanentFailure when it was not sent."""

    def send(self, delivery: Delivery) -> None: ...
