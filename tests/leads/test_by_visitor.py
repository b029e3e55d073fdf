"""What visitors see and do by their own link; and what another sender's link must never do."""

from dataclasses import replace
from datetime import timedelta

import pytest

from leads import actions
from leads.asked import Asked, Expired, NoSuchRequest, find_asked
from leads.inbox.timeline import entries
from leads.models import (
    CallOutcome,
    CloseReason,
    Delivery,
    DeliveryKind,
    EventKind,
    Lead,
    Notice,
    Occasion,
    Status,
)
from leads.progress import Progress
from leads.stamps import status_token
from tests.factories import make_desk
from tests.leads.visitor import ASKED, SATURDAY_20, kinds

LATER = SATURDAY_20 + timedelta(hours=1)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic", "saturday_night")]


@pytest.fixture
def ada(clinic):
    return make_desk("ada", clinic["st_paul"])


def ask(key="first", at=SATURDAY_20, **facts):
    """The request that a submission became, as its sender sees it."""
    submission = replace(ASKED, **facts)
    arrival = actions.arrive(submission=submission, key=key * 8, at=at)
    return Asked(arrival.lead, arrival.follow_up)


def again(asked):
    """The same request, read anew by its link."""
    return find_asked(asked.token, at=LATER)


@pytest.fixture
def first(clinic):
    return ask()


@pytest.fixture
def second(first):
    """Somebody asks in the same name, under the same number, and becomes a part of the lead."""
    second = ask("second", at=SATURDAY_20 + timedelta(minutes=5), email="eve@example.com")
    assert second.follow_up
    assert second.lead == first.lead
    return second


# The link.


def test_link_leads_to_its_request_and_says_nothing(first):
    assert again(first).lead == first.lead
    assert len(first.token) > 64
    assert status_token(first.lead.reference, key=first.lead.idempotency_key) == first.token


def test_links_of_two_senders_are_different(first, second):
    assert first.token != second.token
    assert again(first).follow_up is None
    assert again(second).follow_up == second.follow_up


@pytest.mark.parametrize(
    "damage", [str.swapcase, lambda token: token[:-8], lambda token: "", "x".join]
)
def test_link_that_was_changed_is_none(first, damage):
    with pytest.raises(NoSuchRequest):
        find_asked(damage(first.token), at=LATER)


def test_link_with_the_key_of_another_request_is_none(first):
    for key in ("", "another" * 8, first.lead.idempotency_key[:8]):
        with pytest.raises(NoSuchRequest):
            find_asked(status_token(first.lead.reference, key=key), at=LATER)
    with pytest.raises(NoSuchRequest):
        find_asked(status_token("2222-22222", key=first.lead.idempotency_key), at=LATER)


def test_link_expires(first):
    last = SATURDAY_20 + timedelta(days=90)
    assert find_asked(first.token, at=last).lead == first.lead
    with pytest.raises(Expired):
        find_asked(first.token, at=last + timedelta(seconds=1))


# How it stands.


def test_progress_follows_the_desk(first, ada):
    lead = first.lead
    assert again(first).progress == Progress.RECEIVED
    actions.looked_at(lead=lead, by=ada, at=LATER)
    assert again(first).progress == Progress.SEEN
    actions.log_call(lead=lead, outcome=CallOutcome.NO_ANSWER, by=ada, at=LATER)
    assert again(first).progress == Progress.SEEN
    actions.log_call(lead=lead, outcome=CallOutcome.SPOKE, by=ada, at=LATER)
    assert again(first).progress == Progress.ANSWERED
    actions.book(lead=lead, by=ada, at=LATER, appointment_at=LATER + timedelta(days=9))
    assert again(first).progress == Progress.BOOKED
    actions.close(lead=lead, reason=CloseReason.SPAM, by=ada, at=LATER)
    assert again(first).progress == Progress.CLOSED
    assert not again(first).can_change


def test_promise_stays_what_was_shown(first, ada):
    before = (first.promise, first.due_at)
    actions.await_visitor(lead=first.lead, by=ada, at=LATER)
    ask("second", at=SATURDAY_20 + timedelta(days=3))
    assert (again(first).promise, again(first).due_at) == before


def test_how_it_stands_costs_as_many_queries_whatever_happened(
    first, ada, django_assert_num_queries
):
    for _time in range(3):
        actions.note(lead=first.lead, text="Note", by=ada, at=LATER)
    with django_assert_num_queries(5):
        asked = again(first)
        assert (asked.progress, asked.can_change, asked.can_remove) == (Progress.SEEN, True, True)
        assert asked.due_at


# Alone in its lead.


def test_cancel_closes_the_lead_and_tells_the_desk_once(first, ada):
    for _click in range(2):
        actions.cancel(asked=again(first), at=LATER)
    lead = Lead.objects.get()
    assert (lead.status, lead.close_reason) == (Status.CLOSED, CloseReason.WITHDRAWN)
    assert kinds(lead.events)[-1:] == [EventKind.WITHDRAWN]
    assert lead.events.last().by is None
    (notice,) = Notice.objects.filter(user=ada)
    assert notice.occasion == Occasion.BY_VISITOR
    assert again(first).progress == Progress.CANCELLED


def test_cancel_of_an_appointment_is_left_to_the_desk(first, ada):
    actions.book(lead=first.lead, by=ada, at=LATER, appointment_at=LATER + timedelta(days=9))
    actions.cancel(asked=again(first), at=LATER)
    lead = Lead.objects.get()
    assert lead.status == Status.BOOKED
    assert lead.deliveries.filter(kind=DeliveryKind.DESK_MAIL).count() == 2
    assert again(first).progress == Progress.CANCELLED


def test_desk_opens_again_what_was_cancelled(first, ada):
    actions.cancel(asked=first, at=LATER)
    actions.reopen(lead=first.lead, by=ada, at=LATER)
    assert again(first).progress == Progress.SEEN
    actions.cancel(asked=again(first), at=LATER)
    assert Lead.objects.get().status == Status.CLOSED


def test_corrected_number_is_the_one_to_ring(first, ada):
    for _click in range(2):
        actions.correct_phone(
            asked=again(first), phone="+16125550177", phone_typed="612 555 0177", at=LATER
        )
    lead = Lead.objects.get()
    assert (lead.phone, lead.phone_typed) == ("+16125550177", "612 555 0177")
    assert kinds(lead.events).count(EventKind.CORRECTED) == 1
    assert Notice.objects.filter(user=ada, occasion=Occasion.BY_VISITOR).count() == 1
    assert again(first).progress == Progress.RECEIVED  # nobody of ours did that
    (entry,) = [one for one in entries(lead.events.all(), at=LATER) if one.icon == "edit"]
    assert [text for _label, text in entry.details] == ["612 555 0177", "612 555 0114"]
    (hidden,) = [
        one
        for one in entries(lead.events.all(), at=LATER, with_contact=False)
        if one.icon == "edit"
    ]
    assert hidden.details == ()


def test_corrected_number_brings_the_lead_back_to_the_desk(first, ada):
    lead = first.lead
    actions.log_call(lead=lead, outcome=CallOutcome.VOICEMAIL, by=ada, at=LATER)
    actions.await_visitor(lead=lead, by=ada, at=LATER)
    actions.snooze(lead=lead, until=LATER + timedelta(days=3), by=ada, at=LATER)
    actions.correct_phone(asked=again(first), phone="", phone_typed="612 555 0177", at=LATER)
    lead.refresh_from_db()
    assert (lead.status, lead.snoozed_until, lead.call_attempts) == (Status.NEW, None, 0)
    assert lead.answered_at is None
    assert lead.due_at > LATER
    mail = lead.deliveries.get(kind=DeliveryKind.DESK_MAIL, event__isnull=False)
    assert mail.event.kind == EventKind.CORRECTED


def test_corrected_number_of_a_booked_lead_leaves_it_booked(first, ada):
    actions.book(lead=first.lead, by=ada, at=LATER, appointment_at=LATER + timedelta(days=9))
    actions.correct_phone(asked=again(first), phone="", phone_typed="612 555 0177", at=LATER)
    assert Lead.objects.get().status == Status.BOOKED


def test_lead_is_found_by_every_number_that_was_given(first, second):
    actions.correct_phone(
        asked=again(second), phone="+16125550166", phone_typed="612 555 0166", at=LATER
    )
    for digits in ("5550114", "5550166"):
        assert Lead.objects.matching(digits).get() == first.lead


def test_number_that_was_corrected_is_still_found(first):
    actions.correct_phone(
        asked=again(first), phone="+16125550177", phone_typed="612 555 0177", at=LATER
    )
    for digits in ("5550114", "5550177"):
        assert Lead.objects.matching(digits).get() == first.lead
    actions.remove(asked=again(first), at=LATER)
    for digits in ("5550114", "5550177"):
        assert not Lead.objects.matching(digits).exists()


@pytest.mark.parametrize("act", [actions.cancel, actions.remove])
def test_fault_in_the_notices_costs_the_visitor_nothing(first, ada, monkeypatch, caplog, act):
    def broken(*args, **kwargs):
        Lead.objects.get(pk=0)

    monkeypatch.setattr("leads.notifications.occasions.tell", broken)
    act(asked=again(first), at=LATER)
    assert Lead.objects.get().status == Status.CLOSED
    assert "Colleagues could not be told" in caplog.text


def test_number_of_a_closed_request_stays(first, ada):
    actions.close(lead=first.lead, reason=CloseReason.ANSWERED, by=ada, at=LATER)
    with pytest.raises(actions.NotAllowed):
        actions.correct_phone(asked=again(first), phone="", phone_typed="612 555 0177", at=LATER)
    actions.cancel(asked=again(first), at=LATER)
    assert Lead.objects.get().close_reason == CloseReason.ANSWERED


def test_remove_leaves_nothing_of_the_person(first, ada):
    for _click in range(2):
        actions.remove(asked=again(first), at=LATER)
    lead = Lead.objects.get()
    assert lead.forgotten_at == LATER
    assert (lead.name, lead.phone, lead.close_reason) == ("", "", CloseReason.FORGOTTEN)
    assert kinds(lead.events)[-2:] == [EventKind.ERASURE_ASKED, EventKind.FORGOTTEN]
    assert Notice.objects.filter(user=ada, occasion=Occasion.BY_VISITOR).count() == 1
    asked = again(first)
    assert asked.progress == Progress.REMOVED
    assert not (asked.can_change)
    assert not (asked.can_remove)
    assert asked.promise != "x"
    actions.cancel(asked=asked, at=LATER)
    with pytest.raises(actions.NotAllowed):
        actions.correct_phone(asked=asked, phone="", phone_typed="612 555 0177", at=LATER)
    assert Lead.objects.get().phone_typed == ""


def test_remove_asks_the_desk_while_somebody_is_expected(first, ada):
    actions.book(lead=first.lead, by=ada, at=LATER, appointment_at=LATER + timedelta(days=9))
    for _click in range(2):
        actions.remove(asked=again(first), at=LATER)
    lead = Lead.objects.get()
    assert (lead.name, lead.forgotten_at) == ("Ana", None)
    assert kinds(lead.events).count(EventKind.ERASURE_ASKED) == 1
    mails = Delivery.objects.filter(kind=DeliveryKind.DESK_MAIL, event__isnull=False)
    assert mails.get().event.kind == EventKind.ERASURE_ASKED
    assert again(first).asks_for_removal
    assert not again(first).can_remove


def test_remove_asks_the_desk_where_the_lead_must_be_kept(first, monkeypatch):
    def kept(**kwargs):
        raise actions.NotAllowed("It is on hold.")

    monkeypatch.setattr("leads.actions.by_visitor.forget", kept)
    actions.remove(asked=first, at=LATER)
    assert Lead.objects.get().name == "Ana"
    assert again(first).asks_for_removal


# A lead with requests of several senders, who may be strangers to each other.


@pytest.mark.parametrize("who", ["first", "second"])
def test_none_of_several_senders_closes_overwrites_or_empties_the_lead(first, second, ada, who):
    asked = {"first": first, "second": second}[who]
    actions.correct_phone(
        asked=again(asked), phone="+16125550166", phone_typed="612 555 0166", at=LATER
    )
    actions.cancel(asked=again(asked), at=LATER)
    actions.remove(asked=again(asked), at=LATER)
    lead = Lead.objects.get()
    assert (lead.name, lead.phone, lead.status) == ("Ana", "+16125550114", Status.NEW)
    assert lead.closed_at is None
    assert lead.forgotten_at is None
    done = [EventKind.CORRECTED, EventKind.WITHDRAWN, EventKind.ERASURE_ASKED]
    assert kinds(lead.events)[-3:] == done
    assert {event.data["part"] for event in lead.events.filter(kind__in=done)} == {asked.part}
    assert Delivery.objects.filter(kind=DeliveryKind.DESK_MAIL, event__kind__in=done).count() == 3
    assert Notice.objects.filter(user=ada, occasion=Occasion.BY_VISITOR).count() == 3


def test_what_one_sender_does_is_not_seen_by_the_other(first, second):
    actions.cancel(asked=again(second), at=LATER)
    actions.remove(asked=again(second), at=LATER)
    assert again(second).progress == Progress.CANCELLED
    other = again(first)
    assert (other.progress, other.asks_for_removal) == (Progress.RECEIVED, False)
    assert other.can_change


@pytest.mark.parametrize("who", ["first", "second"])
def test_no_sender_of_several_learns_of_an_appointment(first, second, ada, who):
    """One of them may have asked in the other's name: that one must not learn who is a patient."""
    actions.book(lead=first.lead, by=ada, at=LATER, appointment_at=LATER + timedelta(days=9))
    assert again({"first": first, "second": second}[who]).progress == Progress.ANSWERED


def test_sender_does_not_see_that_somebody_asks_again(first, ada):
    """What is answered stays so, and the promise is not told anew."""
    actions.log_call(lead=first.lead, outcome=CallOutcome.SPOKE, by=ada, at=LATER)
    before = again(first)
    ask("second", at=LATER + timedelta(minutes=1))
    after = find_asked(first.token, at=LATER + timedelta(minutes=2))
    assert (after.progress, after.promise, after.due_at) == (
        before.progress,
        before.promise,
        before.due_at,
    )


def test_later_sender_sees_nothing_of_what_was_before(first, ada):
    actions.looked_at(lead=first.lead, by=ada, at=SATURDAY_20)
    actions.log_call(lead=first.lead, outcome=CallOutcome.SPOKE, by=ada, at=SATURDAY_20)
    later = ask("second", at=LATER)
    assert later.follow_up
    assert find_asked(later.token, at=LATER).progress == Progress.RECEIVED


def test_merged_request_shows_the_lead_it_is_a_part_of(first, ada, clinic):
    other = ask("other", name="Kou", phone="+16125550133", phone_typed="612 555 0133")
    actions.merge(lead=other.lead, into=first.lead, by=ada, at=LATER)
    assert again(other).progress == Progress.SEEN  # not that it is closed
    actions.remove(asked=again(other), at=LATER)
    assert Lead.objects.get(pk=other.lead.pk).name == "Kou"
    assert Lead.objects.get(pk=first.lead.pk).name == "Ana"
    actions.log_call(lead=first.lead, outcome=CallOutcome.SPOKE, by=ada, at=LATER)
    assert again(other).progress == Progress.ANSWERED
