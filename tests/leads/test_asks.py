"""What visitors ask of a lead stays asked until it is done or settled, merged or not."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from leads import actions
from leads.actions import NotAllowed
from leads.asked import find_by_key
from leads.inbox.asking import asked_of
from leads.inbox.person import events_of, parts_of
from leads.models import (
    CallOutcome,
    CloseReason,
    Delivery,
    DeliveryKind,
    DeliveryState,
    EventKind,
    Lead,
    Outcome,
    RetentionRule,
    Right,
    Status,
    is_asked,
    with_asked,
)
from leads.progress import Progress
from tests.factories import WEDNESDAY, make_desk, make_lead, make_location, make_user

pytestmark = pytest.mark.django_db

LATER = WEDNESDAY + timedelta(minutes=30)
DAY = timedelta(days=1)
INDEX = "/admin/clinic/inbox/"


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(LATER, tick=False)


@pytest.fixture
def st_paul():
    return make_location("St. Paul")


@pytest.fixture
def ada(st_paul):
    return make_desk("Ada Berg", st_paul, rights=[*Right.values])


def booked(place, **facts):
    return make_lead(
        place,
        status=Status.BOOKED,
        answered_at=WEDNESDAY,
        appointment_at=WEDNESDAY - DAY,
        phone="+16125550114",
        phone_typed="612 555 0114",
        **facts,
    )


def request_of(lead):
    """The request as its sender finds it by their link."""
    return find_by_key(lead.reference, lead.idempotency_key)


def listed():
    return set(Lead.objects.filter(is_asked()).values_list("pk", flat=True))


def marked(lead):
    """What the row of a lead says."""
    row = with_asked(Lead.objects.filter(pk=lead.pk)).get()
    return row.asks_removal, row.asks_cancellation


def asks(lead, user):
    """What the screen of a lead says: (kind, with which part)."""
    lead.refresh_from_db()
    parts = parts_of(lead, user=user)
    return [(ask.kind, ask.of) for ask in asked_of(lead, events_of(lead, parts))]


REMOVAL, CANCELLATION = str(EventKind.ERASURE_ASKED), str(EventKind.WITHDRAWN)


# Until it is done.


def assigned(lead, ada):
    actions.assign(lead=lead, to=ada, by=ada, at=LATER)


def came(lead, ada):
    actions.attend(lead=lead, attendance="attended", by=ada, at=LATER)


def noted(lead, ada):
    actions.note(lead=lead, text="Who is this?", by=ada, at=LATER)


def called_in_vain(lead, ada):
    actions.reopen(lead=lead, by=ada, at=LATER)
    actions.log_call(lead=lead, outcome=CallOutcome.NO_ANSWER, by=ada, at=LATER)


def spoke(lead, ada):
    actions.reopen(lead=lead, by=ada, at=LATER)
    actions.log_call(lead=lead, outcome=CallOutcome.SPOKE, by=ada, at=LATER)


def closed(lead, ada):
    actions.close(lead=lead, reason=CloseReason.ANSWERED, by=ada, at=LATER)


@pytest.mark.parametrize("act", [assigned, came, noted, called_in_vain, spoke, closed])
def test_request_for_removal_outlives_whatever_else_is_done(st_paul, ada, act):
    lead = booked(st_paul)
    actions.remove(asked=request_of(lead), at=LATER)
    act(lead, ada)
    assert listed() == {lead.pk}
    assert asks(lead, ada) == [(REMOVAL, "")]
    assert request_of(lead).asks_for_removal


@pytest.mark.parametrize("act", [assigned, came, noted])
def test_cancellation_outlives_what_does_not_see_to_it(st_paul, ada, act):
    lead = booked(st_paul)
    actions.cancel(asked=request_of(lead), at=LATER)
    act(lead, ada)
    assert listed() == {lead.pk}
    assert marked(lead) == (False, True)


@pytest.mark.parametrize("act", [spoke, closed])
def test_cancellation_is_seen_to_by_who_acts_on_it(st_paul, ada, act):
    lead = booked(st_paul)
    actions.cancel(asked=request_of(lead), at=LATER)
    act(lead, ada)
    assert listed() == set()
    assert asks(lead, ada) == []


def test_colleague_who_leaves_takes_no_request_for_removal_with_them(st_paul, ada):
    bo = make_desk("Bo Lind", st_paul)
    lead = booked(st_paul, assigned_to=bo)
    actions.remove(asked=request_of(lead), at=LATER)
    boss = make_desk("Root", st_paul, rights=[*Right.values])
    boss.is_superuser = True
    boss.save()
    actions.dismiss(user=bo, group=bo.groups.get(), by=boss, at=LATER)
    lead.refresh_from_db()
    assert (lead.assigned_to, listed()) == (None, {lead.pk})


def test_removal_that_was_settled_can_be_asked_for_once_more(st_paul, ada):
    lead = booked(st_paul)
    actions.remove(asked=request_of(lead), at=LATER)
    event = actions.settle(lead=lead, ask=REMOVAL, text="A record by law.", by=ada, at=LATER)
    assert (event.kind, event.text, event.data) == ("settled", "A record by law.", {"ask": REMOVAL})
    asked = request_of(lead)
    assert (listed(), asked.asks_for_removal, asked.can_remove) == (set(), False, True)
    assert asked.is_removal_settled
    actions.remove(asked=asked, at=LATER)
    assert listed() == {lead.pk}
    assert not request_of(lead).is_removal_settled


def test_hold_puts_the_removal_off_until_it_is_lifted(st_paul, ada):
    lead = booked(st_paul)
    actions.remove(asked=request_of(lead), at=LATER)
    actions.hold(lead=lead, by=ada, at=LATER, reason="A letter")
    assert listed() == set()
    actions.lift_hold(lead=lead, by=ada, at=LATER, reason="It is over")
    assert listed() == {lead.pk}


def test_one_ask_is_settled_and_the_other_is_not(st_paul, ada):
    lead = booked(st_paul)
    actions.cancel(asked=request_of(lead), at=LATER)
    actions.remove(asked=request_of(lead), at=LATER)
    assert asks(lead, ada) == [(REMOVAL, ""), (CANCELLATION, "")]
    actions.settle(lead=lead, ask=CANCELLATION, by=ada, at=LATER)
    assert asks(lead, ada) == [(REMOVAL, "")]
    with pytest.raises(NotAllowed):
        actions.settle(lead=lead, ask=CANCELLATION, by=ada, at=LATER)


# On the screen.


def screen(client, lead):
    return BeautifulSoup(client.get(f"{INDEX}{lead.pk}/").content, "html.parser")


def test_why_data_stays_is_written_down(client, st_paul, ada):
    lead = booked(st_paul)
    actions.remove(asked=request_of(lead), at=LATER)
    lead.refresh_from_db()
    client.force_login(ada)
    assert screen(client, lead).select_one(f"form[action='{INDEX}{lead.pk}/settle/']")
    sent = {"version": lead.version, "ask": REMOVAL, "text": " "}
    refused = client.post(f"{INDEX}{lead.pk}/settle/", sent)
    assert refused.status_code == 422
    assert "Say why the data stays, or remove it." in refused.text
    assert client.post(f"{INDEX}{lead.pk}/settle/", sent | {"text": "Law"}).status_code == 302
    page = screen(client, lead).get_text(" ", strip=True)
    assert "Settled: They asked for their data to be removed" in page
    assert not screen(client, lead).select(f"form[action='{INDEX}{lead.pk}/settle/']")
    again = client.post(
        f"{INDEX}{lead.pk}/settle/", sent | {"text": "Law", "version": lead.version + 1}
    )
    assert again.status_code == 409


def test_why_data_stays_is_given_back_when_a_colleague_was_faster(client, st_paul, ada):
    lead = booked(st_paul)
    actions.remove(asked=request_of(lead), at=LATER)
    lead.refresh_from_db()
    sent = {"version": lead.version, "ask": REMOVAL, "of": lead.pk, "text": "By law."}
    actions.settle(lead=lead, ask=REMOVAL, text="Rang.", by=make_user("bo"), at=LATER)
    client.force_login(ada)
    answer = client.post(f"{INDEX}{lead.pk}/settle/", sent)
    page = BeautifulSoup(answer.content, "html.parser")
    assert (answer.status_code, page.select_one("#typed-1").get_text()) == (409, "By law.")


def test_wrong_person_settles_nothing(client, st_paul, ada):
    lead = booked(st_paul)
    actions.remove(asked=request_of(lead), at=LATER)
    sent = {"version": 2, "ask": REMOVAL, "text": "Law"}
    client.force_login(make_desk("Olga Rud", st_paul, rights=[Right.SEE]))
    assert client.post(f"{INDEX}{lead.pk}/settle/", sent).headers["Location"] == "/admin/"
    client.force_login(make_desk("Cy Dahl", make_location("Edina")))
    assert client.post(f"{INDEX}{lead.pk}/settle/", sent).status_code == 404
    client.force_login(ada)
    assert client.get(f"{INDEX}{lead.pk}/settle/").status_code == 302
    assert client.post(f"{INDEX}{lead.pk}/settle/", sent | {"ask": "noted"}).status_code == 422
    assert listed() == {lead.pk}


# Merged.


@pytest.fixture
def ann(st_paul):
    return make_lead(st_paul, name="Ann", phone="+16125550102", phone_typed="612 555 0102")


@pytest.fixture
def bea(st_paul):
    return make_lead(st_paul, name="Bea", phone="+16125550101", phone_typed="612 555 0101")


@pytest.fixture
def merged(ann, bea, ada):
    """Ann's request is a part of Bea's."""
    actions.merge(lead=ann, into=bea, by=ada, at=LATER)


@pytest.mark.usefixtures("merged")
def test_what_one_does_is_not_the_others_doing(ann, bea):
    actions.cancel(asked=request_of(ann), at=LATER)
    actions.remove(asked=request_of(ann), at=LATER)
    theirs = request_of(bea)
    assert (theirs.progress, theirs.can_change, theirs.can_remove) == (Progress.SEEN, True, True)
    assert request_of(ann).progress == Progress.CANCELLED
    actions.cancel(asked=theirs, at=LATER)
    actions.remove(asked=request_of(bea), at=LATER)
    for lead in (ann, bea):
        done = lead.events.filter(kind__in=[REMOVAL, CANCELLATION])
        assert [event.kind for event in done] == [CANCELLATION, REMOVAL]


@pytest.mark.usefixtures("merged")
def test_what_was_asked_with_a_part_is_asked_of_the_lead_and_goes_back_with_it(ann, bea, ada):
    actions.cancel(asked=request_of(ann), at=LATER)
    actions.remove(asked=request_of(ann), at=LATER)
    ann.refresh_from_db()
    assert listed() == {bea.pk}
    assert marked(bea) == (True, True)
    assert asks(bea, ada) == [(REMOVAL, ann.reference), (CANCELLATION, ann.reference)]
    actions.unmerge(lead=ann, by=ada, at=LATER)
    assert listed() == {ann.pk}
    assert asks(bea, ada) == []
    assert asks(ann, ada) == [(REMOVAL, ""), (CANCELLATION, "")]
    assert request_of(ann).asks_for_removal
    assert not request_of(bea).asks_for_removal


def test_what_was_asked_before_a_merge_is_not_lost_by_it(st_paul, bea, ada):
    ann = make_lead(st_paul, name="Ann")  # gave no number: the desk is asked
    actions.cancel(asked=request_of(ann), at=LATER)
    actions.remove(asked=request_of(ann), at=LATER)
    actions.log_call(lead=bea, outcome=CallOutcome.SPOKE, by=ada, at=LATER)  # not of this
    ann.refresh_from_db()
    actions.merge(lead=ann, into=bea, by=ada, at=LATER)
    assert listed() == {bea.pk}
    assert marked(bea) == (True, True)
    assert asks(bea, ada) == [(REMOVAL, ann.reference), (CANCELLATION, ann.reference)]
    actions.log_call(lead=bea, outcome=CallOutcome.SPOKE, by=ada, at=LATER)
    assert marked(bea) == (True, False)


def test_request_that_its_visitor_closed_asks_nothing_of_the_lead_it_becomes_a_part_of(
    ann, bea, ada
):
    actions.cancel(asked=request_of(ann), at=LATER)
    ann.refresh_from_db()
    assert ann.status == Status.CLOSED
    actions.merge(lead=ann, into=bea, by=ada, at=LATER)
    assert listed() == set()
    assert marked(bea) == (False, False)


@pytest.mark.usefixtures("merged")
def test_what_is_settled_stays_so_when_the_merge_is_taken_back(ann, bea, ada):
    actions.remove(asked=request_of(ann), at=LATER)
    event = actions.settle(lead=bea, ask=REMOVAL, text="Rang Ann.", by=ada, at=LATER)
    assert event.lead == ann
    assert listed() == set()
    ann.refresh_from_db()
    actions.unmerge(lead=ann, by=ada, at=LATER)
    assert listed() == set()
    assert request_of(ann).is_removal_settled


@pytest.mark.usefixtures("merged")
def test_part_that_is_removed_asks_for_nothing_any_more(ann, bea, ada):
    actions.remove(asked=request_of(ann), at=LATER)
    ann.refresh_from_db()
    actions.forget(lead=ann, by=ada, at=LATER)
    assert listed() == set()
    assert request_of(ann).progress == Progress.REMOVED
    assert request_of(bea).progress == Progress.SEEN


@pytest.mark.usefixtures("merged")
def test_corrected_number_stays_with_who_gave_it(ann, bea, ada):
    actions.await_visitor(lead=bea, by=ada, at=LATER)
    actions.correct_phone(
        asked=request_of(ann), phone="+16125550999", phone_typed="612 555 0999", at=LATER
    )
    bea.refresh_from_db()
    assert (bea.status, bea.phone) == (Status.NEW, "+16125550101")
    assert ann.events.last().data == {
        "part": 0,
        "phone": "+16125550999",
        "phone_typed": "612 555 0999",
    }
    assert Lead.objects.matching("5550999").get() == ann
    assert request_of(bea).proofs == {"0101"}
    assert request_of(ann).proofs == {"0102"}


@pytest.mark.usefixtures("merged")
def test_number_of_the_other_is_a_correction_too(ann, bea):
    actions.correct_phone(
        asked=request_of(ann), phone=bea.phone, phone_typed=bea.phone_typed, at=LATER
    )
    assert ann.events.last().kind == EventKind.CORRECTED


def test_corrected_number_of_the_other_proves_nothing_of_ones_own(st_paul, ann, bea, ada):
    actions.correct_phone(
        asked=request_of(bea), phone="+16125550999", phone_typed="612 555 0999", at=LATER
    )
    bea.refresh_from_db()
    actions.merge(lead=ann, into=bea, by=ada, at=LATER)
    assert request_of(ann).proofs == {"0102"}
    assert request_of(bea).proofs == {"0101"}


@pytest.mark.usefixtures("merged")
def test_mail_to_the_desk_of_what_a_part_asked_goes_with_it(ann, bea, ada):
    actions.remove(asked=request_of(ann), at=LATER)
    mails = Delivery.objects.filter(kind=DeliveryKind.DESK_MAIL, event__kind=REMOVAL)
    assert mails.get().lead == bea
    ann.refresh_from_db()
    actions.unmerge(lead=ann, by=ada, at=LATER)
    assert mails.get().lead == ann
    assert mails.get().state == DeliveryState.PENDING


@pytest.mark.usefixtures("merged")
def test_colleague_with_an_older_view_is_told_what_the_part_did(ann, bea, ada):
    bea.refresh_from_db()
    seen = bea.version
    actions.remove(asked=request_of(ann), at=LATER)
    with pytest.raises(actions.Stale) as stale:
        actions.close(lead=bea, reason=CloseReason.ANSWERED, by=ada, at=LATER, version=seen)
    assert stale.value.last_event.kind == EventKind.ERASURE_ASKED


@pytest.mark.usefixtures("merged")
def test_rule_keeps_a_lead_of_which_a_part_was_corrected_lately(ann, bea):
    RetentionRule.objects.create(standing=Outcome.OPEN, number=30, unit="days")
    long_after = LATER + 29 * DAY
    actions.correct_phone(
        asked=request_of(ann), phone="", phone_typed="612 555 0999", at=long_after
    )
    assert actions.retain(at=LATER + 31 * DAY) == 0
    bea.refresh_from_db()
    assert bea.forgotten_at is None


@pytest.mark.parametrize("which", ["ann", "bea"])
def test_merge_between_reading_the_link_and_acting_counts(ann, bea, ada, which):
    """The link was read before, the button's work begins after."""
    read = request_of({"ann": ann, "bea": bea}[which])
    actions.merge(lead=ann, into=bea, by=ada, at=LATER)
    actions.remove(asked=read, at=LATER)
    for lead in (ann, bea):
        lead.refresh_from_db()
        assert lead.forgotten_at is None
    assert listed() == {bea.pk}
    stale = request_of(ann)
    actions.unmerge(lead=ann, by=ada, at=LATER)
    actions.cancel(asked=stale, at=LATER)
    ann.refresh_from_db()
    bea.refresh_from_db()
    assert (ann.close_reason, bea.status) == (CloseReason.WITHDRAWN, Status.NEW)


# What a visitor thought better of, and what the desk changed since.


def they_rang(lead, ada):
    actions.they_replied(lead=lead, by=ada, at=LATER)


def reopened(lead, ada):
    actions.reopen(lead=lead, by=ada, at=LATER)


@pytest.mark.parametrize("act", [they_rang, reopened])
def test_request_that_goes_on_after_all_can_be_cancelled_once_more(ann, ada, act):
    actions.cancel(asked=request_of(ann), at=LATER)
    ann.refresh_from_db()
    act(ann, ada)
    asked = request_of(ann)
    assert (asked.progress, asked.can_change) == (Progress.SEEN, True)
    actions.cancel(asked=asked, at=LATER)
    ann.refresh_from_db()
    assert ann.close_reason == CloseReason.WITHDRAWN


def test_appointment_that_was_made_after_a_cancellation_can_be_cancelled(st_paul, ada):
    lead = booked(st_paul)
    actions.cancel(asked=request_of(lead), at=LATER)
    actions.book(lead=lead, by=ada, at=LATER, appointment_at=LATER + DAY)
    assert request_of(lead).progress == Progress.BOOKED
    assert listed() == set()
    actions.cancel(asked=request_of(lead), at=LATER)
    assert listed() == {lead.pk}


def test_number_that_the_desk_changed_since_can_be_corrected_to_the_same_again(ann, ada):
    given = {"phone": "+16125550999", "phone_typed": "612 555 0999"}
    actions.correct_phone(asked=request_of(ann), at=LATER, **given)
    ann.refresh_from_db()
    theirs = {"name": ann.name, "email": ann.email, "by": ada, "at": LATER}
    actions.correct_contact(lead=ann, phone="+16125550998", phone_typed="0998", **theirs)
    actions.correct_phone(asked=request_of(ann), at=LATER, **given)
    ann.refresh_from_db()
    assert ann.phone_typed == "612 555 0999"


@pytest.mark.usefixtures("merged")
def test_each_of_two_who_ask_is_settled_by_themselves(client, ann, bea, ada):
    for lead in (ann, bea):
        actions.remove(asked=request_of(lead), at=LATER)
    bea.refresh_from_db()
    client.force_login(ada)
    page = screen(client, bea)
    forms = page.select(f"form[action='{INDEX}{bea.pk}/settle/']")
    assert {form.select_one("[name=of]")["value"] for form in forms} == {str(ann.pk), str(bea.pk)}
    assert page.select_one(f".clinic-mark--critical a[href='{INDEX}{ann.pk}/']")
    sent = {"version": bea.version, "ask": REMOVAL, "of": ann.pk, "text": "A record by law."}
    assert client.post(f"{INDEX}{bea.pk}/settle/", sent).status_code == 302
    assert asks(bea, ada) == [(REMOVAL, "")]
    wrong = sent | {"version": bea.version, "of": "9" * 40}
    assert client.post(f"{INDEX}{bea.pk}/settle/", wrong).status_code == 409


@pytest.mark.usefixtures("merged")
def test_page_of_removing_chooses_who_asked_for_it(client, ann, bea, ada):
    client.force_login(ada)
    assert chosen(client, bea) == {str(ann.pk), str(bea.pk)}
    actions.remove(asked=request_of(ann), at=LATER)
    for lead in (bea, ann):
        assert chosen(client, lead) == {str(ann.pk)}


def chosen(client, lead):
    page = BeautifulSoup(client.get(f"{INDEX}{lead.pk}/forget/").content, "html.parser")
    return {box["value"] for box in page.select("[name=leads][checked]")}


def test_number_that_came_by_the_link_alone_proves_nothing(st_paul):
    """With a receipt that went astray a stranger could say a number, and then how it ends."""
    lead = make_lead(st_paul, phone="", phone_typed="")
    given = {"phone": "+16125550999", "phone_typed": "612 555 0999"}
    actions.correct_phone(asked=request_of(lead), at=LATER, **given)
    asked = request_of(lead)
    assert (asked.proofs, asked.is_theirs_alone) == (frozenset(), False)
    actions.remove(asked=asked, at=LATER)
    lead.refresh_from_db()
    assert (lead.forgotten_at, listed()) == (None, {lead.pk})
