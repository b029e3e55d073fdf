"""The person's other leads on the screen of one, and merging there."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse

from leads import actions
from leads.models import EventKind, FollowUp, Lead, LeadEvent, Right
from tests.factories import WEDNESDAY, make_desk, make_lead, make_location

pytestmark = pytest.mark.django_db

NOW = WEDNESDAY + timedelta(minutes=80)
PHONE = {"phone": "+16515550142"}


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


def url(name, lead):
    return reverse(f"clinic_inbox:{name}", args=[lead.pk])


def screen(client, lead):
    response = client.get(url("detail", lead))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def panel(client, lead):
    found = screen(client, lead).select_one("#clinic-person-section, #clinic-person")
    return " ".join(found.get_text(" ").split())


def lines(client, lead):
    return [link.get_text() for link in screen(client, lead).select(".clinic-person li > div > a")]


def test_panel_shows_who_asked_with_the_same_number_or_address(client, ada, st_paul):
    lead = make_lead(st_paul, name="Ana Lopez", email="ana@example.com", **PHONE)
    by_phone = make_lead(st_paul, name="Ana", topic="Knee", **PHONE)
    by_email = make_lead(st_paul, name="Bo", email="ana@example.com")
    make_lead(st_paul, name="Ana Lopez", phone="+16515550999")
    assert set(lines(client, lead)) == {by_phone.reference, by_email.reference}
    text = panel(client, lead)
    assert "Knee" in text
    assert text.count("Another name") == 1
    assert "Also asked elsewhere" not in text


def test_panel_of_a_lead_without_number_and_address_shows_nobody(client, ada, st_paul):
    lead = make_lead(st_paul)
    make_lead(st_paul)
    assert lines(client, lead) == []


def test_another_locations_lead_is_only_a_hint(client, ada, st_paul, edina):
    lead = make_lead(st_paul, **PHONE)
    other = make_lead(edina, name="canary", topic="canary", **PHONE)
    html = str(screen(client, lead))
    assert "Also asked elsewhere" in html
    assert "canary" not in html
    assert other.reference not in html
    assert "Edina" not in panel(client, lead)
    client.force_login(make_desk("Max Holm", None))
    assert lines(client, lead) == [other.reference]
    assert "Edina" in panel(client, lead)
    assert "Also asked elsewhere" not in panel(client, lead)


def test_spam_elsewhere_is_no_hint(client, ada, st_paul, edina):
    lead = make_lead(st_paul, **PHONE)
    make_lead(edina, quarantined_at=NOW, **PHONE)
    assert "Also asked elsewhere" not in str(screen(client, lead))


@pytest.mark.parametrize("number", [1, 3])
def test_panel_costs_the_same_for_one_and_for_three(
    client, ada, st_paul, edina, number, django_assert_num_queries
):
    lead = make_lead(st_paul, **PHONE)
    for _number in range(number):
        make_lead(st_paul, **PHONE)
        make_lead(edina, **PHONE)
        actions.merge(lead=make_lead(st_paul), into=lead, by=ada, at=NOW)
    screen(client, lead)
    with django_assert_num_queries(29):
        screen(client, lead)


# Merging on the screen


def merge(client, lead, into, version=1):
    return client.post(url("merge", lead), {"version": version, "into": into})


def test_lead_is_merged_and_leads_to_the_living_one_and_back(client, ada, st_paul):
    lead = make_lead(st_paul, name="Ana", message="And my knee.", **PHONE)
    into = make_lead(st_paul, name="Ana Lopez", **PHONE)
    LeadEvent.objects.create(lead=lead, kind=EventKind.RECEIVED, at=WEDNESDAY)
    assert f"Make this a part of {into.reference}" in panel(client, lead)
    assert merge(client, lead, into.reference.lower()).status_code == 302
    merged = screen(client, lead)
    assert merged.select_one(f'.help-block a[href="{url("detail", into)}"]')
    living = screen(client, into)
    timeline = living.select_one(".clinic-timeline").get_text(" ")
    assert f"({lead.reference})" in timeline
    assert "And my knee." in timeline
    assert f"{lead.reference} is a part of this lead now" in timeline
    assert "Merged into this one" in panel(client, into)
    lead.refresh_from_db()
    assert client.post(url("unmerge", lead), {"version": lead.version}).status_code == 302
    lead.refresh_from_db()
    assert lead.merged_into is None
    assert f"({lead.reference})" not in screen(client, into).select_one(".clinic-timeline").text


def test_merged_lead_offers_no_reopening_and_no_second_merge(client, ada, st_paul):
    lead, into = make_lead(st_paul), make_lead(st_paul)
    merge(client, lead, into.reference)
    soup = screen(client, lead)
    assert not soup.select(f'[formaction="{url("reopen", lead)}"]')
    assert not soup.select(f'form[action="{url("merge", lead)}"]')
    assert client.post(url("reopen", lead), {"version": 2}).status_code == 409


@pytest.mark.parametrize("into", ["", "NOSUC-HLEAD", "x" * 31])
def test_merge_into_nothing_is_refused(client, ada, st_paul, into):
    lead = make_lead(st_paul)
    assert merge(client, lead, into).status_code in {409, 422}
    lead.refresh_from_db()
    assert lead.merged_into is None


def test_reference_of_another_clinic_is_like_none(client, ada, st_paul, edina):
    lead, theirs = make_lead(st_paul), make_lead(edina, name="canary")
    said = [
        merge(client, lead, reference).content.decode().replace(reference, "")
        for reference in (theirs.reference, "NOSUC-HLEAD")
    ]
    assert "You have no lead with this reference." in said[0]
    assert "canary" not in said[0]
    theirs.refresh_from_db()
    assert theirs.version == 1


def test_onlooker_at_the_other_location_merges_nothing_into_it(client, st_paul, edina):
    user = make_desk("Ada Berg", st_paul)
    looks = make_desk("Olga Rud", edina, rights=[Right.SEE])
    user.groups.add(*looks.groups.all())
    client.force_login(user)
    lead, into = make_lead(st_paul), make_lead(edina)
    assert merge(client, lead, into.reference).status_code == 409


def test_part_of_another_clinic_is_not_shown_to_who_may_not_see_it(client, ada, st_paul, edina):
    boss = make_desk("Max Holm", None)
    part = make_lead(edina, name="canary", message="canary", **PHONE)
    LeadEvent.objects.create(lead=part, kind=EventKind.NOTED, text="canary")
    lead = make_lead(st_paul, **PHONE)
    actions.merge(lead=part, into=lead, by=boss, at=NOW)
    # Left behind, as parts were before they went where their lead goes.
    Lead.objects.filter(pk=part.pk).update(location=edina, location_title="Edina")
    html = str(screen(client, lead))
    assert "canary" not in html
    assert f"{part.reference} is a part of this lead now" in html
    client.force_login(make_desk("Cy Dahl", edina))
    html = str(screen(client, part))
    assert "a part of another one now, which you may not see" in html
    assert lead.reference not in html.replace(f"Merged into {lead.reference}", "")


def test_follow_up_shows_what_was_said_otherwise(client, ada, st_paul):
    lead = make_lead(st_paul)
    event = LeadEvent.objects.create(
        lead=lead,
        kind=EventKind.FOLLOWED_UP,
        text="Me again",
        data={"name": "Ana <b>", "about_title": "Hip pain", "preferred_contact": "unheard of"},
    )
    FollowUp.objects.create(lead=lead, event=event, idempotency_key="k", body_digest="d")
    text = screen(client, lead).select_one(".clinic-timeline").get_text(" ")
    for said in ("Asked again", "Me again", "Ana <b>", "Hip pain", "unheard of"):
        assert said in text


def test_only_leads_that_can_be_merged_offer_it(client, ada, st_paul):
    lead = make_lead(st_paul, quarantined_at=NOW, **PHONE)
    make_lead(st_paul, **PHONE)
    assert "Make this a part" not in panel(client, lead)
    assert Lead.objects.count() == 2
