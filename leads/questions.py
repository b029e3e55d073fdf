"""What routing is asked, made of pages, leads and rows: the impure side of `routing`."""

from collections.abc import Iterable
from datetime import datetime

from wagtail.models import Page

from locations.conf import clinic_settings
from locations.directory import Directory
from locations.models import LocationPage
from locations.remembering import shared

from . import routing
from .about import leaves_of, locations_of
from .models import Lead, RoutingRule
from .promises import due_at
from .submissions import Submission

# What can be decided anew by other rules: everything before them stands as it was.
BY_RULES = (
    routing.Decider.RULE,
    routing.Decider.DEFAULT,
    routing.Decider.NOBODY,
    routing.Decider.FAULT,
)


def question_of(
    submission: Submission, *, directory: Directory, about: Page | None, at: datetime
) -> routing.Question:
    """Return what routing is asked when somebody sends a request."""
    bound, default = directory.bound_location, directory.default_location
    page = locations_of(about, directory=directory, hook="clinic_page_locations")
    practitioner = locations_of(about, directory=directory, hook="clinic_practitioner_locations")
    return routing.Question(
        at=at,
        locations=frozenset(place.pk for place in directory.locations),
        wanted=submission.wanted_location_id,
        site=bound.pk if bound else None,
        page=tuple(place.pk for place in page),
        practitioner=tuple(place.pk for place in practitioner),
        on_leave=_on_leave(about, places=practitioner, at=at),
        default=default.pk if default else None,
        topic=submission.topic,
        language=submission.language,
        postcode=submission.postcode,
        acquaintance=submission.acquaintance,
    )


def question_again(lead: Lead, *, directory: Directory) -> routing.Question:
    """Return what the rules were asked about a lead that nothing before them decided.

    What the visitor, the site and the page said then is on the lead: they decided nothing. The
    practitioner's location is only known where it came to decide after the rules.
    """
    default = directory.default_location
    after_rules = lead.routing.get("put_off")
    return routing.Question(
        at=lead.received_at,
        locations=frozenset(place.pk for place in directory.locations),
        practitioner=(after_rules,) if after_rules else (),
        on_leave=bool(after_rules),
        default=default.pk if default else None,
        topic=lead.topic,
        language=lead.language,
        postcode=lead.postcode,
        acquaintance=lead.acquaintance,
    )


def is_up_to_rules(lead: Lead) -> bool:
    """Did the rules come to be asked about this lead, so that others could decide otherwise?"""
    return lead.routing.get("decided_by") in BY_RULES or bool(lead.routing.get("put_off"))


def rules_in_use(directory: Directory) -> list[routing.Rule]:
    """Return the rules in use, in order: as they are in the generation that `directory` knows.

    One query, unless this process has read them in that generation.
    """

    def read() -> list[routing.Rule]:
        rows = RoutingRule.objects.filter(active=True).select_related("location")
        return as_rules(rows, directory=directory)

    return shared("routing rules", read, generation=directory.generation)


def as_rules(rows: Iterable[RoutingRule], *, directory: Directory) -> list[routing.Rule]:
    """Return rows as routing takes them; those out of use are left out."""
    return [_as_rule(row, directory=directory) for row in rows if row.active]


def _as_rule(row: RoutingRule, *, directory: Directory) -> routing.Rule:
    """A rule that names a translation of a location means the location."""
    return routing.Rule(
        name=row.name,
        location=directory.facts_of(row.location).pk,
        zone=row.location.zone,
        topic_contains=row.topic_contains,
        language=row.language,
        postcode_prefix=row.postcode_prefix,
        acquaintance=row.acquaintance,
        weekday=row.weekday,
        from_time=row.from_time,
        until_time=row.until_time,
        first_date=row.first_date,
        last_date=row.last_date,
    )


def promised_by(location: LocationPage, *, at: datetime) -> datetime | None:
    """Return by when `location` would promise a reply; None without opening hours."""
    minutes = location.promise_open_minutes or clinic_settings.PROMISE_OPEN_MINUTES
    return due_at(location.schedule, at=at, open_minutes=minutes)


def _on_leave(about: Page | None, *, places: list[LocationPage], at: datetime) -> bool:
    """Is the page's practitioner away from now until their one location would have replied?"""
    leaves = leaves_of(about) if len(places) == 1 else []
    if not leaves:
        return False
    zone = places[0].zone
    first = at.astimezone(zone).date()
    last = (promised_by(places[0], at=at) or at).astimezone(zone).date()
    return any(start <= first and last <= end for start, end in leaves)
