"""The screen of one lead: everything on it, and every action from it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from wagtail.models import ModelLogEntry, PageLogEntry

from leads import actions
from leads.models import (
    Acquaintance,
    CallOutcome,
    CannedReply,
    CloseReason,
    Delivery,
    DeliveryKind,
    DeliveryState,
    EventKind,
    Lead,
    LeadEvent,
    PreferredContact,
    Right,
    Status,
)
from leads.submissions import Submission
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

pytestmark = pytest.mark.django_db

NOW = WEDNESDAY + timedelta(minutes=80)


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


@pytest.fixture
def lead(st_paul, ada):
    return make_lead(st_paul, name="Kou Vang", phone="+16515550142", email="kou@example.com")


def url(lead, action=""):
    return f"/admin/clinic/inbox/{lead.pk}/{action and action + '/'}"


def screen(client, lead):
    response = client.get(url(lead))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def text_of(soup):
    return " ".join(soup.select_one(".clinic-lead").get_text(" ").split())


def act(client, lead, action, **data):
    return client.post(url(lead, action), {"version": lead.version} | data)


# What is on it


def test_screen_has_everything_the_visitor_said(client, ada, st_paul):
    lead = make_lead(
        st_paul,
        name="Kou Vang",
        phone="+16515550142",
        phone_typed="651.555.0142 evenings",
        email="kou@example.com",
        topic="Knee pain",
        message="After five?\n<b>Please</b>",
        preferred_contact=PreferredContact.PHONE,
        preferred_times=["morning", "evening", "gone"],
        language="es",
        acquaintance=Acquaintance.RETURNING,
        postcode="55105",
        consent_text="You agree.",
    )
    soup = screen(client, lead)
    said = [
        "Kou Vang",
        "651-555-0142",
        "651.555.0142 evenings",
        "kou@example.com",
        "Knee pain",
        "After five? <b>Please</b>",
        "Phone call",
        "Mornings, Evenings",
        "Spanish",
        "Has been here before",
        "55105",
        "You agree.",
        "Website form",
        lead.promise,
    ]
    shown = text_of(soup)
    assert [words for words in said if words not in shown] == []
    assert soup.select_one("a[href='tel:+16515550142']")
    assert soup.select_one("a[href='mailto:kou@example.com']")
    assert not soup.select("a[href^='sms:']")


def test_who_wants_a_text_gets_a_link_for_one(client, ada, st_paul):
    lead = make_lead(st_paul, phone="+16515550142", preferred_contact=PreferredContact.TEXT)
    assert screen(client, lead).select_one("a[href='sms:+16515550142']")


def test_number_we_cannot_read_is_shown_as_typed(client, ada, st_paul):
    lead = make_lead(st_paul, phone="", phone_typed="ask for Kou at the bakery")
    soup = screen(client, lead)
    assert "ask for Kou at the bakery" in text_of(soup)
    assert not soup.select("a[href^='tel:']")


def test_title_and_crumbs_name_the_reference_and_not_the_person(client, lead):
    soup = screen(client, lead)
    assert lead.reference in soup.title.get_text()
    assert "Kou" not in str(soup.title) + str(soup.header)


def test_screen_says_by_when_and_whose(client, lead, ada):
    actions.assign(lead=lead, to=ada, by=ada, at=NOW)
    shown = text_of(screen(client, lead))
    assert "today noon in 40 open minutes" in shown
    assert "Assigned to Ada Berg" in shown


def test_clock_of_a_far_location_is_its_own_and_says_so(client, lead, st_paul):
    st_paul.time_zone = "America/New_York"
    st_paul.save()
    assert "today 1 p.m. EST" in text_of(screen(client, lead))


def test_answered_lead_says_when_and_counts_no_longer(client, lead, ada):
    actions.log_call(lead=lead, outcome=CallOutcome.SPOKE, by=ada, at=NOW)
    shown = text_of(screen(client, lead))
    assert "answered today 11:20 a.m." in shown
    assert "open minutes" not in shown


def test_screen_says_why_it_is_here_and_why_nothing_else_decided(client, ada, st_paul, edina):
    set_organisation(default_location=st_paul)
    lead = actions.receive(submission=Submission(name="Kou"), key="k", at=WEDNESDAY)
    soup = screen(client, lead)
    assert "Sent to St. Paul because it is the default location." in text_of(soup)
    skipped = soup.select_one("#clinic-origin-content details")
    assert "Visitor's choice: either location is fine" in skipped.get_text()


def test_page_they_came_from_is_named_as_it_was_and_linked_while_it_lives(client, ada, st_paul):
    article = make_article(title="New title")
    lead = make_lead(st_paul, about=article, about_title="Title as it was")
    link = screen(client, lead).find("a", string="Title as it was")
    assert link["href"] == article.get_url()
    article.unpublish()
    soup = screen(client, lead)
    assert "Title as it was (no longer published)" in text_of(soup)
    article.delete()
    assert "Title as it was (no longer published)" in text_of(screen(client, lead))


def test_timeline_tells_who_did_what_newest_first(client, lead, ada, st_paul, edina):
    both = make_desk("Bo Lind", st_paul, edina)
    steps = [
        (actions.log_call, {"outcome": CallOutcome.VOICEMAIL, "text": "Ring after 3."}),
        (actions.assign, {"to": both}),
        (actions.assign, {"to": None}),
        (actions.move, {"to": edina}),
        (actions.move, {"to": st_paul}),
        (actions.quarantine, {}),
        (actions.release, {}),
        (actions.book, {"text": "Friday 9"}),
        (actions.reopen, {}),
        (actions.await_visitor, {"text": "Sent a letter."}),
        (actions.close, {"reason": CloseReason.NO_RESPONSE}),
    ]
    for number, (action, facts) in enumerate(steps):
        action(lead=lead, by=both, at=WEDNESDAY + timedelta(minutes=number), **facts)
    entries = screen(client, lead).select(".clinic-timeline li")
    lines = [" ".join(entry.get_text(" ").split()) for entry in entries]
    assert lines == [
        "Closed: Could not be reached today 10:10 a.m. · Bo Lind",
        "Waiting for them Sent a letter. today 10:09 a.m. · Bo Lind",
        "Reopened today 10:08 a.m. · Bo Lind",
        "Booked Friday 9 today 10:07 a.m. · Bo Lind",
        "Taken out of quarantine today 10:06 a.m. · Bo Lind",
        "Put in quarantine: Somebody at the desk put it here. today 10:05 a.m. · Bo Lind",
        "Moved from Edina to St. Paul today 10:04 a.m. · Bo Lind",
        "Moved from St. Paul to Edina today 10:03 a.m. · Bo Lind",
        "Assigned to nobody today 10:02 a.m. · Bo Lind",
        "Assigned to Bo Lind today 10:01 a.m. · Bo Lind",
        "Call: Left a voicemail Ring after 3. today 10 a.m. · Bo Lind",
    ]


def test_timeline_tells_appointments_by_the_clock_of_their_location(client, ada):
    angeles = make_location("Los Angeles", time_zone="America/Los_Angeles")
    lead = make_lead(angeles)
    boss = make_desk("Max Holm", angeles)
    ten = datetime(2027, 3, 1, 18, 0, tzinfo=UTC)  # there; by the site's clock it is noon
    actions.snooze(lead=lead, until=ten, by=boss, at=WEDNESDAY)
    actions.book(lead=lead, appointment_at=ten, by=boss, at=WEDNESDAY)
    client.force_login(boss)
    timeline = screen(client, lead).select_one(".clinic-timeline").text
    assert "Booked: March 1, 2027, 10 a.m. PST" in timeline
    assert "Put off until March 1, 2027, 10 a.m. PST" in timeline
    assert "noon" not in timeline


@pytest.mark.parametrize("kind", EventKind.values)
def test_every_kind_of_event_can_be_told_without_its_data(client, lead, kind):
    LeadEvent.objects.create(lead=lead, kind=kind, data={})
    assert screen(client, lead).select_one(".clinic-timeline__what").get_text(strip=True)


def test_event_of_a_deleted_colleague_keeps_the_name(client, lead, ada):
    bo = make_user("Bo Lind")
    actions.note(lead=lead, text="Bye.", by=bo, at=NOW)
    bo.delete()
    assert "Bo Lind" in text_of(screen(client, lead))


DELIVERIES = {
    "sent": (
        {"state": DeliveryState.SENT, "sent_at": WEDNESDAY},
        "E-mail to the desk Sent today 10 a.m.",
    ),
    "not tried": ({}, "E-mail to the desk Waiting to be sent"),
    "put off": (
        {
            "attempts": 3,
            "last_error": "ConnectionRefusedError",
            "next_attempt_at": NOW + timedelta(minutes=4),
        },
        "E-mail to the desk Waiting to be sent after 3 attempts, next one today 11:24 a.m. "
        "The mail server cannot be reached. ConnectionRefusedError",
    ),
    "given up": (
        {"state": DeliveryState.FAILED, "attempts": 1, "last_error": "SMTPRecipientsRefused 550"},
        "E-mail to the desk Given up after 1 attempt The mail server refuses the address. "
        "SMTPRecipientsRefused 550 Try again",
    ),
    "unknown fault": (
        {"state": DeliveryState.FAILED, "attempts": 2, "last_error": "Strange"},
        "E-mail to the desk Given up after 2 attempts Strange Try again",
    ),
}


@pytest.mark.parametrize(("facts", "words"), DELIVERIES.values(), ids=DELIVERIES.keys())
def test_delivery_says_where_it_stands(client, lead, facts, words):
    Delivery.objects.create(lead=lead, kind=DeliveryKind.DESK_MAIL, **facts)
    line = screen(client, lead).select_one(".clinic-deliveries li")
    assert " ".join(line.get_text(" ").split()) == words


def test_quarantined_lead_says_why_and_offers_the_way_out(client, ada, st_paul):
    lead = make_lead(
        st_paul, quarantined_at=WEDNESDAY, quarantine_reasons=["honeypot", "too_fast", "new_one"]
    )
    soup = screen(client, lead)
    shown = text_of(soup)
    assert "A field was filled in that people do not see." in shown
    assert "It was sent faster than a person can type." in shown
    assert "new_one" in shown
    button = soup.select_one(f"button[formaction='{url(lead, 'release')}']")
    assert button.get_text(strip=True) == "This is a real request"


OFFERED = {
    "new": (
        {},
        {"call", "wait", "book", "close", "move", "quarantine", "snooze", "replied"},
    ),
    "waiting": (
        {"status": Status.WAITING, "first_response_at": WEDNESDAY},
        {"call", "book", "close", "move", "quarantine", "snooze", "replied"},
    ),
    "booked": (
        {"status": Status.BOOKED},
        {"ask_later", "book", "reopen", "close", "move", "quarantine"},
    ),
    "closed": (
        {"status": Status.CLOSED, "closed_at": NOW, "close_reason": CloseReason.SPAM},
        {"reopen", "move", "quarantine", "replied"},
    ),
    "quarantined": ({"quarantined_at": NOW}, {"release", "close", "move"}),
}


@pytest.mark.parametrize(("facts", "offered"), OFFERED.values(), ids=OFFERED.keys())
def test_screen_offers_what_fits(client, ada, st_paul, facts, offered):
    lead = make_lead(st_paul, **facts)
    buttons = screen(client, lead).select("button[formaction]")
    assert {button["formaction"].rstrip("/").split("/")[-1] for button in buttons} == offered


def test_browser_insists_on_no_field_of_an_action_that_is_not_meant(client, lead):
    """One form serves all actions: a required reason to close would block the log of a call."""
    assert not screen(client, lead).select(".clinic-lead [required]")


def test_enter_in_a_field_presses_no_button_of_another_act(client, lead):
    """A browser presses the first button; the script presses the one of the field's own group."""
    form = screen(client, lead).select_one("form.clinic-work")
    assert form.select_one("button")["formmethod"] == "dialog"  # no browser does anything for it
    fields = form.select("input:not([type=hidden])")
    buttons = [field.find_parent("details").select("[data-clinic-enter]") for field in fields]
    acts = [[button["formaction"] for button in found] for found in buttons]
    assert acts == [[url(lead, "book")], [url(lead, "book")], [url(lead, "snooze")]]


def test_onlooker_sees_everything_and_is_offered_nothing(client, lead, st_paul):
    Delivery.objects.create(lead=lead, kind=DeliveryKind.DESK_MAIL, state=DeliveryState.FAILED)
    client.force_login(make_desk("Olga Rud", st_paul, rights=[Right.SEE]))
    soup = screen(client, lead)
    assert "Kou Vang" in text_of(soup)
    forms = {form["action"] for form in soup.select(".clinic-lead form")}
    assert forms == {f"/admin/clinic/inbox/{lead.pk}/reveal/"}
    assert len(soup.select(".clinic-lead button[type=submit]")) == 1


def test_colleagues_to_choose_from_may_work_here(client, lead, st_paul, edina):
    make_desk("Bo Lind", st_paul)
    make_desk("Cy Dahl", edina)
    make_desk("Olga Rud", st_paul, rights=[Right.SEE])
    make_desk("Max Holm", None)
    options = [option.get_text() for option in screen(client, lead).select("#id_assign_to option")]
    assert options[0] == "Nobody"
    assert sorted(options[1:]) == ["Ada Berg", "Bo Lind", "Max Holm"]


def test_locations_to_choose_from_are_all_the_other_published_ones(client, lead, edina):
    make_location("Woodbury", live=False)
    options = [option.get_text() for option in screen(client, lead).select("#id_move_to option")]
    assert options == ["Choose a location", "Edina"]


@pytest.mark.parametrize("number", [1, 3])
def test_screen_costs_the_same_for_one_event_and_for_three(
    client, lead, ada, st_paul, edina, number, django_assert_num_queries
):
    client.force_login(make_desk("Di Moe", st_paul, rights=[Right.TRIAGE, Right.REPLY, Right.SEE]))
    for _time in range(number):
        actions.note(lead=lead, text="Note.", by=ada, at=NOW)
        Delivery.objects.create(lead=lead, kind=DeliveryKind.DESK_MAIL)
        make_desk("Bo Lind", lead.location)
        make_practitioner(locations=[st_paul])
        CannedReply.objects.create(name="Reply", body="Text.")
    screen(client, lead)
    with django_assert_num_queries(29):
        screen(client, lead)


def test_screen_is_kept_by_no_cache_and_named_to_no_other_site(client, lead):
    headers = client.get(url(lead)).headers
    assert {"no-store", "private"} <= set(headers["Cache-Control"].split(", "))
    assert headers["Referrer-Policy"] == "same-origin"


def test_screen_has_no_script_or_style_of_its_own_inside(client, lead):
    content = screen(client, lead).select_one(".clinic-lead")
    assert not content.select("script, style, [style], [onclick], [onsubmit]")


# What is done there


def test_note_is_saved_and_said(client, lead, ada):
    response = client.post(url(lead, "note"), {"text": "Rang twice."}, follow=True)
    assert response.redirect_chain == [(url(lead), 302)]
    assert "The note is saved." in response.content.decode()
    event = lead.events.get()
    assert (event.kind, event.text, event.by, event.at) == (
        EventKind.NOTED,
        "Rang twice.",
        ada,
        NOW,
    )


DONE = {
    "call": ({"outcome": "voicemail"}, {"status": Status.WAITING}),
    "wait": ({}, {"status": Status.WAITING, "first_response_at": NOW}),
    "book": ({}, {"status": Status.BOOKED}),
    "close": ({"reason": "answered"}, {"status": Status.CLOSED, "close_reason": "answered"}),
    "quarantine": ({}, {"quarantined_at": NOW}),
}


@pytest.mark.parametrize(("action", "data", "becomes"), [(k, *v) for k, v in DONE.items()])
def test_action_is_done_with_its_note_in_one_event(client, lead, ada, action, data, becomes):
    response = act(client, lead, action, text="  So it was. ", **data)
    assert response.headers["Location"] == url(lead)
    lead.refresh_from_db()
    assert {name: getattr(lead, name) for name in becomes} == becomes
    event = lead.events.get()
    assert (event.text, event.by) == ("So it was.", ada)


def test_closed_lead_is_reopened_and_quarantined_one_released(client, lead, ada):
    actions.close(lead=lead, reason=CloseReason.SPAM, by=ada, at=NOW)
    act(client, lead, "reopen")
    lead.refresh_from_db()
    assert lead.status == Status.NEW
    actions.quarantine(lead=lead, by=ada, at=NOW)
    act(client, lead, "release")
    lead.refresh_from_db()
    assert lead.quarantined_at is None


def test_lead_is_assigned_to_me_and_to_nobody(client, lead, ada):
    act(client, lead, "assign", to=ada.pk)
    lead.refresh_from_db()
    assert lead.assigned_to == ada
    act(client, lead, "assign", to="")
    lead.refresh_from_db()
    assert lead.assigned_to is None


def test_who_moves_a_lead_out_of_sight_is_told_and_sent_to_the_list(client, lead, edina):
    response = client.post(
        url(lead, "move"), {"version": 1, "to": edina.pk, "text": "Lives there."}, follow=True
    )
    assert response.redirect_chain == [("/admin/clinic/inbox/", 302)]
    assert "The lead is moved." in response.content.decode()
    lead.refresh_from_db()
    assert lead.location == edina
    assert client.get(url(lead)).status_code == 404


def test_who_sees_both_locations_stays_with_the_moved_lead(client, lead, st_paul, edina):
    client.force_login(make_desk("Bo Lind", st_paul, edina))
    assert act(client, lead, "move", to=edina.pk).headers["Location"] == url(lead)


def test_given_up_message_is_tried_again(client, lead):
    delivery = Delivery.objects.create(
        lead=lead, kind=DeliveryKind.DESK_MAIL, state=DeliveryState.FAILED
    )
    form = screen(client, lead).select_one(".clinic-deliveries form")
    fields = {field["name"]: field["value"] for field in form.select("input")}
    client.post(form["action"], fields)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.PENDING
    assert act(client, lead, "retry", delivery=delivery.pk).status_code == 409


def test_colleague_was_faster_nothing_is_overwritten_and_nothing_typed_is_lost(
    client, lead, st_paul
):
    bo = make_desk("Bo Lind", st_paul)
    actions.log_call(
        lead=Lead.objects.get(pk=lead.pk),
        outcome=CallOutcome.VOICEMAIL,
        by=bo,
        at=NOW - timedelta(seconds=20),
    )
    response = act(client, lead, "close", reason="no_response", text="Three lines of mine.")
    assert response.status_code == 409
    soup = BeautifulSoup(response.content, "html.parser")
    assert soup.select_one("[role=alert]").get_text(strip=True) == (
        "Bo Lind, 20 seconds ago: Call: Left a voicemail. "
        "Nothing of yours was done; please look again."
    )
    assert soup.select_one("textarea[name=text]").get_text().strip() == "Three lines of mine."
    assert soup.select_one("#id_close_reason option[selected]")["value"] == "no_response"
    assert soup.select_one("form.clinic-work input[name=version]")["value"] == "2"
    lead.refresh_from_db()
    assert (lead.status, lead.version) == (Status.WAITING, 2)


def test_action_that_fits_no_longer_keeps_the_text(client, lead, st_paul):
    bo = make_desk("Bo Lind", st_paul)
    actions.close(lead=Lead.objects.get(pk=lead.pk), reason="spam", by=bo, at=NOW)
    response = client.post(url(lead, "book"), {"version": 2, "text": "Friday at nine."})
    assert response.status_code == 409
    soup = BeautifulSoup(response.content, "html.parser")
    assert soup.select_one("[role=alert]").get_text(strip=True) == "This lead is not open."
    assert soup.select_one("textarea[name=text]").get_text().strip() == "Friday at nine."
    assert not lead.events.filter(kind=EventKind.BOOKED).exists()


WRONG = {
    "note without text": ("note", {"text": "  "}, "Write the note first."),
    "note too long": ("note", {"text": "x" * 5001}, "at most 5000 characters"),
    "note with a null": ("note", {"text": "a\x00b"}, "Null characters are not allowed."),
    "call without outcome": ("call", {"text": "Hm."}, "required"),
    "call with another outcome": ("call", {"outcome": "shouted"}, "shouted is not one of"),
    "close without reason": ("close", {"reason": "", "text": "Hm."}, "required"),
    "close for another reason": ("close", {"reason": "bored"}, "bored is not one of"),
    "move to nowhere": ("move", {"to": "", "text": "Hm."}, "required"),
    "move to no location": ("move", {"to": 10**15}, "not one of the available choices"),
    "assign to no colleague": ("assign", {"to": 10**15}, "not one of the available choices"),
    "retry of nothing": ("retry", {"delivery": ""}, "required"),
    "version that is none": ("book", {"version": "x"}, "whole number"),
    "no version": ("book", {"version": ""}, "required"),
}


@pytest.mark.parametrize(("action", "data", "problem"), WRONG.values(), ids=WRONG.keys())
def test_wrong_answer_is_explained_and_does_nothing(client, lead, action, data, problem):
    response = act(client, lead, action, **data)
    assert response.status_code == 422
    soup = BeautifulSoup(response.content, "html.parser")
    assert problem in soup.select_one("[role=alert]").get_text()
    kept = soup.select_one("textarea[name=text]").get_text().strip()
    assert kept == data.get("text", "").strip()
    lead.refresh_from_db()
    assert lead.version == 1
    assert not lead.events.exists()


def test_lead_is_not_assigned_to_a_colleague_of_the_other_clinic(client, lead, edina):
    response = act(client, lead, "assign", to=make_desk("Cy Dahl", edina).pk)
    assert response.status_code == 422
    assert "Cy Dahl" not in response.content.decode()


def test_address_of_an_action_leads_back_to_the_lead(client, lead):
    """After signing in again the browser asks for it by GET: nothing is done."""
    assert client.get(url(lead, "close")).headers["Location"] == url(lead)
    assert not lead.events.exists()


@pytest.mark.parametrize("pk", [0, 10**12, 10**30])
def test_lead_that_never_was_is_not_found(client, ada, pk):
    assert client.get(f"/admin/clinic/inbox/{pk}/").status_code == 404
    assert client.post(f"/admin/clinic/inbox/{pk}/note/", {"text": "x"}).status_code == 404


def test_messages_and_addresses_name_nobody(client, lead):
    response = act(client, lead, "close", reason="answered", text="Kou Vang was happy.")
    assert "Kou" not in str(response.headers) + str(response.cookies)


def test_nothing_of_a_lead_is_in_wagtails_log(client, lead):
    before = ModelLogEntry.objects.count(), PageLogEntry.objects.count()
    act(client, lead, "book", text="Kou Vang")
    assert (ModelLogEntry.objects.count(), PageLogEntry.objects.count()) == before


# Somebody writes while the lead goes elsewhere.

LONG = "Called her mother, she comes on Monday at nine."


def test_note_to_a_lead_that_was_moved_meanwhile_is_given_back(client, lead, edina):
    actions.move(lead=lead, to=edina, version=lead.version, by=make_user("bo"), at=NOW)
    answer = act(client, lead, "note", text=LONG)
    assert answer.status_code == 404
    assert LONG in answer.text
    assert "Nothing was stored or sent" in answer.text
    assert not lead.events.filter(kind=EventKind.NOTED).exists()


def test_it_says_nothing_of_whether_there_is_such_a_lead(client, lead, edina):
    other = make_lead(edina, name="Ana Ruiz")
    there = act(client, other, "note", text=LONG)
    nowhere = client.post(url(other, "note").replace(str(other.pk), "987654"), {"text": LONG})
    assert there.status_code == nowhere.status_code == 404
    assert lines_of(there) == lines_of(nowhere)


def lines_of(answer):
    return BeautifulSoup(answer.text, "html.parser").select_one(".clinic-gone").get_text()


@pytest.fixture
def may_reply(ada, st_paul):
    ada.groups.get().clinic_location_permissions.create(location=st_paul, right=Right.REPLY)


@pytest.mark.parametrize("action", ["note", "wait", "reply"])
@pytest.mark.usefixtures("may_reply")
def test_what_was_written_is_given_back_when_the_personal_data_is_gone(client, lead, action):
    shown = Lead.objects.get(pk=lead.pk)
    actions.forget(lead=lead, by=make_user("bo", is_superuser=True), at=NOW)
    answer = act(client, shown, action, subject="Hi", text="Short.")
    soup = BeautifulSoup(answer.content, "html.parser")
    assert (answer.status_code, soup.select_one("#typed-1").get_text()) == (409, "Short.")


@pytest.mark.usefixtures("may_reply")
def test_reply_is_given_back_when_the_address_is_gone(client, lead, ada):
    shown = Lead.objects.get(pk=lead.pk)
    number = {"phone": lead.phone, "phone_typed": ""}
    actions.correct_contact(
        lead=lead, name="Kou", email="", **number, by=ada, at=NOW, version=lead.version
    )
    answer = act(client, shown, "reply", subject="Hi", text="Short.")
    soup = BeautifulSoup(answer.content, "html.parser")
    assert (answer.status_code, soup.select_one("#typed-1").get_text()) == (409, "Short.")


@pytest.mark.parametrize("action", ["note", "reply"])
def test_right_that_ended_meanwhile_gives_back_what_was_written(client, lead, ada, action):
    ada.groups.get().clinic_location_permissions.exclude(right=Right.SEE).delete()
    answer = act(client, lead, action, subject="Hi", text=LONG)
    assert answer.status_code == 403
    assert LONG in answer.text
    assert "Nothing was stored or sent" in answer.text
    assert not lead.events.exists()


def test_form_of_a_new_lead_is_given_back_to_who_may_add_none_any_more(client, lead, ada):
    ada.groups.get().clinic_location_permissions.exclude(right=Right.SEE).delete()
    answer = client.post("/admin/clinic/inbox/add/", {"message": LONG})
    assert (answer.status_code, LONG in answer.text) == (403, True)


def test_nothing_written_is_answered_as_ever(client, ada, edina):
    assert "clinic-gone" not in act(client, make_lead(edina), "note", text="ok").text
