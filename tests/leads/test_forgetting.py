"""Forget: what is known of a person goes for good; what is left says nothing of them."""

import pytest
from django.db import connection

from leads import actions
from leads.importing.knowing import day_mark
from leads.models import (
    CloseReason,
    Delivery,
    DeliveryKind,
    DeliveryState,
    EventKind,
    FollowUp,
    Lead,
    LeadEvent,
    LeadImport,
    LeadImportLine,
    Right,
    RoutingExample,
    Status,
)
from tests.factories import WEDNESDAY, make_desk, make_lead, make_location

pytestmark = pytest.mark.django_db

CANARY = "canary"
PERSON = {
    "name": f"{CANARY} name",
    "phone": "+16125550199",
    "phone_typed": f"{CANARY} typed",
    "email": f"{CANARY}@example.com",
    "topic": f"{CANARY} topic",
    "message": f"{CANARY} message",
    "postcode": CANARY,
    "about_title": f"{CANARY} page",
    "about_path": f"/{CANARY}/",
    "appointment_with": CANARY,
    "appointment_at": WEDNESDAY,
    "preferred_times": ["morning"],
    "language": "es",
    "routing": {"rule": CANARY},
    "body_digest": f"{CANARY}-digest",
}


@pytest.fixture
def st_paul():
    return make_location("St. Paul")


@pytest.fixture
def edina():
    return make_location("Edina", phones=[("phone", {"role": "main", "number": "+19523034115"})])


@pytest.fixture
def ada(st_paul):
    return make_desk("Ada Berg", st_paul, rights=[*Right.values])


@pytest.fixture
def lead(st_paul, ada):
    """A lead with the canary wherever something of a person can be."""
    lead = make_lead(st_paul, **PERSON)
    actions.note(lead=lead, text=f"{CANARY} note", by=ada, at=WEDNESDAY)
    again = LeadEvent.objects.create(
        lead=lead, kind=EventKind.FOLLOWED_UP, text=CANARY, data={"topic": CANARY}
    )
    FollowUp.objects.create(lead=lead, event=again, idempotency_key="again", body_digest=CANARY)
    RoutingExample.objects.create(lead=lead, expected=st_paul)
    for kind in DeliveryKind:
        Delivery.objects.create(lead=lead, kind=kind, payload={"words": CANARY})
    return lead


def everything_in(tables):
    rows = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")
            rows += cursor.fetchall()
    return repr(rows)


def tables():
    names = connection.introspection.table_names()
    return [f'"{name}"' for name in names if name.startswith("clinic_leads_")]


def test_forget_leaves_nothing_of_the_person_in_any_table(lead, ada):
    assert CANARY in everything_in(tables())  # control: it was there
    actions.forget(lead=lead, by=ada, at=WEDNESDAY)
    left = everything_in(tables())
    assert CANARY not in left
    assert "16125550199" not in left
    empty = Lead()
    assert {name: getattr(lead, name) for name in Lead.PERSONAL} == {
        name: getattr(empty, name) for name in Lead.PERSONAL
    }


def test_forget_keeps_that_there_was_a_lead_and_closes_it(lead, ada, st_paul):
    received, due = lead.received_at, lead.due_at
    event = actions.forget(lead=lead, by=ada, at=WEDNESDAY)
    assert (lead.received_at, lead.due_at, lead.location) == (received, due, st_paul)
    assert (lead.status, lead.close_reason) == (Status.CLOSED, CloseReason.FORGOTTEN)
    assert (event.kind, event.by, lead.forgotten_at) == (EventKind.FORGOTTEN, ada, WEDNESDAY)
    assert [one.kind for one in lead.events.all()][-3:] == [
        EventKind.NOTED,
        EventKind.FOLLOWED_UP,
        EventKind.FORGOTTEN,
    ] or lead.events.count() == 3


def test_forget_keeps_why_a_closed_lead_was_closed(st_paul, ada):
    lead = make_lead(
        st_paul, status=Status.CLOSED, close_reason=CloseReason.SPAM, closed_at=WEDNESDAY
    )
    actions.forget(lead=lead, by=ada, at=WEDNESDAY)
    assert lead.close_reason == CloseReason.SPAM


def test_forget_sends_nothing_to_anybody_any_more(lead, ada):
    sent = Delivery.objects.create(
        lead=lead, kind=DeliveryKind.REPLY, state=DeliveryState.SENT, sent_at=WEDNESDAY
    )
    actions.forget(lead=lead, by=ada, at=WEDNESDAY)
    assert list(lead.deliveries.all()) == [sent]


def test_forget_keeps_a_booking_for_the_reports(st_paul, ada):
    lead = make_lead(st_paul, status=Status.BOOKED)
    actions.forget(lead=lead, by=ada, at=WEDNESDAY)
    assert (lead.status, lead.close_reason) == (Status.BOOKED, "")


def test_forget_reaches_the_lines_of_a_waiting_import(st_paul, ada):
    lead = make_lead(st_paul, phone="+16125550199")
    job = LeadImport.objects.create(location=st_paul, owner=ada, name="old.csv")
    marks = [
        day_mark("phone", phone, lead.received_at, st_paul.pk, st_paul.zone)
        for phone in ("+16125550199", "+16125550111")
    ]
    for number, mark in enumerate(marks):
        LeadImportLine.objects.create(job=job, number=number, state="new", phone_day=mark)
    LeadImportLine.objects.create(job=job, number=9, state="new")
    actions.forget(lead=lead, by=ada, at=WEDNESDAY)
    assert list(job.lines.values_list("number", flat=True)) == [1, 9]


def test_a_forgotten_lead_is_changed_no_more(lead, ada):
    actions.forget(lead=lead, by=ada, at=WEDNESDAY)
    for act in (actions.reopen, actions.forget):
        with pytest.raises(actions.NotAllowed):
            act(lead=lead, by=ada, at=WEDNESDAY)
    with pytest.raises(actions.NotAllowed):
        actions.note(lead=lead, text=CANARY, by=ada, at=WEDNESDAY)
    assert CANARY not in everything_in(tables())


def test_same_person_is_told_by_phone_and_email_where_one_may_erase(st_paul, edina, ada):
    lead = make_lead(st_paul, phone="+16125550199", email="a@example.com")
    by_phone = make_lead(st_paul, phone="+16125550199")
    by_email = make_lead(st_paul, email="a@example.com")
    make_lead(st_paul, phone="+16125550111")
    elsewhere = make_lead(edina, phone="+16125550199")
    assert set(actions.same_person(lead, by=ada)) == {lead, by_phone, by_email}
    boss = make_desk("Max Holm", None, rights=Right.values)
    assert elsewhere in actions.same_person(lead, by=boss)


def test_nobody_is_the_same_person_as_somebody_without_phone_and_email(st_paul, ada):
    lead = make_lead(st_paul, phone="", email="")
    make_lead(st_paul, phone="", email="")
    assert actions.same_person(lead, by=ada) == [lead]


# The page


def url(lead):
    return f"/admin/clinic/inbox/{lead.pk}/forget/"


def test_page_removes_what_is_chosen_and_nothing_else(client, st_paul, ada):
    lead = make_lead(st_paul, phone="+16125550199", name="Mia Graf")
    other = make_lead(st_paul, phone="+16125550199", name="Mia Graf")
    stranger = make_lead(st_paul, phone="+16125550111", name="Leo Falk")
    client.force_login(ada)
    page = client.get(url(lead))
    assert other.reference in page.text
    assert stranger.reference not in page.text
    chosen = {"leads": [lead.pk, stranger.pk], "sure": "on"}
    assert client.post(url(lead), chosen).status_code == 422
    stranger.refresh_from_db()
    assert stranger.forgotten_at is None
    assert client.post(url(lead), {"leads": [lead.pk], "sure": "on"}).status_code == 302
    lead.refresh_from_db()
    other.refresh_from_db()
    assert lead.forgotten_at is not None
    assert other.forgotten_at is None


@pytest.mark.parametrize("missing", ["leads", "sure"])
def test_page_asks_for_what_is_missing_and_removes_nothing(client, st_paul, ada, missing):
    lead = make_lead(st_paul, name="Mia Graf")
    client.force_login(ada)
    body = {"leads": [lead.pk], "sure": "on"}
    del body[missing]
    answer = client.post(url(lead), body)
    assert (answer.status_code, "error-message" in answer.text) == (422, True)
    lead.refresh_from_db()
    assert lead.name == "Mia Graf"


def test_who_may_not_erase_here_is_refused(client, st_paul, edina):
    lead = make_lead(st_paul)
    for rights, locations, status in [
        ([Right.SEE, Right.TRIAGE], [st_paul], 403),
        (Right.values, [edina], 404),
    ]:
        client.force_login(make_desk("Cy Dahl", *locations, rights=rights))
        for method in (client.get, client.post):
            assert method(url(lead)).status_code in ({status} if status == 404 else {403, 302})
    lead.refresh_from_db()
    assert lead.forgotten_at is None


def test_forgotten_lead_still_has_a_screen(client, lead, ada):
    actions.forget(lead=lead, by=ada, at=WEDNESDAY)
    client.force_login(ada)
    page = client.get(f"/admin/clinic/inbox/{lead.pk}/")
    assert page.status_code == 200
    assert CANARY not in page.text
    assert "Personal data removed" in page.text
    assert client.get(url(lead)).status_code == 200
