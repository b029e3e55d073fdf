"""A visitor's act and the desk's at the same moment: one comes after the other, none is lost."""

from datetime import timedelta

import pytest

from leads import actions
from leads.actions import NotAllowed
from leads.asked import find_by_key
from leads.models import EventKind, Lead, LeadEvent, is_asked
from tests.factories import WEDNESDAY, make_desk, make_lead, make_location
from tests.leads.test_receiving_at_once import at_once, in_earnest, real_database

__all__ = ["real_database"]

LATER = WEDNESDAY + timedelta(minutes=30)
ROUNDS = 6


def fresh(lead):
    return Lead.objects.select_related("location").get(pk=lead.pk)


def merging_and_undoing(lead, into, by):
    def work():
        for _round in range(ROUNDS):
            actions.merge(lead=fresh(lead), into=fresh(into), by=by, at=LATER)
            actions.unmerge(lead=fresh(lead), by=by, at=LATER)

    return work


def acting(act, lead):
    """Over and over, each time by the link as it was read just before."""

    def work():
        for number in range(ROUNDS):
            try:
                act(find_by_key(lead.reference, lead.idempotency_key), number)
            except NotAllowed:
                continue

    return work


def correct(asked, number):
    typed = f"612 555 09{number:02}"
    actions.correct_phone(asked=asked, phone="", phone_typed=typed, at=LATER)


def remove(asked, number):
    actions.remove(asked=asked, at=LATER)


@in_earnest
@pytest.mark.parametrize("first", [True, False])
def test_merges_and_links_at_once_wait_for_each_other_and_lose_nothing(real_database, first):
    """Whichever of the two leads has the lower number: neither order of locks blocks the other."""
    place = make_location("St. Paul")
    ada = make_desk("Ada Berg", place)
    none = {"phone": "", "phone_typed": ""}  # then it is the desk that removes
    one, other = (make_lead(place, name=name, **none) for name in ("Ann", "Bea"))
    lead, into = (one, other) if first else (other, one)
    real_database()
    at_once(
        [
            merging_and_undoing(lead, into, ada),
            acting(remove, lead),
            acting(remove, into),
            acting(correct, lead),
            acting(correct, into),
        ]
    )
    events = LeadEvent.objects.filter(kind=EventKind.ERASURE_ASKED)
    asked = at_once([lambda: sorted(events.values_list("lead", flat=True))])[0]
    listed = at_once([lambda: set(Lead.objects.filter(is_asked()).values_list("pk", flat=True))])
    assert asked == sorted([lead.pk, into.pk])
    assert listed == [{lead.pk, into.pk}]
