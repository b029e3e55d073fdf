"""Who may change which rules.

A rule is about requests that nobody has yet, and the first one that matches takes the request.
So whoever manages a location writes the rules that send to it, and nobody else's. A new rule is
asked last, one that takes more than before goes behind those of locations that its writer does not
manage (`order_with`), and two rules change places only for somebody who manages the
locations of both: no manager can put a rule before another clinic's, or make it catch what was
another's.
"""

from collections.abc import Sequence
from typing import Any

from locations.directory import Directory

from ...models import Right, RoutingRule, has_right_at


def may_change(user: Any, rule: RoutingRule) -> bool:
    """May `user` change, remove and switch off this rule?"""
    return has_right_at(user, Right.MANAGE, rule.location_id)


def neighbour(rules: Sequence[RoutingRule], rule: RoutingRule, *, step: int) -> RoutingRule | None:
    """Return the rule before (-1) or after (1) `rule`, None at the ends."""
    place = [each.pk for each in rules].index(rule.pk) + step
    return rules[place] if 0 <= place < len(rules) else None


def may_pass(user: Any, rule: RoutingRule, other: RoutingRule | None) -> bool:
    """May `user` let these two change places?"""
    return other is not None and may_change(user, rule) and may_change(user, other)


def may_take_all(user: Any) -> bool:
    """May `user` write a rule for every request? All that comes after it is as if it were not.

    What no rule takes goes to the default location: who manages that one may.
    """
    default = Directory(site=None).default_location
    return has_right_at(user, Right.MANAGE, default.pk if default else None)
