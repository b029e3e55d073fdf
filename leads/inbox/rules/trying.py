"""What was tried out, as a mark in the form: a change is made only by who brings its mark back.

The mark is a signed digest of all rules as they would be, in their order, for one person and for an
hour. Nothing is kept here between the two: any other change, also one of a colleague to another
rule, has another digest, and is tried out first.
"""

import json
from collections.abc import Sequence
from typing import Any

from django.core import signing
from django.forms.models import model_to_dict
from django.utils.crypto import constant_time_compare, salted_hmac

from ...models import RoutingRule

SALT = "clinic_leads.rules.tried"
# After an hour the leads of the last days are others.
MAX_AGE = 3600


def mark_of(after: Sequence[RoutingRule], *, user: Any) -> str:
    """Return the mark of a change after which the rules are these, tried out by `user` now."""
    return signing.TimestampSigner(salt=SALT).sign(_digest(after, user=user))


def is_tried(mark: str, after: Sequence[RoutingRule], *, user: Any) -> bool:
    """Did `user` try out exactly these rules, and lately?"""
    try:
        digest = signing.TimestampSigner(salt=SALT).unsign(mark, max_age=MAX_AGE)
    except signing.BadSignature:
        return False
    return constant_time_compare(digest, _digest(after, user=user))


def _digest(after: Sequence[RoutingRule], *, user: Any) -> str:
    """Each rule with all that it says but its number in the order: that is where it stands."""
    rules = [{"pk": rule.pk} | model_to_dict(rule, exclude=["order"]) for rule in after]
    said = json.dumps([user.pk, rules], default=str, sort_keys=True)
    return salted_hmac(SALT, said, algorithm="sha256").hexdigest()
