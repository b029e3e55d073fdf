"""Submission: what a visitor sent, checked and cleaned, before it is a lead.

The form and the API both end here; `actions.receive` takes nothing else.
"""

import json
from dataclasses import dataclass, field, fields

from django.utils.crypto import salted_hmac


@dataclass(frozen=True, slots=True)
class Submission:
    """A checked consultation request. Ids, not objects, so that nothing is looked up twice."""

    name: str = ""
    phone: str = ""  # E.164, "" when what was typed is no number we can read
    phone_typed: str = ""
    email: str = ""
    preferred_contact: str = "any"
    preferred_times: tuple[str, ...] = ()
    language: str = "en"
    acquaintance: str = ""
    postcode: str = ""
    topic: str = ""
    message: str = ""
    wanted_location_id: int | None = None  # None: either is fine
    about_id: int | None = None
    site_id: int | None = None
    source: str = "form"
    consent_text: str = ""
    # Not part of what the person said: how the form was filled in.
    quarantine_reasons: tuple[str, ...] = field(default=(), compare=False)

    def digest(self) -> str:
        """Keyed digest of what the person sent: equal for a repeated click, unreadable at rest.

        How the form was filled in (quicker the second time) does not change it.
        """
        body = _WRITER.encode({name: getattr(self, name) for name in _SAID})
        return salted_hmac("clinic_leads.submission", body, algorithm="sha256").hexdigest()


_WRITER = json.JSONEncoder(sort_keys=True, ensure_ascii=False)
_SAID = [one.name for one in fields(Submission) if one.compare]
