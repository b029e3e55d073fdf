"""Desks and absences in the admin: who sets what, who is away, and what lies with them."""

from datetime import date, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from wagtail import hooks

from leads.models import Absence, DeskSettings, Lead, Right
from leads.routing import Decider
from tests.factories import (
    WEDNESDAY,
    make_article,
    make_desk,
    make_lead,
    make_location,
    make_practitioner,
    make_user,
    set_organisation,
)
from tests.leads.visitor import asked

pytestmark = pytest.mark.django_db

DESKS = "/admin/clinic/desks/"
ABSENCES = f"{DESKS}absences/"
NOW = WEDNESDAY
TODAY = date(2026, 3, 4)
MANAGER = (Right.SEE, Right.TRIAGE, Right.MANAGE)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def st_paul():
    location = make_location("St. Paul")
    set_organisation(default_location=location)
    return location


@pytest.fixture
def edina(st_paul):
    return make_location("Edina")


@pytest.fixture
def ada(st_paul):
    return make_desk("Ada Berg", st_paul)


@pytest.fixture
def cy(edina):
    return make_desk("Cy Dahl", edina)


@pytest.fixture
def max_(client, st_paul):
    user = make_desk("Max Holm", st_paul, rights=MANAGER)
    client.force_login(user)
    return user


def soup_of(response):
    return BeautifulSoup(response.content.decode(), "html.parser")


def text_of(response):
    return " ".join(soup_of(response).get_text(" ").split())


def away(user, first=TODAY, last=TODAY):
    return Absence.objects.create(user=user, first_date=first, last_date=last)


# Desks


def test_manager_sees_and_sets_their_desk(client, max_, ada, st_paul, edina):
    page = text_of(client.get(DESKS))
    assert "St. Paul" in page
    assert "Edina" not in page
    assert "Ada Berg" in page
    data = {"due_soon_minutes": 45, "fail_over_location": edina.pk, "fail_over_user": ada.pk}
    assert client.post(f"{DESKS}{st_paul.pk}/", data).headers["Location"] == DESKS
    desk = DeskSettings.objects.get()
    assert (desk.location, desk.due_soon_minutes) == (st_paul, 45)
    assert (desk.fail_over_location, desk.fail_over_user) == (edina, ada)
    client.post(f"{DESKS}{st_paul.pk}/", {"due_soon_minutes": 10})
    desk = DeskSettings.objects.get()
    assert (desk.due_soon_minutes, desk.fail_over_location) == (10, None)
    assert "10 open minutes" in text_of(client.get(DESKS))


def test_desk_with_nobody_on_shift_says_so(client, max_, st_paul):
    assert "Max Holm" in text_of(client.get(DESKS))
    away(max_)
    row = soup_of(client.get(DESKS)).select_one(".listing tbody tr")
    assert row.select_one(".clinic-mark--critical").get_text(strip=True) == "Nobody"


def test_desk_of_another_clinic_is_not_found(client, max_, edina):
    for method in (client.get, client.post):
        assert method(f"{DESKS}{edina.pk}/", {"due_soon_minutes": 1}).status_code == 404
    assert client.get(f"{DESKS}999999/").status_code == 404
    assert not DeskSettings.objects.exists()


def test_desk_is_set_by_no_one_else(client, ada, st_paul):
    client.force_login(ada)
    for url in (DESKS, f"{DESKS}{st_paul.pk}/"):
        for method in (client.get, client.post):
            assert method(url, {"due_soon_minutes": 1}).headers["Location"] == "/admin/"
    assert not DeskSettings.objects.exists()


@pytest.mark.parametrize("facts", [{"due_soon_minutes": 0}, {"due_soon_minutes": ""}])
def test_desk_that_cannot_be_is_refused(client, max_, st_paul, facts):
    assert client.post(f"{DESKS}{st_paul.pk}/", facts).status_code == 422


def test_desk_fails_over_to_nobody_without_rights_and_not_to_itself(client, max_, cy, st_paul):
    data = {"due_soon_minutes": 30}
    for wrong in ({"fail_over_user": cy.pk}, {"fail_over_location": st_paul.pk}):
        assert client.post(f"{DESKS}{st_paul.pk}/", data | wrong).status_code == 422


@pytest.mark.parametrize("number", [1, 3])
def test_desks_cost_one_query_more_for_each_location(
    client, st_paul, number, django_assert_num_queries
):
    for _number in range(number - 1):
        make_location()
    client.force_login(make_user("Root", is_superuser=True))
    client.get(DESKS)
    with django_assert_num_queries(14 + number):
        client.get(DESKS)


# Absences


def days(user, first="2026-03-05", last="2026-03-06"):
    return {"user": user.pk, "first_date": first, "last_date": last}


def test_everybody_at_a_desk_enters_their_own_absence(client, ada):
    client.force_login(ada)
    assert client.post(ABSENCES, days(ada)).headers["Location"] == ABSENCES
    absence = Absence.objects.get()
    assert (absence.user, absence.first_date) == (ada, date(2026, 3, 5))
    assert "Ada Berg" in text_of(client.get(ABSENCES))
    client.post(f"{ABSENCES}{absence.pk}/delete/")
    assert not Absence.objects.exists()


def test_manager_enters_a_colleagues_absence(client, max_, ada):
    client.post(ABSENCES, days(ada))
    absence = Absence.objects.get()
    assert absence.user == ada
    client.post(f"{ABSENCES}{absence.pk}/delete/")
    assert not Absence.objects.exists()


def test_nobody_enters_or_sees_the_absence_of_others(client, ada, cy, max_):
    """A colleague is no manager; a manager of one clinic is none of the other."""
    theirs = away(cy)
    everywhere = make_desk("Eve Rywhere", None)
    for user, other in ((ada, max_), (max_, cy), (max_, everywhere)):
        client.force_login(user)
        assert client.post(ABSENCES, days(other)).status_code == 422
        page = soup_of(client.get(ABSENCES))
        assert other.get_full_name() not in page.select_one("form").get_text()
        assert "Cy Dahl" not in page.get_text()
        assert client.post(f"{ABSENCES}{theirs.pk}/delete/").status_code == 404
    assert list(Absence.objects.all()) == [theirs]


def test_absence_is_no_business_of_who_sees_no_leads(client):
    client.force_login(make_desk("Pia Quist"))
    assert client.get(ABSENCES).headers["Location"] == "/admin/"


def test_absence_ends_after_it_begins(client, ada):
    client.force_login(ada)
    data = days(ada, first="2026-03-06", last="2026-03-05")
    assert client.post(ABSENCES, data).status_code == 422
    assert client.post(ABSENCES, {"user": ada.pk}).status_code == 422
    assert not Absence.objects.exists()


def test_absence_that_is_over_is_not_listed(client, ada):
    client.force_login(ada)
    away(ada, date(2026, 3, 2), date(2026, 3, 3))
    assert "Nobody is away." in text_of(client.get(ABSENCES))


# What lies with people who are away


def test_manager_sees_what_is_assigned_to_people_who_are_away(client, max_, ada, st_paul, edina):
    mine = make_lead(st_paul, assigned_to=ada)
    make_lead(st_paul, assigned_to=max_)
    make_lead(edina, assigned_to=ada)
    make_lead(st_paul, assigned_to=ada, status="closed", closed_at=NOW, close_reason="spam")
    assert mine.reference not in client.get(ABSENCES).content.decode()
    away(ada)
    html = client.get(ABSENCES).content.decode()
    references = Lead.objects.values_list("reference", flat=True)
    found = {reference for reference in references if reference in html}
    assert found == {mine.reference}
    client.force_login(ada)
    assert mine.reference not in client.get(ABSENCES).content.decode()


def test_manager_sees_what_is_assigned_to_people_who_left(client, max_, ada, st_paul):
    mine = make_lead(st_paul, assigned_to=ada)
    ada.groups.clear()
    page = text_of(client.get(ABSENCES))
    assert mine.reference in page
    assert "Can no longer see this lead" in page
    lead = text_of(client.get(f"/admin/clinic/inbox/{mine.pk}/"))
    assert "Ada Berg (can no longer see this lead)" in lead


def test_assigning_to_somebody_who_is_away_warns(client, max_, ada, st_paul):
    lead = make_lead(st_paul)
    away(ada, last=date(2026, 3, 9))
    page = text_of(client.get(f"/admin/clinic/inbox/{lead.pk}/"))
    assert "Ada Berg (away until 03/09/2026)" in page
    url = f"/admin/clinic/inbox/{lead.pk}/assign/"
    response = client.post(url, {"version": 1, "to": ada.pk}, follow=True)
    assert "Ada Berg is away until March 9, 2026, included." in text_of(response)
    lead.refresh_from_db()
    assert lead.assigned_to == ada
    response = client.post(url, {"version": 2, "to": max_.pk}, follow=True)
    assert "is away until" not in text_of(response).replace("(away until", "")


# Practitioners on leave


def leaves(first, last):
    block = {"first_date": date.fromisoformat(first), "last_date": date.fromisoformat(last)}
    return [("leave", block | {"note": ""})]


def test_lead_from_the_page_of_somebody_on_leave_says_so(client, max_, st_paul, edina):
    doctor = make_practitioner(locations=[st_paul], leaves=leaves("2026-03-01", "2026-03-12"))
    lead = asked(about_id=make_article(author=doctor).pk, at=NOW)
    assert (lead.location, lead.routing["decided_by"]) == (st_paul, Decider.PRACTITIONER)
    page = text_of(client.get(f"/admin/clinic/inbox/{lead.pk}/"))
    assert "is on leave from March 1, 2026 to March 12, 2026." in page
    assert "the practitioner is on leave, so rules were asked first" in page


@pytest.mark.parametrize(
    ("first", "last", "put_off"),
    [
        ("2026-03-04", "2026-03-04", True),  # the reply is due on that day
        ("2026-03-01", "2026-03-03", False),
        ("2026-03-05", "2026-03-12", False),
    ],
)
def test_only_a_leave_over_the_whole_promise_changes_the_order(st_paul, first, last, put_off):
    doctor = make_practitioner(locations=[st_paul], leaves=leaves(first, last))
    lead = asked(about_id=doctor.pk, at=NOW)
    assert lead.location == st_paul
    assert ("put_off" in lead.routing) is put_off


def test_leave_that_ends_before_the_reply_is_due_changes_nothing(st_paul):
    """Asked on Friday evening, promised for Monday morning: back by then."""
    friday_evening = NOW + timedelta(days=2, hours=9)
    doctor = make_practitioner(locations=[st_paul], leaves=leaves("2026-03-02", "2026-03-08"))
    assert "put_off" not in asked(about_id=doctor.pk, at=friday_evening).routing


def test_fault_of_another_app_hides_no_lead(client, max_, st_paul, caplog):
    def broken(page):
        raise ValueError(page.title)

    page = make_article(title="canary-hip")
    lead = make_lead(st_paul, about=page)
    caplog.clear()
    with hooks.register_temporarily("clinic_practitioner_leave", broken):
        assert client.get(f"/admin/clinic/inbox/{lead.pk}/").status_code == 200
    assert "canary" not in caplog.text
