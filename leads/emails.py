"""The mails about a lead. Those of ours carry no name, no topic and no words of the visitor.

A mailbox is read over shoulders, forwarded and searched. The desk gets a link; the visitor gets
the promise, the reference and the numbers to ring. A reply says what a colleague wrote.
"""

from email.utils import formataddr, parseaddr
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from locations.directory import Directory
from locations.models import LocationPage

from .models import Delivery, DeliveryKind, Lead
from .promises import promise_text


class NoRecipient(Exception):
    """There is no address to send this to."""


def message_for(delivery: Delivery) -> EmailMessage:
    """Return the mail of a delivery, made from the facts as they are now.

    Raises NoRecipient when there is no address for it.
    """
    if delivery.kind == DeliveryKind.RECEIPT:
        return _receipt(delivery)
    if delivery.kind == DeliveryKind.REPLY:
        return _reply(delivery)
    return _desk_mail(delivery)


def _desk_mail(delivery: Delivery) -> EmailMessage:
    lead, desk = delivery.lead, _desk_of(delivery.lead)
    with override(settings.LANGUAGE_CODE):
        subject = _("Consultation request %(reference)s is waiting") % {"reference": lead.reference}
        context = {"lead": lead, "promise": _promise(lead), "link": inbox_link(lead)}
        body = render_to_string("clinic_leads/mail/desk.txt", context)
    return _message(delivery, subject=subject, body=body, to=desk.desk_email if desk else "")


def _receipt(delivery: Delivery) -> EmailMessage:
    lead, desk = delivery.lead, _desk_of(delivery.lead)
    directory = Directory(site=lead.site)
    with override(lead.language):
        subject = _("We have your request (%(reference)s)") % {"reference": lead.reference}
        context = {
            "lead": lead,
            "location": desk,
            "organisation": directory.organisation,
            "emergency_text": directory.emergency_text.text,
        }
        body = render_to_string("clinic_leads/mail/receipt.txt", context)
    message = _message(delivery, subject=subject, body=body, to=lead.email)
    # Who answers a receipt wants to reach the desk; their answer must not be lost.
    message.reply_to = [desk.desk_email] if desk else []
    return message


def _reply(delivery: Delivery) -> EmailMessage:
    """What a colleague wrote, as they wrote it, with the location's facts of today below."""
    lead, event = delivery.lead, delivery.event
    if lead is None or event is None:
        raise NoRecipient
    desk = _desk_of(lead)
    organisation = Directory(site=lead.site).organisation
    with override(lead.language):
        context = {
            "text": event.text,
            "location": desk,
            "organisation": organisation,
            "lead": lead,
        }
        body = render_to_string("clinic_leads/mail/reply.txt", context)
        subject = event.data.get("subject") or _("Your request (%(reference)s)") % {
            "reference": lead.reference
        }
    message = _message(delivery, subject=subject, body=body, to=lead.email)
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    message.from_email = formataddr((organisation.name or name, address))
    message.reply_to = [desk.desk_email] if desk else []
    del message.extra_headers["Auto-Submitted"]  # a person wrote it
    message.extra_headers |= _thread(delivery)
    return message


def _thread(delivery: Delivery) -> dict[str, str]:
    """The headers by which a mail program puts a reply below the receipt and earlier replies."""
    to_visitor = [DeliveryKind.RECEIPT, DeliveryKind.REPLY]
    mails = Delivery.objects.filter(lead=delivery.lead_id, kind__in=to_visitor)
    earlier = mails.filter(pk__lt=delivery.pk).order_by("pk").values_list("message_id", flat=True)
    ids = [_message_id(message_id) for message_id in earlier]
    return {"In-Reply-To": ids[-1], "References": " ".join(ids)} if ids else {}


def _promise(lead: Lead) -> str:
    """The promise in the active language: what was stored is in the visitor's."""
    if not (lead.location and lead.due_at):
        return ""
    due = lead.due_at.astimezone(lead.location.zone)
    return promise_text(location_title=lead.location.title, due=due, at=lead.received_at)


def _desk_of(lead: Lead) -> LocationPage | None:
    """The location whose desk answers: the lead's own, or the default for one that has none."""
    return lead.location or Directory(site=lead.site).default_location


def inbox_link(lead: Lead) -> str:
    """Return the absolute address of a lead in the inbox."""
    return urljoin(settings.WAGTAILADMIN_BASE_URL, reverse("clinic_inbox:detail", args=[lead.pk]))


def _message(delivery: Delivery, *, subject: str, body: str, to: str) -> EmailMessage:
    if not to:
        raise NoRecipient
    headers = {
        "Message-ID": _message_id(delivery.message_id),
        "Auto-Submitted": "auto-generated",  # RFC 3834: no out-of-office answers, please
    }
    return EmailMessage(subject=subject, body=body, to=[to], headers=headers)


def _message_id(left: str) -> str:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{left}@{domain}>"
