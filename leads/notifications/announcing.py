"""Announcing: what other systems are told. A reference and a state; nothing of the person."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from locations.webhooks.sending import TEST, message

from ..emails import admin_link, inbox_link
from ..models import ANNOUNCED, Delivery, DeliveryKind, Lead, WebhookEndpoint

__all__ = ["TEST", "announce", "facts", "message", "payload_of", "webhook", "write_once"]


def announce(what: Sequence[tuple[Lead, str]], *, occasion: str, at: datetime) -> None:
    """Write a webhook for each endpoint that asks for this occasion; once for each lead's key.

    The leads are of one location.
    """
    if occasion not in ANNOUNCED or not what:
        return
    endpoints = WebhookEndpoint.objects.told_at(what[0][0].location_id)
    asking = [endpoint for endpoint in endpoints if occasion in endpoint.occasions]
    webhooks = [
        webhook(endpoint, payload_of(lead, occasion=occasion, at=at), lead=lead, key=key, at=at)
        for endpoint in asking
        for lead, key in what
    ]
    Delivery.objects.bulk_create(webhooks, ignore_conflicts=True)


def payload_of(lead: Lead | None, *, occasion: str, at: datetime) -> dict[str, Any]:
    """Return what is posted about one lead; about none, which only colleagues are told of."""
    if lead is None:
        data = {"occasion": str(occasion), "url": admin_link("clinic_inbox:webhooks")}
        return message(str(occasion), data=data, at=at)
    return message(f"lead.{occasion}", data=facts(lead, occasion=occasion), at=at)


def webhook(
    endpoint: WebhookEndpoint,
    payload: dict[str, Any],
    *,
    at: datetime,
    lead: Lead | None = None,
    key: str | None = None,
) -> Delivery:
    """Return the unsaved row of one message to one endpoint."""
    return Delivery(
        kind=DeliveryKind.WEBHOOK,
        endpoint=endpoint,
        recipient_id=endpoint.owner_id,
        lead=lead,
        payload=payload,
        occasion=f"webhook:{endpoint.pk}:{key}" if key else None,
        created_at=at,
        next_attempt_at=at,
    )


def write_once(delivery: Delivery) -> bool:
    """Store a row that is not yet, unless its occasion was told; was it stored now?"""
    told = Delivery.objects.filter(occasion=delivery.occasion)
    if told.exists():
        return False
    try:
        with transaction.atomic():
            delivery.save(force_insert=True)
    except IntegrityError:
        if told.exists():  # somebody else was faster
            return False
        raise
    return True


def facts(lead: Lead, *, occasion: str) -> dict[str, Any]:
    """Return what an endpoint is told of a lead."""
    place = lead.location
    return {
        "reference": lead.reference,
        "location": {"slug": place.slug, "title": place.title} if place else None,
        "status": str(lead.status),
        "occasion": str(occasion),
        "url": inbox_link(lead),
    }
