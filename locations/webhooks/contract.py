"""What can come of sending: it is done, or trying again makes sense, or it does not."""


class DeliveryFailure(Exception):
    """A message was not sent. `reason` is kept and shown: kind of fault and code, no addresses."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TemporaryFailure(DeliveryFailure):
    """It may work later: the server is closed, slow, or asks to come back."""


class PermanentFailure(DeliveryFailure):
    """It will not work by itself: the address does not exist, or there is none."""
