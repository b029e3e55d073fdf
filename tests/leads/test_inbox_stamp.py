"""The stamp: 304 while nothing happened that the user may know of."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from bs4 import BeautifulSoup

from leads import actions
from leads.inbox.numbers import all_at_once
from leads.inbox.stamp import MixOf
from leads.models import Delivery, Lead
from tests.factories import WEDNESDAY, make_desk, make_lead, make_location

pytestmark = pytest.mark.django_db

STAMP = "/admin/clinic/inbox/stamp/"
NOW = WEDNESDAY + timedelta(minutes=80)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def st_paul():
    return make_location("St. Paul")


@pytest.fixture
def edina():
    return make_location("Edina")


@pytest.fixture
def ada(client, st_paul, clock):
    user = make_desk("Ada Berg", st_paul)
    client.force_login(user)
    return user


def ask(client, etag="", **query):
    return client.get(STAMP, query, headers={"if-none-match": etag} if etag else {})


def changes(client, etag):
    return ask(client, etag).status_code == 200


def test_nothing_new_is_304_without_a_body(client, ada, st_paul):
    make_lead(st_paul)
    first = ask(client)
    assert first.status_code == 200
    again = ask(client, first.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")


def test_new_lead_is_counted(client, ada, st_paul):
    old = make_lead(st_paul)
    etag = ask(client, after=old.pk).headers["ETag"]
    make_lead(st_paul)
    make_lead(st_paul, quarantined_at=NOW)
    response = ask(client, etag, after=old.pk)
    assert response.json() == {"new": 2, "arrived": 1}


@pytest.mark.parametrize(
    "query", [{"filter": "location:st-paul"}, {"filter": "location:st-paul", "tab": "waiting"}, {}]
)
def test_title_counts_what_the_list_counts(client, clock, st_paul, edina, query):
    client.force_login(make_desk("Bo Lind", st_paul, edina))
    make_lead(st_paul)
    make_lead(edina)
    make_lead(edina)
    page = BeautifulSoup(client.get("/admin/clinic/inbox/", query).content, "html.parser")
    new = int(page.select_one("[data-clinic-list]")["data-new"])
    assert new == (1 if query else 3)
    assert ask(client, **query).json()["new"] == new


def test_title_counts_what_the_list_of_a_search_counts(client, clock, st_paul, edina):
    client.force_login(make_desk("Bo Lind", st_paul, edina))
    make_lead(st_paul, name="Mia Berg")
    make_lead(edina)
    sought = {"q": "mia location:st-paul"}
    url = client.post("/admin/clinic/inbox/search/", sought).headers["Location"]
    page = BeautifulSoup(client.get(url).content, "html.parser")
    assert page.select_one("[data-clinic-list]")["data-new"] == "1"
    query = {name: value for name, (value,) in parse_qs(urlsplit(url).query).items()}
    assert ask(client, **query).json()["new"] == 1


def test_what_happens_to_a_lead_changes_the_stamp(client, ada, st_paul, clock):
    lead = make_lead(st_paul)
    steps = [
        lambda: actions.note(lead=lead, text="x", by=ada, at=NOW),
        lambda: actions.assign(lead=lead, to=ada, by=ada, at=NOW),
        lambda: actions.await_visitor(lead=lead, by=ada, at=NOW),
        lambda: actions.quarantine(lead=lead, by=ada, at=NOW),
        lambda: actions.release(lead=lead, by=ada, at=NOW),
        lambda: actions.close(lead=lead, reason="spam", by=ada, at=NOW),
        lambda: actions.reopen(lead=lead, by=ada, at=NOW),
    ]
    for step in steps:
        etag = ask(client).headers["ETag"]
        step()
        assert changes(client, etag)


def test_promise_that_ends_and_snooze_that_ends_change_the_stamp(client, ada, st_paul, clock):
    make_lead(st_paul, due_at=NOW + timedelta(minutes=5))
    make_lead(st_paul, due_at=None, snoozed_until=NOW + timedelta(minutes=9))
    etag = ask(client).headers["ETag"]
    for minutes, changed in [(4, False), (6, True), (8, False), (10, True)]:
        clock.move_to(NOW + timedelta(minutes=minutes), tick=False)
        response = ask(client, etag)
        assert (response.status_code == 200) is changed
        etag = response.headers["ETag"]


def test_what_happens_at_another_clinic_is_not_told(client, ada, st_paul, edina):
    make_lead(st_paul)
    elsewhere = make_lead(edina, due_at=NOW + timedelta(minutes=5))
    etag = ask(client).headers["ETag"]
    actions.note(lead=elsewhere, text="x", by=ada, at=NOW)
    make_lead(edina)
    assert not changes(client, etag)


def test_two_people_have_different_stamps(client, ada, st_paul):
    """One who compares theirs with a colleague's learns nothing of what both see."""
    mine = ask(client).headers["ETag"]
    client.force_login(make_desk("Bo Lind", st_paul))
    assert ask(client).headers["ETag"] != mine


def test_stamp_says_numbers_and_is_kept_by_nobody(client, ada, st_paul):
    make_lead(st_paul, name="Maria Gonzalez", topic="Migraine")
    response = ask(client, after="no number")
    assert response.json() == {"new": 1, "arrived": 0}
    assert "no-store" in response.headers["Cache-Control"]


def test_other_rows_in_other_versions_are_another_page(st_paul):
    """Rows whose id and version give the same product are not taken for each other."""
    first, second = make_lead(st_paul), make_lead(st_paul)
    Lead.objects.filter(pk=first.pk).update(version=second.pk)
    Lead.objects.filter(pk=second.pk).update(version=first.pk)
    pages = [Lead.objects.filter(pk=lead.pk).values("id", "version") for lead in (first, second)]
    mixed = all_at_once({"first": MixOf(pages[0]), "second": MixOf(pages[1])})
    assert len({int(number) for number in mixed.values()}) == 2


def test_booking_without_a_date_that_comes_back_changes_the_stamp(client, ada, st_paul, clock):
    soon = NOW + timedelta(minutes=5)
    make_lead(st_paul, status="booked", answered_at=NOW, attendance_due_at=soon)
    etag = ask(client).headers["ETag"]
    assert not changes(client, etag)
    clock.move_to(soon + timedelta(minutes=1), tick=False)
    assert changes(client, etag)


def test_message_that_is_given_up_and_appointment_that_is_over_change_the_stamp(
    client, ada, st_paul, clock
):
    """Both are told beside their tabs, also while another list is shown."""
    soon = NOW + timedelta(minutes=5)
    lead = make_lead(st_paul, status="booked", answered_at=NOW, appointment_at=soon)
    etag = ask(client).headers["ETag"]
    clock.move_to(soon + timedelta(minutes=1), tick=False)
    response = ask(client, etag)
    assert response.status_code == 200
    Delivery.objects.create(lead=lead, kind="desk_mail", state="failed")
    assert changes(client, response.headers["ETag"])


@pytest.mark.parametrize("number", [1, 3])
def test_nothing_new_costs_one_query_of_ours(
    client, ada, st_paul, number, django_assert_num_queries
):
    """Session, user, two for the door of the admin, profile; then ours: the rights, the stamp."""
    for _number in range(number):
        make_lead(st_paul)
    etag = ask(client).headers["ETag"]
    with django_assert_num_queries(7):
        assert not changes(client, etag)
