"""Who is away, in words and lists: colleagues, and practitioners whose page led to a lead."""

import logging
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import formats
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name

from locations.faults import log_fault

from ..about import leaves_of
from ..models import (
    IS_OPEN,
    GroupLocationPermission,
    Lead,
    LeadQuerySet,
    Right,
    Stage,
    locations_with_right,
)
from ..notifications.people import absent

logger = logging.getLogger(__name__)

# A leave that begins so soon matters to somebody who asks for an appointment now.
AHEAD = timedelta(days=14)


def away_until(*, at: datetime, zone: Any = None) -> dict[int, date]:
    """Return the last day of everybody who is away today, by user id. One query."""
    rows = absent(at=at, zone=zone).order_by("last_date").values_list("user", "last_date")
    return dict(rows)


def with_away(users: QuerySet, *, at: datetime, zone: Any = None) -> QuerySet:
    """Say of each user until when they are away: `away_until`, None for who is there."""
    rows = absent(at=at, zone=zone).filter(user=OuterRef("pk")).order_by("-last_date")
    return users.annotate(away_until=Subquery(rows.values("last_date")[:1]))


def away_sentences(to: Any | None) -> list[str]:
    """Return what to say to who gave a lead to somebody: nothing, if they are there."""
    if to is None or to.away_until is None:
        return []
    until = formats.date_format(to.away_until, "DATE_FORMAT")
    values = {"name": get_user_display_name(to), "date": until}
    return [_("%(name)s is away until %(date)s, included.") % values]


def leave_sentences(lead: Lead, *, at: datetime) -> list[str]:
    """Return when the practitioner whose page led here is away, as it is known now."""
    zone = lead.zone
    today = at.astimezone(zone).date()
    text = _("The practitioner of this page is on leave from %(first)s to %(last)s.")
    return [
        text
        % {
            "first": formats.date_format(first, "DATE_FORMAT"),
            "last": formats.date_format(last, "DATE_FORMAT"),
        }
        for first, last in _leaves(lead)
        if last >= today and first <= today + AHEAD
    ]


def _leaves(lead: Lead) -> list[tuple[date, date]]:
    """The leaves that other apps know of; a fault of theirs must not hide the lead."""
    if lead.about is None:
        return []
    try:
        with transaction.atomic():  # a failed query must not break what comes after it
            return leaves_of(lead.about.specific)
    except Exception as error:
        log_fault(logger, "The leaves of a practitioner are not known.", error)
        return []


def people_managed_by(user: Any) -> QuerySet:
    """The people whose absences `user` may enter: with rights at a location the user manages.

    Who has rights everywhere is a matter of who manages everything.
    """
    everywhere, location_ids = locations_with_right(user, Right.MANAGE)
    rows = GroupLocationPermission.objects.filter(group__user=OuterRef("pk"))
    if not everywhere:
        anywhere = Exists(rows.filter(location__isnull=True))
        rows = rows.filter(location__in=location_ids)
    people = get_user_model()._default_manager.filter(Exists(rows), is_active=True)
    return people if everywhere else people.filter(~anywhere)


def left_behind() -> Q:
    """The condition that an open lead is assigned to somebody who can no longer see it.

    They left the group or the clinic. Two queries; usually nobody did, and the condition is empty.
    """
    pairs = set(assigned_and_open().values_list("assigned_to", "location").distinct())
    sees = _sight_of({user_id for user_id, _place in pairs})
    found = Q(pk__in=[])
    for user_id, place in pairs:
        if not sees[user_id] & {None, place}:
            found |= Q(IS_OPEN, assigned_to=user_id, location=place)
    return found


def assigned_and_open() -> LeadQuerySet:
    """The open leads that somebody has. By each of their stages: SQLite takes a range of them for a
    quarter of all leads, and would go through all that were ever assigned instead.
    """
    stages = [stage for stage in Stage if stage <= Stage.WAITING]
    return Lead.objects.filter(stage__in=stages, assigned_to__isnull=False).order_by()


def _sight_of(user_ids: set[int]) -> dict[int, set[int | None]]:
    """Return the locations whose leads each of these users sees; None is every one."""
    sees: dict[int, set[int | None]] = {user_id: set() for user_id in user_ids}
    users = get_user_model()._default_manager.filter(pk__in=user_ids, is_active=True)
    is_right = Q(groups__clinic_location_permissions__right=Right.SEE)
    place = "groups__clinic_location_permissions__location"
    rows = users.filter(is_right | Q(is_superuser=True)).values_list("pk", "is_superuser", place)
    for user_id, is_superuser, location_id in rows:
        sees[user_id].add(None if is_superuser else location_id)
    return sees


def left_lying(user: Any, *, at: datetime) -> LeadQuerySet:
    """The open leads of locations that `user` manages, assigned to somebody who is away today.

    Or who can no longer see them.
    """
    managed = Lead.objects.visible_to(user, right=Right.MANAGE)
    is_away = Q(assigned_to__in=absent(at=at).values("user"))
    lying = managed.filter(IS_OPEN, is_away | left_behind())
    return lying.select_related("assigned_to").by_stage()
