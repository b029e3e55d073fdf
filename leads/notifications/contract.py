"""What a channel is: it sends one delivery, or says whether trying again makes sense."""

from typing import Protocol

from locations.webhooks.contract import DeliveryFailure, PermanentFailure, TemporaryFailure

from ..models import Delivery

__all__ = [
    "NOTHING_TO_TELL",
    "NO_ADDRESS",
    "Channel",
    "DeliveryFailure",
    "PermanentFailure",
    "TemporaryFailure",
]

# Why a mail to a colleague was given up whose lead is gone, or not theirs to see any more.
NOTHING_TO_TELL = "nothing to tell"
# Why a mail was given up that nobody could be found for.
NO_ADDRESS = "no address"


class Channel(Protocol):
    """Sends a delivery; raises TemporaryFailure or PermanentFailure when it was not sent."""

    def send(self, delivery: Delivery) -> None: ...
