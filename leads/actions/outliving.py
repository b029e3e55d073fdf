"""Which old leads would not outlive the next round of retention, before they are stored for good.

Nothing here knows the rules: the leads are there for a moment, retention's own plan is asked about
them, and they are taken back. So what is said before an import is what happens after it.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from ..models import Lead, LeadEvent, Plan, RetentionRun


def next_round(*, at: datetime) -> datetime:
    """When retention removes something next: at once, or after midnight if today's work is done."""
    zone = timezone.get_default_timezone()  # the worker's, whoever asks
    today = timezone.localdate(at, zone)
    if not RetentionRun.objects.filter(day=today, finished_at__isnull=False).exists():
        return at
    return timezone.make_aware(datetime.combine(today + timedelta(days=1), time.min), zone)


def over_at_once(events: Sequence[LeadEvent], *, at: datetime) -> set[int]:
    """Return which of these leads (each with its first event, not saved) the next round removes.

    The places in the list. Nothing is stored.
    """
    plan, over = Plan.stored(), set[int]()
    if not events or not plan.is_ever_over:
        return over
    leads = [event.lead for event in events]
    with transaction.atomic():
        Lead._base_manager.bulk_create(leads)  # no search text: nobody finds them
        LeadEvent._base_manager.bulk_create([_about(event) for event in events])
        new = {lead.pk: place for place, lead in enumerate(leads)}
        due = plan.due(at=next_round(at=at)).filter(pk__in=list(new))
        over.update(new[pk] for pk in due.values_list("pk", flat=True))
        transaction.set_rollback(True)
    return over


def _about(event: LeadEvent) -> LeadEvent:
    """The event, of a lead that has a number by now."""
    event.lead_id = event.lead.pk
    return event
