"""Whatever is merged, done and undone in whatever order: the leads are what they were, and nothing
that anybody asked is out of sight.
"""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads import actions
from leads.actions import NotAllowed
from leads.actions.joining import standing_of
from leads.asked import find_by_key
from leads.models import (
    CallOutcome,
    CloseReason,
    EventKind,
    Lead,
    LeadEvent,
    Status,
    is_asked,
)
from tests.factories import WEDNESDAY, make_desk, make_lead
from tests.leads.test_merging import facts_of

pytestmark = pytest.mark.django_db

LATER = WEDNESDAY + timedelta(minutes=30)
HOUR = timedelta(hours=1)

# How a lead can stand before anything is merged.
STANDINGS = {
    "waits": {"due_at": WEDNESDAY + 3 * HOUR},
    "waits first": {"due_at": WEDNESDAY + HOUR},
    "waits, put off": {"due_at": WEDNESDAY + 2 * HOUR, "snoozed_until": WEDNESDAY + HOUR},
    "waits without a promise": {"due_at": None},
    "answered": {"status": Status.WAITING, "answered_at": WEDNESDAY, "due_at": WEDNESDAY - HOUR},
    "answered, put off": {
        "status": Status.WAITING,
        "answered_at": WEDNESDAY,
        "due_at": WEDNESDAY + 5 * HOUR,
        "snoozed_until": WEDNESDAY + 9 * HOUR,
    },
    "closed": {"status": Status.CLOSED, "closed_at": WEDNESDAY, "close_reason": "answered"},
}
WHO = st.integers(0, 3)
MERGES = st.one_of(
    st.tuples(st.just("merge"), WHO, WHO), st.tuples(st.just("unmerge"), WHO, st.none())
)
WORK = ("note", "call in vain", "speak", "close", "reopen", "replied", "put off")
ACTS = st.tuples(st.sampled_from(["cancel", "remove", "correct", *WORK]), WHO, st.none())
FOUR = st.lists(st.sampled_from([*STANDINGS]), min_size=4, max_size=4)
UNHURRIED = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def ada(st_paul):
    return make_desk("Ada Berg", st_paul)


@contextmanager
def for_once():
    """What is written inside is gone behind it: the next example begins anew."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def leads_that(place, standings, by):
    for number, name in enumerate(standings):
        facts = STANDINGS[name] | {"phone": f"+1612555010{number}"}
        facts |= {"snoozed_by": by} if "snoozed_until" in facts else {}
        yield make_lead(place, phone_typed=facts["phone"], **facts)


def do(step, leads, *, by, at):
    """Return whether it was done: what is refused changes nothing."""
    what, one, other = step
    lead = Lead.objects.get(pk=leads[one].pk)
    try:
        with transaction.atomic():
            if other is not None:
                into = Lead.objects.get(pk=leads[other].pk)
                actions.merge(lead=lead, into=into, by=by, at=at)
            else:
                DEEDS[what](lead, by, at)
    except NotAllowed:
        return False
    return True


def by_link(act, **said):
    def deed(lead, by, at):
        act(asked=find_by_key(lead.reference, lead.idempotency_key), at=at, **said)

    return deed


def at_the_desk(act, **said):
    def deed(lead, by, at):
        act(lead=lead, by=by, at=at, **said)

    return deed


def put_off(lead, by, at):
    actions.snooze(lead=lead, until=at + 2 * HOUR, by=by, at=at)


DEEDS = {
    "unmerge": at_the_desk(actions.unmerge),
    "cancel": by_link(actions.cancel),
    "remove": by_link(actions.remove),
    "correct": by_link(actions.correct_phone, phone="+16125550999", phone_typed="612 555 0999"),
    "note": at_the_desk(actions.note, text="Rang."),
    "call in vain": at_the_desk(actions.log_call, outcome=CallOutcome.NO_ANSWER),
    "speak": at_the_desk(actions.log_call, outcome=CallOutcome.SPOKE),
    "close": at_the_desk(actions.close, reason=CloseReason.SPAM),
    "reopen": at_the_desk(actions.reopen),
    "replied": at_the_desk(actions.they_replied),
    "put off": put_off,
}


def undo_all(leads, order, *, by, at):
    for number in order:
        do(("unmerge", number, None), leads, by=by, at=at)


# Merges alone.


@UNHURRIED
@given(
    standings=FOUR,
    steps=st.lists(MERGES, max_size=8),
    order=st.permutations(range(4)),
)
def test_merges_undone_in_any_order_leave_no_trace(st_paul, ada, standings, steps, order):
    with for_once():
        leads = list(leads_that(st_paul, standings, ada))
        alone = {lead.pk: standing_of(lead) for lead in leads}
        before = [facts_of(lead) for lead in leads]
        for number, step in enumerate([*steps, *[("unmerge", one, None) for one in order]]):
            do(step, leads, by=ada, at=LATER + number * timedelta(minutes=1))
            check_standings(leads, alone)
        assert [facts_of(lead) for lead in leads] == before


def check_standings(leads, alone):
    """Who waits with one waits with all, by the earliest promise; otherwise it stands as alone."""
    for lead in Lead.objects.filter(pk__in=[one.pk for one in leads], merged_into=None):
        parts = [alone[part.pk] for part in lead.merged_leads.all()]
        own, now = alone[lead.pk], standing_of(lead)
        waiting = [part for part in parts if part.is_open and part.is_our_turn]
        if not waiting:
            assert now == own
            continue
        assert (now.status, now.answered_at) == (Status.NEW, None)
        dues = [part.due_at for part in waiting if part.due_at]
        dues += [own.due_at] if own.answered_at is None and own.due_at else []
        if all(part.due_at for part in waiting):
            assert now.due_at == min(dues)
        else:  # somebody was promised nothing: the merge promised it
            assert LATER < min([now.due_at, *dues]) == now.due_at or now.due_at == min(dues)
        assert (now.snoozed_until is None) == (own.is_our_turn is False or not own.snoozed_until)


# With what visitors and the desk do meanwhile.


@UNHURRIED
@given(
    standings=FOUR,
    steps=st.lists(st.one_of(MERGES, ACTS), max_size=10),
    order=st.permutations(range(4)),
)
def test_nothing_asked_is_out_of_sight_and_parts_are_what_they_were(
    st_paul, ada, standings, steps, order
):
    with for_once():
        leads = list(leads_that(st_paul, standings, ada))
        before = {}
        undoing = [("unmerge", one, None) for one in order]
        for number, step in enumerate([*steps, *undoing]):
            what, one, _other = step
            facts = facts_of(leads[one])
            done = do(step, leads, by=ada, at=LATER + number * timedelta(minutes=1))
            if done and what == "merge":
                before[one] = facts
            elif done and what == "unmerge":
                check_part(leads[one], before.pop(one))
            check_asks(leads)
        assert not Lead.objects.exclude(merged_into=None).exists()


def check_part(lead, before):
    """It is to the last fact what it was; only who corrected their number since may wait again."""
    after = facts_of(lead)
    changed = {name for name, value in after.items() if value != before[name]}
    last = lead.events.filter(kind=EventKind.MERGED).last()
    if lead.events.filter(kind=EventKind.CORRECTED, pk__gt=last.pk).exists():
        assert changed <= {
            "status",
            "answered_at",
            "due_at",
            "snoozed_until",
            "snoozed_by_id",
            "call_attempts",
            "stage",
            "queue_at",
        }
        assert not changed or (after["status"], after["answered_at"]) == (Status.NEW, None)
    else:
        assert changed == set()


def check_asks(leads):
    """Whoever asked for removal and was neither removed nor told is on the list, by itself or by
    what it is a part of; and nobody else is for a removal.
    """
    asked = LeadEvent.objects.filter(kind=EventKind.ERASURE_ASKED)
    known = Lead.objects.filter(pk__in=asked.values("lead"), forgotten_at=None)
    listed = set(Lead.objects.filter(is_asked()).values_list("pk", flat=True))
    for lead in known:
        assert (lead.merged_into_id or lead.pk) in listed
    others = Lead.objects.filter(pk__in=listed).exclude(events__in=asked)
    cancelled = LeadEvent.objects.filter(kind=EventKind.WITHDRAWN)
    for lead in others.exclude(merged_leads__events__in=asked):
        whole = [lead.pk, *lead.merged_leads.values_list("pk", flat=True)]
        assert cancelled.filter(lead__in=whole).exists()


# One by one: what the properties found, or what a reader did.


def test_merges_undone_in_the_order_in_which_they_were_made(st_paul, ada):
    made = leads_that(st_paul, ["waits first", "waits", "answered"], ada)
    first, second, into = made
    before = [facts_of(lead) for lead in (first, second, into)]
    actions.merge(lead=second, into=into, by=ada, at=LATER)
    actions.merge(lead=first, into=into, by=ada, at=LATER)
    actions.unmerge(lead=second, by=ada, at=LATER)
    into.refresh_from_db()
    assert (into.status, into.due_at) == (Status.NEW, first.due_at)
    actions.unmerge(lead=first, by=ada, at=LATER)
    assert [facts_of(lead) for lead in (first, second, into)] == before


def test_question_without_a_promise_is_not_hidden_by_a_merge(st_paul, ada):
    lead, into = leads_that(st_paul, ["waits without a promise", "answered, put off"], ada)
    before = facts_of(lead), facts_of(into)
    actions.merge(lead=lead, into=into, by=ada, at=LATER)
    assert (into.status, into.answered_at, into.snoozed_until) == (Status.NEW, None, None)
    assert into.due_at > LATER
    actions.unmerge(lead=lead, by=ada, at=LATER)
    assert (facts_of(lead), facts_of(into)) == before


def test_question_of_the_lead_itself_outlives_the_part_that_asked_as_well(st_paul, ada):
    lead, into = leads_that(st_paul, ["waits", "answered"], ada)
    actions.merge(lead=lead, into=into, by=ada, at=LATER)
    actions.they_replied(lead=into, by=ada, at=LATER)
    actions.unmerge(lead=lead, by=ada, at=LATER)
    into.refresh_from_db()
    assert (into.status, into.answered_at) == (Status.NEW, None)


def test_answer_to_all_stays_an_answer(st_paul, ada):
    lead, other, into = leads_that(st_paul, ["waits", "waits first", "answered"], ada)
    actions.merge(lead=lead, into=into, by=ada, at=LATER)
    actions.log_call(lead=into, outcome=CallOutcome.SPOKE, by=ada, at=LATER)
    actions.merge(lead=other, into=into, by=ada, at=LATER)
    assert into.status == Status.NEW
    for part in (other, lead):
        actions.unmerge(lead=part, by=ada, at=LATER)
        into.refresh_from_db()
        assert (into.status, into.answered_at) == (Status.WAITING, LATER)


def test_who_corrected_their_number_as_a_part_waits_again_alone(st_paul, ada):
    lead, into = leads_that(st_paul, ["answered", "answered"], ada)
    before = facts_of(into)
    actions.merge(lead=lead, into=into, by=ada, at=LATER)
    DEEDS["correct"](lead, ada, LATER)
    into.refresh_from_db()
    assert into.status == Status.NEW
    actions.unmerge(lead=lead, by=ada, at=LATER)
    assert (lead.status, lead.answered_at) == (Status.NEW, None)
    assert lead.due_at > LATER
    assert facts_of(into) | {"call_attempts": 0} == before
