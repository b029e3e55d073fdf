"""What the clock brings: summaries in the morning, and leads whose time to come back has come.

Every worker calls `plan`, as often as it likes. What is written has a key, so that it is written
once; what was missed while no worker ran is made up for.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef

from locations.faults import log_fault, survived

from ..models import Delivery, DeliveryKind, Lead, LeadQuerySet, Notice, Occasion
from . import occasions
from .summaries import write_digests
from .weekly import write_weekly

logger = logging.getLogger(__name__)

# A worker may stand still for weeks. What came back before that is in its tab, and was old then.
MONTH = timedelta(days=31)


def plan(*, at: datetime) -> None:
    """Write what is due by the clock at `at`. A fault in one part does not stop the others."""
    for part in PARTS:
        try:
            with transaction.atomic():
                part(at=at)
        except DatabaseError:
            raise
        except Exception as error:
            log_fault(logger, f"Planning failed: {part.__name__}.", error)


def tell_who_is_back(*, at: datetime) -> None:
    """Tell of the leads whose time is over for which they were put off."""
    back = Lead.objects.open().filter(snoozed_until__lte=at, snoozed_until__gt=at - MONTH)
    untold = _untold(back, at=at).prefetch_related("location")
    for lead in untold.order_by("snoozed_until", "pk"):
        with survived(logger, f"Nobody could be told that lead {lead.pk} is back."):
            occasions.woken(lead, at=at)


PARTS: list[Callable[..., None]] = [tell_who_is_back, write_digests, write_weekly]


def _untold(leads: LeadQuerySet, *, at: datetime) -> LeadQuerySet:
    """Those of which nobody was told since they are back, neither in the admin nor by mail.

    What a wrong clock wrote of times to come does not count; the key keeps it from being told
    twice.
    """
    lead, back_at = OuterRef("pk"), OuterRef("snoozed_until")
    notices = Notice.objects.filter(lead=lead, at__range=(back_at, at))
    mails = Delivery.objects.filter(
        lead=lead, kind=DeliveryKind.STAFF_MAIL, created_at__gte=back_at
    )
    return leads.filter(
        ~Exists(notices.filter(occasion=Occasion.WOKEN)),
        ~Exists(mails.filter(payload__occasion=Occasion.WOKEN)),
    )
