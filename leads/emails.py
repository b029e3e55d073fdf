"""The mails about a lead. They carry no name, no topic and no words of the visitor.

A mailbox is read over shoulders, forwarded and searched. The desk gets a link; the visitor gets
the promise, the reference and the numbers to ring.
"""

from email.utils import parseaddr
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from locations.directory import Directory
from locations.models import LocationPage

from .models import Delivery, DeliveryKind, EventKind, FollowUp, Lead
from .promises import promise_text


class NoRecipient(Exception):
    """There is no address to send this to."""


def message_for(delivery: Delivery) -> EmailMessage:
    """Return the mail of a delivery, made from the facts as they are now.

    Raises NoRecipient when there is no address for it.
    """
    if delivery.kind == DeliveryKind.RECEIPT:
        return _receipt(delivery)
    return _desk_mail(delivery)


def _desk_mail(delivery: Delivery) -> EmailMessage:
    lead, desk = delivery.lead, _desk_of(delivery.lead)
    with override(settings.LANGUAGE_CODE):
        subject = _subject(delivery) % {"reference": lead.reference}
        context = {"lead": lead, "promise": _promise(lead), "link": inbox_link(lead)}
        body = render_to_string("clinic_leads/mail/desk.txt", context)
    return _message(delivery, subject=subject, body=body, to=desk.desk_email if desk else "")


def _subject(delivery: Delivery) -> str:
    if delivery.event and delivery.event.kind == EventKind.FOLLOWED_UP:
        return _("Consultation request %(reference)s: they asked again")
    return _("Consultation request %(reference)s is waiting")


def _receipt(delivery: Delivery) -> EmailMessage:
    """The receipt of a request; of a follow-up with its own promise, to the address typed then."""
    lead, desk = delivery.lead, _desk_of(delivery.lead)
    directory = Directory(site=lead.site)
    follow_up = FollowUp.objects.filter(event=delivery.event_id).first()
    asked = follow_up or lead
    address = delivery.event.data.get("email", lead.email) if delivery.event else lead.email
    with override(asked.language):
        subject = _("We have your request (%(reference)s)") % {"reference": lead.reference}
        context = {
            "lead": lead,
            "promise": asked.promise,
            "location": desk,
            "organisation": directory.organisation,
            "emergency_text": directory.emergency_text.text,
        }
        body = render_to_string("clinic_leads/mail/receipt.txt", context)
    message = _message(delivery, subject=subject, body=body, to=address)
    # Who answers a receipt wants to reach the desk; their answer must not be lost.
    message.reply_to = [desk.desk_email] if desk else []
    return message


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
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    headers = {
        "Message-ID": f"<{delivery.message_id}@{domain}>",
        "Auto-Submitted": "auto-generated",  # RFC 3834: no out-of-office answers, please
    }
    return EmailMessage(subject=subject, body=body, to=[to], headers=headers)
