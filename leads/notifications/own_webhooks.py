"""A colleague's own webhook: what it is told is theirs to know at the moment when it is sent.

Between the occasion and the sending lie a closed night, or days of attempts. Who has left, lost the
right or lost the lead to another location is told nothing, as by mail. The summaries are made when
they are sent, as those by mail are: what was forgotten in between is not in them.
"""

from datetime import datetime
from typing import Any

from locations.webhooks.contract import PermanentFailure

from ..emails import admin_link
from ..models import Delivery, Lead, Notice, Occasion, Right
from ..permissions import may_anywhere
from .announcing import facts, message
from .contract import NOTHING_TO_TELL

# The type of a summary.
DIGEST = "digest"
# More are counted, not listed.
MOST_LISTED = 100


def payload_for(delivery: Delivery, *, owner: Any) -> dict[str, Any]:
    """Return what is posted to the endpoint of `owner`. Raises PermanentFailure if nothing is."""
    make = {DIGEST: _digest, Occasion.QUARANTINE: _weekly}.get(delivery.payload.get("type"), _one)
    data = make(delivery, owner)
    if data is None:
        raise PermanentFailure(NOTHING_TO_TELL)
    if make is _one:
        return delivery.payload
    return message(delivery.payload["type"], data=data, at=delivery.created_at)


def _one(delivery: Delivery, owner: Any) -> dict[str, Any] | None:
    """About a lead: for who may see it now. About none: for who may see anything."""
    if delivery.lead_id is None:
        may_know = may_anywhere(owner, Right.SEE)
    else:
        may_know = Lead.objects.visible_to(owner).filter(pk=delivery.lead_id).exists()
    return delivery.payload if may_know else None


def _digest(delivery: Delivery, owner: Any) -> dict[str, Any] | None:
    """What came together since the last one, each lead as it is now."""
    ids = delivery.payload.get("notices", [])
    notices = Notice.objects.of(owner).filter(pk__in=ids, lead__isnull=False).order_by("at", "pk")
    found = list(notices.select_related("lead").prefetch_related("lead__location"))
    leads = [facts(notice.lead, occasion=notice.occasion) for notice in found if notice.lead]
    if not leads:
        return None
    return {"occasion": DIGEST, "number": len(leads), "leads": leads[:MOST_LISTED]}


def _weekly(delivery: Delivery, owner: Any) -> dict[str, Any] | None:
    """Were any of these real? How many, and where they lie."""
    since = delivery.payload["since"]
    asked_at = since and datetime.fromisoformat(since)
    number = Lead.objects.to_be_judged_by(owner, since=asked_at).count()
    url = f"{admin_link('clinic_inbox:index')}?tab=quarantine"
    return {"occasion": str(Occasion.QUARANTINE), "number": number, "url": url} if number else None
