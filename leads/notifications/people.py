"""Whom a location's desk consists of."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db import models

from ..models import GroupLocationPermission


def staff_of(location_id: int | None, *rights: str) -> models.QuerySet[Any]:
    """The colleagues who were given one of `rights` at a location, or at every one.

    A superuser has all rights but need not be at any desk: they are told where nobody else is.
    """
    here = models.Q(location__isnull=True)
    if location_id is not None:
        here |= models.Q(location=location_id)
    rows = GroupLocationPermission.objects.filter(here, right__in=rights)
    users = get_user_model()._default_manager.filter(is_active=True)
    given = users.filter(models.Exists(rows.filter(group__user=models.OuterRef("pk"))))
    return given if given.exists() else users.filter(is_superuser=True)
