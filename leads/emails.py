"""The mails about a lead. Those of ours carry no name, no topic and no words of the visitor.

A mailbox is read over shoulders, forwarded and searched. The desk gets a link; the visitor gets
the promise, the reference and the numbers to ring. A reply says what a colleague wrote.
Colleagues: see staff_emails.py.
"""

from email.utils import formataddr, parseaddr
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from locations.addresses import default_root_url
from locations.directory import Directory
from locations.models import LocationPage

from .asked import Asked, page_address
from .models import Delivery, DeliveryKind, EventKind, FollowUp, Lead, Step
from .promises import promise_text


class NoRecipient(Exception):
    """There is no address to send this to."""


def message_for(delivery: Delivery) -> EmailMessage:
    """Return the mail of a delivery, made from the facts as they are now.

    Raises NoRecipient when there is no address for it.
    """
    if delivery.kind == DeliveryKind.INVITATION:
        return _invitation(delivery)
    if delivery.lead is None:
        raise NoRecipient
    if "step" in delivery.payload:
        return _escalation(delivery, delivery.lead)
    writers = {DeliveryKind.RECEIPT: _receipt, DeliveryKind.REPLY: _reply}
    return writers.get(DeliveryKind(delivery.kind), _desk_mail)(delivery, delivery.lead)


def _desk_mail(delivery: Delivery, lead: Lead) -> EmailMessage:
    with override(settings.LANGUAGE_CODE):
        subject = _subject(delivery) % {"reference": lead.reference}
        context = {"lead": lead, "promise": promise_in_words(lead), "link": inbox_link(lead)}
        body = render_to_string("clinic_leads/mail/desk.txt", context)
    return compose(delivery, subject=subject, body=body, to=_desk_addresses(lead))


def _subject(delivery: Delivery) -> str:
    kind = delivery.event.kind if delivery.event else ""
    if kind == EventKind.FOLLOWED_UP:
        return _("Consultation request %(reference)s: they asked again")
    if kind in {EventKind.WITHDRAWN, EventKind.ERASURE_ASKED}:
        return _("Consultation request %(reference)s: they want it cancelled or removed")
    if kind == EventKind.CORRECTED:
        return _("Consultation request %(reference)s: they corrected their phone number")
    return _("Consultation request %(reference)s is waiting")


def _receipt(delivery: Delivery, lead: Lead) -> EmailMessage:
    """The receipt of a request; of a follow-up with its own promise, to the address typed then."""
    desk = _desk_of(lead)
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
            "link": page_address(Asked(lead, follow_up).token, root=_root_url(lead)),
        }
        body = render_to_string("clinic_leads/mail/receipt.txt", context)
    message = compose(delivery, subject=subject, body=body, to=address)
    # Who answers a receipt wants to reach the desk; their answer must not be lost.
    message.reply_to = [desk.desk_email] if desk else []
    return message


def _root_url(lead: Lead) -> str:
    """The address of the site on which somebody asked, or of the one that everybody knows."""
    return lead.site.root_url if lead.site else default_root_url() or settings.WAGTAILADMIN_BASE_URL


def _escalation(delivery: Delivery, lead: Lead) -> EmailMessage:
    """To a desk or a colleague: a person waits. Reference, promise and link, nothing else."""
    step = Step(delivery.payload["step"])
    subjects = {
        Step.DUE_SOON: gettext_lazy("Reply soon: request %(reference)s"),
        Step.OVERDUE: gettext_lazy("Overdue: request %(reference)s"),
        Step.UNSTAFFED: gettext_lazy("Nobody is on shift: request %(reference)s"),
    }
    with override(settings.LANGUAGE_CODE):
        subject = str(subjects[step]) % {"reference": lead.reference}
        context = {
            "lead": lead,
            "step": step.value,
            "promise": promise_in_words(lead),
            "link": inbox_link(lead),
        }
        body = render_to_string("clinic_leads/mail/escalation.txt", context)
    return compose(delivery, subject=subject, body=body, to=_address_of_staff(delivery))


def _address_of_staff(delivery: Delivery) -> str:
    """The address as it is now; "" for an account that was closed since."""
    if "desk" in delivery.payload:
        desk = LocationPage.objects.filter(pk=delivery.payload["desk"]).first()
        return desk.desk_email if desk else ""
    user = delivery.recipient
    return user.email if user is not None and user.is_active else ""


def _invitation(delivery: Delivery) -> EmailMessage:
    """The link is made when the mail is sent: it lasts as long as a forgotten password's does."""
    user = delivery.recipient
    if user is None or not user.is_active:
        raise NoRecipient
    is_new = not user.has_usable_password()
    with override(settings.LANGUAGE_CODE):
        organisation = Directory(site=None).organisation
        link = _password_link(user) if is_new else admin_link("clinic_inbox:index")
        context = {"organisation": organisation, "link": link, "is_new": is_new}
        subject = _("Your access to the inbox of %(clinic)s") % {"clinic": organisation.name}
        body = render_to_string("clinic_leads/mail/invitation.txt", context)
    return compose(delivery, subject=subject, body=body, to=user.email)


def _password_link(user: Any) -> str:
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return admin_link(
        "wagtailadmin_password_reset_confirm", uid, default_token_generator.make_token(user)
    )


def _reply(delivery: Delivery, lead: Lead) -> EmailMessage:
    """What a colleague wrote, as they wrote it, with the location's facts of today below."""
    event = delivery.event
    if event is None:
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
    message = compose(delivery, subject=subject, body=body, to=lead.email)
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


def promise_in_words(lead: Lead) -> str:
    """The promise in the active language: what was stored is in the visitor's."""
    if not (lead.location and lead.due_at):
        return ""
    due = lead.due_at.astimezone(lead.location.zone)
    return promise_text(location_title=lead.location.title, due=due, at=lead.received_at)


def _desk_of(lead: Lead) -> LocationPage | None:
    """The location whose desk answers: the lead's own, or the default for one that has none."""
    return lead.location or Directory(site=lead.site).default_location


def _desk_addresses(lead: Lead) -> list[str]:
    """The desk of the lead's location. Where that is none, has no address, or its location has
    closed, the default location's as well: a mailbox that nobody reads any more tells nobody.
    """
    own = lead.location
    if own is not None and own.live and own.desk_email:
        return [own.desk_email]
    desks = [own, Directory(site=lead.site).default_location]
    return list(dict.fromkeys(desk.desk_email for desk in desks if desk and desk.desk_email))


def inbox_link(lead: Lead) -> str:
    """Return the absolute address of a lead in the inbox."""
    return admin_link("clinic_inbox:detail", lead.pk)


def admin_link(name: str, *args: int | str) -> str:
    """Return the absolute address of a page of the admin."""
    return urljoin(settings.WAGTAILADMIN_BASE_URL, reverse(name, args=args))


def compose(delivery: Delivery, *, subject: str, body: str, to: str | list[str]) -> EmailMessage:
    addresses = [to] if isinstance(to, str) else to
    if not any(addresses):
        raise NoRecipient
    headers = {
        "Message-ID": _message_id(delivery.message_id),
        "Auto-Submitted": "auto-generated",  # RFC 3834: no out-of-office answers, please
    }
    return EmailMessage(subject=subject, body=body, to=addresses, headers=headers)


def _message_id(left: str) -> str:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{left}@{domain}>"
