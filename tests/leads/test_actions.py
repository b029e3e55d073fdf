"""What the desk does to a lead: one event each, one version each, nothing overwritten."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from leads import actions
from leads.actions import NotAllowed, Stale
from leads.asked import find_by_key
from leads.emails import message_for
from leads.models import (
    Attendance,
    CallOutcome,
    CloseReason,
    Delivery,
    DeliveryKind,
    DeliveryState,
    EventKind,
    Lead,
    LeadEvent,
    Notice,
    Right,
    Status,
)
from tests.factories import WEDNESDAY, make_desk, make_lead, make_user

pytestmark = pytest.mark.django_db

LATER = WEDNESDAY + timedelta(minutes=30)
SENT = {"state": DeliveryState.SENT, "sent_at": WEDNESDAY}


@pytest.fixture
def ada(st_paul):
    return make_desk("Ada Berg", st_paul)


def answered_lead(location, **facts):
    return make_lead(location, status=Status.WAITING, first_response_at=WEDNESDAY, **facts)


def booked_lead(location):
    return make_lead(location, status=Status.BOOKED, first_response_at=WEDNESDAY)


def closed_lead(location, **facts):
    closed = {"closed_at": WEDNESDAY, "close_reason": CloseReason.ANSWERED}
    return make_lead(location, status=Status.CLOSED, **closed, **facts)


def quarantined_lead(location, **facts):
    return make_lead(location, quarantined_at=WEDNESDAY, quarantine_reasons=["honeypot"], **facts)


def make_delivery(lead, kind=DeliveryKind.DESK_MAIL, state=DeliveryState.PENDING, **facts):
    facts.setdefault("created_at", WEDNESDAY)
    facts.setdefault("next_attempt_at", WEDNESDAY)
    sent_at = WEDNESDAY if state == DeliveryState.SENT else None
    return Delivery.objects.create(lead=lead, kind=kind, state=state, sent_at=sent_at, **facts)


# Each action: what the lead is before, what is done, what changes, and the one event.
TABLE = {
    "note": (make_lead, actions.note, {"text": "Rang."}, {}, EventKind.NOTED),
    "spoke": (
        make_lead,
        actions.log_call,
        {"outcome": CallOutcome.SPOKE, "text": "Friendly."},
        {"status": Status.WAITING, "first_response_at": LATER},
        EventKind.CALLED,
    ),
    "voicemail": (
        make_lead,
        actions.log_call,
        {"outcome": CallOutcome.VOICEMAIL},
        {"status": Status.WAITING, "first_response_at": LATER},
        EventKind.CALLED,
    ),
    "no answer": (
        make_lead,
        actions.log_call,
        {"outcome": CallOutcome.NO_ANSWER},
        {"status": Status.NEW, "first_response_at": None},
        EventKind.CALLED,
    ),
    "wrong number": (
        make_lead,
        actions.log_call,
        {"outcome": CallOutcome.WRONG_NUMBER},
        {"status": Status.NEW, "first_response_at": None},
        EventKind.CALLED,
    ),
    "second call": (
        answered_lead,
        actions.log_call,
        {"outcome": CallOutcome.SPOKE},
        {"status": Status.WAITING, "first_response_at": WEDNESDAY},
        EventKind.CALLED,
    ),
    "wait": (
        make_lead,
        actions.await_visitor,
        {},
        {"status": Status.WAITING, "first_response_at": LATER},
        EventKind.STATUS,
    ),
    "book": (
        make_lead,
        actions.book,
        {"text": "Friday 9"},
        {"status": Status.BOOKED, "first_response_at": LATER},
        EventKind.BOOKED,
    ),
    "close": (
        make_lead,
        actions.close,
        {"reason": CloseReason.NO_RESPONSE},
        {"status": Status.CLOSED, "closed_at": LATER, "close_reason": CloseReason.NO_RESPONSE},
        EventKind.CLOSED,
    ),
    "close a booked one": (
        booked_lead,
        actions.close,
        {"reason": CloseReason.WENT_ELSEWHERE},
        {"status": Status.CLOSED, "closed_at": LATER},
        EventKind.CLOSED,
    ),
    "reopen": (
        closed_lead,
        actions.reopen,
        {},
        {"status": Status.NEW, "closed_at": None, "closed_by": None, "close_reason": ""},
        EventKind.REOPENED,
    ),
    "reopen a booked one": (
        booked_lead,
        actions.reopen,
        {},
        {"status": Status.WAITING, "first_response_at": WEDNESDAY},
        EventKind.REOPENED,
    ),
    "quarantine": (
        make_lead,
        actions.quarantine,
        {},
        {"quarantined_at": LATER, "quarantine_reasons": ["desk"]},
        EventKind.QUARANTINED,
    ),
    "release": (
        quarantined_lead,
        actions.release,
        {},
        {"quarantined_at": None, "quarantine_reasons": [], "received_at": WEDNESDAY},
        EventKind.RELEASED,
    ),
}


@pytest.mark.parametrize(
    ("make", "act", "facts", "becomes", "kind"), TABLE.values(), ids=TABLE.keys()
)
def test_action_changes_the_lead_and_writes_one_event(
    st_paul, ada, make, act, facts, becomes, kind
):
    lead = make(st_paul)
    event = act(lead=lead, by=ada, at=LATER, **facts)
    stored = Lead.objects.get(pk=lead.pk)
    assert {name: getattr(stored, name) for name in becomes} == becomes
    assert {name: getattr(lead, name) for name in becomes} == becomes
    assert stored.version == 2
    assert list(stored.events.all()) == [event]
    assert (event.kind, event.by, event.by_name, event.at) == (kind, ada, "Ada Berg", LATER)
    assert event.text == facts.get("text", "")


CHECKED = {
    "call": (actions.log_call, {"outcome": CallOutcome.SPOKE}),
    "assign": (actions.assign, {"to": None}),
    "wait": (actions.await_visitor, {}),
    "book": (actions.book, {}),
    "close": (actions.close, {"reason": CloseReason.SPAM}),
    "quarantine": (actions.quarantine, {}),
}


@pytest.mark.parametrize(("act", "facts"), CHECKED.values(), ids=CHECKED.keys())
def test_action_on_an_older_version_is_stale_and_changes_nothing(st_paul, ada, act, facts):
    lead = make_lead(st_paul)
    colleague = make_desk("Bo Lind", st_paul)
    actions.note(lead=Lead.objects.get(pk=lead.pk), text="First.", by=colleague, at=WEDNESDAY)
    before = Lead.objects.values().get(pk=lead.pk)
    with pytest.raises(Stale) as stale:
        act(lead=lead, by=ada, at=LATER, version=1, **facts)
    assert stale.value.last_event.by_name == "Bo Lind"
    assert Lead.objects.values().get(pk=lead.pk) == before
    assert LeadEvent.objects.count() == 1


def test_notes_never_collide(st_paul, ada):
    one = make_lead(st_paul)
    other = Lead.objects.get(pk=one.pk)
    actions.note(lead=one, text="One.", by=ada, at=LATER)
    actions.note(lead=other, text="Two.", by=ada, at=LATER)
    assert [event.text for event in one.events.all()] == ["One.", "Two."]
    assert Lead.objects.get().version == 3


REFUSED = {
    "call on a closed one": (closed_lead, actions.log_call, {"outcome": CallOutcome.SPOKE}),
    "call on a quarantined one": (
        quarantined_lead,
        actions.log_call,
        {"outcome": CallOutcome.SPOKE},
    ),
    "wait on a closed one": (closed_lead, actions.await_visitor, {}),
    "book a closed one": (closed_lead, actions.book, {}),
    "book a booked one": (booked_lead, actions.book, {}),
    "close a closed one": (closed_lead, actions.close, {"reason": CloseReason.SPAM}),
    "reopen an open one": (make_lead, actions.reopen, {}),
    "quarantine a quarantined one": (quarantined_lead, actions.quarantine, {}),
    "release a real one": (make_lead, actions.release, {}),
}


@pytest.mark.parametrize(("make", "act", "facts"), REFUSED.values(), ids=REFUSED.keys())
def test_action_that_makes_no_sense_is_refused_with_a_sentence(st_paul, ada, make, act, facts):
    lead = make(st_paul)
    with pytest.raises(NotAllowed, match=r"^(This|The) .+\.$"):
        act(lead=lead, by=ada, at=LATER, **facts)
    assert Lead.objects.get(pk=lead.pk).version == 1
    assert not lead.events.exists()


def test_unknown_call_outcome_changes_nothing(st_paul, ada):
    lead = make_lead(st_paul)
    with pytest.raises(ValueError, match="shouted"):
        actions.log_call(lead=lead, outcome="shouted", by=ada, at=LATER)
    assert Lead.objects.get(pk=lead.pk).version == 1


# Assigning


def test_lead_is_assigned_to_a_colleague_of_the_location(st_paul, ada):
    lead, colleague = make_lead(st_paul), make_desk("Bo Lind", st_paul)
    event = actions.assign(lead=lead, to=colleague, by=ada, at=LATER)
    assert lead.assigned_to == colleague
    assert event.data == {"to": "Bo Lind"}


def test_lead_is_assigned_to_nobody(st_paul, ada):
    lead = make_lead(st_paul, assigned_to=ada)
    assert actions.assign(lead=lead, to=None, by=ada, at=LATER).data == {"to": ""}
    assert lead.assigned_to is None


@pytest.mark.parametrize("who", ["other clinic", "onlooker", "inactive", "nobody in particular"])
def test_lead_is_not_assigned_to_who_may_not_work_on_it(st_paul, edina, ada, who):
    people = {
        "other clinic": lambda: make_desk("Cy Dahl", edina),
        "onlooker": lambda: make_desk("Di Ek", st_paul, rights=[Right.SEE]),
        "inactive": lambda: make_user("Ed Falk", is_superuser=True, is_active=False),
        "nobody in particular": lambda: make_user("Flo Gran"),
    }
    with pytest.raises(NotAllowed):
        actions.assign(lead=make_lead(st_paul), to=people[who](), by=ada, at=LATER)


# Moving


def test_move_keeps_the_promise_and_tells_the_new_desk(st_paul, edina, ada):
    lead = make_lead(st_paul, email="visitor@example.com")
    due, promise = lead.due_at, lead.promise
    make_delivery(lead, state=DeliveryState.SENT)
    event = actions.move(lead=lead, to=edina, by=ada, at=LATER, text="Lives there.")
    assert (lead.location, lead.location_title) == (edina, "Edina")
    assert (lead.due_at, lead.promise) == (due, promise)
    assert event.data == {"from": "St. Paul", "to": "Edina"}
    assert event.text == "Lives there."
    pending = lead.deliveries.get(state=DeliveryState.PENDING)
    assert (pending.kind, pending.created_at) == (DeliveryKind.DESK_MAIL, LATER)


@pytest.mark.parametrize("state", [DeliveryState.PENDING, DeliveryState.FAILED])
def test_move_sends_what_did_not_reach_the_old_desk_to_the_new_one_once(st_paul, edina, ada, state):
    """Whom a mail goes to is decided when it is sent: two rows would be two mails to Edina."""
    lead = make_lead(st_paul)
    unsent = make_delivery(lead, state=state, attempts=7, created_at=WEDNESDAY)
    actions.move(lead=lead, to=edina, by=ada, at=LATER)
    assert list(Delivery.objects.due(at=LATER)) == [unsent]
    unsent.refresh_from_db()
    assert (unsent.attempts, unsent.created_at) == (0, LATER)


def test_move_does_not_trust_a_mail_that_is_just_being_sent(st_paul, edina, ada):
    """The sender that holds it has read the old desk's address already."""
    lead = make_lead(st_paul)
    held = make_delivery(lead, leased_until=LATER + timedelta(minutes=5), lease_token="held")
    actions.move(lead=lead, to=edina, by=ada, at=LATER)
    assert lead.deliveries.exclude(pk=held.pk).count() == 1
    held.refresh_from_db()
    assert held.lease_token == "held"


def test_move_takes_the_lead_from_who_may_not_work_there(st_paul, edina, ada):
    both = make_desk("Bo Lind", st_paul, edina)
    lost, kept = make_lead(st_paul, assigned_to=ada), make_lead(st_paul, assigned_to=both)
    actions.move(lead=lost, to=edina, by=ada, at=LATER)
    actions.move(lead=kept, to=edina, by=ada, at=LATER)
    assert (lost.assigned_to, kept.assigned_to) == (None, both)


def test_move_gives_a_lead_without_location_its_first_due_time(st_paul):
    boss, lead = make_user("Max Holm", is_superuser=True), make_lead()
    actions.move(lead=lead, to=st_paul, by=boss, at=LATER)
    assert lead.due_at == LATER + timedelta(hours=2)
    assert lead.promise == ""  # nobody was shown one


def test_reopened_lead_is_told_to_the_desk_it_was_moved_to_while_closed(st_paul, edina, ada):
    lead = closed_lead(st_paul)
    make_delivery(lead, state=DeliveryState.SENT)
    actions.move(lead=lead, to=edina, by=ada, at=LATER)
    actions.reopen(lead=lead, by=ada, at=LATER)
    assert lead.deliveries.filter(state=DeliveryState.PENDING).count() == 1


def test_reopened_lead_is_not_told_again_to_the_desk_that_knows_it(st_paul, ada):
    lead = closed_lead(st_paul)
    make_delivery(lead, state=DeliveryState.SENT)
    actions.reopen(lead=lead, by=ada, at=LATER)
    assert not lead.deliveries.filter(state=DeliveryState.PENDING).exists()


def test_move_to_where_it_is_already_is_refused(st_paul, ada):
    with pytest.raises(NotAllowed):
        actions.move(lead=make_lead(st_paul), to=st_paul, by=ada, at=LATER)


def test_move_of_a_quarantined_lead_tells_nobody(st_paul, edina, ada):
    lead = quarantined_lead(st_paul)
    actions.move(lead=lead, to=edina, by=ada, at=LATER)
    assert not lead.deliveries.exists()


def test_move_of_a_closed_lead_tells_nobody(st_paul, edina, ada):
    """A mail that says somebody is waiting would be wrong."""
    lead = closed_lead(st_paul)
    actions.move(lead=lead, to=edina, by=ada, at=LATER)
    assert not lead.deliveries.exists()


def test_move_of_an_appointment_is_told_in_the_inbox(st_paul, edina, ada):
    """Nobody waits, so no mail says so; but they come to Edina's desk now."""
    eve, lead = make_desk("Eve Dahl", edina), booked_lead(st_paul)
    actions.move(lead=lead, to=edina, by=ada, at=LATER)
    assert Notice.objects.get().user == eve
    assert not lead.deliveries.exists()


def test_move_of_an_appointment_that_is_over_tells_nobody(st_paul, edina, ada):
    make_desk("Eve Dahl", edina)
    lead = booked_lead(st_paul)
    actions.attend(lead=lead, attendance=Attendance.ATTENDED, by=ada, at=LATER)
    actions.move(lead=lead, to=edina, by=ada, at=LATER)
    assert not Notice.objects.exists()


@pytest.mark.parametrize("ask", [actions.cancel, actions.remove])
@pytest.mark.parametrize("mail", [SENT, {"state": DeliveryState.FAILED}])
def test_move_tells_the_new_desk_what_the_visitor_asks(st_paul, edina, ada, ask, mail):
    """The notice about it went to the other desk, and no tab counts what is booked."""
    eve, lead = make_desk("Eve Dahl", edina), booked_lead(st_paul)
    ask(asked=find_by_key(lead.reference, lead.idempotency_key), at=WEDNESDAY)
    Delivery.objects.update(**mail)
    Notice.objects.all().delete()
    lead.refresh_from_db()
    actions.move(lead=lead, to=edina, by=ada, at=LATER)
    due = lead.deliveries.due(at=LATER).get()
    assert (due.kind, due.event.by_name) == (DeliveryKind.DESK_MAIL, "")
    assert "they want it cancelled or removed" in message_for(due).subject
    assert message_for(due).to == [edina.desk_email]
    assert Notice.objects.get().user == eve


def test_move_tells_nobody_of_what_is_settled(st_paul, edina, ada):
    lead = closed_lead(st_paul, held_at=WEDNESDAY, hold_reason="A letter")
    actions.remove(asked=find_by_key(lead.reference, lead.idempotency_key), at=WEDNESDAY)
    lead.refresh_from_db()
    actions.settle(lead=lead, ask="erasure_asked", text="Law", by=ada, at=WEDNESDAY)
    Delivery.objects.update(**SENT)
    actions.move(lead=lead, to=edina, by=ada, at=LATER)
    assert not lead.deliveries.due(at=LATER).exists()


# Quarantine


# What is sent when a request arrives.
ARRIVAL = {DeliveryKind.DESK_MAIL, DeliveryKind.RECEIPT}


def test_release_sends_what_quarantine_held_back(st_paul, ada):
    lead = quarantined_lead(st_paul, email="visitor@example.com")
    due = lead.due_at
    actions.release(lead=lead, by=ada, at=LATER)
    assert {delivery.kind for delivery in lead.deliveries.all()} == ARRIVAL
    assert (lead.received_at, lead.due_at) == (WEDNESDAY, due)


def test_release_sends_nothing_twice(st_paul, ada):
    lead = make_lead(st_paul, email="visitor@example.com")
    for kind in ARRIVAL:
        make_delivery(lead, kind=kind, state=DeliveryState.SENT)
    actions.quarantine(lead=lead, by=ada, at=LATER)
    actions.release(lead=lead, by=ada, at=LATER)
    assert lead.deliveries.count() == 2


def test_release_tells_the_desk_it_was_moved_to_in_quarantine(st_paul, edina, ada):
    lead = make_lead(st_paul, email="visitor@example.com")
    for kind in ARRIVAL:
        make_delivery(lead, kind=kind, state=DeliveryState.SENT)
    actions.quarantine(lead=lead, by=ada, at=LATER)
    actions.move(lead=lead, to=edina, by=ada, at=LATER)
    actions.release(lead=lead, by=ada, at=LATER)
    pending = lead.deliveries.get(state=DeliveryState.PENDING)
    assert pending.kind == DeliveryKind.DESK_MAIL


# Deliveries


def test_given_up_delivery_is_tried_again_with_its_full_time(st_paul, ada):
    delivery = make_delivery(make_lead(st_paul), state=DeliveryState.FAILED, attempts=40)
    event = actions.retry_delivery(delivery=delivery, by=ada, at=LATER)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (DeliveryState.PENDING, 0)
    assert (delivery.created_at, delivery.next_attempt_at) == (LATER, LATER)
    assert (event.kind, event.data) == (EventKind.RETRIED, {"kind": DeliveryKind.DESK_MAIL})
    assert list(Delivery.objects.due(at=LATER)) == [delivery]


@pytest.mark.parametrize("state", [DeliveryState.PENDING, DeliveryState.SENT])
def test_delivery_that_is_not_given_up_is_not_tried_again(st_paul, ada, state):
    delivery = make_delivery(make_lead(st_paul), state=state)
    with pytest.raises(NotAllowed):
        actions.retry_delivery(delivery=delivery, by=ada, at=LATER)
    assert not LeadEvent.objects.exists()


# Two at once


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs row locks")
def test_of_two_colleagues_at_once_one_is_stale(st_paul, ada):
    lead = make_lead(st_paul)
    start, results = threading.Barrier(2), []

    def close(reason):
        mine = Lead.objects.get(pk=lead.pk)
        start.wait()
        try:
            actions.close(lead=mine, reason=reason, by=ada, at=LATER, version=1)
            results.append("done")
        except Stale:
            results.append("stale")
        finally:
            connection.close()

    reasons = [CloseReason.ANSWERED, CloseReason.SPAM]
    threads = [threading.Thread(target=close, args=[reason]) for reason in reasons]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["done", "stale"]
    assert Lead.objects.get().version == 2
    assert LeadEvent.objects.count() == 1
