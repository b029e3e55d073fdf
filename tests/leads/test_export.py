"""Taking leads away as a file: which, what of them, who may, and what is written down."""

import csv
import io
import uuid
from datetime import timedelta

import openpyxl
import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import get_resolver

from leads.exporting import rows
from leads.models import (
    AccessKind,
    CloseReason,
    ExportFormat,
    ExportRun,
    ExportState,
    GroupLocationPermission,
    Lead,
    LeadAccess,
    Right,
    Status,
)
from tests.factories import WEDNESDAY, make_desk, make_lead, make_user

pytestmark = pytest.mark.django_db

EXPORT = "/admin/clinic/inbox/export/"
PAST = "/admin/clinic/inbox/export/past/"
NOW = WEDNESDAY + timedelta(minutes=80)
RIGHTS = (Right.SEE, Right.TRIAGE, Right.EXPORT)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ada(client, st_paul):
    user = make_desk("Ada Berg", st_paul, rights=RIGHTS)
    client.force_login(user)
    return user


def asked(**answers):
    return {
        "scope": "listed",
        "format": ExportFormat.CSV,
        "columns_who": ["name", "phone"],
        "reason": "Yearly report",
    } | answers


def exported(client, query="", **answers):
    """The rows of the file, each as a dict by its headings."""
    response = client.post(EXPORT + query, asked(**answers))
    assert response.status_code == 200, response.content.decode()
    text = response.getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def soup_of(response):
    return BeautifulSoup(response.content, "html.parser")


# Which leads


def test_export_is_the_list_as_it_is_shown(client, ada, st_paul):
    make_lead(st_paul, name="new")
    make_lead(st_paul, name="waiting", status=Status.WAITING, answered_at=NOW)
    make_lead(
        st_paul, name="over", status=Status.CLOSED, closed_at=NOW, close_reason=CloseReason.SPAM
    )
    names = lambda rows: [row["Name"] for row in rows]  # noqa: E731
    assert names(exported(client)) == ["new", "waiting"]
    assert names(exported(client, "?tab=waiting")) == ["waiting"]
    assert names(exported(client, "?tab=closed")) == ["over"]
    assert names(exported(client, scope="all")) == ["new", "waiting", "over"]


def test_export_takes_over_the_filters(client, st_paul, edina):
    max_ = make_desk("Max Holm", st_paul, edina, rights=RIGHTS)
    client.force_login(max_)
    make_lead(st_paul, name="his", assigned_to=max_)
    make_lead(st_paul, name="nobody's")
    make_lead(edina, name="Edina's", assigned_to=max_)
    query = f"?location={st_paul.pk}&assigned=me"
    assert [row["Name"] for row in exported(client, query)] == ["his"]
    text = soup_of(client.get(EXPORT + query)).select_one(".clinic-export__filters").get_text(" ")
    assert " ".join(text.split()) == (
        "List All open Filter location:st-paul assigned:me You may export from Edina, St. Paul"
    )
    run = ExportRun.objects.latest("pk")
    assert run.filters == {"list": "open", "filter": "location:st-paul assigned:me"}
    assert [place.title for place in run.locations.all()] == ["St. Paul"]


def test_export_finds_what_the_search_found_and_does_not_write_it_down(client, ada, st_paul):
    make_lead(st_paul, name="Kou Vang")
    make_lead(st_paul, name="Ann Lee")
    assert [row["Name"] for row in exported(client, searched(client, "Vang"))] == ["Kou Vang"]
    assert ExportRun.objects.get().filters == {"list": "found"}
    assert "Vang" not in str(LeadAccess.objects.get().data)


def searched(client, text):
    """The part of the address that says which list a search led to."""
    location = client.post("/admin/clinic/inbox/search/", {"q": text}).headers["Location"]
    return f"?{location.partition('?')[2]}"


def test_export_has_whom_the_tab_shows_and_not_whom_another_searched_for(client, ada, st_paul):
    make_lead(st_paul, name="Beth Olson")
    make_lead(st_paul, name="Lue Vang")
    listed = searched(client, "Beth")
    searched(client, "Lue")
    soup = soup_of(client.get("/admin/clinic/inbox/" + listed))
    button = next(link for link in soup.select("a") if link.get_text(strip=True) == "Export")
    query = button["href"].partition("?")[2]
    assert [row["Name"] for row in exported(client, f"?{query}")] == ["Beth Olson"]


@pytest.mark.parametrize("query", ["?tab=found&search=gone", "?tab=found"])
def test_export_of_a_search_that_is_no_longer_kept_has_nobody(client, ada, st_paul, query):
    make_lead(st_paul, name="Beth Olson")
    assert "This search is no longer kept." in soup_of(client.get(EXPORT + query)).get_text()
    response = client.post(EXPORT + query, asked())
    assert response.status_code == 422
    assert not ExportRun.objects.exists()


def test_export_has_no_lead_that_may_only_be_seen(client, st_paul, edina):
    ada = make_desk("Ada Berg", st_paul, rights=RIGHTS)
    group = ada.groups.get()
    GroupLocationPermission.objects.create(group=group, location=edina, right=Right.SEE)
    client.force_login(ada)
    make_lead(st_paul, name="ours")
    make_lead(edina, name="theirs")
    assert [row["Name"] for row in exported(client, scope="all")] == ["ours"]
    assert exported(client, f"?location={st_paul.pk}&location={edina.pk}")[0]["Name"] == "ours"
    assert (
        soup_of(client.get(EXPORT)).find("label", string=lambda text: "theirs" in (text or ""))
        is None
    )


def test_page_says_how_many_rows_there_are(client, ada, st_paul, edina):
    make_lead(st_paul)
    make_lead(st_paul, quarantined_at=NOW)
    make_lead(edina)
    text = soup_of(client.get(EXPORT)).get_text(" ")
    assert "The list as it is shown: 1" in text
    assert "Every lead, in every list: 2" in text


# What of them


def test_row_says_what_the_desk_says(client, ada, st_paul):
    make_lead(
        st_paul,
        name="=Ann",
        phone="+16515550142",
        phone_typed="651 555 0142",
        message="=SUM(1)",
        preferred_times=["morning", "evening"],
        assigned_to=ada,
    )
    row = exported(
        client,
        columns_who=["name", "phone", "phone_international", "preferred_times"],
        columns_what=["location_title", "source"],
        columns_course=["received_at", "status", "assigned_to"],
        with_messages="on",
    )[0]
    assert row == {
        "Name": "'=Ann",
        "Phone": "651-555-0142",
        "Phone, international": "+16515550142",
        "Preferred times": "Mornings, Evenings",
        "Location": "St. Paul",
        "Source": "Website form",
        "Received": "2026-03-04 10:00:00-06:00",
        "Status": "New",
        "Assigned to": "Ada Berg",
        "Message": "'=SUM(1)",
    }


def test_messages_come_only_if_they_are_asked_for(client, ada, st_paul):
    make_lead(st_paul, message="canary")
    assert "canary" not in str(exported(client))
    assert "canary" in str(exported(client, with_messages="on"))


def test_file_is_in_the_language_of_who_takes_it(client, ada, st_paul):
    from wagtail.users.models import UserProfile

    UserProfile.objects.create(user=ada, preferred_language="es")
    make_lead(st_paul)
    rows = exported(client, columns_who=[], columns_course=["status"])
    assert list(rows[0].items()) == [("Estado", "Nueva")]


def test_xlsx_holds_the_same(client, ada, st_paul):
    make_lead(st_paul, name="=Ann\x02", phone="+442079460018")
    response = client.post(EXPORT, asked(format=ExportFormat.XLSX))
    book = openpyxl.load_workbook(io.BytesIO(response.getvalue()))
    assert list(book.active.iter_rows(values_only=True)) == [
        ("Name", "Phone"),
        ("=Ann", "+44 20 7946 0018"),
    ]


def test_name_of_the_file_says_only_when(client, ada, st_paul):
    make_lead(st_paul)
    key = uuid.uuid4()
    response = client.post(EXPORT, asked(key=key))
    assert response["Content-Disposition"] == (
        f'attachment; filename="export-2026-03-04-{key.hex[:8]}.csv"'
    )
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"reason": ""}, "required"),
        ({"columns_who": []}, "Choose at least one column."),
        ({"columns_who": ["version"]}, "version is not one of the available choices"),
        ({"format": "exe"}, "exe is not one of the available choices"),
        ({"scope": "world"}, "world is not one of the available choices"),
    ],
)
def test_question_that_is_not_answered_is_asked_again(client, ada, st_paul, answers, said):
    make_lead(st_paul)
    response = client.post(EXPORT, asked(**answers))
    assert response.status_code == 422
    assert said in soup_of(response).get_text()
    assert not ExportRun.objects.exists()


def test_nothing_is_no_file(client, ada, edina):
    make_lead(edina)
    response = client.post(EXPORT, asked())
    assert (response.status_code, ExportRun.objects.count()) == (422, 0)


def test_more_than_excel_holds_is_refused(client, ada, st_paul, monkeypatch):
    make_lead(st_paul)
    monkeypatch.setattr("leads.inbox.exporting.forms.XLSX_MOST_ROWS", 0)
    response = client.post(EXPORT, asked(format=ExportFormat.XLSX))
    assert "Choose CSV." in soup_of(response).get_text()
    assert len(exported(client)) == 1


# Many rows


def test_rows_come_in_chunks_each_once(client, ada, st_paul, monkeypatch):
    monkeypatch.setattr(rows, "CHUNK", 2)
    for number in range(5):
        make_lead(st_paul, name=f"No. {number}")
    assert [row["Name"] for row in exported(client)] == [f"No. {n}" for n in range(5)]
    run = ExportRun.objects.get()
    assert (run.state, run.total, run.done, run.percent) == (ExportState.DONE, 5, 5, 100)


@pytest.mark.parametrize("number", [1, 3])
def test_rows_cost_the_same_for_one_lead_and_for_three(
    client, ada, st_paul, number, django_assert_num_queries
):
    for _lead in range(number):
        make_lead(st_paul, assigned_to=ada, wanted_location=st_paul)
    everything = asked(
        columns_what=["wanted_location"], columns_course=["assigned_to", "received_at"]
    )
    client.post(EXPORT, everything).getvalue()
    with django_assert_num_queries(34):
        client.post(EXPORT, everything).getvalue()


def test_lead_that_comes_in_meanwhile_is_not_in_the_file(client, ada, st_paul, monkeypatch):
    monkeypatch.setattr(rows, "CHUNK", 1)
    make_lead(st_paul, name="first")
    parts = iter(client.post(EXPORT, asked()).streaming_content)
    text = next(parts) + next(parts)
    make_lead(st_paul, name="late")
    assert b"late" not in text + b"".join(parts)


def test_right_that_is_taken_away_ends_the_file(client, ada, st_paul, monkeypatch):
    monkeypatch.setattr(rows, "CHUNK", 1)
    make_lead(st_paul, name="first")
    make_lead(st_paul, name="second")
    parts = iter(client.post(EXPORT, asked()).streaming_content)
    text = next(parts) + next(parts)
    GroupLocationPermission.objects.filter(right=Right.EXPORT).delete()
    text += b"".join(parts)
    assert b"first" in text
    assert b"second" not in text
    assert ExportRun.objects.get().done == 1


# What is written down


def test_export_is_logged_before_its_first_row(client, ada, st_paul):
    make_lead(st_paul)
    client.post(EXPORT, asked(with_messages="on"))
    access = LeadAccess.objects.get()
    assert (access.kind, access.lead, access.by_name) == (AccessKind.EXPORTED, None, "Ada Berg")
    assert access.data == {
        "run": ExportRun.objects.get().pk,
        "format": "csv",
        "columns": ["name", "phone", "message"],
        "filters": {"list": "open"},
        "rows": 1,
    }


def test_who_stops_the_download_breaks_it_off(client, ada, st_paul, monkeypatch):
    monkeypatch.setattr(rows, "CHUNK", 1)
    for _number in range(3):
        make_lead(st_paul)
    response = client.post(EXPORT, asked())
    parts = iter(response.streaming_content)
    next(parts), next(parts)
    response._iterator.close()  # what a server does; the test client keeps the database open
    run = ExportRun.objects.get()
    assert (run.state, run.done) == (ExportState.BROKEN_OFF, 1)


def test_fault_breaks_it_off_and_is_logged_without_the_row(
    client, ada, st_paul, monkeypatch, caplog
):
    make_lead(st_paul, phone="canary")

    def fail(number, **kwargs):
        raise ValueError(number)

    monkeypatch.setattr("leads.exporting.columns.phones.display", fail)
    with pytest.raises(ValueError, match="canary"):
        client.post(EXPORT, asked()).getvalue()
    assert ExportRun.objects.get().state == ExportState.BROKEN_OFF
    assert "broke off" in caplog.text
    assert "canary" not in caplog.text


def test_export_that_fell_silent_is_broken_off(client, ada, st_paul):
    run = ExportRun.objects.create(by=ada, total=9, done=3)
    assert progress(client, run.key).json()["state"] == "running"
    ExportRun.objects.update(touched_at=NOW - timedelta(minutes=6))
    assert progress(client, run.key).json() == {
        "state": "broken_off",
        "percent": 33,
        "said": "Broken off: 3 of 9 rows",
    }


def progress(client, key):
    return client.get(f"{EXPORT}{key}/")


def test_key_that_was_used_gets_another_one(client, ada, st_paul):
    make_lead(st_paul)
    key = uuid.uuid4()
    for _time in range(2):
        client.post(EXPORT, asked(key=key)).getvalue()
    assert ExportRun.objects.count() == 2
    assert ExportRun.objects.filter(key=key).count() == 1


# Past exports


def test_managers_see_the_exports_of_their_locations(client, st_paul, edina, ada):
    make_lead(st_paul)
    exported(client, reason="of-st-paul")
    cy = make_desk("Cy Dahl", edina, rights=RIGHTS)
    client.force_login(cy)
    make_lead(edina)
    exported(client, reason="of-edina")
    seen = {}
    for name, places in {"Max": [st_paul], "Eva": [edina], "All": [None], "Wim": []}.items():
        manager = make_desk(f"{name} Boss", *places, rights=[Right.SEE, Right.MANAGE])
        client.force_login(manager)
        text = client.get(PAST).content.decode()
        seen[name] = {what for what in ("of-st-paul", "of-edina") if what in text}
    assert seen == {
        "Max": {"of-st-paul"},
        "Eva": {"of-edina"},
        "All": {"of-st-paul", "of-edina"},
        "Wim": set(),
    }
    client.force_login(cy)
    assert "of-st-paul" not in client.get(PAST).content.decode()
    assert "of-edina" in client.get(PAST).content.decode()


def test_past_export_of_two_locations_is_listed_for_who_manages_both(client, st_paul, edina):
    """Its rows and its reason would tell one clinic about the other's leads."""
    run = ExportRun.objects.create(reason="Both clinics' year", format="csv", total=6, done=6)
    run.locations.set([st_paul, edina])
    rights = [Right.SEE, Right.MANAGE]
    readers = {
        make_desk("Ed Ina", edina, rights=rights): False,
        make_desk("Both Places", st_paul, edina, rights=rights): True,
        make_desk("Eve Rywhere", None, rights=rights): True,
    }
    for reader, is_told in readers.items():
        client.force_login(reader)
        page = client.get(PAST).content.decode()
        assert ("6 of 6 rows" in page, "year" in page) == (is_told, is_told), reader
    run.by = next(iter(readers))
    run.save()
    client.force_login(run.by)
    assert "6 of 6 rows" in client.get(PAST).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_past_exports_cost_the_same(client, ada, st_paul, number, django_assert_num_queries):
    for _run in range(number):
        ExportRun.objects.create(by=ada, columns=["name"]).locations.add(st_paul)
    client.get(PAST)
    with django_assert_num_queries(14):
        client.get(PAST)


# Doors


def test_inbox_offers_the_export_with_its_filters_to_who_may(client, ada, st_paul):
    index = "/admin/clinic/inbox/"
    link = soup_of(client.get(f"{index}?tab=new&after=x")).find("a", href=f"{EXPORT}?tab=new")
    assert link.get_text(strip=True) == "Export"
    client.force_login(make_desk("Bo Lind", st_paul))
    assert EXPORT not in client.get(index).content.decode()


def test_every_address_of_the_export_is_tried_below():
    found = [
        pattern.name
        for one in get_resolver().url_patterns
        for two in getattr(one, "url_patterns", [])
        if getattr(two, "namespace", "") == "clinic_export"
        for pattern in two.url_patterns
    ]
    assert sorted(found) == ["export", "progress", "runs"]


OPEN_TO = {"Ada": 200, "Boss": 200, "Bo": 302, "Cy": 200, "nobody": 302}


@pytest.mark.parametrize("who", OPEN_TO)
@pytest.mark.parametrize("method", ["get", "head", "post", "put"])
def test_doors(client, st_paul, edina, who, method):
    people = {
        "Ada": make_desk("Ada Berg", st_paul, rights=RIGHTS),
        "Bo": make_desk("Bo Lind", st_paul, rights=[Right.SEE, Right.TRIAGE]),
        "Cy": make_desk("Cy Dahl", edina, rights=RIGHTS),
        "Boss": make_user("Root", is_superuser=True),
    }
    make_lead(st_paul, name="canary")
    run = ExportRun.objects.create(by=people["Ada"], by_name="canary", reason="canary")
    if who != "nobody":
        client.force_login(people[who])
    allowed = OPEN_TO[who]
    export = getattr(client, method)(EXPORT, asked() if method == "post" else {})
    expected = {"get": 200, "head": 200, "post": 422 if who == "Cy" else 200, "put": 405}[method]
    assert export.status_code == (expected if allowed == 200 else allowed)
    past = getattr(client, method)(PAST)
    reads = method in {"get", "head"}
    assert past.status_code == (allowed if allowed != 200 or reads else 405)
    for key, own in ((run.key, who == "Ada"), (uuid.uuid4(), False)):
        answer = getattr(client, method)(f"{EXPORT}{key}/")
        missing = (200 if own else 404) if reads else 405
        assert answer.status_code == (missing if allowed == 200 else allowed)
        assert "canary" not in answer.content.decode()
    told = past.content.decode() + str(export.headers)
    told += b"".join(export).decode() if who != "Ada" else ""
    assert ("canary" in told) is (
        who in {"Ada", "Boss"}
        and method in {"get", "post"}
        and ((method == "post" and who == "Boss") or method == "get")
    )
    assert Lead.objects.get().version == 1
