"""The mails to colleagues: a reference, what happened, the promise, a link; in their language.

Whether the reader may still see what it is about is asked when it is sent: it may have waited for
the morning.
"""

from collections import Counter
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from .emails import NoRecipient, admin_link, compose, inbox_link, promise_in_words
from .models import Delivery, DeliveryKind, Lead, Notice, Occasion

# What a reader is told of each occasion; also the line in their list of notices.
TOLD: dict[str, Promise] = {
    Occasion.RECEIVED: gettext_lazy("There is a new lead."),
    Occasion.FOLLOWED_UP: gettext_lazy("Somebody asked again."),
    Occasion.ASSIGNED: gettext_lazy("A lead was assigned to you."),
    Occasion.MENTIONED: gettext_lazy("A colleague mentions you in a note."),
    Occasion.MOVED: gettext_lazy("A lead has come from another location."),
    Occasion.DUE_SOON: gettext_lazy("A promise ends soon."),
    Occasion.OVERDUE: gettext_lazy("A promise has passed, and nobody has answered."),
    Occasion.BY_VISITOR: gettext_lazy("Somebody cancelled or changed their request."),
    Occasion.WOKEN: gettext_lazy("A lead is back that was put off."),
    Occasion.UNDELIVERED: gettext_lazy("A message about a lead could not be delivered."),
    Occasion.QUARANTINE: gettext_lazy("Requests lie in quarantine. Were any of these real?"),
    Occasion.WEBHOOK_OFF: gettext_lazy("A webhook was switched off: nobody took its messages."),
}

# More are counted, not listed.
MOST_LISTED = 20


class NothingToTell(Exception):
    """What the mail was about is gone, or is not the reader's to see any more."""


def staff_message_for(delivery: Delivery) -> EmailMessage:
    """Return the mail of a delivery to a colleague, made from the facts as they are now.

    Raises NoRecipient when there is nobody to send it to, NothingToTell when there is no reason.
    """
    reader = delivery.recipient
    if reader is None or not reader.is_active or not reader.email:
        raise NoRecipient
    with override(language_of(reader)):
        if delivery.kind == DeliveryKind.STAFF_MAIL:
            return _one(delivery, reader)
        if delivery.payload.get("occasion") == Occasion.QUARANTINE:
            return _weekly(delivery, reader)
        return _digest(delivery, reader)


def language_of(user: Any) -> str:
    """The language that a colleague chose for the admin."""
    profile = getattr(user, "wagtail_userprofile", None)
    return (profile and profile.preferred_language) or settings.LANGUAGE_CODE


def _one(delivery: Delivery, reader: Any) -> EmailMessage:
    """One occasion, at once."""
    lead, told = delivery.lead, TOLD[delivery.payload["occasion"]]
    if lead is None:
        link = admin_link("clinic_inbox:webhooks")
        context = {"told": told, "link": link}
        return _written(delivery, "staff", context, subject=str(told), to=reader)
    if not Lead.objects.visible_to(reader).filter(pk=lead.pk).exists():
        raise NothingToTell
    context = {
        "told": told,
        "lead": lead,
        "promise": promise_in_words(lead),
        "link": inbox_link(lead),
    }
    subject = _("%(reference)s: %(told)s") % {"reference": lead.reference, "told": told}
    return _written(delivery, "staff", context, subject=subject, to=reader)


def _digest(delivery: Delivery, reader: Any) -> EmailMessage:
    """What came together since the last one: numbers, then the leads with a link each."""
    ids = delivery.payload.get("notices", [])
    notices = Notice.objects.of(reader).filter(pk__in=ids, lead__isnull=False)
    found = list(notices.select_related("lead").order_by("at", "pk"))
    if not found:
        raise NothingToTell
    numbers = Counter(notice.occasion for notice in found)
    context = {
        "counts": [(Occasion(kind).label, number) for kind, number in numbers.items()],
        "lines": [_line(notice) for notice in found[:MOST_LISTED]],
        "more": max(0, len(found) - MOST_LISTED),
        "link": admin_link("clinic_inbox:notices"),
    }
    subject = ngettext("%(n)d notice this morning", "%(n)d notices this morning", len(found))
    subject %= {"n": len(found)}
    return _written(delivery, "digest", context, subject=subject, to=reader)


def _line(notice: Notice) -> dict[str, Any]:
    lead = notice.lead
    return {
        "reference": lead.reference if lead else "",
        "told": TOLD[notice.occasion],
        "link": inbox_link(lead) if lead else "",
    }


def _weekly(delivery: Delivery, reader: Any) -> EmailMessage:
    """Were any of these real? The number of what went to quarantine, and where it lies.

    Since they were asked last; without that, of all.
    """
    since = delivery.payload["since"]
    asked_at = since and datetime.fromisoformat(since)
    number = Lead.objects.to_be_judged_by(reader, since=asked_at).count()
    if not number:
        raise NothingToTell
    link = f"{admin_link('clinic_inbox:index')}?tab=quarantine"
    subject = _("Were any of these real?")
    return _written(
        delivery, "quarantine", {"number": number, "link": link}, subject=subject, to=reader
    )


def _written(
    delivery: Delivery, template: str, context: dict[str, Any], *, subject: str, to: Any
) -> EmailMessage:
    settings_link = admin_link("clinic_inbox:preferences")
    context = context | {"settings_link": settings_link}
    body = render_to_string(f"clinic_leads/mail/{template}.txt", context)
    return compose(delivery, subject=subject, body=body, to=to.email)
