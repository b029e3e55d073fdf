"""What managers do with routing: rules, their order, and leads that went to the wrong place."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from locations import caching
from locations.directory import Directory
from locations.models import LocationPage

from ..models import (
    EventKind,
    Lead,
    LeadEvent,
    Right,
    RoutingExample,
    RoutingRule,
    has_right_at,
)
from ..questions import as_rules
from ..routing import is_within
from .changing import NotAllowed, Staff, changing, record, refuse_unless
from .desk import move
from .queueing import queue_up


@contextmanager
def rules_held() -> Iterator[None]:
    """Let nobody else change rules meanwhile: what is confirmed is what was tried out.

    Read the rules only inside.
    """
    with transaction.atomic():
        queue_up(["routing rules"])
        yield


def order_with(rule: RoutingRule, *, rules: Sequence[RoutingRule], by: Staff) -> list[RoutingRule]:
    """Return all rules in the order they have once `rule` is saved as it is now.

    A new rule is asked after all others. One that takes more requests than before is from now on
    asked after those of locations that `by` does not manage: nobody widens a rule to catch what
    another clinic's rule would have caught.
    """
    others = [each for each in rules if each.pk != rule.pk]
    place = next((n for n, each in enumerate(rules) if each.pk == rule.pk), len(others))
    if place < len(others) and _takes_more(rule, than=rules[place]):
        managed = [has_right_at(by, Right.MANAGE, each.location_id) for each in others]
        place = max([place, *(n + 1 for n, is_managed in enumerate(managed) if not is_managed)])
    return [*others[:place], rule, *others[place:]]


def _takes_more(rule: RoutingRule, *, than: RoutingRule) -> bool:
    if not rule.active:
        return False
    if not than.active or rule.location_id != than.location_id:
        return True
    return not is_within(*as_rules([rule, than], directory=Directory(site=None)))


@transaction.atomic
def save_rule(*, rule: RoutingRule, by: Staff, at: datetime) -> RoutingRule:
    """Save a rule, at its place in the order: see `order_with`."""
    action = "wagtail.edit" if rule.pk else "wagtail.create"
    rules = list(RoutingRule.objects.select_for_update(of=("self",)).select_related("location"))
    for order, each in enumerate(order_with(rule, rules=rules, by=by), start=1):
        each.order = order
    RoutingRule.objects.bulk_update([each for each in rules if each.pk != rule.pk], ["order"])
    rule.save()
    caching.advance_at_once()
    log(instance=rule, action=action, user=by, timestamp=at)
    return rule


@transaction.atomic
def move_rule(*, rule: RoutingRule, past: RoutingRule, by: Staff, at: datetime) -> RoutingRule:
    """Let two rules that follow each other change places, and number all of them anew.

    `past` is the neighbour that was on the screen: if the order is another one by now, nothing is
    done.
    """
    rules = list(RoutingRule.objects.select_for_update())
    places = {each.pk: place for place, each in enumerate(rules)}
    here, there = places.get(rule.pk), places.get(past.pk)
    if here is None or there is None or abs(here - there) != 1:
        raise NotAllowed(_("The order was changed in the meantime. Nothing was done."))
    rules[here], rules[there] = rules[there], rules[here]
    for order, each in enumerate(rules, start=1):
        each.order = order
    RoutingRule.objects.bulk_update(rules, ["order"])
    caching.advance_at_once()
    log(instance=rule, action="wagtail.edit", user=by, timestamp=at)
    return rule


@transaction.atomic
def delete_rule(*, rule: RoutingRule, by: Staff, at: datetime) -> None:
    """Remove a rule. Leads that it sent keep its name."""
    log(instance=rule, action="wagtail.delete", user=by, timestamp=at)
    rule.delete()
    caching.advance_at_once()


@transaction.atomic
def mark_misrouted(
    *,
    lead: Lead,
    expected: LocationPage,
    by: Staff,
    at: datetime,
    move_there: bool = False,
    text: str = "",
    version: int | None = None,
) -> LeadEvent:
    """Say where a lead belonged: from now on an example that rules are tried out against.

    With `move_there` it is moved as well, unless it is there already.
    """
    with changing(lead, version=version) as locked:
        refuse_unless(bool(locked.routing), _("This lead was not routed."))
        values = {"expected": expected, "by": by, "at": at}
        RoutingExample.objects.update_or_create(lead=locked, defaults=values)
        data = {"to": expected.title}
        event = record(locked, EventKind.MISROUTED, by=by, at=at, text=text, data=data)
    if move_there and lead.location_id != expected.pk:
        move(lead=lead, to=expected, by=by, at=at)
    return event


@transaction.atomic
def forget_example(*, example: RoutingExample, by: Staff, at: datetime) -> None:
    """The example no longer holds: rules need not follow it any more."""
    with changing(example.lead, version=None) as lead:
        data = {"to": "", "withdrawn": True}
        record(lead, EventKind.MISROUTED, by=by, at=at, data=data)
        example.delete()
