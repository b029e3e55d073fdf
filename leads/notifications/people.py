"""Whom a location's desk consists of."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models

from ..models import GroupLocationPermission


def staff_of(location_id: int | None, *rights: str) -> models.QuerySet[Any]:
    """The colleagues who were given one of `rights` at a location, or at every one.

    A superuser has all rights but need not be at any desk: they are told where nobody else is.
    """
    given = with_rights(rights, location_id=location_id)
    if given.exists():
        return given
    return get_user_model()._default_manager.filter(is_active=True, is_superuser=True)


def with_rights(rights: Iterable[str], *, location_id: int | None) -> models.QuerySet[Any]:
    """The active people whose groups have one of `rights` at a location; without one, at every."""
    here = models.Q(location__isnull=True)
    if location_id is not None:
        here |= models.Q(location=location_id)
    rows = GroupLocationPermission.objects.filter(here, right__in=list(rights))
    users = get_user_model()._default_manager.filter(is_active=True)
    return users.filter(models.Exists(rows.filter(group__user=models.OuterRef("pk")))).order_by(
        "pk"
    )
