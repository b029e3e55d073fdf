"""The e-mail channel: builds the message of a delivery and hands it to the mail server."""

import smtplib

from django.core.mail import EmailMessage
from django.core.mail.message import BadHeaderError  # Django 6 warns who has it from above

from ..emails import NoRecipient, message_for
from ..models import Delivery, DeliveryKind
from ..staff_emails import NothingToTell, staff_message_for
from .contract import NO_ADDRESS, NOTHING_TO_TELL, PermanentFailure, TemporaryFailure

# A refusal of the recipient is final from here on; 4xx means “come back later” (RFC 5321, 4.2.1).
PERMANENT_CODE = 500

REFUSED = "SMTPRecipientsRefused"

TO_STAFF = {DeliveryKind.STAFF_MAIL, DeliveryKind.DIGEST}


class EmailChannel:
    """Sends through Django's mail backend, one message at a time."""

    def send(self, delivery: Delivery) -> None:
        try:
            message_of(delivery).send(fail_silently=False)
        except NoRecipient as error:
            raise PermanentFailure(NO_ADDRESS) from error
        except NothingToTell as error:
            raise PermanentFailure(NOTHING_TO_TELL) from error
        except BadHeaderError as error:  # such as an address with a line break
            raise PermanentFailure("BadHeaderError") from error
        except smtplib.SMTPRecipientsRefused as error:
            raise _recipients_refused(error, desk=_goes_to_desk(delivery)) from error
        except smtplib.SMTPResponseException as error:
            # Sender, login and content refused for now are matters of set-up: worth trying again.
            raise TemporaryFailure(f"{type(error).__name__} {error.smtp_code}") from error
        except (smtplib.SMTPException, OSError) as error:
            # smtplib says "disconnected" of a server that was silent for too long; it knows better.
            raise TemporaryFailure(type(error.__context__ or error).__name__) from error


def message_of(delivery: Delivery) -> EmailMessage:
    """Return the mail of a delivery. Escalations also go to desks, which are nobody's account."""
    if delivery.kind in TO_STAFF and "step" not in delivery.payload:
        return staff_message_for(delivery)
    return message_for(delivery)


def is_refused(delivery: Delivery) -> bool:
    """Did the mail server say of the recipient that it will never take a mail?"""
    return delivery.last_error.startswith(f"{REFUSED} {PERMANENT_CODE // 100}")


def _goes_to_desk(delivery: Delivery) -> bool:
    return delivery.kind == DeliveryKind.DESK_MAIL or "desk" in delivery.payload


def _recipients_refused(
    error: smtplib.SMTPRecipientsRefused, *, desk: bool
) -> PermanentFailure | TemporaryFailure:
    """A visitor mistypes an address. A desk's was right before: the server's set-up may be wrong,
    or the address is corrected, and the mail must still reach them.
    """
    codes = [code for code, _words in error.recipients.values()]
    reason = f"{REFUSED} {codes[0] if codes else ''}".strip()
    if codes and all(code >= PERMANENT_CODE for code in codes) and not desk:
        return PermanentFailure(reason)
    return TemporaryFailure(reason)
