"""Legal hold: nobody and no rule removes a lead that is on hold, and everybody sees that it is."""

import pytest

from leads import actions
from leads.models import EventKind, Lead, Right
from tests.factories import WEDNESDAY, make_desk, make_lead, make_location

pytestmark = pytest.mark.django_db

WHY = "Letter of a lawyer"


@pytest.fixture
def st_paul():
    return make_location("St. Paul")


@pytest.fixture
def ada(st_paul):
    return make_desk("Ada Berg", st_paul, rights=Right.values)


@pytest.fixture
def lead(st_paul):
    return make_lead(st_paul, name="Mia Graf", phone="+16125550199")


@pytest.fixture
def held(lead, ada):
    actions.hold(lead=lead, by=ada, at=WEDNESDAY, reason=WHY)
    return lead


def url(lead, name=""):
    return f"/admin/clinic/inbox/{lead.pk}/{name}"


def test_hold_is_kept_with_who_when_and_why(held, ada):
    assert (held.held_at, held.held_by, held.hold_reason) == (WEDNESDAY, ada, WHY)
    event = held.events.get()
    assert (event.kind, event.by, event.text) == (EventKind.HELD, ada, WHY)


def test_held_lead_is_not_forgotten_until_the_hold_is_lifted(held, ada):
    with pytest.raises(actions.NotAllowed, match="on legal hold"):
        actions.forget(lead=held, by=ada, at=WEDNESDAY)
    held.refresh_from_db()
    assert held.name == "Mia Graf"
    actions.lift_hold(lead=held, by=ada, at=WEDNESDAY, reason="Settled")
    assert (held.held_at, held.held_by, held.hold_reason) == (None, None, "")
    actions.forget(lead=held, by=ada, at=WEDNESDAY)
    assert held.name == ""
    assert WHY not in str(held.events.values())


def test_part_of_a_held_lead_is_not_forgotten_either(held, st_paul, ada):
    part = make_lead(st_paul, name="M. Graf")
    actions.merge(lead=part, into=held, by=ada, at=WEDNESDAY)
    with pytest.raises(actions.NotAllowed, match="on legal hold"):
        actions.forget(lead=part, by=ada, at=WEDNESDAY)


def test_lead_with_a_held_part_is_neither_forgotten_nor_taken_apart(client, lead, st_paul, ada):
    part = make_lead(st_paul, name="M. Graf", phone=lead.phone)
    actions.merge(lead=part, into=lead, by=ada, at=WEDNESDAY)
    actions.hold(lead=part, by=ada, at=WEDNESDAY, reason=WHY)
    with pytest.raises(actions.NotAllowed, match="on legal hold"):
        actions.forget(lead=lead, by=ada, at=WEDNESDAY)
    with pytest.raises(actions.NotAllowed, match="they stay together"):
        actions.unmerge(lead=part, by=ada, at=WEDNESDAY)
    client.force_login(ada)
    assert client.get(url(lead, "forget/")).text.count("On legal hold: stays as it is") == 2
    actions.lift_hold(lead=part, by=ada, at=WEDNESDAY, reason="Settled")
    actions.unmerge(lead=part, by=ada, at=WEDNESDAY)


def test_held_lead_is_not_merged_away(held, st_paul, ada):
    other = make_lead(st_paul)
    with pytest.raises(actions.NotAllowed, match="it must stay"):
        actions.merge(lead=held, into=other, by=ada, at=WEDNESDAY)


def test_hold_twice_and_lift_twice_are_refused(held, ada):
    with pytest.raises(actions.NotAllowed):
        actions.hold(lead=held, by=ada, at=WEDNESDAY, reason=WHY)
    actions.lift_hold(lead=held, by=ada, at=WEDNESDAY, reason="Settled")
    with pytest.raises(actions.NotAllowed):
        actions.lift_hold(lead=held, by=ada, at=WEDNESDAY, reason="Settled")


def test_page_puts_on_hold_and_lifts(client, lead, ada):
    client.force_login(ada)
    assert "Put on legal hold" in client.get(url(lead, "hold/")).text
    assert client.post(url(lead, "hold/"), {"version": 1, "reason": ""}).status_code == 422
    assert client.post(url(lead, "hold/"), {"version": 1, "reason": WHY}).status_code == 302
    lead.refresh_from_db()
    assert lead.hold_reason == WHY
    old = {"version": 1, "reason": "Settled", "lift": "1"}
    answer = client.post(url(lead, "hold/"), old)
    assert (answer.status_code, "A colleague changed this lead" in answer.text) == (409, True)
    assert client.post(url(lead, "hold/"), old | {"version": lead.version}).status_code == 302
    lead.refresh_from_db()
    assert lead.held_at is None


def test_hold_is_said_on_the_screen_in_the_list_and_where_people_are_removed(client, held, ada):
    client.force_login(ada)
    screen = client.get(url(held)).text
    assert WHY in screen
    assert "Lift the legal hold…" in screen
    inbox = client.get("/admin/clinic/inbox/")
    assert "On legal hold" in inbox.text
    assert "On legal hold: stays as it is" in client.get(url(held, "forget/")).text
    body = {"leads": [held.pk], "sure": "on"}
    answer = client.post(url(held, "forget/"), body, follow=True)
    assert "Some leads were left as they are" in answer.text
    held.refresh_from_db()
    assert held.name == "Mia Graf"


def test_held_leads_are_found_by_a_word(client, held, st_paul, ada):
    other = make_lead(st_paul)
    client.force_login(ada)
    page = client.get("/admin/clinic/inbox/?filter=is:held").text
    assert f"/inbox/{held.pk}/" in page
    assert f"/inbox/{other.pk}/" not in page


def test_who_may_not_erase_neither_holds_nor_lifts(client, held, st_paul):
    client.force_login(make_desk("Bo Lind", st_paul, rights=[Right.SEE, Right.TRIAGE]))
    assert "On legal hold" in client.get(url(held)).text
    assert "Lift the legal hold…" not in client.get(url(held)).text
    body = {"version": held.version, "reason": "No", "lift": "1"}
    assert client.post(url(held, "hold/"), body).status_code == 302
    assert Lead.objects.get().held_at == WEDNESDAY


def test_reason_is_given_back_to_who_may_not_hold_any_more_or_finds_no_lead(client, lead, st_paul):
    for place, status in ((st_paul, 403), (make_location("Edina"), 404)):
        client.force_login(make_desk(f"Desk of {place.title}", place))
        answer = client.post(url(lead, "hold/"), {"version": 1, "reason": f"{WHY}, of today"})
        assert (answer.status_code, WHY in answer.text) == (status, True)
        assert "Nothing was stored or sent" in answer.text


def test_reason_is_given_back_when_the_personal_data_is_gone(client, lead, ada):
    actions.forget(lead=lead, by=ada, at=WEDNESDAY)
    client.force_login(ada)
    answer = client.post(url(lead, "hold/"), {"version": 1, "reason": WHY})
    assert (answer.status_code, WHY in answer.text) == (409, True)
