"""The desk corrects how a person is called and reached: a wrong number, a typing error."""

from datetime import datetime

from django.utils.translation import gettext as _

from ..models import EventKind, Lead, LeadEvent
from .changing import Staff, changing, record, refuse_unless


def correct_contact(
    *,
    lead: Lead,
    name: str,
    phone: str,
    phone_typed: str,
    email: str,
    by: Staff,
    at: datetime,
    version: int | None = None,
) -> LeadEvent:
    """Write down name, number (E.164, "" if it cannot be read; and as typed) and e-mail address.

    What was there before stays in the event: “was” is {field: what it was}. Forgetting empties it.
    """
    said = {"name": name, "phone": phone, "phone_typed": phone_typed, "email": email.lower()}
    with changing(lead, version=version) as locked:
        was = {field: getattr(locked, field) for field in said}
        changed = {field: old for field, old in was.items() if old != said[field]}
        refuse_unless(bool(changed), _("This is as it was before."))
        for field in changed:
            setattr(locked, field, said[field])
        if "phone" in changed or "phone_typed" in changed:
            locked.call_attempts = 0  # what was tried under the old number reached nobody
        return record(locked, EventKind.CORRECTED, by=by, at=at, data={"was": changed})
