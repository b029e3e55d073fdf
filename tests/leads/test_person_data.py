"""A person's own data: everything that is held in the leads one may export, and nobody else's."""

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest

from leads import actions
from leads.inbox import person_data
from leads.models import AccessKind, DeliveryKind, Lead, LeadAccess, Right
from tests.factories import WEDNESDAY, make_desk, make_lead, make_location
from tests.leads.test_actions import make_delivery

pytestmark = pytest.mark.django_db

PERSON = {
    "name": "Mia Graf",
    "phone": "+16125550199",
    "phone_typed": "612 555 0199",
    "email": "mia@example.com",
    "topic": "Sciatica",
    "message": "Since <last> week & worse at night.",
    "consent_text": "You agree to a call.",
    "language": "es",
}


@pytest.fixture
def st_paul():
    return make_location("St. Paul")


@pytest.fixture
def edina():
    return make_location("Edina", phones=[("phone", {"role": "main", "number": "+19523034115"})])


@pytest.fixture
def ada(st_paul):
    return make_desk("Ada Berg", st_paul, rights=Right.values)


@pytest.fixture
def lead(st_paul, ada):
    bo = make_desk("Bo Lind", st_paul)
    lead = make_lead(st_paul, **PERSON)
    actions.looked_at(lead=lead, by=bo, at=WEDNESDAY)
    actions.log_call(lead=lead, outcome="spoke", text="Note-canary", by=bo, at=WEDNESDAY)
    actions.assign(lead=lead, to=bo, by=ada, at=WEDNESDAY)
    make_delivery(lead, kind=DeliveryKind.RECEIPT)
    return lead


def url(lead):
    return f"/admin/clinic/inbox/{lead.pk}/their-data/"


def asked(client, *leads, reason="They asked for it"):
    return client.post(url(leads[0]), {"leads": [lead.pk for lead in leads], "reason": reason})


def files_in(answer):
    with ZipFile(BytesIO(answer.content)) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def test_file_says_when_by_the_locations_clock_and_names_it(client):
    angeles = make_location("Los Angeles", time_zone="America/Los_Angeles")
    lead = make_lead(angeles, **PERSON)
    boss = make_desk("Max Holm", angeles, rights=Right.values)
    ten = datetime(2027, 3, 1, 18, 0, tzinfo=UTC)  # by the clock in Los Angeles
    actions.snooze(lead=lead, until=ten, by=boss, at=WEDNESDAY + timedelta(days=1))
    actions.book(lead=lead, appointment_at=ten, by=boss, at=WEDNESDAY + timedelta(days=1))
    client.force_login(boss)
    page = files_in(asked(client, lead))["data.html"]
    assert "Booked: March 1, 2027, 10 a.m. PST" in page
    assert "Put off until March 1, 2027, 10 a.m. PST" in page
    assert "2027-03-01 10:00 PST" in page
    assert "12:00" not in page


def test_file_holds_all_that_is_known_of_the_person(client, lead, ada):
    client.force_login(ada)
    files = files_in(asked(client, lead))
    assert set(files) == {"data.json", "data.html"}
    (held,) = json.loads(files["data.json"])["leads"]
    for name, value in PERSON.items():
        assert held[name] == value
    texts = [event["text"] for event in held["events"]]
    assert "Note-canary" in texts
    assert [message["what"] for message in held["messages"]] == ["Receipt to the visitor"]
    assert {access["what"] for access in held["accesses"]} >= {"Opened", "Exported"}
    for said in ("Mia Graf", "Note-canary", "Since &lt;last&gt; week &amp; worse", "Sciatica"):
        assert said in files["data.html"]


def test_every_field_is_in_the_file_or_known_to_be_none_of_theirs(lead):
    names = {field.name for field in Lead._meta.concrete_fields}
    left_out = person_data.OF_MACHINES | person_data.OF_THE_CLINIC
    made = json.loads(
        ZipFile(BytesIO(person_data.person_file([lead], at=WEDNESDAY))).read("data.json")
    )
    (held,) = made["leads"]
    assert set(held) == (names - left_out) | {"events", "messages", "accesses"}
    # All that is personal is told, but for the reason of a hold; “about” is told by its title.
    assert Lead.PERSONAL - set(held) == {"hold_reason", "about"}


def test_colleagues_are_numbered_and_not_named(client, lead, ada):
    client.force_login(ada)
    files = files_in(asked(client, lead))
    whole = "".join(files.values())
    for name in ("Ada", "Berg", "Bo Lind", "ada-", "bo-"):
        assert name not in whole
    (held,) = json.loads(files["data.json"])["leads"]
    caller = next(event["who"] for event in held["events"] if event["kind"] == "called")
    assert held["assigned_to"] == caller == "Colleague 1"


def test_why_there_is_a_hold_is_left_out(client, lead, ada):
    actions.hold(lead=lead, by=ada, at=WEDNESDAY, reason="Hold-canary")
    client.force_login(ada)
    assert "Hold-canary" not in "".join(files_in(asked(client, lead)).values())


def test_it_is_written_down_with_the_lead(client, lead, ada):
    client.force_login(ada)
    answer = asked(client, lead, reason="Letter of the 3rd")
    access = LeadAccess.objects.get(kind=AccessKind.EXPORTED)
    assert (access.lead, access.by) == (lead, ada)
    assert access.data == {"file": "person", "reason": "Letter of the 3rd"}
    assert "Mia" not in answer["Content-Disposition"]
    assert lead.reference in answer["Content-Disposition"]


def test_only_leads_one_may_export_are_offered_and_taken(client, lead, st_paul, edina, ada):
    again = make_lead(st_paul, **PERSON | {"name": "Leo Graf", "message": "Again-canary"})
    foreign = make_lead(edina, **PERSON | {"message": "Foreign-canary"})
    stranger = make_lead(st_paul, name="Stranger", phone="+16125550111")
    client.force_login(ada)
    page = client.get(url(lead)).text
    assert again.reference in page
    assert "Another name" in page
    for other in (foreign, stranger):
        assert other.reference not in page
        assert asked(client, lead, other).status_code == 422
    assert not LeadAccess.objects.filter(kind=AccessKind.EXPORTED).exists()
    whole = "".join(files_in(asked(client, lead, again)).values())
    assert "Again-canary" in whole
    assert "Foreign-canary" not in whole


@pytest.mark.parametrize("missing", ["leads", "reason"])
def test_page_asks_for_what_is_missing(client, lead, ada, missing):
    client.force_login(ada)
    body = {"leads": [lead.pk], "reason": "Asked"}
    del body[missing]
    answer = client.post(url(lead), body)
    assert (answer.status_code, "error-message" in answer.text) == (422, True)


def test_who_may_not_export_gets_nothing(client, lead, st_paul, edina):
    for person, status in [
        (make_desk("Cy Dahl", st_paul, rights=[Right.SEE, Right.TRIAGE]), 302),
        (make_desk("Di Ek", edina, rights=Right.values), 404),
    ]:
        client.force_login(person)
        assert client.get(url(lead)).status_code == status
        assert asked(client, lead).status_code == status
    assert not LeadAccess.objects.filter(kind=AccessKind.EXPORTED).exists()


def test_forgetting_takes_the_reason_along(client, lead, ada):
    client.force_login(ada)
    asked(client, lead, reason="Mia Graf wrote")
    actions.forget(lead=lead, by=ada, at=WEDNESDAY)
    assert "Mia" not in str(list(lead.accesses.values()))
