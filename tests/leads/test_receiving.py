"""A submission becomes one lead, whatever else goes wrong."""

import re
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections
from wagtail import hooks
from wagtail.models import Locale

from conditions.models import ArticlePage
from leads.actions import KeyReused, receive
from leads.models import Delivery, DeliveryKind, EventKind, Lead, LeadEvent, RoutingRule
from leads.routing import Decider
from leads.submissions import Submission
from locations.models import LocationPage
from tests.factories import (
    EDINA_PHONE,
    make_article,
    make_location,
    make_practitioner,
    make_site,
    make_treatment,
    phones,
    set_organisation,
)

pytestmark = pytest.mark.django_db

SATURDAY_20 = datetime(2026, 3, 8, 2, 0, tzinfo=UTC)  # in Chicago, where the clinic is
MONDAY_10 = datetime(2026, 3, 9, 15, 0, tzinfo=UTC)
ASKED = Submission(name="Ana", phone="+16125550114", phone_typed="612 555 0114")


@pytest.fixture
def clinic():
    """St. Paul, which is the default, and Edina; both promise a reply within 60 open minutes."""
    st_paul = make_location("St. Paul", promise_open_minutes=60)
    edina = make_location("Edina", promise_open_minutes=60, phones=phones(EDINA_PHONE))
    set_organisation(default_location=st_paul)
    return {"st_paul": st_paul, "edina": edina}


def asked(key="one", at=SATURDAY_20, **facts):
    return receive(submission=replace(ASKED, **facts), key=key, at=at)


def kinds(rows):
    return [row.kind for row in rows.order_by("pk")]


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
    references = {asked(key=str(n)).reference for n in range(20)}
    assert len(references) == 20
    assert all(re.fullmatch(r"[2-9B-DF-HJKMNP-TV-Z]{5}-[2-9B-Z]{5}", one) for one in references)


def test_receive_writes_everything_or_nothing(clinic):
    """Should the last row fail, the first is not there."""

    def refuse(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "clinic_leads_delivery"'):
            raise DatabaseError("No more room.")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse), pytest.raises(DatabaseError):
        asked()
    assert not Lead.objects.exists()
    assert not LeadEvent.objects.exists()


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


def test_receive_same_content_under_two_keys_is_two_leads(clinic):
    assert asked(key="one") != asked(key="two")


def test_receive_takes_another_reference_when_the_random_one_exists(clinic, monkeypatch):
    taken = asked(key="one").reference
    offers = iter([taken, taken, "FRESH-23456"])
    monkeypatch.setattr("leads.actions.receiving.new_reference", lambda: next(offers))
    assert asked(key="two").reference == "FRESH-23456"
    assert Lead.objects.count() == 2


def test_receive_gives_up_without_a_trace_when_no_reference_is_free(clinic, monkeypatch):
    taken = asked(key="one").reference
    monkeypatch.setattr("leads.actions.receiving.new_reference", lambda: taken)
    with pytest.raises(IntegrityError):
        asked(key="two")
    assert Lead.objects.count() == 1
    assert LeadEvent.objects.count() == 2


# Several at once.

in_earnest = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def real_database(tmp_path, monkeypatch):
    """Let threads work on a database as a site has it.

    Tests on SQLite run in memory, where nobody waits for a lock; a site has a file. The function
    given to the test copies what is there now into a file, which threads then open.
    """

    def publish():
        if connection.vendor == "sqlite":
            path = tmp_path / "race.sqlite3"
            with sqlite3.connect(path) as copy:
                connection.connection.backup(copy)
            copy.close()
            monkeypatch.setitem(connections.settings["default"], "NAME", str(path))

    return publish


def at_once(works):
    """Run each of `works` in a thread of its own, all at the same moment; return their results."""
    gate = threading.Barrier(len(works))

    def run(work):
        try:
            gate.wait()
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(run, works))


@in_earnest
def test_receive_by_many_at_once_with_one_key_is_one_lead(real_database, clinic):
    real_database()
    references = at_once([lambda: asked(key="double click").reference] * 8)
    assert len(set(references)) == 1
    assert at_once([Lead.objects.count, LeadEvent.objects.count]) == [1, 2]


@in_earnest
def test_receive_by_many_at_once_with_their_own_keys_loses_none(real_database, clinic):
    real_database()
    works = [lambda n=n: asked(key=f"key {n}", message=str(n)).reference for n in range(8)]
    references = at_once(works)
    assert len(set(references)) == 8
    assert at_once([Lead.objects.count, Delivery.objects.count]) == [8, 8]


@in_earnest
def test_receive_at_once_with_other_content_stores_the_first(real_database, clinic):
    real_database()

    def send(message):
        try:
            return asked(message=message).reference
        except KeyReused as reused:
            return reused.lead.reference

    assert len(set(at_once([lambda: send("a"), lambda: send("b")]))) == 1
    assert at_once([Lead.objects.count]) == [1]


# Where it goes: the pure part is in test_routing.py; here is what feeds it.


def test_receive_gives_the_visitors_choice_precedence_over_everything(clinic):
    st_paul, edina = clinic["st_paul"], clinic["edina"]
    site = make_site("st-paul.example", location=st_paul)
    about = make_treatment(locations=[st_paul])
    lead = asked(wanted_location_id=edina.pk, site_id=site.pk, about_id=about.pk)
    assert (lead.location, lead.wanted_location) == (edina, edina)
    assert lead.routing["decided_by"] == Decider.VISITOR


def test_receive_sends_to_the_location_of_the_site(clinic):
    site = make_site("edina.example", location=clinic["edina"])
    about = make_treatment(locations=[clinic["st_paul"]])
    lead = asked(site_id=site.pk, about_id=about.pk)
    assert (lead.location, lead.routing["decided_by"]) == (clinic["edina"], Decider.SITE)


def about_location(edina):
    return edina


def about_treatment(edina):
    return make_treatment(locations=[edina])


def about_practitioner(edina):
    return make_practitioner(locations=[edina])


def about_article(edina):
    return make_article(author=make_practitioner(locations=[edina]))


@pytest.mark.parametrize(
    ("make_about", "decider"),
    [
        (about_location, Decider.PAGE),
        (about_treatment, Decider.PAGE),
        (about_practitioner, Decider.PRACTITIONER),
        (about_article, Decider.PRACTITIONER),
    ],
)
def test_receive_sends_to_the_location_of_the_page(clinic, make_about, decider):
    lead = asked(about_id=make_about(clinic["edina"]).pk)
    assert (lead.location, lead.routing["decided_by"]) == (clinic["edina"], decider)


def test_receive_asks_no_author_who_has_left(clinic):
    author = make_practitioner(locations=[clinic["edina"]], live=False)
    lead = asked(about_id=make_article(author=author).pk)
    assert (lead.location, lead.routing["decided_by"]) == (clinic["st_paul"], Decider.DEFAULT)


def test_receive_sends_by_the_first_rule_that_holds(clinic):
    rules = [
        {"name": "Off", "order": 1, "active": False},
        {"name": "Mornings", "order": 2, "until_time": time(12)},
        {"name": "Spanish", "order": 4, "language": "es"},
        {"name": "Weekend", "order": 3, "weekday": "5"},
    ]
    for facts in rules:
        RoutingRule.objects.create(location=clinic["edina"], **facts)
    lead = asked(language="es")
    assert lead.location == clinic["edina"]
    assert lead.routing["rule"] == "Weekend"


def test_receive_takes_a_rule_for_a_translation_as_one_for_the_location(clinic):
    spanish = clinic["edina"].copy_for_translation(
        Locale.objects.get_or_create(language_code="es")[0], copy_parents=True
    )
    RoutingRule.objects.create(name="Spanish", location=spanish, language="es")
    lead = asked(language="es")
    assert (lead.location, lead.routing["rule"]) == (clinic["edina"], "Spanish")


def test_receive_passes_over_an_unpublished_location(clinic):
    clinic["edina"].unpublish()
    lead = asked(wanted_location_id=clinic["edina"].pk)
    assert (lead.location, lead.wanted_location) == (clinic["st_paul"], None)
    assert ["visitor", "", "unknown"] in lead.routing["skipped"]


def test_receive_without_any_location_keeps_the_request_for_nobody():
    lead = asked()
    assert (lead.location, lead.due_at, lead.promise) == (None, None, "")
    assert lead.routing["decided_by"] == Decider.NOBODY
    assert kinds(lead.deliveries) == [DeliveryKind.DESK_MAIL]


# Faults. The canary is what a visitor typed; no log may repeat it.

CANARY = "canary-hip-9f3"


def broken(page):
    raise ValueError(f"invalid literal for int(): {CANARY!r}")


def broken_query(page):
    with connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere WHERE topic = %s", [CANARY])


@pytest.mark.parametrize("hook", [broken, broken_query])
@pytest.mark.parametrize("name", ["clinic_page_locations", "clinic_practitioner_locations"])
def test_receive_with_a_routing_fault_uses_the_default_location(clinic, caplog, hook, name):
    about = make_article()
    with hooks.register_temporarily(name, hook):
        lead = asked(topic=CANARY, about_id=about.pk)
    lead.refresh_from_db()
    assert (lead.location, lead.routing["decided_by"]) == (clinic["st_paul"], Decider.FAULT)
    assert lead.promise
    assert lead.deliveries.count() == 1
    assert "Routing failed." in caplog.text
    assert CANARY not in caplog.text


def test_receive_with_a_routing_fault_still_does_what_the_visitor_chose(clinic):
    about = make_article()
    with hooks.register_temporarily("clinic_page_locations", broken):
        lead = asked(wanted_location_id=clinic["edina"].pk, about_id=about.pk)
    assert (lead.location, lead.routing["decided_by"]) == (clinic["edina"], Decider.VISITOR)


def test_receive_with_a_fault_in_the_promise_promises_nothing(clinic, caplog):
    LocationPage.objects.update(time_zone=f"Mars/{CANARY}")
    lead = asked()
    lead.refresh_from_db()
    assert (lead.location, lead.due_at, lead.promise) == (clinic["st_paul"], None, "")
    assert "promise" in caplog.text
    assert CANARY not in caplog.text


def test_receive_with_a_page_that_cannot_tell_its_address(clinic, caplog, monkeypatch):
    """A host project's page type may need a request to know its address."""

    def refuse(page, request=None):
        raise AttributeError(CANARY)

    monkeypatch.setattr(ArticlePage, "get_url_parts", refuse)
    lead = asked(about_id=make_article(title="Hip pain").pk)
    assert (lead.about_title, lead.about_path) == ("Hip pain", "")
    assert CANARY not in caplog.text


def test_receive_at_a_location_with_a_very_long_name(clinic):
    LocationPage.objects.update(title="Saint " * 42)
    lead = asked()
    lead.refresh_from_db()
    assert len(lead.promise) == 255
    assert lead.due_at == MONDAY_10
