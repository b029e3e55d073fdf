"""Calls, putting off, booking, replying, mentioning: what they do to a lead."""

from datetime import timedelta

import pytest

from leads import actions
from leads.actions import NotAllowed, Stale
from leads.models import (
    Attendance,
    CallOutcome,
    CloseReason,
    DeliveryKind,
    EventKind,
    Lead,
    Right,
    Status,
    is_attendance_due,
    is_snoozed,
)
from tests.factories import WEDNESDAY, make_desk, make_lead, make_location

pytestmark = pytest.mark.django_db

NOW = WEDNESDAY + timedelta(minutes=30)  # 10:30 in Chicago
DAY = timedelta(days=1)


@pytest.fixture
def st_paul():
    return make_location("St. Paul", promise_open_minutes=60)


@pytest.fixture
def ada(st_paul):
    return make_desk("Ada Berg", st_paul)


@pytest.fixture
def lead(st_paul):
    return make_lead(st_paul, email="kou@example.com")


def call(lead, outcome, ada, at=NOW):
    return actions.log_call(lead=lead, outcome=outcome, by=ada, at=at)


# Calls


def test_two_calls_in_vain_put_the_lead_off_and_the_third_does_not(lead, ada):
    events = [call(lead, CallOutcome.NO_ANSWER, ada)]
    assert lead.snoozed_until == NOW + timedelta(hours=2)  # 12:30, around noon
    assert lead.snoozed_by == ada
    events.append(call(lead, CallOutcome.VOICEMAIL, ada, at=lead.snoozed_until))
    assert lead.snoozed_until == WEDNESDAY + DAY - timedelta(hours=1)  # Thursday 9:00
    events.append(call(lead, CallOutcome.NO_ANSWER, ada, at=lead.snoozed_until))
    assert (lead.snoozed_until, lead.snoozed_by) == (None, None)
    assert lead.call_attempts == 3
    assert lead.is_open
    assert [event.data["attempt"] for event in events] == [1, 2, 3]
    assert ["again_at" in event.data for event in events] == [True, True, False]


def test_voicemail_is_an_attempt_and_an_answer(lead, ada):
    call(lead, CallOutcome.VOICEMAIL, ada)
    assert (lead.status, lead.answered_at, lead.call_attempts) == (Status.WAITING, NOW, 1)


def test_who_is_spoken_with_needs_no_more_attempts(lead, ada):
    call(lead, CallOutcome.NO_ANSWER, ada)
    call(lead, CallOutcome.SPOKE, ada)
    assert (lead.call_attempts, lead.snoozed_until) == (0, None)


def test_wrong_number_is_no_attempt_and_puts_nothing_off(lead, ada):
    call(lead, CallOutcome.WRONG_NUMBER, ada)
    assert (lead.call_attempts, lead.snoozed_until, lead.status) == (0, None, Status.NEW)


def test_call_at_no_location_puts_nothing_off(ada):
    lead = make_lead(None)
    call(lead, CallOutcome.NO_ANSWER, ada)
    assert (lead.call_attempts, lead.snoozed_until) == (1, None)


def test_second_attempt_is_when_it_suits_the_person(st_paul, ada):
    lead = make_lead(st_paul, preferred_times=["afternoon"])
    call(lead, CallOutcome.NO_ANSWER, ada)
    assert lead.snoozed_until == WEDNESDAY + timedelta(hours=3, minutes=30)


# Putting off


def test_lead_is_put_off_and_comes_back_when_its_promise_passes(lead, ada):
    """A promise never stops: put off until tomorrow, promised for noon."""
    event = actions.snooze(lead=lead, until=NOW + DAY, by=ada, at=NOW, text="Asked me to.")
    assert (lead.snoozed_until, lead.snoozed_by) == (NOW + DAY, ada)
    assert event.data == {"until": (NOW + DAY).isoformat()}
    assert Lead.objects.filter(is_snoozed(at=NOW)).exists()
    later = lead.due_at + timedelta(minutes=1)
    assert not Lead.objects.filter(is_snoozed(at=later)).exists()
    assert lead.is_overdue(at=later)


@pytest.mark.parametrize("until", [NOW, NOW - DAY, NOW + 400 * DAY])
def test_lead_is_not_put_off_into_the_past_or_out_of_sight(lead, ada, until):
    with pytest.raises(NotAllowed):
        actions.snooze(lead=lead, until=until, by=ada, at=NOW)
    assert not lead.events.exists()


def test_only_open_leads_are_put_off(st_paul, ada):
    lead = make_lead(st_paul, status=Status.BOOKED)
    with pytest.raises(NotAllowed):
        actions.snooze(lead=lead, until=NOW + DAY, by=ada, at=NOW)


def test_lead_is_woken_once(lead, ada):
    actions.snooze(lead=lead, until=NOW + DAY, by=ada, at=NOW)
    actions.wake(lead=lead, by=ada, at=NOW)
    assert (lead.snoozed_until, lead.snoozed_by) == (None, None)
    with pytest.raises(NotAllowed):
        actions.wake(lead=lead, by=ada, at=NOW)


def test_who_writes_back_waits_for_us_again(st_paul, ada):
    lead = make_lead(st_paul, status=Status.WAITING, first_response_at=WEDNESDAY, call_attempts=2)
    actions.snooze(lead=lead, until=NOW + DAY, by=ada, at=NOW)
    actions.they_replied(lead=lead, by=ada, at=NOW, text="Asked for Friday.")
    assert (lead.status, lead.answered_at, lead.snoozed_until) == (Status.NEW, None, None)
    assert (lead.first_response_at, lead.call_attempts) == (WEDNESDAY, 0)
    assert lead.due_at == NOW + timedelta(hours=1)


def test_promise_that_runs_is_not_prolonged_by_asking_again(lead, ada):
    due_at = lead.due_at
    actions.they_replied(lead=lead, by=ada, at=NOW)
    assert lead.due_at == due_at


def test_who_writes_back_after_closing_opens_the_lead(st_paul, ada):
    lead = make_lead(
        st_paul,
        status=Status.CLOSED,
        closed_at=WEDNESDAY,
        close_reason=CloseReason.NO_RESPONSE,
        first_response_at=WEDNESDAY,
    )
    actions.they_replied(lead=lead, by=ada, at=NOW)
    assert (lead.status, lead.closed_at, lead.close_reason) == (Status.NEW, None, "")


@pytest.mark.parametrize("facts", [{"status": Status.BOOKED}, {"quarantined_at": WEDNESDAY}])
def test_booked_and_quarantined_leads_take_no_reply(st_paul, ada, facts):
    with pytest.raises(NotAllowed):
        actions.they_replied(lead=make_lead(st_paul, **facts), by=ada, at=NOW)


# Booking


def test_appointment_is_kept_with_when_and_whom(lead, ada):
    event = actions.book(
        lead=lead, by=ada, at=NOW, appointment_at=NOW + DAY, appointment_with="Elena Ruiz, LAc"
    )
    assert (lead.appointment_at, lead.appointment_with) == (NOW + DAY, "Elena Ruiz, LAc")
    assert event.data == {
        "appointment_at": (NOW + DAY).isoformat(),
        "appointment_with": "Elena Ruiz, LAc",
    }


@pytest.mark.parametrize("days", [-2 * 366, -2000 * 365, 2 * 366 + 1, 180 * 365])
def test_appointment_of_a_year_that_nobody_means_is_refused(lead, ada, days):
    with pytest.raises(NotAllowed, match="Look at the year"):
        actions.book(lead=lead, by=ada, at=NOW, appointment_at=NOW + days * DAY)
    lead.refresh_from_db()
    assert lead.status == Status.NEW


@pytest.mark.parametrize("days", [-360, 2 * 366])
def test_appointment_may_be_long_ago_and_far_away(lead, ada, days):
    actions.book(lead=lead, by=ada, at=NOW, appointment_at=NOW + days * DAY)
    assert lead.appointment_at == NOW + days * DAY


def test_old_appointment_stays_when_only_its_practitioner_is_corrected(st_paul, ada):
    old = NOW - 3000 * DAY
    lead = make_lead(st_paul, status=Status.BOOKED, answered_at=NOW, appointment_at=old)
    actions.book(lead=lead, by=ada, at=NOW, appointment_at=old, appointment_with="Bo Yang")
    assert lead.appointment_with == "Bo Yang"


def test_attendance_is_marked_from_the_day_of_the_appointment_on(lead, ada):
    actions.book(lead=lead, by=ada, at=NOW, appointment_at=NOW + DAY)
    with pytest.raises(NotAllowed):
        actions.attend(lead=lead, attendance=Attendance.ATTENDED, by=ada, at=NOW)
    actions.attend(
        lead=lead, attendance=Attendance.ATTENDED, by=ada, at=NOW + DAY - timedelta(minutes=9)
    )
    assert lead.attendance == Attendance.ATTENDED
    actions.attend(lead=lead, attendance=Attendance.NO_SHOW, by=ada, at=NOW + DAY)
    assert (lead.attendance, lead.status) == (Attendance.NO_SHOW, Status.BOOKED)


def test_appointments_that_nobody_marked_can_be_listed(st_paul, ada):
    facts = {"status": Status.BOOKED, "appointment_at": NOW}
    due = make_lead(st_paul, **facts)
    make_lead(st_paul, **facts | {"attendance": Attendance.NO_SHOW})
    make_lead(st_paul, **facts | {"appointment_at": NOW + DAY})
    make_lead(st_paul, status=Status.BOOKED)
    make_lead(st_paul, **facts | {"quarantined_at": NOW})
    found = Lead.objects.filter(is_attendance_due(at=NOW + timedelta(minutes=1)))
    assert list(found) == [due]


def test_booking_without_a_date_is_asked_about_after_two_weeks(lead, ada):
    actions.book(lead=lead, by=ada, at=NOW)
    assert lead.attendance_due_at == NOW + 14 * DAY
    assert not Lead.objects.filter(is_attendance_due(at=NOW + 14 * DAY)).exists()
    due = Lead.objects.filter(is_attendance_due(at=NOW + 14 * DAY + timedelta(seconds=1)))
    assert list(due) == [lead]
    event = actions.ask_later(lead=lead, by=ada, at=NOW + 15 * DAY)
    assert (event.kind, event.data) == ("snoozed", {"until": (NOW + 29 * DAY).isoformat()})
    assert not Lead.objects.filter(is_attendance_due(at=NOW + 29 * DAY)).exists()
    actions.attend(lead=lead, attendance=Attendance.NO_SHOW, by=ada, at=NOW + 16 * DAY)
    assert not Lead.objects.filter(is_attendance_due(at=NOW + 99 * DAY)).exists()


def test_date_takes_the_place_of_the_question(lead, ada):
    actions.book(lead=lead, by=ada, at=NOW)
    actions.book(lead=lead, by=ada, at=NOW + DAY, appointment_at=NOW + 30 * DAY)
    assert lead.attendance_due_at is None
    assert not Lead.objects.filter(is_attendance_due(at=NOW + 20 * DAY)).exists()
    with pytest.raises(NotAllowed):
        actions.ask_later(lead=lead, by=ada, at=NOW + 2 * DAY)
    actions.book(lead=lead, by=ada, at=NOW + 2 * DAY)
    assert lead.attendance_due_at == NOW + 16 * DAY


@pytest.mark.parametrize(("days", "due_at"), [(3, NOW + 3 * DAY), (0, None)])
def test_how_long_nobody_asks_is_a_setting(settings, lead, ada, days, due_at):
    settings.CLINIC = settings.CLINIC | {"UNDATED_BOOKING_DAYS": days}
    actions.book(lead=lead, by=ada, at=NOW)
    assert lead.attendance_due_at == due_at
    asked = Lead.objects.filter(is_attendance_due(at=NOW + 999 * DAY))
    assert asked.exists() == bool(days)


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"status": Status.WAITING, "answered_at": NOW},
        {"status": Status.BOOKED, "attendance": Attendance.ATTENDED},
        {"status": Status.BOOKED, "quarantined_at": NOW},
        {"status": Status.BOOKED, "appointment_at": NOW},
    ],
)
def test_only_who_is_booked_without_a_date_is_asked_about_later(st_paul, ada, facts):
    lead = make_lead(st_paul, **facts)
    with pytest.raises(NotAllowed):
        actions.ask_later(lead=lead, by=ada, at=NOW)


def test_new_appointment_has_no_attendance_yet(st_paul, ada):
    lead = make_lead(st_paul, attendance=Attendance.NO_SHOW)
    actions.book(lead=lead, by=ada, at=NOW)
    assert lead.attendance == Attendance.UNKNOWN


# Replies


def test_reply_is_an_event_an_answer_and_a_delivery(lead, ada):
    event = actions.reply(lead=lead, subject="Monday", text="Come at ten.", by=ada, at=NOW)
    assert (event.kind, event.text, event.data) == (
        EventKind.REPLIED,
        "Come at ten.",
        {"subject": "Monday"},
    )
    assert (lead.status, lead.answered_at, lead.first_response_at) == (Status.WAITING, NOW, NOW)
    delivery = lead.deliveries.get()
    assert (delivery.kind, delivery.event) == (DeliveryKind.REPLY, event)


def test_second_click_sends_nothing(lead, ada):
    asked = {"lead": lead, "subject": "", "text": "Hi.", "by": ada, "at": NOW, "version": 1}
    actions.reply(**asked)
    with pytest.raises(Stale):
        actions.reply(**asked)
    assert lead.deliveries.count() == 1


def test_reply_to_a_closed_lead_leaves_it_closed(st_paul, ada):
    lead = make_lead(
        st_paul,
        email="kou@example.com",
        status=Status.CLOSED,
        closed_at=WEDNESDAY,
        close_reason=CloseReason.ANSWERED,
    )
    actions.reply(lead=lead, subject="", text="Also this.", by=ada, at=NOW)
    assert (lead.status, lead.answered_at) == (Status.CLOSED, None)


@pytest.mark.parametrize("facts", [{"email": ""}, {"quarantined_at": WEDNESDAY}])
def test_reply_needs_an_address_and_a_real_request(st_paul, ada, facts):
    lead = make_lead(st_paul, **{"email": "kou@example.com"} | facts)
    with pytest.raises(NotAllowed):
        actions.reply(lead=lead, subject="", text="Hi.", by=ada, at=NOW)
    assert not lead.deliveries.exists()


# Mentions


def test_mention_is_kept_by_id(lead, ada, st_paul):
    bo = make_desk("Bo Lind", st_paul, rights=[Right.SEE])
    event = actions.note(lead=lead, text="@bo look", by=ada, at=NOW, mentions=[bo])
    assert event.data == {"mentions": [bo.pk]}


def test_who_may_not_see_the_lead_is_not_mentioned(lead, ada):
    cy = make_desk("Cy Dahl", make_location("Edina"))
    with pytest.raises(NotAllowed) as refusal:
        actions.note(lead=lead, text="@cy look", by=ada, at=NOW, mentions=[cy])
    assert "Cy" not in str(refusal.value)
    assert not lead.events.exists()
