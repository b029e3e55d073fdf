"""What we know about people, where it is kept, and that it leaks nowhere.

Every field of a lead, its events and its deliveries is declared here as personal or not. Whoever
adds a field decides which, here and in the model's PERSONAL.
"""

import json
import logging
import re

import pytest
from django.db import connection

from leads.models import Delivery, FollowUp, Lead, LeadEvent, SearchText
from leads.models.search import FULL_TEXT
from tests.factories import make_article, make_location, make_request_page, set_organisation

PERSONAL = {
    Lead: {
        "name",
        "phone",
        "phone_typed",
        "email",
        "preferred_contact",
        "preferred_times",
        "language",
        "acquaintance",
        "postcode",
        # What somebody asks about, and from which page, says what ails them.
        "topic",
        "message",
        "about",
        "about_title",
        "about_path",
        # The rule that decided may be named after a topic, a language or a ZIP code.
        "routing",
        "appointment_at",
        "appointment_with",
        # Why somebody's data must be kept says something of them.
        "hold_reason",
    },
    LeadEvent: {"text", "data"},
    Delivery: set(),
    # What was typed the second time is the event's.
    FollowUp: {"language"},
    # The one copy of a lead's words: what search looks into.
    SearchText: {"text"},
}
NOT_PERSONAL = {
    Lead: {
        "id",
        "reference",
        "idempotency_key",
        "body_digest",
        "source",
        "site",
        "site_hostname",
        "consent_text",
        "wanted_location",
        "location",
        "location_title",
        "status",
        "assigned_to",
        "received_at",
        "due_at",
        "promise",
        "first_response_at",
        "answered_at",
        "attendance_due_at",
        "response_open_minutes",
        "call_attempts",
        "snoozed_until",
        "snoozed_by",
        # That somebody came is counted; who it was is gone.
        "attendance",
        "merged_into",
        "held_at",
        "held_by",
        "forgotten_at",
        "closed_at",
        "closed_by",
        "close_reason",
        "quarantined_at",
        "quarantine_reasons",
        "version",
        # Worked out from the others by the database, and emptied with them.
        "stage",
        "queue_at",
    },
    LeadEvent: {"id", "lead", "kind", "by", "by_name", "at"},
    Delivery: {
        "id",
        "lead",
        "kind",
        "state",
        "message_id",
        "attempts",
        "created_at",
        "next_attempt_at",
        "leased_until",
        "lease_token",
        "last_error",
        "http_status",
        "sent_at",
        "event",
        "recipient",
        "endpoint",
        "payload",
        "occasion",
    },
    FollowUp: {
        "id",
        "lead",
        "event",
        "idempotency_key",
        "body_digest",
        "received_at",
        "promise",
        "due_at",
    },
    SearchText: {"lead"},
}


@pytest.mark.parametrize("model", PERSONAL)
def test_privacy_every_field_is_declared_personal_or_not(model):
    fields = {field.name for field in model._meta.get_fields() if field.concrete}
    assert PERSONAL[model] | NOT_PERSONAL[model] == fields
    assert not PERSONAL[model] & NOT_PERSONAL[model]


@pytest.mark.parametrize("model", PERSONAL)
def test_privacy_model_knows_its_personal_fields(model):
    assert getattr(model, "PERSONAL", set()) == PERSONAL[model]


def test_privacy_words_of_a_lead_are_in_two_tables_and_no_more(request_page, client):
    """The lead and what search looks into; all that is emptied in the one goes from the other."""
    client.post(f"/requests/{request_page.pk}/", TYPED)
    lead = Lead.objects.get()
    assert tables_with(CANARY) == {"clinic_leads_lead", "clinic_leads_searchtext"}
    Lead.objects.filter(pk=lead.pk).update(name="", email="", topic="", message="")
    Lead.objects.filter(pk=lead.pk).update(phone="", phone_typed="", postcode="")
    assert tables_with(CANARY) == set()


def tables_with(text):
    """The tables of which a row says `text`. SQLite's full-text table reads it from another."""
    names = set(connection.introspection.table_names()) - {FULL_TEXT}
    found = set()
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f'SELECT * FROM "{name}"')
            if text in str(cursor.fetchall()).lower():
                found.add(name)
    return found


# The canary: one request, with a mark in every field that a person fills in. The mark may be in the
# lead, and nowhere else.

CANARY = "canary"
TYPED = {
    "name": "Canary Name",
    "phone": "612-555-0114 canary",
    "email": "canary@canary.example",
    "topic": "canary-topic",
    "message": "canary-message",
    "postcode": "canary",
    "preferred_contact": "email",
    "acquaintance": "returning",
    "language": "en",
    "location": "any",
}


@pytest.fixture
def everything_logged(caplog):
    """All that any logger says, at every level."""
    caplog.set_level(logging.DEBUG)
    loggers = [logging.getLogger(name) for name in logging.root.manager.loggerDict]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.NOTSET)
    yield caplog
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


@pytest.fixture
def request_page(db):
    location = make_location("St. Paul")
    make_location("Edina")
    set_organisation(default_location=location)
    return make_request_page()


def said_outside(response):
    """What an answer says beside its body: to proxies, to histories, to the logs of servers."""
    return json.dumps([*response.items(), str(response.cookies), response.status_code]).lower()


def said_in_log(caplog):
    """The log as every kind of handler could write it, with arguments and exceptions."""
    formatter = logging.Formatter()
    lines = [formatter.format(record) + repr(record.__dict__) for record in caplog.records]
    return "\n".join(lines).lower()


def assert_only_in_the_lead(caplog, *responses):
    for response in responses:
        assert CANARY not in said_outside(response)
        assert not response.cookies
    assert CANARY not in said_in_log(caplog)
    assert "5550114" not in re.sub(r"\D", "", said_in_log(caplog))


def test_privacy_a_request_is_in_no_log_header_address_or_cookie(
    client, request_page, everything_logged
):
    everything_logged.clear()
    form = client.get(request_page.url)
    answer = client.post(f"/requests/{request_page.pk}/", TYPED)
    thanks = client.get(answer["Location"])
    lead = Lead.objects.get()
    assert (answer.status_code, thanks.status_code) == (303, 200)
    assert lead.name == TYPED["name"]
    assert_only_in_the_lead(everything_logged, form, answer, thanks)
    assert CANARY not in thanks.content.decode().lower()
    assert "0114" not in thanks.content.decode()


def test_privacy_a_request_with_errors_is_in_no_log_header_or_cookie(
    client, request_page, everything_logged
):
    everything_logged.clear()
    wrong = {**TYPED, "name": "", "email": "canary@", "acquaintance": "canary"}
    answer = client.post(f"/requests/{request_page.pk}/", wrong)
    assert answer.status_code == 422
    assert CANARY in answer.content.decode()
    assert_only_in_the_lead(everything_logged, answer)


def refuse_leads(execute, sql, params, many, context):
    """PostgreSQL adds the whole row to the message when a constraint refuses it."""
    if 'INSERT INTO "clinic_leads_lead"' in sql:
        raise ValueError(f"DETAIL:  Failing row contains {params}.")
    return execute(sql, params, many, context)


def test_privacy_a_request_that_cannot_be_stored_is_in_no_log_header_or_cookie(
    client, request_page, everything_logged
):
    everything_logged.clear()
    with connection.execute_wrapper(refuse_leads):
        answer = client.post(f"/requests/{request_page.pk}/", TYPED)
    assert answer.status_code == 503
    assert TYPED["message"] in answer.content.decode()
    assert "could not be stored" in everything_logged.text
    assert_only_in_the_lead(everything_logged, answer)


def test_privacy_a_page_is_named_by_number_only(client, request_page, everything_logged):
    article = make_article(title="Canary condition", slug="canary-condition")
    everything_logged.clear()
    form = client.get(f"{request_page.url}?about={article.pk}")
    answer = client.post(f"/requests/{request_page.pk}/", {**TYPED, "about": article.pk})
    thanks = client.get(answer["Location"])
    assert Lead.objects.get().about_title == "Canary condition"
    assert_only_in_the_lead(everything_logged, form, answer, thanks)
    assert CANARY not in thanks.content.decode().lower()


def test_privacy_of_an_error_report(client, request_page, rf):
    """Django mails a report of each 5xx to ADMINS, with what was posted: not from this view."""
    from django.views.debug import SafeExceptionReporterFilter

    from leads.views import ask

    with connection.execute_wrapper(refuse_leads):
        request = rf.post(f"/requests/{request_page.pk}/", TYPED)
        assert ask(request, page_id=str(request_page.pk)).status_code == 503
    reported = SafeExceptionReporterFilter().get_post_parameters(request)
    assert set(reported) == set(TYPED)
    assert CANARY not in str(dict(reported)).lower()


def test_privacy_words_for_a_lead_say_nothing(client, request_page):
    """They end up in log tables, titles and error messages."""
    client.post(f"/requests/{request_page.pk}/", TYPED)
    lead = Lead.objects.get()
    rows = [lead, *lead.events.all(), *lead.deliveries.all()]
    assert len(rows) == 5
    assert CANARY not in "".join(f"{row!s}{row!r}" for row in rows).lower()
    assert str(lead) == f"Lead {lead.reference}"


def test_privacy_a_fingerprint_cannot_be_made_without_the_secret(client, request_page, settings):
    """Who gets hold of the table cannot try out names and numbers against it."""
    fingerprints = []
    for secret in ("one", "two"):
        settings.SECRET_KEY = secret
        client.post(f"/requests/{request_page.pk}/", TYPED)
        lead = Lead.objects.latest("pk")
        fingerprints += [lead.body_digest, lead.idempotency_key]
    assert len(set(fingerprints)) == 4
