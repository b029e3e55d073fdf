"""Teams: the groups that a manager may put colleagues into, without rights over accounts.

Who may edit users in Wagtail can make themselves a superuser. A manager of a clinic gets less: to
invite somebody into a group that gives nothing but rights on leads of the manager's own locations,
and none that the manager does not have.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from wagtail.models import (
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
)

from locations.models import LocationPage

from .models import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    GroupLocationPermission,
    Right,
    has_right_at,
    users_with,
)
from .permissions import locations_of

# What somebody needs to enter the admin at all.
ENTER = Q(content_type__app_label="wagtailadmin", codename="access_admin")
# What the group of a front desk may do when we make one.
DESK = (Right.SEE, Right.TRIAGE, Right.REPLY)


@dataclass(frozen=True, slots=True)
class Team:
    """A group that a manager may put people into, what it may do, and who is in it."""

    group: Group
    rights: list[str]
    members: list[Any]
    # The keys of members whose last invitation was given up: they know nothing of it.
    uninvited: frozenset[Any] = frozenset()


def may_hand_on(user: Any, *, right: str, location_id: int | None) -> bool:
    """May `user` give `right` at a location to somebody else? Without one: at every location."""
    return all(has_right_at(user, needed, location_id) for needed in (Right.MANAGE, right))


def groups_of(manager: Any) -> list[Group]:
    """Return the groups that `manager` may put people into."""
    more = Permission.objects.exclude(ENTER)
    harmless = (
        Group.objects.exclude(permissions__in=more)
        .exclude(pk__in=GroupPagePermission.objects.values("group"))
        .exclude(pk__in=GroupCollectionPermission.objects.values("group"))
        .exclude(pk__in=GroupSitePermission.objects.values("group"))
        .exclude(pk__in=GroupApprovalTask.groups.through.objects.values("group"))
        .filter(clinic_location_permissions__isnull=False)
        .prefetch_related("clinic_location_permissions__location")
        .order_by("name")
        .distinct()
    )
    return [group for group in harmless if _is_within(group, manager)]


def teams_of(manager: Any) -> list[Team]:
    """Return the groups with their rights in words and their members."""
    return [_team(group) for group in groups_of(manager)]


def _team(group: Group) -> Team:
    members = list(group.user_set.filter(is_active=True).order_by("pk"))
    return Team(group, _rights_in_words(group), members, frozenset(_uninvited(members)))


def _uninvited(members: list[Any]) -> set[Any]:
    invitations = Delivery.objects.filter(kind=DeliveryKind.INVITATION, recipient__in=members)
    last = dict(invitations.order_by("pk").values_list("recipient", "state"))
    return {pk for pk, state in last.items() if state == DeliveryState.FAILED}


def outside_teams(location: LocationPage, *, teams: list[Team]) -> list[Any]:
    """Return who sees a location's leads without being in one of these teams."""
    ids = [member.pk for team in teams for member in team.members]
    return list(users_with([Right.SEE], location_id=location.pk).exclude(pk__in=ids))


def make_desk_group(location: LocationPage, *, by: Any) -> Group:
    """Make the group of a location's front desk, with what `by` may hand on."""
    name = _("Front desk %(location)s") % {"location": location.title}
    taken = set(Group.objects.filter(name__startswith=name[:140]).values_list("name", flat=True))
    names = [name[:140], *(f"{name[:140]} {number}" for number in range(2, len(taken) + 3))]
    group = Group.objects.create(name=next(free for free in names if free not in taken))
    group.permissions.add(Permission.objects.get(ENTER))
    for right in DESK:
        if may_hand_on(by, right=right, location_id=location.pk):
            GroupLocationPermission.objects.create(group=group, location=location, right=right)
    return group


def locations_without_group(manager: Any, *, groups: list[Group]) -> QuerySet[LocationPage]:
    """Return the locations that `manager` manages and that no group is for alone."""
    covered = {
        row.location_id for group in groups for row in group.clinic_location_permissions.all()
    }
    return locations_of(manager, Right.MANAGE).exclude(pk__in=covered - {None})


def _is_within(group: Group, manager: Any) -> bool:
    rows = group.clinic_location_permissions.all()
    return all(may_hand_on(manager, right=row.right, location_id=row.location_id) for row in rows)


def _rights_in_words(group: Group) -> list[str]:
    """One line per location: “Edina: See leads, Work on leads”."""
    by_place: dict[str, list[str]] = {}
    for row in group.clinic_location_permissions.all():
        place = row.location.title if row.location else _("Every location")
        by_place.setdefault(place, []).append(row.right)
    order = list(Right.values)
    lines = []
    for place, rights in sorted(by_place.items()):
        labels = [str(Right(right).label) for right in sorted(rights, key=order.index)]
        lines.append(f"{place}: {', '.join(labels)}")
    return lines
