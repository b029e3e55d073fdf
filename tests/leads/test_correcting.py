"""The desk corrects how a person is called and reached."""

from datetime import timedelta

import pytest

from leads import actions
from leads.actions import NotAllowed, Stale
from leads.models import CallOutcome, EventKind, Lead, LeadEvent, Right
from tests.factories import WEDNESDAY, make_desk, make_lead, make_location

pytestmark = pytest.mark.django_db

LATER = WEDNESDAY + timedelta(minutes=30)
WRONG = {"name": "Jon Dow", "phone": "+16515550100", "phone_typed": "651-555-0100"}
RIGHT = {"called": "John Doe", "phone": "(651) 555-0123", "email": "John@Example.com"}


@pytest.fixture
def ada(client, st_paul):
    user = make_desk("Ada Berg", st_paul, rights=[*Right.values])
    client.force_login(user)
    return user


@pytest.fixture
def lead(st_paul):
    return make_lead(st_paul, **WRONG)


def url(lead):
    return f"/admin/clinic/inbox/{lead.pk}/correct/"


def test_correction_is_stored_normalised_and_found(client, ada, lead, st_paul, caplog):
    twin = make_lead(st_paul, phone="+16515550123")
    response = client.post(url(lead), RIGHT | {"version": 1}, follow=True)
    assert "The contact details are corrected." in response.content.decode()
    lead.refresh_from_db()
    assert (lead.name, lead.phone, lead.phone_typed, lead.email, lead.version) == (
        "John Doe",
        "+16515550123",
        "(651) 555-0123",
        "john@example.com",
        2,
    )
    assert set(Lead.objects.matching("555-0123")) == {lead, twin}
    assert not Lead.objects.matching("Dow").exists()
    assert set(Lead.objects.of_person(phone=twin.phone, email="")) == {lead, twin}
    assert twin.reference in response.content.decode()
    assert not [word for word in ("Dow", "Doe", "0100", "0123") if word in caplog.text]


def test_timeline_keeps_what_was_there_for_who_may_see_it(client, ada, lead, st_paul):
    client.post(url(lead), RIGHT | {"version": 1})
    event = lead.events.get()
    assert (event.kind, event.by, event.text) == (EventKind.CORRECTED, ada, "")
    assert event.data == {"was": WRONG | {"email": ""}}
    screen = f"/admin/clinic/inbox/{lead.pk}/"
    page = client.get(screen).content.decode()
    assert "Contact details corrected" in page
    assert "Jon Dow" in page
    assert "651-555-0100" in page
    client.force_login(make_desk("Olga Rud", st_paul, rights=[Right.SEE]))
    assert "651-555-0100" not in client.get(screen).content.decode()
    actions.forget(lead=lead, by=ada, at=LATER)
    assert "Dow" not in repr(list(LeadEvent.objects.values()))


def test_corrected_number_is_called_anew(client, ada, lead):
    actions.log_call(lead=lead, outcome=CallOutcome.NO_ANSWER, by=ada, at=LATER)
    actions.log_call(lead=lead, outcome=CallOutcome.WRONG_NUMBER, by=ada, at=LATER)
    screen = f"/admin/clinic/inbox/{lead.pk}/"
    assert client.get(screen).context["is_wrong_number"]
    client.post(url(lead), RIGHT | {"version": 3})
    lead.refresh_from_db()
    assert lead.call_attempts == 0
    assert not client.get(screen).context["is_wrong_number"]


def test_number_that_is_written_as_before_stays_as_it_is(client, ada, st_paul):
    lead = make_lead(st_paul, phone="+16515550100")
    client.post(url(lead), {"called": "John", "phone": "+16515550100", "version": 1})
    lead.refresh_from_db()
    assert (lead.name, lead.phone, lead.phone_typed) == ("John", "+16515550100", "")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"phone": "12"}, "phone"),
        ({"email": "nobody"}, "email"),
        ({"called": "A", "phone": "", "email": ""}, "phone"),
    ],
)
def test_error_stands_next_to_its_field_and_what_was_typed_stays(client, ada, lead, said, field):
    response = client.post(url(lead), RIGHT | said | {"version": 1})
    assert response.status_code == 422
    page = response.content.decode()
    assert f'id="id_correct_{field}_error"' in page
    assert page.index(f'id="id_correct_{field}"') < page.index(f'id="id_correct_{field}_error"')
    lead.refresh_from_db()
    assert lead.name == "Jon Dow"


def test_correction_of_an_outdated_view_or_of_nothing_is_refused(ada, lead):
    same = WRONG | {"email": ""}
    with pytest.raises(NotAllowed):
        actions.correct_contact(lead=lead, **same, by=ada, at=LATER)
    actions.note(lead=lead, text="Rang.", by=ada, at=LATER)
    with pytest.raises(Stale):
        actions.correct_contact(lead=lead, **(same | {"name": "J"}), by=ada, at=LATER, version=1)


def test_only_who_works_on_leads_corrects_them(client, lead, st_paul):
    client.force_login(make_desk("Olga Rud", st_paul, rights=[Right.SEE]))
    assert client.post(url(lead), RIGHT | {"version": 1}).status_code == 302
    client.force_login(make_desk("Cy Dahl", make_location("Edina")))
    assert client.post(url(lead), RIGHT | {"version": 1}).status_code == 404
    lead.refresh_from_db()
    assert lead.name == "Jon Dow"
