"""Somebody asks again: what becomes a part of their open lead, and what does not."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection

from leads.actions import KeyReused, arrive, receive
from leads.emails import message_for
from leads.inbox import timeline
from leads.models import (
    CloseReason,
    Delivery,
    DeliveryKind,
    EventKind,
    FollowUp,
    Lead,
    Status,
)
from leads.submissions import Submission
from tests.leads.visitor import MONDAY_10, SATURDAY_20, asked, kinds, read, send

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
SUNDAY = SATURDAY_20 + timedelta(hours=20)
# Within the hour that was promised for Monday at 10.
MONDAY_930 = MONDAY_10 - timedelta(minutes=30)


def again(at=SUNDAY, key="two", **facts):
    return asked(key=key, at=at, **facts)


@pytest.fixture
def lead(clinic):
    return asked(email="ana@example.com", topic="Hip pain", message="Mornings, please.")


def test_same_number_is_the_same_lead(lead):
    assert again(message="And my knee.") == lead
    follow_up = FollowUp.objects.get()
    assert (follow_up.lead, follow_up.received_at) == (lead, SUNDAY)
    event = lead.events.last()
    assert (event.kind, event.text, event.at) == (EventKind.FOLLOWED_UP, "And my knee.", SUNDAY)
    lead.refresh_from_db()
    assert (lead.message, lead.topic, lead.version) == ("Mornings, please.", "Hip pain", 2)


def test_same_address_is_the_same_lead_however_it_is_written(lead):
    assert again(phone="", phone_typed="", email="ANA@Example.com") == lead


@pytest.mark.parametrize("name", ["Ana Lopez", "ana", ""])
def test_name_that_may_be_the_same_is_the_same_lead(lead, name):
    assert again(name=name) == lead


SOMEBODY_ELSE = {
    "another name, as in a family": {"name": "Bo"},
    "another number and address": {"phone": "+16125550199", "email": "bo@example.com"},
    "nothing in common but the name": {"phone": "", "phone_typed": "my wife's", "email": ""},
    "suspicious": {"quarantine_reasons": ("too_fast",)},
}


@pytest.mark.parametrize("facts", SOMEBODY_ELSE.values(), ids=SOMEBODY_ELSE.keys())
def test_somebody_else_or_nobody_is_another_lead(lead, facts):
    assert again(**facts) != lead
    assert not FollowUp.objects.exists()
    assert kinds(lead.events) == [EventKind.RECEIVED, EventKind.ROUTED]


def test_another_location_is_another_lead(lead, clinic):
    assert again(wanted_location_id=clinic["edina"].pk) != lead


OVER = {
    "booked": {"status": Status.BOOKED},
    "closed": {
        "status": Status.CLOSED,
        "closed_at": SUNDAY,
        "close_reason": CloseReason.ANSWERED,
    },
    "in quarantine": {"quarantined_at": SATURDAY_20},
    "received later": {"received_at": SUNDAY + MINUTE},
}


@pytest.mark.parametrize("state", OVER.values(), ids=OVER.keys())
def test_lead_that_is_over_is_not_added_to(lead, state):
    Lead.objects.update(**state)
    assert again() != lead


def test_newest_of_several_is_added_to(lead):
    newer = asked(key="newer", at=SATURDAY_20 + MINUTE, name="Bo Berg")
    Lead.objects.filter(pk=newer.pk).update(name="Ana Lopez")
    assert again() == newer


# The promise.


def test_lead_that_waits_keeps_its_promise_and_the_visitor_gets_their_own(lead):
    Lead.objects.update(snoozed_until=MONDAY_10, call_attempts=2)
    arrival = arrive(
        submission=Submission(name="Ana", email="ana@example.com"), key="two", at=MONDAY_930
    )
    lead.refresh_from_db()
    assert (lead.due_at, lead.status) == (MONDAY_10, Status.NEW)
    assert lead.promise == "St. Paul will reply by Monday 10 a.m."
    assert arrival.follow_up.promise == "St. Paul will reply by Monday 10:30 a.m."
    assert (lead.snoozed_until, lead.call_attempts) == (None, 0)


def test_lead_that_was_answered_is_due_again(lead):
    Lead.objects.update(
        answered_at=SATURDAY_20,
        first_response_at=SATURDAY_20,
        status=Status.WAITING,
        snoozed_until=MONDAY_10 + timedelta(days=3),
    )
    again(at=MONDAY_930)
    lead.refresh_from_db()
    assert (lead.status, lead.answered_at) == (Status.NEW, None)
    assert lead.due_at == MONDAY_930 + timedelta(hours=1)
    # What was shown then stays: its thank-you page may be another's to look at.
    assert lead.promise == "St. Paul will reply by Monday 10 a.m."
    assert lead.first_response_at == SATURDAY_20
    assert lead.snoozed_until is None
    assert lead.is_overdue(at=MONDAY_930 + timedelta(hours=2))


# What differs is kept, shown, and overwrites nothing.


def test_what_is_said_otherwise_is_on_the_event_and_in_the_timeline(lead):
    again(
        name="Ana Lopez",
        phone="+16125550199",
        phone_typed="612 555 0199",
        email="ana@example.com",
        topic="Knee",
        preferred_contact="phone",
        preferred_times=("morning", "evening"),
        language="es",
        consent_text="You agree to a letter.",
    )
    lead.refresh_from_db()
    assert (lead.name, lead.phone, lead.topic) == ("Ana", "+16125550114", "Hip pain")
    event = lead.events.last()
    assert event.data == {
        "name": "Ana Lopez",
        "phone": "+16125550199",
        "phone_typed": "612 555 0199",
        "topic": "Knee",
        "preferred_contact": "phone",
        "preferred_times": ["morning", "evening"],
        "language": "es",
        "consent_text": "You agree to a letter.",
    }
    shown = dict(timeline.entries([event], at=SUNDAY)[0].details)
    assert shown["Phone as typed"] == "612 555 0199"
    assert shown["Preferred times"] == "Mornings, Evenings"
    assert shown["Consent as shown"] == "You agree to a letter."
    assert shown["Name"] == "Ana Lopez"


def test_what_is_said_as_before_or_not_at_all_is_not_repeated(lead):
    again(phone_typed="(612) 555-0114")
    assert lead.events.last().data == {}


# Messages.


def test_desk_is_told_that_they_asked_again(lead):
    again()
    mail = message_for(lead.deliveries.last())
    assert mail.subject == f"Consultation request {lead.reference}: they asked again"
    assert "Ana" not in mail.subject + mail.body


def test_receipt_goes_to_the_address_typed_now_with_the_promise_made_now(lead):
    again(at=MONDAY_930, email="new@example.com", language="es")
    receipt = message_for(lead.deliveries.filter(kind=DeliveryKind.RECEIPT).last())
    assert receipt.to == ["new@example.com"]
    assert "St. Paul responderá a más tardar el lunes a las 10:30." in receipt.body
    assert lead.reference in receipt.body
    assert "Hip" not in receipt.body


def test_no_receipt_goes_to_an_address_that_was_not_typed_now(lead):
    """Who knows a number must not be able to write to its owner through us."""
    before = Delivery.objects.filter(kind=DeliveryKind.RECEIPT).count()
    again()
    assert Delivery.objects.filter(kind=DeliveryKind.RECEIPT).count() == before == 1


# Once per key.


def test_repeated_click_is_the_same_follow_up(lead):
    assert again() == again(at=SUNDAY + MINUTE) == lead
    assert FollowUp.objects.count() == 1
    assert kinds(lead.events).count(EventKind.FOLLOWED_UP) == 1


def test_other_content_under_the_key_of_a_follow_up_is_refused(lead):
    again()
    with pytest.raises(KeyReused) as refused:
        again(message="Something else")
    assert refused.value.lead == lead


def test_key_of_a_lead_stays_its_own_after_a_follow_up(lead):
    again()
    assert asked(email="ana@example.com", topic="Hip pain", message="Mornings, please.") == lead
    assert FollowUp.objects.count() == 1


# Whatever goes wrong, the request is there.


LOOKING, WRITING = "looking", "writing"


@pytest.mark.parametrize("where", [LOOKING, WRITING])
def test_fault_costs_the_connexion_not_the_request(lead, caplog, where):
    def refuse(execute, sql, params, many, context):
        looks = sql.startswith("SELECT") and '"phone" = ' in sql
        writes = sql.startswith("INSERT") and str(EventKind.FOLLOWED_UP) in map(str, params)
        if looks if where == LOOKING else writes:
            raise DatabaseError(f"Row contains {params}.")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        other = again()
    assert other != lead
    assert not FollowUp.objects.exists()
    assert "could not be looked at" in caplog.text
    assert lead.phone not in caplog.text


# What the visitor sees.


@pytest.mark.usefixtures("saturday_night")
def test_thanks_of_a_follow_up_tell_nothing_of_the_earlier_request(client, clinic, time_machine):
    first = send(client, clinic["page"], time_machine, message="Canary", topic="Canary")
    time_machine.move_to(MONDAY_930)
    second = send(client, clinic["page"], time_machine, message="Me again")
    lead = Lead.objects.get()
    assert FollowUp.objects.get().lead == lead
    assert len(first["Location"]) == len(second["Location"])
    text = read(client.get(second["Location"])).find("main").text
    assert "St. Paul will reply by Monday 10:32 a.m." in text
    assert "Monday 10 a.m." not in text
    assert "Canary" not in text
    assert lead.reference in text
    assert "St. Paul will reply by Monday 10 a.m." in read(client.get(first["Location"])).text


def test_a_stranger_with_a_known_number_changes_no_way_of_reaching(clinic):
    lead = asked()
    receive(
        submission=Submission(name="Ana", phone=lead.phone, email="evil@example.com"),
        key="two",
        at=SUNDAY,
    )
    lead.refresh_from_db()
    assert lead.email == ""
