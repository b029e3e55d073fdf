"""Rights per location: what a group may do with the leads of one location, or of all."""

from collections.abc import Iterable
from enum import Enum
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _

from locations.models import LocationPage


class Right(models.TextChoices):
    """What somebody may do with a location's leads."""

    SEE = "see", _("See leads")
    TRIAGE = "triage", _("Work on leads")
    REPLY = "reply", _("Reply to people")
    EXPORT = "export", _("Export leads")
    ERASE = "erase", _("Erase people")
    MANAGE = "manage", _("Manage rules, replies and colleagues")


class Anywhere(Enum):
    """Said instead of a location: whichever it is. (None stands for every one.)"""

    ANYWHERE = "anywhere"


ANYWHERE = Anywhere.ANYWHERE


class GroupLocationPermission(models.Model):
    """A group has a right at a location; without a location, at every one.

    The right at every location includes leads that no location could be found for.
    """

    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, related_name="clinic_location_permissions"
    )
    location = models.ForeignKey(
        LocationPage,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="clinic_group_permissions",
    )
    right = models.CharField(max_length=12, choices=Right.choices)

    class Meta:
        verbose_name = _("location permission of a group")
        verbose_name_plural = _("location permissions of groups")
        default_permissions = ()
        constraints = [
            # Two constraints, because SQL holds two NULLs for different.
            models.UniqueConstraint(
                fields=["group", "location", "right"], name="clinic_leads_one_right_per_location"
            ),
            models.UniqueConstraint(
                fields=["group", "right"],
                condition=models.Q(location__isnull=True),
                name="clinic_leads_one_right_everywhere",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} may {self.right} at {self.location_id or 'every location'}"


def locations_with_right(user: Any, right: str) -> tuple[bool, set[int]]:
    """Return (everywhere, location ids): where `user` has `right`.

    Nobody who is anonymous or inactive has any; a superuser has all everywhere. A user's rights
    are read once per user object, as Django does it: a change counts from the next request on.
    """
    if not (user and user.is_authenticated and user.is_active):
        return False, set()
    if user.is_superuser:
        return True, set()
    if not hasattr(user, "_clinic_location_rights"):
        rows = GroupLocationPermission.objects.filter(group__user=user)
        user._clinic_location_rights = set(rows.values_list("right", "location_id"))
    location_ids = {place for granted, place in user._clinic_location_rights if granted == right}
    return None in location_ids, location_ids - {None}


def has_right_at(user: Any, right: str, location_id: int | None) -> bool:
    """Has `user` this right at a location? Without one: at every location."""
    everywhere, location_ids = locations_with_right(user, right)
    return everywhere or location_id in location_ids


def users_with(
    rights: Iterable[str], *, location_id: int | Anywhere | None, superusers: bool = True
) -> models.QuerySet:
    """Return the active users who have one of `rights` at a location; None: at every location.

    ANYWHERE: at some location. A superuser has all rights; without `superusers` only who was given
    one counts.
    """
    rows = GroupLocationPermission.objects.filter(right__in=list(rights))
    if location_id is not ANYWHERE:
        here = models.Q(location__isnull=True)
        rows = rows.filter(here if location_id is None else here | models.Q(location=location_id))
    given = models.Exists(rows.filter(group__user=models.OuterRef("pk")))
    users = get_user_model()._default_manager.filter(is_active=True)
    return users.filter(models.Q(is_superuser=True) | given if superusers else given)
