"""A submission becomes one lead."""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection

from leads.actions import KeyReused
from leads.models import Delivery, DeliveryKind, EventKind, Lead, LeadEvent
from locations.models import LocationPage
from tests.factories import (
    make_article,
    make_site,
)
from tests.leads.visitor import MONDAY_10, SATURDAY_20, asked, kinds

pytestmark = pytest.mark.django_db


# What is stored.


def test_receive_stores_lead_events_and_deliveries(clinic):
    lead = asked(email="Ana@Example.com", wanted_location_id=clinic["edina"].pk)
    lead.refresh_from_db()
    assert (lead.name, lead.phone, lead.email) == ("Ana", "+16125550114", "ana@example.com")
    assert (lead.location, lead.location_title) == (clinic["edina"], "Edina")
    assert lead.received_at == SATURDAY_20
    assert kinds(lead.events) == [EventKind.RECEIVED, EventKind.ROUTED]
    assert kinds(lead.deliveries) == [DeliveryKind.DESK_MAIL, DeliveryKind.RECEIPT]
    assert {delivery.next_attempt_at for delivery in lead.deliveries.all()} == {SATURDAY_20}


def test_receive_sends_no_receipt_without_an_address(clinic):
    assert kinds(asked().deliveries) == [DeliveryKind.DESK_MAIL]


def test_receive_promises_monday_for_saturday_night(clinic):
    lead = asked()
    assert lead.due_at == MONDAY_10
    assert lead.promise == "St. Paul will reply by Monday 10 a.m."


def test_receive_promises_in_the_visitors_language(clinic):
    lead = asked(language="es")
    assert lead.promise == "St. Paul responderá a más tardar el lunes a las 10:00."


@pytest.mark.parametrize("minutes", [None, 90])
def test_receive_promises_what_the_location_does_or_else_the_clinic(clinic, settings, minutes):
    settings.CLINIC = {"PROMISE_OPEN_MINUTES": 30}
    LocationPage.objects.update(promise_open_minutes=minutes)
    expected = MONDAY_10 - timedelta(hours=1) + timedelta(minutes=minutes or 30)
    assert asked().due_at == expected


def test_receive_keeps_a_suspicious_request_apart_and_silent(clinic):
    lead = asked(email="ana@example.com", quarantine_reasons=("honeypot",))
    assert lead.quarantined_at == SATURDAY_20
    assert lead.quarantine_reasons == ["honeypot"]
    assert lead.promise == "St. Paul will reply by Monday 10 a.m."
    assert kinds(lead.events) == [EventKind.RECEIVED, EventKind.ROUTED, EventKind.QUARANTINED]
    assert not lead.deliveries.exists()


def test_receive_keeps_what_the_page_was_called_after_it_is_gone(clinic):
    article = make_article(title="Hip pain")
    lead = asked(about_id=article.pk)
    assert (lead.about.pk, lead.about_title) == (article.pk, "Hip pain")
    assert lead.about_path.endswith(f"/{article.slug}/")
    article.delete()
    lead.refresh_from_db()
    assert (lead.about, lead.about_title) == (None, "Hip pain")


def test_receive_knows_no_unpublished_page(clinic):
    lead = asked(about_id=make_article(live=False).pk)
    assert (lead.about, lead.about_title) == (None, "")


def test_receive_knows_the_site(clinic):
    site = make_site("edina.example")
    lead = asked(site_id=site.pk)
    assert (lead.site, lead.site_hostname) == (site, "edina.example")


def test_receive_makes_references_that_can_be_read_out(clinic):
    references = {asked(key=str(n), name=f"Ana{n}").reference for n in range(20)}
    assert len(references) == 20
    assert all(re.fullmatch(r"[2-9B-DF-HJKMNP-TV-Z]{5}-[2-9B-Z]{5}", one) for one in references)


def test_receive_writes_everything_or_nothing(clinic):
    """Should the last row fail, the first is not there."""

    def refuse(execute, sql, params, many, context):
        if 'INSERT INTO "clinic_leads_delivery"' in sql:
            raise DatabaseError("No more room.")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse), pytest.raises(DatabaseError):
        asked()
    assert not Lead.objects.exists()
    assert not LeadEvent.objects.exists()


@pytest.mark.parametrize("refused", ["webhookendpoint", "WITH"])
def test_receive_asks_and_writes_one_by_one_when_all_at_once_is_refused(clinic, refused):
    refusals = []

    def refuse(execute, sql, params, many, context):
        if sql.startswith(refused) or (refused in sql and "followup" in sql):
            refusals.append(sql)
            raise DatabaseError("Not all at once.")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        lead = asked()
    assert Lead.objects.get() == lead
    assert kinds(lead.events) == [EventKind.RECEIVED, EventKind.ROUTED]
    assert lead.deliveries.count() == 1
    is_one_by_one = refused == "WITH" and connection.vendor != "postgresql"
    assert len(refusals) == (0 if is_one_by_one else 1)


# Once per key.


def test_receive_twice_with_one_key_is_one_lead(clinic):
    first, second = asked(), asked(at=SATURDAY_20 + timedelta(minutes=5))
    assert first == second
    assert second.received_at == SATURDAY_20
    assert Lead.objects.count() == 1
    assert LeadEvent.objects.count() == 2
    assert Delivery.objects.count() == 1


def test_receive_twice_does_not_mind_how_the_form_was_filled_in(clinic):
    assert asked() == asked(quarantine_reasons=("too_fast",))


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "Anna"},
        {"phone_typed": "612-555-0114"},
        {"message": "One more thing"},
        {"preferred_times": ("morning",)},
        {"about_id": 1},
        {"consent_text": "You agree to something else."},
    ],
)
def test_receive_other_content_under_a_used_key_is_refused_with_the_first_lead(clinic, changed):
    first = asked()
    with pytest.raises(KeyReused) as refused:
        asked(**changed)
    assert refused.value.lead == first
    assert Lead.objects.get() == first


def test_receive_says_nothing_of_the_person_when_it_refuses(clinic):
    asked()
    with pytest.raises(KeyReused) as refused:
        asked(name="Somebody else")
    assert "Ana" not in str(refused.value)
    assert "Somebody" not in str(refused.value)


def test_receive_same_content_under_two_keys_is_a_lead_and_its_follow_up(clinic):
    assert asked(key="one") == asked(key="two")
    assert kinds(Lead.objects.get().events)[-1] == EventKind.FOLLOWED_UP


def test_receive_takes_another_reference_when_the_random_one_exists(clinic, monkeypatch):
    taken = asked(key="one").reference
    offers = iter([taken, taken, "FRESH-23456"])
    monkeypatch.setattr("leads.actions.receiving.new_reference", lambda: next(offers))
    assert asked(key="two", name="Bo").reference == "FRESH-23456"
    assert Lead.objects.count() == 2


def test_receive_gives_up_without_a_trace_when_no_reference_is_free(clinic, monkeypatch):
    taken = asked(key="one").reference
    monkeypatch.setattr("leads.actions.receiving.new_reference", lambda: taken)
    with pytest.raises(IntegrityError):
        asked(key="two", name="Bo")
    assert Lead.objects.count() == 1
    assert LeadEvent.objects.count() == 2
