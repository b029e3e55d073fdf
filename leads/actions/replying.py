"""Replies by e-mail."""

from datetime import datetime

from django.utils.translation import gettext as _

from ..models import Delivery, DeliveryKind, EventKind, Lead, LeadEvent, Status
from .changing import Staff, answered, changing, record, refuse_unless


def reply(
    *,
    lead: Lead,
    subject: str,
    text: str,
    by: Staff,
    at: datetime,
    version: int | None = None,
) -> LeadEvent:
    """Write to the person. The event keeps the text as it is sent; the outbox sends it."""
    with changing(lead, version=version) as locked:
        refuse_unless(locked.quarantined_at is None, _("This lead is in quarantine."))
        refuse_unless(locked.merged_into_id is None, _("This lead is a part of another one."))
        refuse_unless(bool(locked.email), _("There is no e-mail address to reply to."))
        if locked.is_open:
            answered(locked, at=at)
            locked.status = Status.WAITING
        data = {"subject": subject}
        event = record(locked, EventKind.REPLIED, by=by, at=at, text=text, data=data)
        Delivery.objects.create(
            lead=locked,
            event=event,
            kind=DeliveryKind.REPLY,
            created_at=at,
            next_attempt_at=at,
        )
        return event
