"""A mail to a colleague that was given up: what it said is shown in the admin instead."""

from datetime import datetime

from ..models import Delivery, Notice, Occasion


def show(delivery: Delivery, *, at: datetime) -> None:
    """Put it among the notices of whoever it was for, also if they want no notice of it there."""
    if delivery.recipient_id is None:
        return
    if "notices" in delivery.payload:
        own = Notice.objects.filter(user=delivery.recipient_id, read_at__isnull=True)
        own.filter(pk__in=delivery.payload["notices"]).update(in_app=True)
        return
    told = {
        "lead_id": delivery.lead_id,
        "occasion": delivery.payload.get("occasion", Occasion.UNDELIVERED),
        "at": at,
    }
    notice, is_new = Notice.objects.get_or_create(
        user_id=delivery.recipient_id, key=_key_of(delivery), defaults=told
    )
    if not is_new and not notice.in_app:
        notice.in_app = True
        notice.save(update_fields=["in_app"])


def _key_of(delivery: Delivery) -> str:
    """The key of what happened, without whom it was told: under it they may have a notice."""
    key = delivery.occasion or f"mail:{delivery.pk}"
    if delivery.payload.get("occasion") == Occasion.QUARANTINE:
        return key
    return key.removesuffix(f":{delivery.recipient_id}").removesuffix(":user")
