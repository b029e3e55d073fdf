"""By what the same request is known again: digests that say nothing about the person."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from django.db.models import Q
from django.utils.crypto import salted_hmac

from ..models import Lead
from .reading import Reading


@dataclass(frozen=True, slots=True)
class Marks:
    """`key` becomes the lead's idempotency key; the others are of its phone or e-mail and day."""

    key: str
    phone_day: str
    email_day: str

    def among(self, seen: set[str]) -> bool:
        return not seen.isdisjoint(self.shown)

    @property
    def shown(self) -> set[str]:
        return {self.key, self.phone_day, self.email_day} - {""}


def marks_of(reading: Reading, *, location_id: int, zone: tzinfo) -> Marks:
    facts = reading.facts
    received_at = facts["received_at"]
    said = reading.reference or reading.row
    return Marks(
        key=_digest("key", location_id, said),
        phone_day=day_mark("phone", facts["phone"], received_at, location_id, zone),
        email_day=day_mark("email", facts["email"], received_at, location_id, zone),
    )


def day_mark(kind: str, value: str, at: datetime, location_id: int, zone: tzinfo) -> str:
    """The mark of a phone or an e-mail address on one day of the location; "" for none."""
    return _digest(kind, location_id, value, str(at.astimezone(zone).date())) if value else ""


def stored_marks(readings: Iterable[Reading], *, location_id: int, zone: tzinfo) -> set[str]:
    """Return the marks of the location's leads that could be those of `readings`."""
    readings = list(readings)
    phones = {reading.facts["phone"] for reading in readings} - {""}
    emails = {reading.facts["email"] for reading in readings} - {""}
    same = Lead.objects.filter(Q(phone__in=phones) | Q(email__in=emails), location=location_id)
    seen = set()
    for phone, email, at in same.values_list("phone", "email", "received_at"):
        seen.add(day_mark("phone", phone, at, location_id, zone))
        seen.add(day_mark("email", email, at, location_id, zone))
    keys = {marks_of(one, location_id=location_id, zone=zone).key for one in readings}
    stored = Lead.objects.filter(idempotency_key__in=keys)
    seen.update(stored.values_list("idempotency_key", flat=True))
    return seen - {""}


def stored_references(readings: Iterable[Reading], *, location_id: int) -> set[str]:
    """Return the references of `readings` that leads of the location have."""
    references = {reading.facts.get("reference", "") for reading in readings} - {""}
    here = Lead.objects.filter(reference__in=references, location=location_id)
    return set(here.values_list("reference", flat=True))


def _digest(*said: Any) -> str:
    body = json.dumps(said, sort_keys=True, ensure_ascii=False, default=str)
    return salted_hmac("clinic_leads.import", body, algorithm="sha256").hexdigest()
