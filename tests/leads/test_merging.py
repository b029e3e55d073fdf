"""Two leads become one and two again, to the last byte."""

from datetime import timedelta

import pytest
from django.urls import reverse

from leads import actions
from leads.actions import NotAllowed, Stale
from leads.inbox.person import events_of, parts_of
from leads.models import (
    CloseReason,
    DeliveryKind,
    DeliveryState,
    EventKind,
    Lead,
    LeadEvent,
    Notice,
    Right,
    Status,
)
from tests.factories import WEDNESDAY, make_desk, make_lead, make_location, make_user
from tests.leads.test_actions import booked_lead, closed_lead, make_delivery, quarantined_lead

pytestmark = pytest.mark.django_db

LATER = WEDNESDAY + timedelta(minutes=30, microseconds=7)
LATEST = LATER + timedelta(minutes=10)


@pytest.fixture
def st_paul():
    return make_location("St. Paul")


@pytest.fixture
def edina():
    return make_location("Edina")


@pytest.fixture
def ada(st_paul):
    return make_desk("Ada Berg", st_paul)


def facts_of(lead):
    """Everything that is stored of a lead, but its version."""
    facts = Lead.objects.filter(pk=lead.pk).values().get()
    return {name: value for name, value in facts.items() if name != "version"}


def answered_lead(location, **facts):
    return make_lead(location, status=Status.WAITING, first_response_at=WEDNESDAY, **facts)


def test_merged_lead_is_closed_and_says_where_it_went(st_paul, ada):
    lead, into = make_lead(st_paul), make_lead(st_paul)
    event = actions.merge(lead=lead, into=into, by=ada, at=LATER, version=1)
    assert (lead.status, lead.close_reason) == (Status.CLOSED, CloseReason.DUPLICATE)
    assert (lead.merged_into, lead.closed_by, lead.closed_at) == (into, ada, LATER)
    assert (event.lead, event.data["into"]) == (lead, into.reference)
    assert into.events.get().data["from"] == lead.reference
    assert (lead.version, into.version) == (2, 2)


@pytest.mark.parametrize("other_first", [True, False])
def test_earliest_unanswered_promise_counts(st_paul, ada, other_first):
    early, late = WEDNESDAY + timedelta(hours=1), WEDNESDAY + timedelta(hours=3)
    into = make_lead(st_paul, due_at=early if other_first else late, promise="into")
    lead = make_lead(st_paul, due_at=late if other_first else early, promise="lead")
    actions.merge(lead=lead, into=into, by=ada, at=LATER)
    assert (into.due_at, into.promise) == (early, "into")


def test_answered_lead_is_due_again_when_its_part_waits(st_paul, ada):
    into = answered_lead(st_paul, snoozed_until=LATEST, snoozed_by=ada)
    actions.merge(lead=make_lead(st_paul), into=into, by=ada, at=LATER)
    assert (into.answered_at, into.status, into.snoozed_until) == (None, Status.NEW, None)
    assert into.first_response_at == WEDNESDAY


def test_answered_part_makes_nothing_due(st_paul, ada):
    lead, into = answered_lead(st_paul, due_at=WEDNESDAY), make_lead(st_paul)
    before = facts_of(into)
    actions.merge(lead=lead, into=into, by=ada, at=LATER)
    assert facts_of(into) == before


PAIRS = {
    "both wait": (make_lead, make_lead),
    "the part waits": (make_lead, answered_lead),
    "the living waits": (answered_lead, make_lead),
    "both answered": (answered_lead, answered_lead),
    "the part is closed": (closed_lead, closed_lead),
}


@pytest.mark.parametrize(("part", "living"), PAIRS.values(), ids=PAIRS.keys())
def test_unmerge_restores_every_fact_of_both(st_paul, ada, part, living):
    lead, into = part(st_paul), living(st_paul)
    soon = WEDNESDAY + timedelta(minutes=20, microseconds=123456)
    Lead.objects.filter(pk=lead.pk).update(due_at=soon, assigned_to=ada, snoozed_until=LATEST)
    Lead.objects.filter(pk=into.pk).update(snoozed_until=LATEST, snoozed_by=ada)
    make_delivery(lead)
    make_delivery(lead, kind=DeliveryKind.RECEIPT)
    before = facts_of(lead), facts_of(into), list(lead.deliveries.order_by("pk").values())
    actions.merge(lead=lead, into=into, by=ada, at=LATER)
    event = actions.unmerge(lead=lead, by=ada, at=LATEST)
    after = facts_of(lead), facts_of(into), list(lead.deliveries.order_by("pk").values())
    assert after == before
    assert event.kind == into.events.last().kind == EventKind.UNMERGED


def test_unmerge_leaves_what_was_done_since(st_paul, ada):
    lead, into = make_lead(st_paul, due_at=WEDNESDAY), make_lead(st_paul)
    before = facts_of(lead)
    actions.merge(lead=lead, into=into, by=ada, at=LATER)
    actions.await_visitor(lead=into, by=ada, at=LATER)
    into.due_at = LATEST
    into.save()
    actions.unmerge(lead=lead, by=ada, at=LATEST)
    assert facts_of(lead) == before
    into.refresh_from_db()
    assert (into.due_at, into.answered_at) == (LATEST, LATER)


def test_merge_and_unmerge_can_be_repeated(st_paul, ada):
    lead, into = make_lead(st_paul), make_lead(st_paul)
    before = facts_of(lead), facts_of(into)
    for _round in range(2):
        actions.merge(lead=lead, into=into, by=ada, at=LATER)
        actions.unmerge(lead=lead, by=ada, at=LATEST)
    assert (facts_of(lead), facts_of(into)) == before


def test_mail_to_the_desk_announces_the_living_lead_and_the_visitors_still_goes(st_paul, ada):
    lead, into = make_lead(st_paul), make_lead(st_paul)
    desk, receipt = make_delivery(lead), make_delivery(lead, kind=DeliveryKind.RECEIPT)
    sent = make_delivery(lead, state=DeliveryState.SENT)
    actions.merge(lead=lead, into=into, by=ada, at=LATER)
    for delivery in (desk, receipt, sent):
        delivery.refresh_from_db()
    assert (desk.lead, receipt.lead, sent.lead) == (into, lead, lead)


def test_events_of_a_merge_say_nothing_of_the_person(st_paul, ada):
    canary = {"name": "canary", "topic": "canary", "message": "canary", "email": "canary@a.example"}
    lead, into = make_lead(st_paul, **canary), make_lead(st_paul, **canary)
    actions.merge(lead=lead, into=into, by=ada, at=LATER)
    assert "canary" not in str([event.data for event in LeadEvent.objects.all()])


REFUSED = {
    "quarantined": (quarantined_lead, make_lead),
    "into quarantined": (make_lead, quarantined_lead),
    "booked": (booked_lead, make_lead),
    "open into closed": (make_lead, closed_lead),
    "open into booked": (make_lead, booked_lead),
}


@pytest.mark.parametrize(("part", "living"), REFUSED.values(), ids=REFUSED.keys())
def test_merge_that_would_hide_something_is_refused(st_paul, ada, part, living):
    lead, into = part(st_paul), living(st_paul)
    before = facts_of(lead), facts_of(into)
    with pytest.raises(NotAllowed):
        actions.merge(lead=lead, into=into, by=ada, at=LATER)
    assert (facts_of(lead), facts_of(into)) == before
    assert not LeadEvent.objects.exists()


def test_chains_and_cycles_are_refused(st_paul, ada):
    one, two, three = (make_lead(st_paul) for _number in range(3))
    actions.merge(lead=one, into=two, by=ada, at=LATER)
    for lead, into in [(one, three), (two, three), (three, one), (two, one), (three, three)]:
        with pytest.raises(NotAllowed):
            actions.merge(lead=lead, into=into, by=ada, at=LATER)


def test_forgotten_leads_are_neither_merged_nor_separated(st_paul, ada):
    lead, forgotten = make_lead(st_paul), make_lead(st_paul, forgotten_at=WEDNESDAY)
    with pytest.raises(NotAllowed):
        actions.merge(lead=lead, into=forgotten, by=ada, at=LATER)
    into = make_lead(st_paul)
    actions.merge(lead=lead, into=into, by=ada, at=LATER)
    actions.forget(lead=into, by=ada, at=LATER)
    with pytest.raises(NotAllowed):
        actions.unmerge(lead=lead, by=ada, at=LATER)


def test_unmerge_of_what_is_not_merged_is_refused(st_paul, ada):
    with pytest.raises(NotAllowed):
        actions.unmerge(lead=make_lead(st_paul), by=ada, at=LATER)


def test_both_locations_must_be_ones_own(st_paul, edina, ada):
    boss = make_desk("Max Holm", st_paul, edina)
    lead, into = make_lead(st_paul), make_lead(edina)
    for one, other in ((lead, into), (into, lead)):
        with pytest.raises(NotAllowed):
            actions.merge(lead=one, into=other, by=ada, at=LATER)
    actions.merge(lead=lead, into=into, by=boss, at=LATER)
    with pytest.raises(NotAllowed):
        actions.unmerge(lead=lead, by=ada, at=LATER)
    actions.unmerge(lead=lead, by=boss, at=LATER)


# Where a part lies


@pytest.fixture
def boss(st_paul, edina):
    return make_desk("Max Holm", st_paul, edina, rights=[*Right.values])


@pytest.fixture
def cy(edina):
    return make_desk("Cy Dahl", edina, rights=[*Right.values])


def test_parts_go_where_their_lead_goes(st_paul, edina, ada, cy):
    lead, into = make_lead(st_paul, message="My back"), make_lead(st_paul)
    actions.merge(lead=lead, into=into, by=ada, at=LATER)
    actions.move(lead=into, to=edina, by=ada, at=LATER)
    lead.refresh_from_db()
    assert (lead.location, lead.location_title) == (edina, "Edina")
    event = lead.events.last()
    assert (event.kind, event.by) == (EventKind.MOVED, ada)
    assert event.data == {"from": "St. Paul", "to": "Edina", "with": into.reference}
    assert not Lead.objects.visible_to(ada).exists()
    assert parts_of(into, user=cy) == [lead]
    shown = [event.kind for event in events_of(into, [lead])]
    assert shown == [EventKind.MERGED, EventKind.MOVED]  # once for both


def test_merge_is_taken_back_after_a_move(st_paul, edina, ada, cy):
    lead, into = make_lead(st_paul), make_lead(st_paul, due_at=LATEST)
    Lead.objects.filter(pk=lead.pk).update(due_at=LATER)
    before = facts_of(lead), facts_of(into)
    actions.merge(lead=lead, into=into, by=ada, at=LATER)
    actions.move(lead=into, to=edina, by=ada, at=LATER)
    actions.unmerge(lead=lead, by=cy, at=LATEST)
    there = {"location_id": edina.pk, "location_title": "Edina"}
    assert (facts_of(lead), facts_of(into)) == (before[0] | there, before[1] | there)


def test_merge_across_locations_brings_the_part(st_paul, edina, boss, cy):
    lead, into = make_lead(st_paul), make_lead(edina)
    actions.merge(lead=lead, into=into, by=boss, at=LATER)
    assert lead.location == edina
    assert parts_of(into, user=cy) == [lead]
    kinds = list(lead.events.values_list("kind", flat=True))
    assert kinds == [EventKind.MOVED, EventKind.MERGED]


def test_merge_across_locations_is_taken_back_to_the_last_fact(st_paul, edina, ada, boss, cy):
    lead = make_lead(st_paul, assigned_to=ada, snoozed_until=LATEST, snoozed_by=ada)
    into = make_lead(edina, due_at=LATEST)
    make_delivery(lead)
    before = facts_of(lead), facts_of(into), list(desk_mails(lead))
    actions.merge(lead=lead, into=into, by=boss, at=LATER)
    assert (lead.assigned_to, lead.snoozed_until) == (None, None)
    actions.unmerge(lead=lead, by=cy, at=LATEST)
    assert (facts_of(lead), facts_of(into), list(desk_mails(lead))) == before
    assert lead.events.filter(kind=EventKind.MOVED).count() == 2
    assert Notice.objects.filter(user=ada, lead=lead, occasion="moved").exists()


def desk_mails(lead):
    return lead.deliveries.filter(kind=DeliveryKind.DESK_MAIL).values()


def test_desk_that_gets_a_lead_back_hears_of_it(st_paul, edina, boss):
    """Its mail announced the other lead, to the other desk."""
    lead, into = make_lead(st_paul), make_lead(edina)
    mail = make_delivery(lead)
    actions.merge(lead=lead, into=into, by=boss, at=LATER)
    type(mail).objects.filter(pk=mail.pk).update(state=DeliveryState.SENT, sent_at=LATER)
    actions.unmerge(lead=lead, by=boss, at=LATEST)
    assert lead.deliveries.get(kind=DeliveryKind.DESK_MAIL).state == DeliveryState.PENDING


def test_part_that_was_moved_since_stays_with_who_sees_it(st_paul, edina, boss):
    duluth = make_location("Duluth")
    lead, into = make_lead(st_paul), make_lead(edina)
    actions.merge(lead=lead, into=into, by=boss, at=LATER)
    actions.move(lead=into, to=duluth, by=boss, at=LATER)
    actions.unmerge(lead=lead, by=make_user("Root", is_superuser=True), at=LATEST)
    assert (lead.location, lead.is_open) == (duluth, True)


def test_lead_is_not_taken_out_of_its_desks_sight_by_a_merge(st_paul):
    root = make_user("Root", is_superuser=True)
    lead = make_lead(st_paul)
    with pytest.raises(NotAllowed):
        actions.merge(lead=lead, into=make_lead(), by=root, at=LATER)


def test_forgetting_a_lead_forgets_its_parts(st_paul, edina, ada, cy):
    lead, into = make_lead(st_paul, message="My back"), make_lead(st_paul)
    actions.merge(lead=lead, into=into, by=ada, at=LATER)
    actions.move(lead=into, to=edina, by=ada, at=LATER)
    actions.forget(lead=into, by=cy, at=LATEST)
    lead.refresh_from_db()
    assert (lead.forgotten_at, lead.name, lead.message) == (LATEST, "", "")
    assert lead.events.last().kind == EventKind.FORGOTTEN


def test_page_of_removing_names_the_parts_and_counts_them(client, st_paul, edina, ada, cy):
    lead, into = make_lead(st_paul), make_lead(st_paul)
    actions.merge(lead=lead, into=into, by=ada, at=LATER)
    actions.move(lead=into, to=edina, by=ada, at=LATER)
    client.force_login(cy)
    url = reverse("clinic_inbox:forget", args=[into.pk])
    page = client.get(url).content.decode()
    assert f"A part of {into.reference}: goes with it" in page
    done = client.post(url, {"leads": [into.pk], "sure": "on"}, follow=True).content.decode()
    assert "The personal data of 2 leads is removed." in done
    assert "left as they are" not in done


def test_merge_of_an_outdated_view_is_refused(st_paul, ada):
    lead, into = make_lead(st_paul), make_lead(st_paul)
    actions.note(lead=lead, text="Rang.", by=ada, at=LATER)
    with pytest.raises(Stale):
        actions.merge(lead=lead, into=into, by=ada, at=LATER, version=1)


def test_merged_lead_is_not_reopened_by_itself(st_paul, ada):
    lead, into = make_lead(st_paul), make_lead(st_paul)
    actions.merge(lead=lead, into=into, by=ada, at=LATER)
    with pytest.raises(NotAllowed):
        actions.reopen(lead=lead, by=ada, at=LATER)
