"""How colleagues want to be told: what they chose, or what is sensible where they chose nothing."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from django.db import connections, router
from django.db.models import F, Q

from ..models import NoticeChannel, NotificationPreference, Occasion, Timing, WebhookEndpoint


@dataclass(frozen=True, slots=True)
class Wish:
    """How one colleague wants to be told of one occasion."""

    in_app: bool = False
    email: str = Timing.OFF

    def with_choice(self, channel: str, timing: str) -> "Wish":
        if channel == NoticeChannel.IN_APP:
            return replace(self, in_app=timing != Timing.OFF)
        return replace(self, email=timing)


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
    here = "(location_id IS NULL OR location_id = %s)"
    chosen = f"SELECT 1 FROM {NotificationPreference._meta.db_table} WHERE occasion = %s AND {here}"  # noqa: S608
    asking = f"SELECT 1 FROM {WebhookEndpoint._meta.db_table} WHERE active AND {here}"  # noqa: S608
    with connections[router.db_for_write(NotificationPreference)].cursor() as cursor:
        sql = f"SELECT EXISTS({chosen}) OR EXISTS({asking})"
        cursor.execute(sql, [str(occasion), location_id, location_id])
        return bool(cursor.fetchone()[0])
