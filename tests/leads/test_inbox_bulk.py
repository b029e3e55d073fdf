"""Several leads at once: each by its own action, within what the user may work on."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from bs4 import BeautifulSoup

from leads import actions
from leads.inbox.bulk import BULK_FORMS, selection
from leads.inbox.putting_off import time_of
from leads.models import (
    Absence,
    CloseReason,
    EventKind,
    Lead,
    LeadEvent,
    Notice,
    Right,
    Status,
)
from locations.hours import Interval, Schedule
from tests.factories import WEDNESDAY, make_desk, make_lead, make_location

INDEX = "/admin/clinic/inbox/"
BULK = "/admin/clinic/inbox/bulk/"
NOW = WEDNESDAY + timedelta(minutes=80)
LATER = NOW + timedelta(days=14)

CHICAGO = ZoneInfo("America/Chicago")
WORKDAYS = Schedule(
    zone=CHICAGO, weekly=dict.fromkeys(range(5), (Interval(time(9), time(17)),)), overrides={}
)

pytestmark = pytest.mark.django_db


def chicago(day, hour, minute=0):
    return datetime(2026, 3, day, hour, minute, tzinfo=CHICAGO)


UNTIL = {
    "opening, while open": ("opening", WORKDAYS, chicago(4, 11), chicago(5, 9)),
    "opening, in the evening": ("opening", WORKDAYS, chicago(4, 20), chicago(5, 9)),
    "opening, on Friday": ("opening", WORKDAYS, chicago(6, 16), chicago(9, 9)),
    "opening, without hours": ("opening", None, chicago(4, 11), chicago(5, 9)),
    "tomorrow": ("tomorrow", WORKDAYS, chicago(4, 11), chicago(5, 9)),
    "tomorrow, over the change of the clock": (
        "tomorrow",
        WORKDAYS,
        chicago(7, 11),
        chicago(8, 9),
    ),
    "two hours": ("two_hours", WORKDAYS, chicago(4, 11), chicago(4, 13)),
    "two hours, late": ("two_hours", WORKDAYS, chicago(4, 16), chicago(5, 10)),
    "next Monday": ("monday", WORKDAYS, chicago(4, 11), chicago(9, 9)),
    "next Monday, without hours": ("monday", None, chicago(4, 11), chicago(9, 9)),
    "two hours, without hours": ("two_hours", None, chicago(4, 16), chicago(4, 18)),
}


@pytest.mark.parametrize(("until", "schedule", "at", "then"), UNTIL.values(), ids=UNTIL)
def test_put_off_until(until, schedule, at, then, settings):
    settings.TIME_ZONE = "America/Chicago"
    assert time_of(until, schedule=schedule, at=at).astimezone(UTC) == then.astimezone(UTC)


@pytest.mark.parametrize(
    ("values", "read"),
    [
        (["3:1", "4:2"], {3: 1, 4: 2}),
        (["3:1", "3:2"], {3: 2}),
        (["x:1", "3", "3:", ":1", "-3:1", "", "9" * 40 + ":1"], {}),
    ],
)
def test_selection_is_read_or_left_out(values, read):
    assert selection(values) == read


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def st_paul():
    return make_location("St. Paul")


@pytest.fixture
def edina():
    return make_location("Edina")


@pytest.fixture
def ada(client, st_paul):
    user = make_desk("Ada Berg", st_paul)
    client.force_login(user)
    return user


def send(client, action, leads, *, query="", **fields):
    values = [f"{lead.pk}:{lead.version}" for lead in leads]
    return client.post(f"{BULK}{query}", {"action": action, "lead": values} | fields)


def said(client, response):
    assert response.status_code == 302
    soup = BeautifulSoup(client.get(response.headers["Location"]).content, "html.parser")
    lines = soup.select(".messages > ul > li")
    return [" ".join(line.get_text().split()) for line in lines]


DOES = {
    "take": ({}, EventKind.ASSIGNED, lambda lead: lead.assigned_to.first_name == "Ada"),
    "wait": ({}, EventKind.STATUS, lambda lead: lead.status == Status.WAITING),
    "close": (
        {"reason": "spam"},
        EventKind.CLOSED,
        lambda lead: lead.close_reason == CloseReason.SPAM,
    ),
    "note": (
        {"text": "Called."},
        EventKind.NOTED,
        lambda lead: lead.events.get().text == "Called.",
    ),
    "quarantine": ({}, EventKind.QUARANTINED, lambda lead: lead.quarantined_at is not None),
}


@pytest.mark.parametrize(("action", "does"), DOES.items(), ids=DOES)
def test_action_is_done_to_each(client, ada, st_paul, action, does):
    fields, kind, holds = does
    leads = [make_lead(st_paul) for _number in range(3)]
    other = make_lead(st_paul)
    assert said(client, send(client, action, leads, **fields)) == ["3 leads done."]
    assert all(holds(lead) for lead in Lead.objects.exclude(pk=other.pk))
    assert [event.kind for event in LeadEvent.objects.filter(by=ada)] == [kind] * 3
    assert not other.events.exists()


def test_leads_are_given_to_a_colleague(client, ada, st_paul):
    bo = make_desk("Bo Lind", st_paul)
    lead = make_lead(st_paul)
    assert said(client, send(client, "assign", [lead], to=bo.pk)) == ["1 lead done."]
    lead.refresh_from_db()
    assert lead.assigned_to == bo


def test_leads_are_moved_to_another_location_that_is_published(client, ada, st_paul, edina):
    closed = make_location("Duluth")
    closed.unpublish()
    leads = [make_lead(st_paul) for _number in range(3)]
    assert send(client, "move", leads, location=closed.pk).status_code == 422
    assert send(client, "move", leads).status_code == 422
    assert said(client, send(client, "move", leads, location=edina.pk)) == ["3 leads done."]
    for lead in leads:
        lead.refresh_from_db()
        assert (lead.location, lead.due_at) == (edina, WEDNESDAY + timedelta(hours=2))
    kinds = LeadEvent.objects.filter(by=ada).values_list("kind", flat=True)
    assert set(kinds) == {EventKind.MOVED}


def test_lead_that_is_there_already_is_not_moved(client, ada, st_paul, edina):
    other = make_lead(edina)
    answer = send(client, "move", [make_lead(st_paul), other], location=st_paul.pk)
    assert said(client, answer) == [
        "For 1 it makes no sense as it is now. 1 is not among the leads that you may work on."
    ]
    assert not other.events.exists()


def test_leads_are_given_to_somebody_away_and_that_is_said(client, ada, st_paul):
    cy = make_desk("Cy Dahl", st_paul)
    Absence.objects.create(user=cy, first_date=NOW.date(), last_date=NOW.date() + timedelta(days=2))
    make_lead(st_paul)
    text = " ".join(client.get(INDEX).content.decode().split())
    assert "Cy Dahl (away until 03/06/2026)" in text
    response = send(client, "assign", [make_lead(st_paul)], to=cy.pk)
    assert said(client, response) == [
        "1 lead done.",
        "Cy Dahl is away until March 6, 2026, included.",
    ]


def test_note_on_several_leads_tells_the_colleague_it_names(client, ada, st_paul):
    cy = make_desk("Cy Dahl", st_paul)
    leads = [make_lead(st_paul), make_lead(st_paul)]
    send(client, "note", leads, text=f"@{cy.get_username()} please look")
    assert [event.data for event in LeadEvent.objects.all()] == [{"mentions": [cy.pk]}] * 2
    assert Notice.objects.filter(user=cy).count() == 2


def test_note_that_names_somebody_who_does_not_see_all_leads_is_not_written(client, st_paul, edina):
    client.force_login(make_desk("Ada Berg", st_paul, edina))
    cy = make_desk("Cy Dahl", edina)
    leads = [make_lead(edina), make_lead(st_paul)]
    text = f"@{cy.get_username()} please look"
    response = send(client, "note", leads, text=text)
    soup = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 422
    assert "is nobody who can see this lead" in soup.get_text()
    assert text in soup.get_text()
    assert len(soup.select("input[name=lead][checked]")) == 2
    assert not LeadEvent.objects.exists()


def test_colleague_of_another_clinic_is_not_offered_and_not_accepted(client, ada, st_paul, edina):
    cy = make_desk("Cy Dahl", edina)
    lead = make_lead(st_paul)
    assert "Cy Dahl" not in client.get(INDEX).content.decode()
    assert send(client, "assign", [lead], to=cy.pk).status_code == 422
    lead.refresh_from_db()
    assert lead.assigned_to is None


def test_quarantine_offers_to_release_and_elsewhere_it_does_not(client, ada, st_paul):
    lead = make_lead(st_paul, quarantined_at=WEDNESDAY)
    assert send(client, "release", [lead]).status_code == 422
    response = send(client, "release", [lead], query="?tab=quarantine")
    assert response.headers["Location"] == f"{INDEX}?tab=quarantine"
    lead.refresh_from_db()
    assert lead.quarantined_at is None


def test_what_a_colleague_changed_in_between_is_left_alone(client, ada, st_paul):
    leads = [make_lead(st_paul) for _number in range(3)]
    shown = [Lead.objects.get(pk=lead.pk) for lead in leads]
    actions.note(lead=leads[1], text="Mine.", by=make_desk("Bo Lind", st_paul), at=NOW)
    assert said(client, send(client, "close", shown, reason="spam")) == [
        "2 leads done.",
        "1 was changed by a colleague in the meantime; please look again.",
    ]
    leads[1].refresh_from_db()
    assert leads[1].status == Status.NEW


def test_what_makes_no_sense_is_said(client, ada, st_paul):
    closed = make_lead(st_paul, status=Status.CLOSED, closed_at=NOW, close_reason="spam")
    response = send(client, "close", [closed, make_lead(st_paul)], reason="spam")
    assert said(client, response) == ["1 lead done.", "For 1 it makes no sense as it is now."]


@pytest.mark.parametrize(
    ("answer", "attendance", "due_at"),
    [("attended", "attended", NOW), ("no_show", "no_show", NOW), ("later", "", LATER)],
)
def test_what_became_of_appointments_is_said_of_several(
    client, ada, st_paul, answer, attendance, due_at
):
    facts = {"status": Status.BOOKED, "answered_at": NOW, "attendance_due_at": NOW}
    leads = [make_lead(st_paul, **facts) for _number in range(2)]
    query = "?tab=unmarked"
    response = send(client, "attend", leads, query=query, attendance=answer)
    assert said(client, response) == ["2 leads done."]
    stored = set(Lead.objects.values_list("attendance", "attendance_due_at"))
    assert stored == {(attendance, due_at)}


def test_later_is_no_answer_where_there_is_a_date(client, ada, st_paul):
    lead = make_lead(st_paul, status=Status.BOOKED, answered_at=NOW, appointment_at=NOW)
    response = send(client, "attend", [lead], query="?tab=booked", attendance="later")
    assert said(client, response) == ["For 1 it makes no sense as it is now."]


@pytest.mark.parametrize(
    ("tab", "names"),
    {
        "new": "take wait assign move snooze close note quarantine",
        "unmarked": "take attend assign move close note quarantine",
        "booked": "take attend assign move close note quarantine",
        "closed": "take assign move note quarantine",
        "quarantine": "release move close note",
    }.items(),
)
def test_list_offers_what_can_be_done_with_its_leads(client, ada, st_paul, tab, names):
    facts = {
        "new": {},
        "unmarked": {"status": Status.BOOKED, "appointment_at": NOW - timedelta(days=1)},
        "booked": {"status": Status.BOOKED, "appointment_at": NOW + timedelta(days=1)},
        "closed": {"status": Status.CLOSED, "closed_at": NOW, "close_reason": "spam"},
        "quarantine": {"quarantined_at": NOW},
    }
    lead = make_lead(st_paul, answered_at=None if tab == "new" else NOW, **facts[tab])
    soup = BeautifulSoup(client.get(f"{INDEX}?tab={tab}").content, "html.parser")
    buttons = soup.select("#clinic-bulk button[name=action]")
    assert [button["value"] for button in buttons] == names.split()
    for name in {"wait", "snooze", "attend"} - set(names.split()):
        response = send(client, name, [lead], query=f"?tab={tab}", until="tomorrow")
        assert response.status_code != 302


def test_enter_on_a_box_presses_no_action(client, ada, st_paul):
    """A browser presses the form's first button; the script opens the lead."""
    make_lead(st_paul)
    soup = BeautifulSoup(client.get(INDEX).content, "html.parser")
    assert soup.select_one("#clinic-bulk button")["formmethod"] == "dialog"  # which does nothing


def test_column_says_what_time_it_holds(client, ada, st_paul):
    make_lead(st_paul)
    make_lead(st_paul, status=Status.BOOKED, answered_at=NOW, appointment_at=NOW)
    heads = {}
    for tab in ("new", "booked"):
        soup = BeautifulSoup(client.get(f"{INDEX}?tab={tab}").content, "html.parser")
        heads[tab] = [head.get_text(strip=True) for head in soup.select("table.clinic-queue th")][2]
    assert heads == {"new": "Reply promised by", "booked": "Appointment"}


def test_lead_of_another_clinic_is_answered_like_one_that_never_was(client, ada, st_paul, edina):
    foreign = make_lead(edina)
    missing = Lead(pk=10**9, version=1)
    answers = [said(client, send(client, "take", [lead])) for lead in (foreign, missing)]
    assert answers[0] == answers[1] == ["1 is not among the leads that you may work on."]
    foreign.refresh_from_db()
    assert (foreign.version, foreign.events.count()) == (1, 0)


def test_who_sees_a_location_and_works_at_another_acts_only_there(client, st_paul, edina):
    user = make_desk("Max Holm", st_paul)
    user.groups.get().clinic_location_permissions.create(location=edina, right=Right.SEE)
    client.force_login(user)
    mine, seen = make_lead(st_paul), make_lead(edina)
    assert said(client, send(client, "take", [mine, seen])) == [
        "1 lead done.",
        "1 is not among the leads that you may work on.",
    ]
    seen.refresh_from_db()
    assert seen.assigned_to is None


def test_onlooker_has_no_boxes_and_does_nothing(client, st_paul):
    client.force_login(make_desk("Olga Rud", st_paul, rights=[Right.SEE]))
    lead = make_lead(st_paul)
    soup = BeautifulSoup(client.get(INDEX).content, "html.parser")
    assert not soup.select("#clinic-bulk, [data-clinic-select]")
    assert send(client, "take", [lead]).headers["Location"] == "/admin/"
    lead.refresh_from_db()
    assert lead.version == 1


@pytest.mark.parametrize(
    ("action", "fields", "problem"),
    [
        ("close", {}, "Choose a reason first."),
        ("note", {"text": " "}, "Write the note first."),
        ("no such action", {}, "Select leads first."),
    ],
)
def test_what_is_missing_is_said_and_the_selection_stays(
    client, ada, st_paul, action, fields, problem
):
    lead = make_lead(st_paul)
    make_lead(st_paul)
    response = send(client, action, [lead], **fields)
    assert response.status_code == 422
    soup = BeautifulSoup(response.content, "html.parser")
    assert problem in soup.get_text()
    checked = soup.select("[data-clinic-select][checked]")
    assert [box["value"] for box in checked] == [f"{lead.pk}:1"]


def test_nothing_selected_is_said(client, ada, st_paul):
    make_lead(st_paul)
    response = send(client, "take", [])
    assert response.status_code == 422
    assert "Select leads first." in response.content.decode()


NOTE = "She comes on Monday at nine."


@pytest.mark.parametrize("refused", ["nothing selected", "no reason", "not fit here", "a note"])
def test_note_that_was_typed_is_not_lost_by_a_refusal(client, ada, st_paul, refused):
    """All actions are one form on the screen: the note comes with each of them."""
    lead = make_lead(st_paul)
    action, chosen = {
        "nothing selected": ("note", []),
        "no reason": ("close", [lead]),
        "not fit here": ("release", [lead]),
        "a note": ("take", [lead]),
    }[refused]
    response = send(client, action, chosen, text=NOTE, reason="", until="monday")
    soup = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 422
    assert soup.select_one("#clinic-bulk [name=text]").get_text().strip() == NOTE
    assert soup.select_one("#clinic-bulk [name=until] [selected]")["value"] == "monday"
    assert not LeadEvent.objects.exists()


@pytest.mark.parametrize("number", [0, 1])
def test_note_to_leads_that_were_all_moved_meanwhile_is_given_back(
    client, ada, st_paul, edina, number
):
    gone = make_lead(edina)
    for _lead in range(number):
        make_lead(st_paul)  # is listed still, so the form is there
    response = send(client, "note", [gone], text=NOTE)
    soup = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 422
    assert "1 is not among the leads that you may work on." in soup.get_text()
    assert [area.get_text().strip() for area in soup.select("textarea")] == [NOTE]


def test_note_of_who_may_work_nowhere_any_more_is_given_back(client, ada, st_paul):
    ada.groups.get().clinic_location_permissions.exclude(right=Right.SEE).delete()
    response = send(client, "note", [make_lead(st_paul)], text=NOTE)
    assert (response.status_code, NOTE in response.text) == (403, True)
    assert not LeadEvent.objects.exists()


def test_put_off_is_the_action_of_the_screen(client, ada, st_paul, monkeypatch):
    """The action is passed each lead, the time by its location's clock, and its version."""
    calls = []

    def snooze(**call):
        calls.append(call)

    monkeypatch.setattr(actions, "snooze", snooze)
    lead = make_lead(st_paul)
    assert said(client, send(client, "snooze", [lead], until="opening")) == ["1 lead done."]
    [call] = calls
    assert (call["lead"], call["by"], call["at"], call["version"]) == (lead, ada, NOW, 1)
    assert call["until"].astimezone(UTC) == chicago(5, 9).astimezone(UTC)


@pytest.mark.parametrize("number", [1, 3])
def test_selection_is_read_once(client, ada, st_paul, number, django_assert_max_num_queries):
    """Each lead costs its own action; finding them costs the same."""
    leads = [make_lead(st_paul) for _number in range(number)]
    send(client, "note", leads, text="x")
    per_lead = 6  # savepoint, lock, event, save, release, refresh
    with django_assert_max_num_queries(12 + per_lead * number):
        send(client, "note", leads, text="x")


def test_every_bulk_action_has_another_name_for_its_fields():
    fields = [name for form in BULK_FORMS.values() for name in form.base_fields]
    assert len(fields) == len(set(fields))
