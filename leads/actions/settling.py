"""What a visitor asked by their link is settled: done elsewhere, taken back, or not to be done."""

from datetime import datetime

from django.utils.translation import gettext as _

from ..models import EventKind, Lead, LeadEvent, open_asks
from .changing import Staff, changing_whole, record, refuse_unless


def settle(
    *,
    lead: Lead,
    ask: str,
    by: Staff,
    at: datetime,
    text: str = "",
    of: int | None = None,
    version: int | None = None,
) -> LeadEvent:
    """Nobody has to see to it any more that somebody asked for this: `text` says why.

    It is written down with each lead that it was asked with, this one or a part of it, or only with
    the one numbered `of`; and stays settled there when a merge is taken back.
    """
    with changing_whole(lead, version=version) as (locked, parts):
        whole = {one.pk: one for one in [locked, *parts] if of in {None, one.pk}}
        asking = open_asks(ask).filter(lead__in=[*whole]).order_by("lead")
        asked_with = [whole[pk] for pk in asking.values_list("lead", flat=True).distinct()]
        refuse_unless(bool(asked_with), _("Nobody asks for this any more."))
        data = {"ask": str(EventKind(ask))}
        events = [
            record(one, EventKind.SETTLED, by=by, at=at, text=text, data=data) for one in asked_with
        ]
        return events[0]
