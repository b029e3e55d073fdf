"""Whom to tell that a person waits: by right, by absence, by the desk's settings. Pure reads.

A superuser is told only where nobody else would be: who keeps the site running is no front desk.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from locations.models import LocationPage

from ..models import DeskSettings, Lead, Right, Step
from ..waiting import zone_of
from .people import absent, at_hand, superusers, with_rights


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is told: colleagues, and desks by their common address."""

    users: tuple[Any, ...] = ()
    desks: tuple[LocationPage, ...] = ()

    @property
    def is_reachable(self) -> bool:
        """Is there an address among them?"""
        return any(user.email for user in self.users) or any(desk.desk_email for desk in self.desks)


def audience(
    lead: Lead, *, step: str, at: datetime, default: LocationPage | None = None
) -> Audience:
    """Return who is told of a step that `lead` takes; superusers and a desk if nobody else can be.

    `default` is the default location: its desk answers for leads that no desk of their own has.
    """
    chosen = {
        Step.DUE_SOON: _desk_and_people,
        Step.OVERDUE: _managers,
        Step.UNSTAFFED: _fail_over,
    }[Step(step)](lead, at=at, default=default)
    if chosen.is_reachable:
        return chosen
    desks = chosen.desks or _desks(lead.location or default)
    return Audience((*chosen.users, *superusers()), desks)


def on_shift(location_id: int | None, *, at: datetime, zone: Any = None) -> QuerySet:
    """The people who work on this location's leads and are not away today, by its own clock."""
    people = with_rights([Right.TRIAGE], location_id=location_id)
    return people.exclude(pk__in=absent(at=at, zone=zone).values("user"))


def _account(user_id: int | None) -> QuerySet:
    """The user, if the account is still in use."""
    users = get_user_model()._default_manager.filter(is_active=True)
    return users.none() if user_id is None else users.filter(pk=user_id)


def _desk_and_people(lead: Lead, *, at: datetime, default: LocationPage | None) -> Audience:
    people = on_shift(lead.location_id, at=at, zone=zone_of(lead.location))
    return Audience(tuple(people), _desks_for(lead, default))


def _managers(lead: Lead, *, at: datetime, default: LocationPage | None) -> Audience:
    """The location's managers who are at hand; if none is, whoever else there is, and a desk.

    A lead that no location or no promise was found for is nobody's by itself. It is told to a
    desk and to everybody who works everywhere as well.
    """
    managers = list(with_rights([Right.MANAGE], location_id=lead.location_id))
    present = at_hand(managers, location=lead.location, at=at)
    if present and lead.location is not None and lead.due_at is not None:
        return Audience(tuple(present))
    everywhere = _who_works_everywhere(lead, at=at)
    people = {user.pk: user for user in [*(present or managers), *everywhere]}
    return Audience(tuple(people.values() or superusers()), _desks_for(lead, default))


def _fail_over(lead: Lead, *, at: datetime, default: LocationPage | None) -> Audience:
    """What the manager set for this; else the default location's desk and who works everywhere.

    A location that has closed since has no desk any more, and the desk of the lead's own location
    is the one where nobody is: if nobody but that one is left, superusers are told as well.
    """
    rows = DeskSettings.objects.select_related("fail_over_location")
    desk = rows.filter(location=lead.location_id).first() or DeskSettings()
    places = {lead.location_id, desk.fail_over_location_id}
    works = {user.pk for place in places for user in with_rights([Right.TRIAGE], location_id=place)}
    person = _account(desk.fail_over_user_id).filter(pk__in=works)
    present = at_hand(person, location=lead.location, at=at)
    chosen = Audience(tuple(present), _open_desks(desk.fail_over_location))
    if chosen.is_reachable:
        return chosen
    users, desks = _who_works_everywhere(lead, at=at), _open_desks(default)
    is_read = at_hand(users, location=lead.location, at=at) or set(desks) - {lead.location}
    return Audience(tuple(users if is_read else [*users, *superusers()]), desks)


def _who_works_everywhere(lead: Lead, *, at: datetime) -> list[Any]:
    """Those of them who are at hand; all of them, if nobody is."""
    everywhere = list(with_rights([Right.TRIAGE, Right.MANAGE], location_id=None))
    return at_hand(everywhere, location=lead.location, at=at) or everywhere


def _desks_for(lead: Lead, default: LocationPage | None) -> tuple[LocationPage, ...]:
    """The desk of a lead's location. Where there is none, or it has closed, the default one too."""
    own = lead.location
    return _desks(own) if own and own.live else tuple(dict.fromkeys(_desks(own, default)))


def _open_desks(*locations: LocationPage | None) -> tuple[LocationPage, ...]:
    return tuple(location for location in _desks(*locations) if location.live)


def _desks(*locations: LocationPage | None) -> tuple[LocationPage, ...]:
    return tuple(location for location in locations if location is not None)
