"""What a channel is: it sends one delivery, or says whether trying again makes sense."""

from typing import Protocol

from ..models import Delivery


class DeliveryFailure(Exception):
    """A message was not sent. `reason` is kept and shown: kind of fault and code, no addresses."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TemporaryFailure(DeliveryFailure):
    """It may work later: the server is closed, slow, or asks to come back."""


class PermanentFailure(DeliveryFailure):
    """It will not work by itself: the address does not exist, or there is none."""


class Channel(Protocol):
    """Sends a delivery; raises TemporaryFailure or PermanentFailure when it was not sent."""

    def send(self, delivery: Delivery) -> None: ...
