"""Old leads come in from a file: uploaded, assigned, checked, stored, and what is left over."""

import csv
import io
from datetime import timedelta
from math import inf
from pathlib import Path

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.urls import get_resolver

from leads import actions
from leads.exporting.columns import BY_NAME
from leads.importing import headers
from leads.models import (
    Attendance,
    CloseReason,
    Delivery,
    EventKind,
    ImportStage,
    Lead,
    LeadEvent,
    LeadImport,
    LeadImportLine,
    LineState,
    Notice,
    Outcome,
    Plan,
    PreferredContact,
    RetentionRule,
    RetentionRun,
    Right,
    SearchText,
    Source,
    Status,
)
from leads.models.written_once import guard, lift_guard
from locations.private import storage
from tests.factories import WEDNESDAY, make_desk, make_lead, make_location

pytestmark = pytest.mark.django_db

START = "/admin/clinic/inbox/import/"
NOW = WEDNESDAY + timedelta(minutes=80)
RIGHTS = (Right.SEE, Right.MANAGE, Right.EXPORT)

FILE = """Date,Full name,Phone number,E-mail,Status,Comments
2/13/2024 9:30,Ann Lee,651-555-0101,ann@example.com,Done,Knee
2/14/2024,Kou Vang,651-555-0102,,Open,"Back
and neck"
soon,No Date,651-555-0103,,,
2/15/2024,Ann Lee,,not an address,,
2/14/2024,Kou again,(651) 555 0102,,,twice
2/16/2024,"Open quote,,,,
2/17/2024,=Bo Lind,,bo@example.com,Mars,
"""


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ada(client, st_paul):
    user = make_desk("Ada Berg", st_paul, rights=RIGHTS)
    client.force_login(user)
    return user


def soup_of(response):
    return BeautifulSoup(response.content, "html.parser")


def upload(client, text=FILE, name="old.csv", **answers):
    data = text if isinstance(text, bytes) else text.encode()
    return client.post(START, {"upload": SimpleUploadedFile(name, data), **answers})


def answers_on(response, **changed):
    """What the page of columns would send if somebody pressed its button."""
    form = soup_of(response).select("form")[-1]
    answers = {}
    for select in form.select("select"):
        chosen = select.select_one("option[selected]")
        answers[select["name"]] = chosen["value"] if chosen else ""
    for radio in form.select("input[type=radio][checked]"):
        answers[radio["name"]] = radio["value"]
    return answers | changed


def url(job, step):
    return f"{START}{job.pk}/{step}/"


def checked(client, text=FILE, **changed):
    upload(client, text)
    job = LeadImport.objects.latest("pk")
    answers = answers_on(client.get(url(job, "columns")), **changed)
    response = client.post(url(job, "columns"), answers)
    assert response.status_code == 302, soup_of(response).get_text()
    while (job := LeadImport.objects.get(pk=job.pk)).stage == ImportStage.CHECKING:
        client.post(url(job, "progress"))
    return job


def imported(client, text=FILE, **changed):
    job = checked(client, text, **changed)
    client.post(url(job, "result"))
    while (job := LeadImport.objects.get(pk=job.pk)).stage == ImportStage.WRITING:
        client.post(url(job, "progress"))
    return job


def states(job):
    return {line.number: line.state for line in job.lines.all()}


# From the upload to the inbox


def test_check_stores_nothing_and_says_what_would_happen(client, ada, st_paul):
    job = checked(client)
    assert states(job) == {
        2: LineState.NEW,
        3: LineState.NEW,
        5: LineState.UNREADABLE,
        6: LineState.UNREADABLE,
        7: LineState.DUPLICATE,
        8: LineState.UNREADABLE,
        9: LineState.NEW,
    }
    assert not Lead.objects.exists()
    text = " ".join(soup_of(client.get(url(job, "result"))).get_text(" ").split())
    assert "3 new 1 there already 3 with errors" in text
    assert "Dates are read month first" in text
    assert "Date: This is no date." in text
    assert "E-mail: This is no e-mail address." in text


def test_import_makes_leads_and_tells_nobody(client, ada, st_paul):
    job = imported(client)
    ann, kou, bo = Lead.objects.order_by("received_at")
    assert (ann.name, ann.phone, ann.email) == ("Ann Lee", "+16515550101", "ann@example.com")
    assert ann.received_at.isoformat() == "2024-02-13T15:30:00+00:00"
    assert (ann.status, ann.close_reason, ann.closed_at) == (
        Status.CLOSED,
        CloseReason.ANSWERED,
        ann.received_at,
    )
    assert (kou.status, kou.message, kou.answered_at) == (Status.NEW, "Back\nand neck", None)
    assert (bo.name, bo.status) == ("=Bo Lind", Status.CLOSED)
    for lead in (ann, kou, bo):
        assert (lead.source, lead.location, lead.location_title) == (
            Source.IMPORT,
            st_paul,
            "St. Paul",
        )
        assert (lead.due_at, lead.promise) == (None, "")
        event = lead.events.get()
        assert (event.kind, event.by, event.data) == (
            EventKind.RECEIVED,
            ada,
            {"imported": True},
        )
    assert bo.events.get().text == "Status: Mars"
    assert not Delivery.objects.exists()
    assert not Notice.objects.exists()
    text = soup_of(client.get(f"/admin/clinic/inbox/{ann.pk}/")).get_text(" ")
    assert "Imported from a file" in text
    assert job.stage == ImportStage.DONE


def test_appointment_that_nobody_means_stops_no_import(client, ada):
    """One that an older release let through is found when it is written."""
    text = "Date,Name,Phone,Status,Appointment\n2026-02-01,{},651-555-010{},Booked,{}\n"
    good, bad = text.format("Ann", 1, "2026-03-09"), text.format("Bo", 2, "9999-12-31 23:59")
    assert states(checked(client, bad)) == {2: LineState.UNREADABLE}
    job = checked(client, good)
    line = job.lines.get()
    line.cells[4] = "9999-12-31 23:59"
    line.save()
    assert client.post(url(job, "result")).status_code == 302
    client.post(url(job, "progress"))
    job.refresh_from_db()
    assert (job.stage, states(job)) == (ImportStage.DONE, {2: LineState.UNREADABLE})
    assert not Lead.objects.exists()


OF_EVERY_STANDING = """Date,Name,Phone,Status,Closed,Appointment,Attendance
2026-01-01,Closed long ago,651-555-0101,Closed,2026-01-02,,
2026-03-01,Closed lately,651-555-0102,Closed,2026-03-02,,
2026-01-01,Came long ago,651-555-0103,Booked,,2026-01-09,Came
2026-01-01,Comes soon,651-555-0104,Booked,,2026-03-09,
2026-01-01,Booked without a date,651-555-0105,Booked,,,
2026-01-01,Never finished,651-555-0106,New,,,
2026-01-01,Closed long ago again,651-555-0107,Closed,2026-01-03,,
2026-02-02,Closed in between,651-555-0108,Closed,2026-02-02 12:00,,
"""
GOES = ["Booked without a date", "Came long ago", "Closed long ago", "Closed long ago again"]


def keep(place, days=30, standings=tuple(Outcome.values)):
    for standing in standings:
        RetentionRule.objects.create(location=place, standing=standing, number=days, unit="days")


def told(client, job):
    warning = soup_of(client.get(url(job, "result"))).select_one(".help-block.help-warning")
    return warning.get_text(" ", strip=True) if warning else ""


def test_check_counts_what_retention_removes_at_once(client, ada, st_paul):
    """What the check says and what happens after the import are the same leads."""
    keep(st_paul)
    keep(None, days=1)  # of other places
    job = checked(client, OF_EVERY_STANDING)
    over = [line.cells[1] for line in job.lines.filter(is_over=True)]
    assert sorted(over) == GOES
    assert Lead.objects.count() == LeadEvent.objects.count() == SearchText.objects.count() == 0
    assert told(client, job).startswith(
        "4 of these are older than what St. Paul keeps. If you import them now, they are removed"
        " today. This is by the rules and the calendar of March 4, 2026,"
    )
    client.post(url(job, "result"))
    client.post(url(job, "progress"))
    job.refresh_from_db()
    assert Lead.objects.count() == 8
    assert "4 of them are older than what St. Paul keeps" in told(client, job)
    assert sorted(Plan.stored().due(at=NOW).values_list("name", flat=True)) == GOES
    assert actions.retain(at=NOW) == 4
    assert Lead.objects.filter(forgotten_at=None).count() == 4


def test_check_knows_that_todays_round_is_over(client, ada, st_paul):
    """What is a day too young today goes tomorrow, and so the check says it."""
    keep(st_paul)
    RetentionRun.objects.create(day=NOW.date(), finished_at=NOW)
    job = checked(client, OF_EVERY_STANDING)
    assert "they are removed on March 5, 2026" in told(client, job)
    assert job.lines.filter(is_over=True).count() == 5
    assert job.lines.get(is_over=True, cells__1="Closed in between")


@pytest.mark.parametrize("place", ["nowhere", "another one", "here, for longer", "here, for ever"])
def test_check_warns_of_nothing_where_nothing_goes(client, ada, st_paul, edina, place):
    if place == "another one":
        keep(edina)
    elif place == "here, for longer":
        keep(st_paul, days=90)
    elif place == "here, for ever":
        keep(None)
        keep(st_paul, days=None)
    job = checked(client, OF_EVERY_STANDING)
    assert not job.lines.filter(is_over=True).exists()
    assert told(client, job) == ""


def test_second_import_of_the_same_file_makes_no_second_lead(client, ada, st_paul):
    imported(client)
    job = imported(client)
    assert Lead.objects.count() == 3
    assert LeadEvent.objects.count() == 3
    assert states(job)[2] == states(job)[3] == states(job)[9] == LineState.DUPLICATE


def test_person_without_phone_or_mail_is_known_again_by_the_line(client, ada):
    text = "Date,Name\n2024-02-13,Ann\n2024-02-13,Ann\n2024-02-13,Bo\n"
    imported(client, text)
    imported(client, text.replace(",", ";"), status="new")
    assert sorted(Lead.objects.values_list("name", flat=True)) == ["Ann", "Bo"]


def test_lead_that_is_there_already_is_known_by_phone_and_day(client, ada, st_paul, edina):
    received_at = WEDNESDAY - timedelta(days=400)
    make_lead(st_paul, phone="+16515550101", received_at=received_at)
    make_lead(edina, phone="+16515550102", received_at=received_at)
    day = received_at.date().isoformat()
    lines = [f"{day},Ann,651-555-0101", f"{day},Bo,651-555-0102", "2020-01-01,Ann,651-555-0101"]
    text = "\n".join(["Date,Name,Phone", *lines])
    job = checked(client, text)
    assert states(job) == {2: LineState.DUPLICATE, 3: LineState.NEW, 4: LineState.NEW}


def test_reference_of_another_clinic_tells_nothing_and_is_not_taken(client, ada, edina):
    theirs = make_lead(edina, reference="7K3MD-92QFX")
    imported(client, "Date,Name,Reference\n2024-02-13,Ann,7K3MD-92QFX\n")
    ours = Lead.objects.exclude(pk=theirs.pk).get()
    assert ours.name == "Ann"
    assert ours.reference != theirs.reference


def test_what_is_not_imported_is_in_a_file_that_can_be_imported(client, ada):
    job = imported(client)
    text = client.get(url(job, "left-over")).getvalue().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[0] == ["Line", "Reason", "Date", "Full name", *FILE.split("\n")[0].split(",")[2:]]
    assert rows[1] == ["5", "Date: This is no date.", "soon", "No Date", "651-555-0103", "", "", ""]
    assert rows[3][:4] == [
        "7",
        "The same request is further up in this file.",
        "2/14/2024",
        "Kou again",
    ]
    assert rows[4][:3] == [
        "8",
        "A quotation mark is missing, or is one too many.",
        '2/16/2024,"Open quote,,,,',
    ]
    assert len(rows) == 5
    imported(client, text.replace("soon", "2/18/2024"), date_order="mdy")
    assert Lead.objects.filter(name="No Date").exists()


def test_left_over_lines_do_nothing_in_a_spreadsheet(client, ada):
    job = checked(client, "Date,Name\nsoon,=1+1\nsoon,'=1+1\n")
    text = client.get(url(job, "left-over")).getvalue().decode()
    assert text.count(",'=1+1\r\n") == 2


def test_steps_are_posted_by_a_script_and_end_where_the_import_goes_on(client, ada, monkeypatch):
    monkeypatch.setattr(actions.importing, "AT_ONCE", 2)
    upload(client)
    job = LeadImport.objects.get()
    client.post(url(job, "columns"), answers_on(client.get(url(job, "columns"))))
    monkeypatch.setattr(actions.importing, "STEP_SECONDS", 0)
    monkeypatch.setattr(actions.importing.check_on, "__kwdefaults__", {"seconds": 0})
    json = {"headers": {"Accept": "application/json"}}
    told = [client.post(url(job, "progress"), **json).json() for _step in range(5)]
    assert [one["said"] for one in told][:2] == ["2 lines checked", "4 lines checked"]
    assert [bool(one["url"]) for one in told] == [False] * 4 + [True]
    assert told[-1] == {
        "percent": 100,
        "said": "7 lines checked",
        "url": url(job, "result"),
    }
    assert len(states(job)) == 7


def test_step_that_comes_twice_changes_nothing(client, ada):
    job = imported(client)
    for step in ("progress", "result"):
        client.post(url(job, step))
    client.post(url(job, "columns"), {"column_0": "received_at"})
    assert Lead.objects.count() == 3
    assert LeadImport.objects.get().stage == ImportStage.DONE


@pytest.mark.parametrize("begin", ["check", "writing"])
def test_import_that_is_removed_during_a_step_is_not_found(client, ada, monkeypatch, begin):
    """Somebody in its file was forgotten, and what was not checked yet went with them."""
    if begin == "check":
        upload(client)
        job = LeadImport.objects.get()
        client.post(url(job, "columns"), answers_on(client.get(url(job, "columns"))))
    else:
        job = checked(client)
        client.post(url(job, "result"))

    at_first = [0.0]

    def clock():
        if not at_first:
            LeadImport.objects.all().delete()
        return at_first.pop() if at_first else inf

    monkeypatch.setattr(actions.importing, "monotonic", clock)
    assert client.post(url(job, "progress")).status_code == 404
    assert not LeadImport.objects.exists()


def test_columns_can_be_changed_after_the_check(client, ada):
    job = checked(client)
    answers = answers_on(client.get(url(job, "columns")), column_5="topic")
    client.post(url(job, "columns"), answers)
    client.post(url(job, "progress"))
    client.post(url(job, "result"))
    client.post(url(job, "progress"))
    assert Lead.objects.get(name="Ann Lee").topic == "Knee"


# Files and what is kept


def kept():
    return [path for path in Path(storage().location).rglob("*") if path.is_file()]


def test_file_is_deleted_when_it_is_imported(client, ada):
    job = checked(client)
    assert len(kept()) == 1
    client.post(url(job, "result"))
    client.post(url(job, "progress"))
    assert kept() == []
    done = LeadImport.objects.get()
    assert done.stored == ""
    assert {tuple(line.cells) for line in done.lines.filter(state=LineState.IMPORTED)} == {()}


def test_import_that_nobody_used_for_a_week_goes_with_its_lines(client, ada):
    checked(client)
    LeadImport.objects.update(touched_at=NOW - timedelta(days=6))
    call_command("clinic_forget_lead_imports", verbosity=0)
    assert LeadImport.objects.count() == 1
    LeadImport.objects.update(touched_at=NOW - timedelta(days=8))
    client.get(START)
    assert not LeadImport.objects.exists()
    assert not LeadImportLine.objects.exists()
    assert kept() == []


def test_removed_import_leaves_its_leads(client, ada):
    job = imported(client)
    assert client.get(url(job, "remove")).status_code == 200
    client.post(url(job, "remove"))
    assert not LeadImport.objects.exists()
    assert Lead.objects.count() == 3


# What is asked


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The submitted file is empty."),
        (b"\n\n\n", "The first line holds no headings."),
        (b"PK\x03\x04", "This is no CSV file."),
        (b"a,b\n" + b"x" * 10_000_001, "This file is too large."),
    ],
)
def test_file_that_is_none_is_refused_and_not_kept(client, ada, data, said):
    response = upload(client, data)
    assert response.status_code == 422
    assert said in soup_of(response).get_text()
    assert kept() == []


def test_columns_are_guessed_and_shown_with_the_first_lines(client, ada):
    upload(client)
    soup = soup_of(client.get(url(LeadImport.objects.get(), "columns")))
    guessed = [
        (option["value"] if (option := select.select_one("option[selected]")) else "")
        for select in soup.select(".clinic-import-leads select")
    ]
    assert guessed == ["received_at", "name", "phone", "email", "status", "message"]
    first = soup.select(".clinic-import-leads__preview tbody tr")[1].select("td bdi")
    assert [cell.text for cell in first] == [
        "Ann Lee",
        "Kou Vang",
        "No Date",
        "Ann Lee",
        "Kou again",
    ]


def test_dates_that_could_be_both_are_asked_for(client, ada):
    upload(client, "Date,Name\n2024-03-04,Bo\n3/4/2024,Ann\n")
    job = LeadImport.objects.get()
    answers = answers_on(client.get(url(job, "columns")))
    response = client.post(url(job, "columns"), answers)
    assert response.status_code == 422
    assert "such as “3/4/2024”" in soup_of(response).get_text()
    assert client.post(url(job, "columns"), answers | {"date_order": "dmy"}).status_code == 302
    client.post(url(job, "progress"))
    client.post(url(job, "result"))
    client.post(url(job, "progress"))
    assert Lead.objects.get(name="Ann").received_at.date().isoformat() == "2024-04-03"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"column_0": ""}, "Say which column is the date of receipt."),
        ({"column_1": "email"}, "Two columns cannot be the same."),
        ({"column_1": "", "column_2": "", "column_3": ""}, "Say which column is the name"),
        ({"column_1": "version"}, "version is not one of the available choices"),
    ],
)
def test_columns_that_do_not_go_together_are_asked_for_again(client, ada, changed, said):
    upload(client)
    job = LeadImport.objects.get()
    response = client.post(
        url(job, "columns"), answers_on(client.get(url(job, "columns")), **changed)
    )
    assert response.status_code == 422
    assert said in soup_of(response).get_text()


def test_file_of_an_old_windows_program_is_read(client, ada):
    imported(client, "Fecha;Nombre;Teléfono\n13/02/2024;José Peña;651-555-0101\n".encode("cp1252"))
    assert Lead.objects.get().name == "José Peña"


# One's own location only


def test_manager_of_several_chooses_among_those_only(client, st_paul, edina):
    woodbury = make_location("Woodbury")
    client.force_login(make_desk("Max Holm", st_paul, edina, rights=RIGHTS))
    assert upload(client, location=woodbury.pk).status_code == 422
    assert upload(client).status_code == 422
    assert upload(client, location=edina.pk).status_code == 302
    assert LeadImport.objects.get().location == edina


def test_right_that_is_taken_away_ends_the_import(client, ada):
    job = checked(client)
    ada.groups.get().clinic_location_permissions.filter(right=Right.MANAGE).delete()
    assert client.post(url(job, "result")).status_code == 404
    assert client.get(url(job, "left-over")).status_code == 404


STEPS = ["columns", "progress", "result", "left-over", "remove"]


def test_every_address_of_the_import_is_tried_below():
    found = [
        pattern.name
        for one in get_resolver().url_patterns
        for two in getattr(one, "url_patterns", [])
        if getattr(two, "namespace", "") == "clinic_lead_import"
        for pattern in two.url_patterns
    ]
    assert sorted(found) == sorted(["start", *(step.replace("-", "_") for step in STEPS)])


@pytest.mark.parametrize("who", ["colleague", "other clinic", "no right", "nobody"])
@pytest.mark.parametrize("method", ["get", "head", "post", "put"])
def test_doors(client, ada, st_paul, edina, who, method):
    job = checked(client)
    before = LeadImport.objects.values().get()
    people = {
        "colleague": make_desk("Bo Boss", st_paul, rights=RIGHTS),
        "other clinic": make_desk("Cy Dahl", edina, rights=RIGHTS),
        "no right": make_desk("Bo Lind", st_paul, rights=[Right.SEE, Right.TRIAGE, Right.EXPORT]),
    }
    client.logout()
    if who in people:
        client.force_login(people[who])
    for step in STEPS:
        for pk in (job.pk, 10**12):
            answer = getattr(client, method)(f"{START}{pk}/{step}/")
            assert answer.status_code == (302 if who == "nobody" else 404), step
            assert "Kou Vang" not in answer.content.decode()
    assert LeadImport.objects.values().get() == before
    start = getattr(client, method)(START)
    if who in {"nobody", "no right"}:
        assert start.status_code == 302
    else:
        assert start.status_code == {"get": 200, "head": 200, "post": 422, "put": 405}[method]
    assert "old.csv" not in start.content.decode()


@pytest.mark.parametrize(
    ("step", "method"), [(step, "put") for step in STEPS] + [("left-over", "post")]
)
def test_wrong_method(client, ada, step, method):
    job = checked(client)
    assert getattr(client, method)(url(job, step)).status_code == 405


# There and back


def empty_inbox():
    """As a clinic that begins anew: what happened to leads is kept from being deleted."""
    lift_guard(connection)
    LeadEvent._base_manager.all().delete()
    Lead.objects.all().delete()
    guard(connection)


def test_what_we_export_we_import_without_loss(client, ada, st_paul):
    day = timedelta(days=1)
    make_lead(
        st_paul,
        name="=Ann “Annie” Lee; @home",
        phone="+16515550101",
        phone_typed="651.555.0101 after 5",
        email="ann@example.com",
        topic="-knee, left",
        message="+1 week\n=SUM(A1)\t@x\n“ñ”, 艾",
        preferred_times=["morning", "evening"],
        preferred_contact=PreferredContact.TEXT,
        acquaintance="returning",
        postcode="05501",
        status=Status.BOOKED,
        first_response_at=WEDNESDAY - day,
        answered_at=WEDNESDAY - day,
        received_at=WEDNESDAY - 2 * day,
        appointment_at=WEDNESDAY + 9 * day,
        appointment_with="Dr. Ng",
        attendance=Attendance.NO_SHOW,
    )
    make_lead(
        st_paul,
        phone="+442079460018",
        phone_typed="020 7946 0018",
        status=Status.CLOSED,
        closed_at=WEDNESDAY,
        close_reason=CloseReason.WENT_ELSEWHERE,
        received_at=WEDNESDAY - 3 * day,
    )
    make_lead(st_paul, email="x@example.com", status=Status.WAITING, answered_at=WEDNESDAY)
    make_lead(st_paul, name="Spam", quarantined_at=WEDNESDAY, quarantine_reasons=["desk"])
    names = [*BY_NAME]
    response = client.post(
        "/admin/clinic/inbox/export/",
        {
            "scope": "all",
            "format": "csv",
            "columns_who": [name for name in names if name in who],
            "columns_what": ["reference", "topic", "location_title"],
            "columns_course": [name for name in names if name in headers.FIELDS and name in course],
            "with_messages": "on",
            "reason": "There and back",
        },
    )
    text = response.getvalue().decode()
    before = list(Lead.objects.order_by("reference").values(*ROUND))
    empty_inbox()
    job = imported(client, text)
    assert set(states(job).values()) == {LineState.IMPORTED}
    assert list(Lead.objects.order_by("reference").values(*ROUND)) == before


who = {
    "name",
    "phone",
    "phone_typed",
    "email",
    "postcode",
    "acquaintance",
    "preferred_contact",
    "preferred_times",
    "language",
}
course = {
    "received_at",
    "status",
    "first_response_at",
    "answered_at",
    "appointment_at",
    "appointment_with",
    "attendance",
    "closed_at",
    "close_reason",
    "quarantined_at",
}
ROUND = sorted(who | course | {"reference", "topic", "message", "location", "location_title"})


@pytest.mark.parametrize("left", ["deleted", "switched off"])
def test_import_of_who_has_left_goes_on_with_the_locations_managers(
    client, ada, st_paul, edina, left
):
    job = checked(client)
    waiting = states(job)
    if left == "deleted":
        ada.delete()
    else:
        ada.is_active = False
        ada.save()
    assert states(job) == waiting
    client.force_login(make_desk("Eve Edina", edina, rights=RIGHTS))
    assert client.get(url(job, "result")).status_code == 404
    assert "old.csv" not in client.get(START).text
    client.force_login(make_desk("Bo Boss", st_paul, rights=RIGHTS))
    assert "By a colleague who has left" in client.get(START).text
    client.post(url(job, "result"))
    while (job := LeadImport.objects.get(pk=job.pk)).stage == ImportStage.WRITING:
        client.post(url(job, "progress"))
    assert job.stage == ImportStage.DONE
    assert LineState.IMPORTED in states(job).values()
