"""How colleagues want to be told: what they chose, or what is sensible where they chose nothing."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from django.db import router
from django.db.models import Exists, F, Q

from locations.prepared import Answers, Given

from ..models import NoticeChannel, NotificationPreference, Occasion, Timing, WebhookEndpoint


@dataclass(frozen=True, slots=True)
class Wish:
    """How one colleague wants to be told of one occasion."""

    in_app: bool = False
    email: str = Timing.OFF
    webhook: str = Timing.OFF

    def with_choice(self, channel: str, timing: str) -> "Wish":
        if channel == NoticeChannel.IN_APP:
            return replace(self, in_app=timing != Timing.OFF)
        if channel == NoticeChannel.WEBHOOK:
            return replace(self, webhook=timing)
        return replace(self, email=timing)

    @property
    def waits_for_a_summary(self) -> bool:
        return Timing.DIGEST in (self.email, self.webhook)


IN_APP = Wish(in_app=True)
BOTH = Wish(in_app=True, email=Timing.AT_ONCE)

# A new lead is told to the desk's shared mailbox, and counted in the menu.
DEFAULTS: dict[str, Wish] = {
    Occasion.RECEIVED: Wish(),
    Occasion.FOLLOWED_UP: IN_APP,
    Occasion.ASSIGNED: BOTH,
    Occasion.MENTIONED: BOTH,
    Occasion.MOVED: IN_APP,
    Occasion.DUE_SOON: IN_APP,
    Occasion.OVERDUE: BOTH,
    Occasion.BY_VISITOR: IN_APP,
    Occasion.WOKEN: IN_APP,
    Occasion.UNDELIVERED: IN_APP,
    Occasion.QUARANTINE: Wish(email=Timing.DIGEST),
    Occasion.WEBHOOK_OFF: BOTH,
}


def wishes(user_ids: Collection[int], *, occasion: str, location_id: int | None) -> dict[int, Wish]:
    """Return the wish of each user. One query.

    What somebody chose for the location counts before what they chose for all of them.
    """
    found = dict.fromkeys(user_ids, DEFAULTS[occasion])
    here = Q(location__isnull=True)
    if location_id is not None:
        here |= Q(location=location_id)
    rows = NotificationPreference.objects.filter(here, user__in=user_ids, occasion=occasion)
    for row in rows.order_by(F("location").asc(nulls_first=True)):
        found[row.user_id] = found[row.user_id].with_choice(row.channel, row.timing)
    return found


def is_asked_for(occasion: str, *, location_id: int | None) -> bool:
    """Can it be that anybody is told of an occasion at a location, or any other system? One query.

    Of most requests nobody is told but the desk's mailbox. To find that out colleague by colleague
    cost more than to store the request.
    """
    if DEFAULTS[occasion] != Wish():
        return True
    using = router.db_for_write(NotificationPreference)
    return _ASKED.ask(using=using, occasion=occasion, location=location_id)["asked"]


def asked_by(occasion: Any, location: Any) -> Q:
    """The condition that somebody has chosen whether to be told, or another system asks for all."""
    here = Q(location__isnull=True) | Q(location=location)
    chosen = NotificationPreference._default_manager.filter(here, occasion=occasion)
    asking = WebhookEndpoint._default_manager.filter(here, active=True, owner__isnull=True)
    return Exists(chosen) | Exists(asking)


def _asked() -> dict[str, Q]:
    field: Any = NotificationPreference._meta.get_field
    given = (Given(name, field(name)) for name in ("occasion", "location"))
    return {"asked": asked_by(*given)}


_ASKED = Answers(_asked)
