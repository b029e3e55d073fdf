"""The reports page: counts of one's own locations, as drawings, tables and CSV."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from bs4 import BeautifulSoup

from leads import actions
from leads.models import Attendance, CloseReason, Right, Status
from tests.factories import (
    WEDNESDAY,
    home_page,
    make_desk,
    make_lead,
    make_location,
    make_page,
    make_user,
)

pytestmark = pytest.mark.django_db

URL = "/admin/clinic/inbox/reports/"
NOW = WEDNESDAY + timedelta(hours=3)


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def st_paul():
    return make_location("St. Paul")


@pytest.fixture
def edina():
    return make_location("Edina")


@pytest.fixture
def joan(st_paul):
    return make_desk("Joan Holm", st_paul, rights=[Right.SEE, Right.MANAGE])


def page(client, **query):
    return BeautifulSoup(client.get(URL, query).content, "html.parser")


def cells(soup, name):
    section = soup.select_one(f"#clinic-report-{name}-section")
    rows = section.select("tbody tr")
    return [[cell.get_text() for cell in row.select("th, td")] for row in rows]


def test_first_answer_is_measured_in_open_minutes_by_the_hours_of_then(st_paul):
    lead = make_lead(st_paul, received_at=WEDNESDAY + timedelta(hours=6, minutes=30))  # 16:30
    ada = make_desk("Ada Berg", st_paul)
    at = WEDNESDAY + timedelta(days=1)  # the next day at 10
    actions.await_visitor(lead=lead, by=ada, at=at)
    assert lead.response_open_minutes == 30 + 60
    actions.log_call(lead=lead, outcome="spoke", by=ada, at=at + timedelta(hours=2))
    assert lead.response_open_minutes == 90


def test_lead_without_location_or_hours_is_answered_all_the_same(edina):
    boss = make_desk("Max Holm", None, rights=Right.values)
    lost = make_lead(None)
    actions.await_visitor(lead=lost, by=boss, at=NOW)
    assert (lost.response_open_minutes, lost.answered_at) == (None, NOW)


def test_tables_count_leads_bookings_and_reasons(client, st_paul, joan):
    make_lead(st_paul, response_open_minutes=10, first_response_at=NOW, about_title="Hip pain")
    make_lead(st_paul, response_open_minutes=40, first_response_at=NOW, status=Status.BOOKED)
    make_lead(
        st_paul,
        status=Status.CLOSED,
        closed_at=NOW,
        close_reason=CloseReason.NO_RESPONSE,
        attendance=Attendance.ATTENDED,
    )
    make_lead(st_paul, quarantined_at=NOW)
    client.force_login(joan)
    soup = page(client)
    assert cells(soup, "location") == [["St. Paul", "3", "10", "40", "2 (67 %)", "1", "0"]]
    assert cells(soup, "hour")[0][:2] == ["10:00", "3"]
    assert cells(soup, "page")[0][:2] == ["Others, each with fewer than five", "1"]
    assert cells(soup, "reasons") == [["Could not be reached", "1"]]
    assert "Hip pain" not in soup.get_text()


def test_every_drawing_has_a_table_beside_it_and_a_name(client, st_paul, joan):
    make_lead(st_paul, response_open_minutes=10)
    client.force_login(joan)
    reports = page(client).select(".clinic-report")
    assert reports
    for report in reports:
        drawing = report.select_one("svg[role=img]")
        assert drawing["aria-label"]
        assert len(drawing.select("rect")) == len(report.select("tbody tr"))


def test_another_clinic_is_not_counted(client, st_paul, edina, joan):
    make_lead(st_paul)
    make_lead(edina, about_title="canary", topic="canary")
    make_lead(None)
    client.force_login(joan)
    assert [row[0] for row in cells(page(client), "location")] == ["St. Paul"]
    client.force_login(make_desk("Max Holm", None, rights=Right.values))
    assert {row[0] for row in cells(page(client), "location")} == {
        "St. Paul",
        "Edina",
        "No location",
    }


def test_days_are_included_and_others_are_not(client, st_paul, joan):
    for day in (0, 1, 2):
        make_lead(st_paul, received_at=WEDNESDAY - timedelta(days=day))
    client.force_login(joan)
    soup = page(client, first="2026-03-03", last="2026-03-03")
    assert cells(soup, "location")[0][1] == "1"
    assert "Nothing was received" in page(client, first="2025-01-01", last="2025-01-02").get_text()


@pytest.mark.parametrize(
    "query",
    [
        {"first": "2026-03-05", "last": "2026-03-01"},
        {"first": "2016-03-05", "last": "2026-03-01"},
        {"first": "yesterday"},
        {"last": "9999-99-99"},
        {"last": "0001-01-01"},
        {"first": "9999-10-01", "last": "9999-12-31"},
    ],
)
def test_wrong_days_are_said_beside_the_field(client, joan, query):
    client.force_login(joan)
    answer = client.get(URL, query)
    assert answer.status_code == 422
    assert "error-message" in answer.text


def test_reasons_are_there_as_csv_too(client, st_paul, joan):
    for _time in range(2):
        make_lead(
            st_paul,
            status=Status.CLOSED,
            closed_at=NOW,
            close_reason=CloseReason.NO_RESPONSE,
        )
    client.force_login(joan)
    rows = list(csv.reader(StringIO(client.get(URL, {"csv": "reasons"}).text)))
    assert rows == [["Why leads were closed", "closed"], [CloseReason.NO_RESPONSE.label, "2"]]


def test_csv_has_the_tables_numbers_and_no_formulas(client, st_paul, joan):
    for _time in range(5):
        make_lead(st_paul, topic="=cmd()", response_open_minutes=7, first_response_at=NOW)
    client.force_login(joan)
    answer = client.get(URL, {"csv": "topic"})
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(StringIO(answer.text)))
    assert rows[0][1:5] == ["received", "answered", "median_open_minutes", "p90_open_minutes"]
    assert rows[1][:5] == ["'=cmd()", "5", "5", "7", "7"]
    assert client.get(URL, {"csv": "nothing"}).status_code == 404


def test_only_managers_come_to_the_page(client, st_paul):
    client.force_login(make_desk("Ada Berg", st_paul))
    assert client.get(URL).status_code == 302
    client.force_login(make_desk("Max Holm", st_paul, rights=[Right.MANAGE]))
    assert client.get(URL).status_code == 200
    assert client.post(URL).status_code == 405


@pytest.mark.parametrize("number", [1, 3])
def test_page_costs_the_same_for_one_lead_and_for_three(
    client, st_paul, joan, number, django_assert_num_queries
):
    for _time in range(number):
        make_lead(st_paul)
    client.force_login(joan)
    client.get(URL)
    with django_assert_num_queries(13):
        client.get(URL)


# The dashboard


def test_manager_has_the_figures_of_a_week_on_the_dashboard(client, st_paul, joan):
    make_lead(st_paul, response_open_minutes=12)
    make_lead(st_paul, received_at=NOW - timedelta(days=8))
    client.force_login(joan)
    panel = BeautifulSoup(client.get("/admin/").content, "html.parser").select_one(
        "#clinic-figures-section"
    )
    numbers = [number.get_text() for number in panel.select("dd")]
    assert numbers[:2] == ["1", "12 open minutes"]
    client.force_login(make_desk("Ada Berg", st_paul))
    assert "clinic-figures" not in client.get("/admin/").text


@pytest.mark.parametrize(("number", "said"), [(4, "Fewer than 5"), (5, "5 consultation requests")])
def test_who_writes_learns_of_requests_from_their_pages_from_five_on(client, st_paul, number, said):
    pia = make_desk("Pia Quist")
    own = make_page(type(home_page()), owner=pia)
    other = make_page(type(home_page()), owner=make_user("Bo Lind"))
    for about in [own] * number + [other]:
        make_lead(st_paul, about=about.page_ptr, name="Canary")
    client.force_login(pia)
    page = client.get("/admin/").text
    assert said in page
    assert "Canary" not in page
