"""The screen of a lead at work: calls, putting off, booking, replying, mentions, presence."""

import re
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.admin.models import EditingSession

from leads import actions
from leads.models import (
    Attendance,
    CallOutcome,
    CannedReply,
    EventKind,
    Lead,
    Right,
    Status,
)
from tests.factories import (
    WEDNESDAY,
    make_desk,
    make_lead,
    make_location,
    make_practitioner,
)

pytestmark = pytest.mark.django_db

NOW = WEDNESDAY + timedelta(minutes=80)  # 11:20 in Chicago
REPLYING = [Right.SEE, Right.TRIAGE, Right.REPLY]


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def st_paul():
    return make_location("St. Paul", booking_url="https://book.example/st-paul")


@pytest.fixture
def ada(client, st_paul):
    user = make_desk("Ada Berg", st_paul, rights=REPLYING)
    client.force_login(user)
    return user


@pytest.fixture
def lead(st_paul, ada):
    return make_lead(st_paul, name="Kou Vang", phone="+16515550142", email="kou@example.com")


def url(lead, action=""):
    return f"/admin/clinic/inbox/{lead.pk}/{action and action + '/'}"


def read(response):
    return BeautifulSoup(response.content, "html.parser")


def screen(client, lead, query=""):
    response = client.get(url(lead) + query)
    assert response.status_code == 200
    return read(response)


def state(client, lead):
    marks = screen(client, lead).select(".clinic-state__marks .clinic-mark")
    return [" ".join(mark.get_text(" ").split()) for mark in marks]


def act(client, lead, action, **data):
    return client.post(url(lead, action), {"version": lead.version} | data)


def problem(response):
    return read(response).select_one("[role=alert] p").get_text(strip=True)


# Calls


def test_next_attempt_is_said_with_its_part_of_the_day(client, lead, ada):
    act(client, lead, "call", outcome="voicemail")
    lead.refresh_from_db()
    assert state(client, lead)[0] == "Second attempt: today afternoon"
    with time_machine.travel(lead.snoozed_until, tick=False):
        client.force_login(ada)  # nobody stays signed in over a lunch break
        act(client, lead, "call", outcome="no_answer")
        assert state(client, lead)[0] == "Third attempt: Thursday morning"


def test_third_call_in_vain_suggests_to_close_and_closes_with_one_click(client, st_paul, ada):
    lead = make_lead(st_paul, call_attempts=2)
    assert "in a row" not in screen(client, lead).get_text()
    act(client, lead, "call", outcome="no_answer")
    lead.refresh_from_db()
    assert lead.is_open
    soup = screen(client, lead)
    assert "3 calls in a row reached nobody." in " ".join(soup.get_text(" ").split())
    form = soup.find("input", {"name": "reason", "value": "no_response"}).find_parent("form")
    client.post(form["action"], {field["name"]: field["value"] for field in form.select("input")})
    lead.refresh_from_db()
    assert (lead.status, lead.close_reason) == (Status.CLOSED, "no_response")


def test_wrong_number_is_marked_and_leads_to_a_reply(client, lead, ada):
    act(client, lead, "call", outcome="wrong_number")
    soup = screen(client, lead)
    assert "The phone number is wrong" in state(client, lead)
    assert soup.select_one("a[data-clinic-opens=clinic-reply]")
    actions.log_call(lead=lead, outcome=CallOutcome.SPOKE, by=ada, at=NOW)
    assert state(client, lead) == []


# Putting off


def test_times_to_put_off_to_are_offered_and_late_ones_are_marked(client, lead):
    """Promised for noon: whatever comes after that says so."""
    buttons = screen(client, lead).select("button[name=preset]")
    assert {button["value"]: " ".join(button.get_text(" ").split()) for button in buttons} == {
        "two_hours": "In 2 open hours today 1:20 p.m. · after the promise",
        "opening": "When we open tomorrow 9 a.m. · after the promise",
        "tomorrow": "Tomorrow, 9 a.m. tomorrow 9 a.m. · after the promise",
        "monday": "Next Monday Mon 9 a.m. · after the promise",
    }


def test_answered_lead_has_no_promise_to_warn_of(client, st_paul, ada):
    lead = make_lead(st_paul, status=Status.WAITING, first_response_at=WEDNESDAY)
    assert "after the promise" not in screen(client, lead).get_text()


def test_lead_is_put_off_to_what_the_button_means_when_it_is_pressed(client, lead, ada):
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        client.force_login(ada)
        act(client, lead, "snooze", preset="two_hours", text="Asked me to.")
        lead.refresh_from_db()
        assert lead.snoozed_until == NOW + timedelta(hours=3)
        assert lead.events.get().text == "Asked me to."


def test_lead_is_put_off_to_a_time_of_the_locations_clock(client, lead, st_paul):
    st_paul.time_zone = "America/New_York"
    st_paul.save()
    act(client, lead, "snooze", until="2026-03-09T14:30")
    lead.refresh_from_db()
    assert lead.snoozed_until.isoformat() == "2026-03-09T18:30:00+00:00"
    assert "Put off until Mon 2:30 p.m. EDT, but the promise ends before" in state(client, lead)[0]


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        ({}, 422, "Say until when."),
        ({"preset": "gone"}, 422, "Say until when."),
        ({"until": "soon"}, 422, "Enter a valid date/time."),
        ({"until": "2026-03-08T02:30"}, 422, "couldn’t be interpreted"),  # no such time that night
        ({"until": "2026-03-04T09:00"}, 409, "This time has passed already."),
    ],
)
def test_time_that_is_none_is_explained(client, lead, data, status, words):
    response = act(client, lead, "snooze", **data)
    assert response.status_code == status
    assert words in problem(response)
    assert not lead.events.exists()


def test_put_off_lead_is_woken_from_its_screen(client, lead, ada):
    actions.snooze(lead=lead, until=NOW + timedelta(days=2), by=ada, at=NOW)
    form = screen(client, lead).select_one(".clinic-state form")
    client.post(form["action"], {"version": lead.version})
    lead.refresh_from_db()
    assert lead.snoozed_until is None


def test_who_writes_back_waits_for_us_again(client, lead, ada):
    actions.log_call(lead=lead, outcome=CallOutcome.VOICEMAIL, by=ada, at=WEDNESDAY)
    act(client, lead, "replied", text="Rang back.")
    lead.refresh_from_db()
    assert (lead.status, lead.answered_at, lead.snoozed_until) == (Status.NEW, None, None)
    assert lead.due_at == NOW + timedelta(hours=2)


# Booking


def test_appointment_is_booked_with_when_and_whom(client, lead, st_paul):
    make_practitioner(title="Elena Ruiz", credentials="LAc", locations=[st_paul])
    soup = screen(client, lead)
    options = [option.get_text() for option in soup.select("#id_book_appointment_with option")]
    assert options == ["Nobody in particular", "Elena Ruiz, LAc"]
    assert soup.select_one("a[href='https://book.example/st-paul']")
    act(
        client,
        lead,
        "book",
        appointment_at="2026-03-05T10:00",
        appointment_with="Elena Ruiz, LAc",
    )
    lead.refresh_from_db()
    assert lead.appointment_at.isoformat() == "2026-03-05T16:00:00+00:00"
    shown = screen(client, lead).select_one("#clinic-appointment-content").get_text(" ")
    assert "tomorrow 10 a.m., Elena Ruiz, LAc" in shown
    assert "They came" not in shown


def test_appointment_of_a_booked_lead_is_changed(client, lead, st_paul):
    make_practitioner(title="Elena Ruiz", credentials="LAc", locations=[st_paul])
    act(client, lead, "book", appointment_at="2026-03-04T11:00", appointment_with="Bo Yang")
    lead.refresh_from_db()
    first = lead.appointment_at
    actions.attend(lead=lead, attendance="no_show", by=lead.events.last().by, at=first)
    soup = screen(client, lead)
    assert soup.select_one("#id_book_appointment_at")["value"] == "2026-03-04T11:00"
    assert soup.select_one("#id_book_appointment_with option[selected]")["value"] == "Bo Yang"
    assert "Change the appointment…" in soup.get_text()
    moved = {"appointment_at": "2026-03-06T10:00", "appointment_with": "Elena Ruiz, LAc"}
    assert act(client, lead, "book", **moved).status_code == 302
    lead.refresh_from_db()
    assert (lead.status, lead.attendance) == ("booked", "")
    assert lead.appointment_at.date().isoformat() == "2026-03-06"
    was = {"appointment_at": first.isoformat(), "appointment_with": "Bo Yang"}
    assert lead.events.last().data["was"] == was
    assert "before: March 4, 2026, 11 a.m., Bo Yang" in screen(client, lead).get_text()
    assert act(client, lead, "book", **moved).status_code == 409


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ("9999-12-31T23:59", 422),
        ("0001-01-01T00:00", 422),
        ("0026-03-05T10:00", 422),
        ("2024-03-05T10:00", 409),
        ("2036-03-05T10:00", 409),
        ("2206-03-05T10:00", 422),
    ],
)
def test_appointment_that_nobody_means_is_asked_about_with_what_was_typed(
    client, lead, typed, status
):
    """The database would take the last minute of 9999 and never give the lead back."""
    data = {"appointment_at": typed, "appointment_with": "Bo Yang", "text": "Prefers mornings"}
    response = act(client, lead, "book", **data)
    assert response.status_code == status
    soup = read(response)
    assert soup.select_one("#id_book_appointment_at")["value"] == typed
    assert "Prefers mornings" in soup.get_text()
    lead.refresh_from_db()
    assert (lead.status, lead.appointment_at) == (Status.NEW, None)


def test_lead_is_put_off_to_no_day_that_no_clock_knows(client, lead):
    assert act(client, lead, "snooze", until="9999-12-31T23:59").status_code == 422


def test_timeline_with_the_last_minute_of_9999_can_be_read(client, lead, ada):
    """Such an event was stored once, and what happened cannot be changed."""
    data = {"appointment_at": "9999-12-31T23:59:00-06:00"}
    lead.events.create(kind=EventKind.BOOKED, by=ada, at=NOW, data=data)
    assert "Booked: 9999-12-31T23:59:00-06:00" in screen(client, lead).get_text()


def test_who_is_on_leave_is_booked_on_demand_only(client, lead, st_paul):
    leave = {"first_date": NOW.date(), "last_date": NOW.date(), "note": ""}
    make_practitioner(
        title="Bo Yang", credentials="", locations=[st_paul], leaves=[("leave", leave)]
    )
    assert "Bo Yang (on leave)" in screen(client, lead).get_text()
    data = {"appointment_at": "2026-03-04T15:00", "appointment_with": "Bo Yang"}
    response = act(client, lead, "book", **data)
    assert response.status_code == 422
    assert problem(response).startswith("Bo Yang is on leave on that day.")
    soup = read(response)
    assert soup.select_one("#id_book_appointment_with option[selected]")["value"] == "Bo Yang"
    assert soup.select_one("input[name=anyway]")
    act(client, lead, "book", anyway="on", **data)
    lead.refresh_from_db()
    assert lead.status == Status.BOOKED


def test_without_an_answer_of_another_app_a_name_is_typed(client, lead):
    assert screen(client, lead).select_one("input[name=appointment_with][type=text]")


def test_details_to_copy_are_there_without_a_script(client, lead):
    text = screen(client, lead).select_one("#clinic-details").get_text().strip()
    assert text == (
        f"Name: Kou Vang\nPhone: 651-555-0142\nE-mail: kou@example.com\nReference: {lead.reference}"
    )


@pytest.mark.parametrize(("answer", "words"), [("attended", "Came"), ("no_show", "Did not come")])
def test_attendance_is_marked_on_the_day(client, st_paul, ada, answer, words):
    lead = make_lead(st_paul, status=Status.BOOKED, appointment_at=NOW)
    button = screen(client, lead).find("button", {"name": "attendance", "value": answer})
    client.post(button.find_parent("form")["action"], {"version": 1, "attendance": answer})
    lead.refresh_from_db()
    assert lead.attendance == Attendance(answer)
    assert words in screen(client, lead).select_one("#clinic-appointment-content").get_text()
    assert lead.events.get().kind == EventKind.ATTENDANCE


def test_attendance_of_tomorrow_is_refused(client, st_paul, ada):
    lead = make_lead(st_paul, status=Status.BOOKED, appointment_at=NOW + timedelta(days=1))
    assert act(client, lead, "attend", attendance="attended").status_code == 409
    assert act(client, lead, "attend", attendance="").status_code == 422


def undated(place, *, days):
    """Booked without a date, so many days ago."""
    booked_at = NOW - timedelta(days=days)
    return make_lead(
        place,
        name="Undated",
        status=Status.BOOKED,
        answered_at=booked_at,
        attendance_due_at=booked_at + timedelta(days=14),
    )


def test_booking_without_a_date_says_when_it_is_asked_about(client, st_paul, ada):
    panel = screen(client, undated(st_paul, days=1)).select_one("#clinic-appointment-content")
    assert "comes back Mar 17 12:20 p.m." in panel.get_text(" ", strip=True)
    assert "Was there an appointment?" not in panel.get_text()
    assert panel.find("button", {"name": "attendance"})


def test_booking_without_a_date_that_is_asked_about_has_an_answer_for_each_case(
    client, st_paul, ada
):
    lead = undated(st_paul, days=15)
    panel = screen(client, lead).select_one("#clinic-appointment-content")
    assert "Was there an appointment?" in panel.get_text()
    buttons = {button.get_text(strip=True): button for button in panel.select("button")}
    later = "Not yet: ask again in 14 days"
    assert list(buttons) == ["They came", "They did not come", later]
    client.post(buttons[later]["formaction"], {"version": 1})
    lead.refresh_from_db()
    assert lead.attendance_due_at == NOW + timedelta(days=14)
    soup = screen(client, lead)
    assert "Put off until" in soup.select_one("#clinic-timeline-content").get_text()
    assert "Was there an appointment?" not in soup.get_text()
    again = client.post(buttons[later]["formaction"], {"version": 1})
    assert again.status_code == 409


def test_nobody_is_asked_again_where_nobody_is_asked(client, st_paul, ada, settings):
    settings.CLINIC = settings.CLINIC | {"UNDATED_BOOKING_DAYS": 0}
    soup = screen(client, make_lead(st_paul, status=Status.BOOKED, answered_at=NOW))
    assert soup.find("button", {"name": "attendance", "value": "attended"})
    assert "ask_later" not in str(soup)


# Replying


def test_reply_is_sent_once_and_kept_as_it_was_sent(client, lead, ada):
    form = screen(client, lead).select_one("form.clinic-reply")
    subject = form.select_one("[name=subject]")["value"]
    assert subject == f"Your request ({lead.reference})"
    data = {"version": 1, "subject": subject, "text": "Dear Kou,\r\nMonday at ten?"}
    assert client.post(form["action"], data).headers["Location"] == url(lead)
    assert client.post(form["action"], data).status_code == 409
    event = lead.events.get()
    assert (event.kind, event.by) == (EventKind.REPLIED, ada)
    assert lead.deliveries.get().event == event
    shown = screen(client, lead).select_one(".clinic-timeline").get_text(" ")
    assert f"Reply sent: {subject}" in shown
    assert "Monday at ten?" in shown


def test_reply_that_was_not_sent_is_kept_and_says_why(client, lead, ada):
    response = act(client, lead, "reply", subject="Hi", text="Ask {practitioner}, {phone}.")
    assert response.status_code == 422
    assert problem(response) == (
        "Replace {practitioner}, {phone} by what you mean, or leave it out."
    )
    soup = read(response)
    assert soup.select_one("#id_reply_text").get_text().strip() == "Ask {practitioner}, {phone}."
    assert soup.select_one("#id_note_text").get_text().strip() == ""
    assert not lead.deliveries.exists()


def test_lead_without_an_address_says_so(client, st_paul, ada):
    lead = make_lead(st_paul, email="")
    soup = screen(client, lead)
    assert "There is no e-mail address to reply to." in soup.get_text()
    assert not soup.select("form.clinic-reply")
    response = act(client, lead, "reply", subject="Hi", text="Hello.")
    assert response.status_code == 409


def test_who_may_not_reply_is_offered_none_and_sends_none(client, lead, st_paul):
    client.force_login(make_desk("Bo Lind", st_paul))
    assert not screen(client, lead).select("#clinic-reply, a[href='#clinic-reply-section']")
    response = client.post(url(lead, "reply"), {"version": 1, "subject": "Hi", "text": "Hello."})
    assert response.headers["Location"] == "/admin/"
    assert not lead.events.exists()


def test_who_may_only_reply_is_offered_only_that(client, lead, st_paul):
    client.force_login(make_desk("Bo Lind", st_paul, rights=[Right.SEE, Right.REPLY]))
    soup = screen(client, lead)
    posts = {form["action"] for form in soup.select(".clinic-lead form[method=post]")}
    assert posts == {url(lead, "reply"), url(lead, "reveal")}
    assert act(client, lead, "note", text="Hello.").headers["Location"] == "/admin/"
    assert act(client, lead, "reply", subject="Hi", text="Hello.").headers["Location"] == url(lead)


def test_canned_reply_fills_the_box_without_a_script_and_warns(client, lead):
    canned = CannedReply.objects.create(
        name="Invite", subject="Come to {location}", body="{first_name}, see {practitioner}."
    )
    soup = screen(client, lead, f"?reply={canned.pk}")
    assert soup.select_one("#id_reply_subject")["value"] == "Come to St. Paul"
    assert soup.select_one("#id_reply_text").get_text().strip() == "Kou, see {practitioner}."
    assert "{practitioner}" in soup.select_one("[data-clinic-warning] span").get_text()
    answer = client.get(url(lead, f"canned/{canned.pk}")).json()
    assert (answer["subject"], answer["text"]) == ("Come to St. Paul", "Kou, see {practitioner}.")


def test_canned_reply_of_another_desk_is_not_found(client, lead, edina):
    canned = CannedReply.objects.create(name="Edina's", body="Secret.", location=edina)
    assert client.get(url(lead, f"canned/{canned.pk}")).status_code == 404
    assert client.get(url(lead) + f"?reply={canned.pk}").status_code == 404
    assert "Edina's" not in screen(client, lead, "?reply=x").get_text()


def test_canned_reply_needs_the_right_to_reply(client, lead, st_paul):
    canned = CannedReply.objects.create(name="Invite", body="Text.")
    client.force_login(make_desk("Bo Lind", st_paul))
    assert client.get(url(lead, f"canned/{canned.pk}")).status_code == 302
    screen(client, lead, f"?reply={canned.pk}")


# Mentions


def test_colleague_who_sees_the_lead_is_mentioned(client, lead, st_paul):
    bo = make_desk("Bo Lind", st_paul, rights=[Right.SEE])
    text = f"@{bo.get_username()}, @bo and @BoLind: mail kou@example.com @ 5, @5."
    act(client, lead, "note", text=text)
    assert lead.events.get().data == {"mentions": [bo.pk]}


@pytest.mark.parametrize("name", ["cy", "nobody"])
def test_mention_of_who_sees_it_not_is_refused_in_the_same_words(client, lead, edina, name):
    cy = make_desk("Cy Dahl", edina)
    assert cy.is_active
    response = act(client, lead, "note", text=f"@{name} look")
    assert response.status_code == 422
    assert problem(response) == f"@{name} is nobody who can see this lead."
    assert read(response).select_one("#id_note_text").get_text().strip() == f"@{name} look"
    assert not lead.events.exists()


def test_name_of_several_is_asked_back(client, lead, st_paul):
    others = [make_desk(f"Bo {name}", st_paul) for name in ("Lind", "Moe")]
    response = act(client, lead, "note", text="@bo look")
    assert problem(response) == "@bo may be several people: " + ", ".join(
        f"@{other.get_username()}" for other in others
    )


def test_names_to_choose_from_are_of_those_who_see_the_lead(client, lead, st_paul, edina):
    make_desk("Bo Lind", st_paul, rights=[Right.SEE])
    make_desk("Cy Dahl", edina)
    names = [
        option.get_text() for option in screen(client, lead).select("#clinic-colleagues option")
    ]
    assert sorted(names) == ["Ada Berg", "Bo Lind"]


# Presence


def ping(client, lead, **data):
    return client.post(url(lead, "presence"), {"version": lead.version} | data)


def test_colleagues_see_who_looks_and_who_writes(client, lead, st_paul, ada):
    bo = make_desk("Bo Lind", st_paul, rights=[Right.SEE])
    assert ping(client, lead).json() == {"others": [], "news": ""}
    client.force_login(bo)
    assert ping(client, lead).json()["others"] == ["Ada Berg is looking at this lead"]
    assert "Ada Berg is looking at this lead" in screen(client, lead).get_text()
    client.force_login(ada)
    ping(client, lead, writing="1")
    client.force_login(bo)
    assert ping(client, lead).json()["others"] == ["Ada Berg is writing"]
    assert EditingSession.objects.count() == 2


def test_who_reports_nothing_for_a_minute_is_gone_and_who_leaves_at_once(client, lead, st_paul):
    ping(client, lead)
    client.force_login(make_desk("Bo Lind", st_paul))
    with time_machine.travel(NOW + timedelta(seconds=61), tick=False):
        assert ping(client, lead).json()["others"] == []
    assert ping(client, lead, leaving="1").status_code == 204
    assert EditingSession.objects.count() == 1


def test_presence_is_of_one_lead_and_nothing_for_who_may_not_see_it(client, lead, st_paul, edina):
    ping(client, lead)
    client.force_login(make_desk("Bo Lind", st_paul))
    assert ping(client, make_lead(st_paul)).json()["others"] == []
    client.force_login(make_desk("Cy Dahl", edina))
    assert ping(client, lead).status_code == 404
    generic = reverse(
        "wagtailadmin_editing_sessions:ping", args=["clinic_leads", "lead", lead.pk, 0]
    )
    assert client.post(generic).status_code == 404
    assert client.get(url(lead, "presence")).status_code == 404


def test_presence_tells_what_a_colleague_did_meanwhile(client, lead, st_paul):
    bo = make_desk("Bo Lind", st_paul)
    actions.note(lead=Lead.objects.get(pk=lead.pk), text="Hm.", by=bo, at=NOW)
    assert ping(client, lead).json()["news"] == "Bo Lind, 0 seconds ago: Note."
    assert client.get(url(lead, "presence")).status_code == 405


# Nobody's work is overwritten

ACTIONS = {
    "snooze": ({}, {"preset": "tomorrow"}),
    "wake": ({"snoozed_until": NOW + timedelta(days=1)}, {}),
    "replied": ({}, {}),
    "book": ({}, {"appointment_at": "2026-03-05T10:00"}),
    "attend": ({"status": Status.BOOKED}, {"attendance": "attended"}),
    "ask_later": ({"status": Status.BOOKED}, {}),
    "reply": ({"email": "kou@example.com"}, {"subject": "Hi", "text": "Hello."}),
}


@pytest.mark.parametrize(
    ("action", "facts", "data"), [(name, *rest) for name, rest in ACTIONS.items()]
)
def test_action_on_what_a_colleague_changed_is_refused(client, st_paul, ada, action, facts, data):
    lead = make_lead(st_paul, **facts)
    bo = make_desk("Bo Lind", st_paul)
    actions.assign(lead=lead, to=bo, by=bo, at=NOW - timedelta(seconds=20))
    response = client.post(url(lead, action), {"version": 1} | data)
    assert response.status_code == 409
    assert problem(response).startswith("Bo Lind, 20 seconds ago: Assigned to Bo Lind.")
    assert lead.events.count() == 1
    assert act(client, lead, action, **data).headers["Location"] == url(lead)
    assert lead.events.count() == 2


# Where they are, and where they came from


TIMES = {
    "by ZIP code": ({"postcode": "10001"}, ["Where they are it is 12:20 p.m. EST (by ZIP code)"]),
    "by area": (
        {"phone": "+12065550142"},
        ["Where they are it may be 9:20 a.m. PST (by area code)"],
    ),
    "here": ({"postcode": "55105", "phone": "+12065550142"}, []),
    "unknown": ({}, []),
}


@pytest.mark.parametrize(("facts", "marks"), TIMES.values(), ids=TIMES.keys())
def test_their_time_is_said_where_it_is_another(client, st_paul, ada, facts, marks):
    assert state(client, make_lead(st_paul, **facts)) == marks


# Keys


def test_keys_are_wagtails_own_controllers(client, lead):
    """So that Wagtail's switch turns them off, too."""
    soup = screen(client, lead)
    keys = {
        element["data-w-kbd-key-value"]
        for element in soup.select("[data-controller~=w-kbd]")
        if len(element["data-w-kbd-key-value"]) == 1
    }
    assert keys >= set("nasercjkdb")
    assert keys_listed(soup) == set("nasercjkdb1/")


def keys_listed(soup):
    return set(re.findall("<kbd>(.)</kbd>", str(soup.find("template", id="clinic-keys"))))


def test_help_lists_the_keys_of_what_one_may_do_now(client, lead, ada, st_paul):
    lead.email, lead.assigned_to = "", ada
    lead.save()
    assert keys_listed(screen(client, lead)) == set("nsecjkdb1/")
    client.force_login(make_desk("Olga Rud", st_paul, rights=[Right.SEE]))
    assert keys_listed(screen(client, lead)) == set("jkb/")
