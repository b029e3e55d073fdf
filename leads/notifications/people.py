"""Whom a location's desk consists of, and who of them is at hand."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.utils import timezone

from locations.models import LocationPage

from ..models import Absence, Right, users_with
from ..waiting import zone_of


def staff_of(location_id: int | None, *rights: str) -> models.QuerySet[Any]:
    """The colleagues who were given one of `rights` at a location, or at every one.

    A superuser has all rights but need not be at any desk: they are told where nobody else is.
    """
    given = with_rights(rights, location_id=location_id)
    return given if given.exists() else superusers()


def superusers() -> models.QuerySet[Any]:
    users = get_user_model()._default_manager.filter(is_active=True, is_superuser=True)
    return users.order_by("pk")


def with_rights(rights: Iterable[str], *, location_id: int | None) -> models.QuerySet[Any]:
    """The active people whose groups have one of `rights` at a location; without one, at every."""
    return users_with(rights, location_id=location_id, superusers=False).order_by("pk")


def absent(*, at: datetime, zone: Any = None) -> models.QuerySet[Absence]:
    """The absences that today is a day of."""
    today = at.astimezone(zone or timezone.get_current_timezone()).date()
    return Absence.objects.filter(first_date__lte=today, last_date__gte=today)


def at_hand(users: Iterable[Any], *, location: LocationPage | None, at: datetime) -> list[Any]:
    """Those of `users` who are not away today, by the location's own clock."""
    users = list(users)
    if not users:
        return []
    away = set(absent(at=at, zone=zone_of(location)).values_list("user", flat=True))
    return [user for user in users if user.pk not in away]


def desk_at_hand(location: LocationPage | None, *, at: datetime) -> list[Any]:
    """Who of a location's desk is at hand; its managers, if nobody is; if none of them is either,
    all of them and superusers: better told on a day off than nobody.
    """
    place = location.pk if location else None
    for right in (Right.TRIAGE, Right.MANAGE):
        here = at_hand(with_rights([right], location_id=place), location=location, at=at)
        if here:
            return here
    away = with_rights([Right.TRIAGE, Right.MANAGE], location_id=place)
    return list({user.pk: user for user in [*away, *superusers()]}.values())
