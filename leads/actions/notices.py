"""What a colleague does with what they are told: reading it, and choosing how to be told."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from locations.models import LocationPage

from ..models import Lead, Notice, NotificationPreference
from .changing import Staff


def read_notices(
    *, by: Staff, at: datetime, lead: Lead | None = None, notice: Notice | None = None
) -> int:
    """Mark notices of `by` as read: those of one lead, one, or all; return how many were new."""
    notices = Notice.objects.shown_to(by)
    if lead is not None:
        notices = notices.filter(lead=lead)
    if notice is not None:
        notices = notices.filter(pk=notice.pk)
    return notices.mark_read(at=at)


@transaction.atomic
def prefer(
    *, by: Staff, location: LocationPage | None, choices: Mapping[tuple[str, str], str]
) -> None:
    """Keep how `by` wants to be told: (occasion, channel) → timing; "" is as for all locations."""
    own = NotificationPreference.objects.filter(user=by, location=location)
    for (occasion, channel), timing in choices.items():
        if not timing:
            own.filter(occasion=occasion, channel=channel).delete()
            continue
        NotificationPreference.objects.update_or_create(
            user=by,
            location=location,
            occasion=occasion,
            channel=channel,
            defaults={"timing": timing},
        )
