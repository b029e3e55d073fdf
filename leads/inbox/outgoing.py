"""The messages about a lead in words: sent, waiting, or given up and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from locations.webhooks.words import WEBHOOK_FAULTS, fault_in

from ..models import Delivery, DeliveryKind, DeliveryState
from ..notifications.contract import NO_ADDRESS, NOTHING_TO_TELL
from .clocks import moment

# The beginning of what the outbox keeps of a fault, and what that means to the desk.
FAULTS = {
    NO_ADDRESS: gettext_lazy("There is no address to send it to."),
    NOTHING_TO_TELL: gettext_lazy("There is nothing left to tell."),
    "BadHeaderError": gettext_lazy("The address cannot stand in an e-mail."),
    "SMTPRecipientsRefused": gettext_lazy("The mail server refuses the address."),
    "SMTPAuthenticationError": gettext_lazy("The mail server does not accept our password."),
    "SMTP": gettext_lazy("The mail server does not take the message."),
    "TimeoutError": gettext_lazy("The mail server does not answer."),
    "Connection": gettext_lazy("The mail server cannot be reached."),
    "gaierror": gettext_lazy("The mail server cannot be found."),
}

OF_WEBHOOKS = WEBHOOK_FAULTS | {NOTHING_TO_TELL: FAULTS[NOTHING_TO_TELL]}


@dataclass(frozen=True, slots=True)
class Message:
    """One line about a message. `detail` is the fault as it was kept, for who runs the site."""

    pk: int
    kind: str
    state: str
    why: str
    detail: str
    is_given_up: bool
    is_done: bool


def messages_of(deliveries: Iterable[Delivery], *, at: datetime) -> list[Message]:
    """Return a line for each delivery."""
    return [
        Message(
            pk=delivery.pk,
            kind=delivery.get_kind_display(),
            state=_state(delivery, at=at),
            why=fault(delivery.last_error, kind=delivery.kind),
            detail=delivery.last_error,
            is_given_up=delivery.state == DeliveryState.FAILED,
            is_done=delivery.state != DeliveryState.PENDING,
        )
        for delivery in deliveries
    ]


def fault(kept: str, *, kind: str = DeliveryKind.DESK_MAIL) -> str:
    """Return what a kept fault means; "" for one that has no words here, and for none."""
    known = OF_WEBHOOKS if kind == DeliveryKind.WEBHOOK else FAULTS
    return fault_in(known, kept)


def _state(delivery: Delivery, *, at: datetime) -> str:
    zone = timezone.get_current_timezone()
    if delivery.sent_at is not None:
        return _("Sent %(when)s") % {"when": moment(delivery.sent_at, zone=zone, at=at)}
    tries = ngettext("%(n)d attempt", "%(n)d attempts", delivery.attempts)
    values = {"tries": tries % {"n": delivery.attempts}}
    if delivery.state == DeliveryState.FAILED:
        return _("Given up after %(tries)s") % values
    if not delivery.attempts:
        return _("Waiting to be sent")
    values["when"] = moment(delivery.next_attempt_at, zone=zone, at=at)
    return _("Waiting to be sent after %(tries)s, next one %(when)s") % values
