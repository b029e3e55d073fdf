"""What is said in the admin of addresses that are refused, and of messages that did not arrive."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .guard import Refused, check

WHY = {
    "address: characters": _("There are characters in it that no address has."),
    "address: not one": _("This is no address."),
    "address: not https": _("The address must begin with https."),
    "address: credentials": _("There must be no name and no password in the address."),
    "address: port": _("We do not connect to this port."),
    "address: host": _("This is no name of a public server."),
    "address: not public": _("This address is inside a network, not on the Internet."),
}

# The beginning of what an outbox keeps of a fault, and what that means to who set it up.
WEBHOOK_FAULTS = {
    "HTTP 410": _("The other system says that nobody is there any more."),
    "HTTP 3": _("The other system sends us elsewhere, and we do not go."),
    "HTTP 4": _("The other system refuses the message."),
    "HTTP 5": _("The other system has a fault."),
    "switched off": _("The webhook was switched off."),
    "address": _("We do not connect to this address."),
    "TimeoutError": _("The other system does not answer."),
    "Connection": _("The other system cannot be reached."),
    "OSError": _("The other system cannot be reached."),
    "gaierror": _("The other system cannot be found."),
    "SSL": _("The other system has no valid certificate."),
    "RemoteDisconnected": _("The other system broke off."),
    "BadStatusLine": _("The other system does not speak HTTP."),
}

SECRET_TURNED = _("There is a new secret. For 24 hours messages are signed with the old one, too.")


def checked_address(url: str) -> str:
    """Return an address that we would connect to. Raises a ValidationError that says why not."""
    try:
        check(url)
    except Refused as refusal:
        raise ValidationError(WHY.get(refusal.reason, WHY["address: not one"])) from refusal
    return url


def fault_in(known: Mapping[str, Any], kept: str) -> str:
    """Return what a kept fault means; "" for one without words, and for none."""
    return next((str(words) for start, words in known.items() if kept.startswith(start)), "")
