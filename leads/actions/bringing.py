"""A lead lies where the lead is that it is a part of: one desk sees all that a person asked."""

from datetime import datetime

from ..models import EventKind, Lead
from .changing import Staff, record
from .placing import lay_at


def bring(part: Lead, *, to: Lead, by: Staff, at: datetime) -> None:
    """Bring a locked lead to where another one lies, with an event. Does not save it.

    “with” says whom it followed: the other lead's own timeline need not say it twice.
    """
    if part.location_id == to.location_id:
        return
    data = {"from": part.location_title, "to": to.location_title, "with": to.reference}
    lay_at(part, to.location)
    record(part, EventKind.MOVED, by=by, at=at, data=data)
