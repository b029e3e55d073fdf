"""A front end asks for a consultation: what it gets, what it is refused, and what is never lost."""

import json
import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client

from leads.models import Delivery, DeliveryKind, FollowUp, Lead, Source
from tests.factories import EDINA_PHONE, make_article, make_user
from tests.leads.front_end import API, NAMED, ask, drawn, pointers, post, problem
from tests.leads.visitor import MONDAY_10, SATURDAY_20, asked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("saturday_night", "clinic")]

KEY = "5b0d31f1-7f0c-4a8b-9d0c-0e4f0a3d7f11"


# The form.


def test_form_has_every_field_with_its_words(client, clinic):
    form = drawn(client)
    assert [field["name"] for field in form["fields"]] == [
        "location",
        "name",
        "phone",
        "email",
        "preferred_contact",
        "preferred_times",
        "topic",
        "message",
        "acquaintance",
        "language",
        "postcode",
    ]
    by_name = {field["name"]: field for field in form["fields"]}
    assert by_name["location"]["choices"] == [
        {"value": str(clinic["st_paul"].pk), "label": "St. Paul", "hint": clinic["st_paul"].street},
        {"value": str(clinic["edina"].pk), "label": "Edina", "hint": clinic["edina"].street},
        {"value": "any", "label": "Either is fine", "hint": ""},
    ]
    assert by_name["phone"]["kind"] == "tel"
    assert by_name["message"]["kind"] == "longtext"
    assert by_name["message"]["max_length"] == 1000
    assert by_name["name"]["required"]
    assert by_name["preferred_times"]["kind"] == "choices"
    assert form["consent"] == {"text": "You agree to a call.", "language": "en"}
    assert form["emergency"] == {
        "text": "Call 911!",
        "language": "en",
        "number": "911",
        "crisis_number": "988",
    }
    assert form["contacts"][1] == {
        "location": "Edina",
        "phone": EDINA_PHONE,
        "phone_display": "952-303-4115",
    }


def test_form_is_in_the_language_asked_for(client):
    for form in (drawn(client, "?locale=es"), drawn(client, **{"Accept-Language": "es"})):
        assert form["language"] == "es"
        assert form["fields"][1]["label"] == "Su nombre"
        assert form["consent"]["language"] == "en"  # nobody has translated it


def test_form_presets_location_and_topic(client, clinic):
    form = drawn(client, f"?location={clinic['edina'].pk}&about=99999999999999999999")
    assert form["fields"][0]["initial"] == str(clinic["edina"].pk)


def test_form_knows_no_other_parameters(client):
    (error,) = problem(client.get(f"{API}form/?abuot=5"), 422)["errors"]
    assert (error["parameter"], error["code"]) == ("abuot", "extra_forbidden")


def test_form_has_as_many_queries_for_three_locations(client, clinic, django_assert_num_queries):
    drawn(client)
    with django_assert_num_queries(4):
        drawn(client)


# A request.


def test_request_becomes_a_lead_and_gets_a_receipt(client, clinic, time_machine):
    about = make_article(title="Hips")
    answer = ask(
        client,
        time_machine,
        email="Ana@Example.com",
        location=clinic["edina"].pk,
        preferred_times=["morning", "evening"],
        topic="Hip",
        message="After work, please",
        about=about.pk,
    )
    assert answer.status_code == 201
    lead = Lead.objects.get()
    assert (lead.source, lead.location, lead.about_id) == (
        Source.API,
        clinic["edina"],
        about.pk,
    )
    assert (lead.phone, lead.email) == ("+16125550114", "ana@example.com")
    assert lead.consent_text == "You agree to a call."
    assert lead.quarantined_at is None
    receipt = answer.json()
    assert receipt["reference"] == lead.reference
    assert receipt["promise"] == {
        "text": "Edina will reply by Monday 10 a.m.",
        "language": "en",
        "due_at": "2026-03-09T10:00:00-05:00",
    }
    assert lead.due_at == MONDAY_10
    assert receipt["location"]["phone"] == EDINA_PHONE
    assert receipt["status_url"].startswith(f"http://testserver{API}")
    assert answer["Location"] == receipt["status_url"]
    assert answer["Cache-Control"] == "no-store"
    assert Delivery.objects.filter(kind=DeliveryKind.RECEIPT).count() == 1
    address = receipt["status_url"] + receipt["status_page"]
    assert not [text for text in ("ana", "6125550114", "hip") if text in address.lower()]


def test_promise_is_in_the_persons_language(client, time_machine):
    receipt = ask(client, time_machine, language="es").json()
    assert receipt["promise"]["text"] == "St. Paul responderá a más tardar el lunes a las 10:00."


def test_same_key_and_body_is_one_request_with_one_answer(client, time_machine):
    first = ask(client, time_machine, key=KEY)
    again = ask(client, time_machine, key=KEY)
    assert again.status_code == 201
    assert again.json() == first.json()
    assert Lead.objects.count() == 1
    assert FollowUp.objects.count() == 0


def test_same_key_with_another_body_is_refused_and_tells_nothing(client, time_machine):
    ask(client, time_machine, key=KEY)
    told = problem(ask(client, time_machine, key=KEY, message="More"), 422)
    assert told["type"] == "urn:wagtail-clinic:key-reused"
    assert told["errors"][0]["header"] == "Idempotency-Key"
    assert Lead.objects.get().reference not in json.dumps(told)


@pytest.mark.parametrize("key", [None, "short", "x" * 129, "with a space in it", "ключ" * 5])
def test_key_must_be_there_and_hard_to_guess(client, key):
    headers = {} if key is None else {"Idempotency-Key": key}
    answer = client.post(API, NAMED, content_type="application/json", headers=headers)
    (error,) = problem(answer, 422)["errors"]
    assert error["header"].lower() == "idempotency-key"
    assert not Lead.objects.exists()


def test_key_is_no_key_of_the_form_on_the_site(client, time_machine):
    """Whoever reads a form's key out of a page reaches nothing with it here."""
    asked(key=KEY)
    assert ask(client, time_machine, key=KEY).status_code == 201


def test_session_counts_for_nothing_and_no_token_is_needed(clinic):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make_user("root", is_superuser=True))
    answer = ask(browser)
    assert answer.status_code == 201
    assert not answer.cookies
    assert Lead.objects.get().events.filter(by__isnull=False).count() == 0
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    "sent",
    [{"website": "http://spam.example"}, {"stamp": ""}, {"stamp": "forged"}],
)
def test_suspicious_request_gets_the_same_answer_and_waits_apart(client, time_machine, sent):
    usual = ask(client, time_machine, phone="612-555-0199").json()
    answer = ask(client, time_machine, **sent)
    assert answer.status_code == 201
    assert answer.json().keys() == usual.keys()
    assert Lead.objects.quarantined().count() == 1


def test_request_sent_at_once_waits_apart(client):
    assert ask(client).status_code == 201
    assert Lead.objects.get().quarantine_reasons == ["too_fast"]


def test_methods_that_mean_nothing_here(client):
    for method in ("get", "put", "patch", "delete"):
        answer = getattr(client, method)(API)
        assert problem(answer, 405)["title"] == "Method Not Allowed"
        assert answer["Allow"] == "POST"
    assert client.head(API).status_code == 405
    assert client.post(f"{API}form/")["Allow"] == "GET"


@pytest.mark.parametrize("path", ["", "token/", "token/cancel/", "token/remove/", "token/phone/"])
def test_misspelt_parameter_is_refused_and_stores_nothing(client, path):
    if path == "token/":
        answer = client.get(f"{API}{path}?local=es")
    else:
        answer = client.post(f"{API}{path}?local=es", {}, content_type="application/json")
    (wrong,) = problem(answer, 422)["errors"]
    assert (wrong["parameter"], wrong["code"]) == ("local", "extra_forbidden")
    assert not Lead.objects.exists()


# What is refused, and how (bodies that are no JSON: test_api_bodies.py).


def test_errors_are_the_forms_own_beside_each_field(client):
    answer = post(client, {**NAMED, "name": " ", "phone": "12", "email": "x", "location": 424242})
    errors = {error["pointer"]: error for error in problem(answer, 422)["errors"]}
    assert errors["#/name"]["detail"] == "Write your name."
    assert errors["#/phone"]["detail"].startswith("This is no phone number.")
    assert errors["#/email"]["detail"].startswith("This is no e-mail address.")
    assert errors["#/location"]["detail"].startswith("This location can no longer be chosen.")
    assert {error["code"] for error in errors.values()} == {
        "required",
        "invalid",
        "invalid_choice",
    }
    assert not Lead.objects.exists()


def test_errors_are_in_the_language_asked_for(client):
    answer = post(client, {**NAMED, "name": ""}, query="?locale=es")
    assert problem(answer, 422)["errors"][0]["detail"] == "Escriba su nombre."
    assert answer["Content-Language"] == "es"


def test_somebody_must_be_reachable(client):
    assert pointers(post(client, {"name": "Ana", "location": "any"})) == ["#/phone", "#/email"]
    assert pointers(post(client, {"name": "Ana", "phone": "612-555-0114"})) == ["#/location"]


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        ({"nmae": "Ana"}, "#/nmae"),
        ({"name": 5}, "#/name"),
        ({"name": None}, "#/name"),
        ({"name": ["Ana"]}, "#/name"),
        ({"about": "5"}, "#/about"),
        ({"about": True}, "#/about"),
        ({"about": 1.5}, "#/about"),
        ({"about": 10**30}, "#/about"),
        ({"about": -1}, "#/about"),
        ({"about": 1e999}, ""),
        ({"preferred_times": "morning"}, "#/preferred_times"),
        ({"preferred_times": ["night"]}, "#/preferred_times/0"),
        ({"preferred_times": ["morning"] * 5}, "#/preferred_times"),
        ({"preferred_contact": "fax"}, "#/preferred_contact"),
        ({"acquaintance": "friend"}, "#/acquaintance"),
        ({"language": "fr"}, "#/language"),
        ({"message": "x" * 1001}, "#/message"),
        ({"a/b~c": 1}, "#/a~1b~0c"),
    ],
)
def test_wrong_value_is_pointed_at(client, sent, pointer):
    answer = post(client, {**NAMED, **sent})
    if not pointer:
        problem(answer, 400)
    else:
        assert pointers(answer) == [pointer]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_body_of_another_type_is_refused(client, kind):
    answer = client.post(API, b"{}", content_type=kind, headers={"Idempotency-Key": KEY})
    problem(answer, 415)


def test_huge_body_is_refused_unread(client):
    answer = client.post(
        API,
        b"{}",
        content_type="application/json",
        headers={"Idempotency-Key": KEY},
        CONTENT_LENGTH="9" * 30,
    )
    problem(answer, 413)


def test_what_cannot_be_seen_is_left_out_and_the_rest_is_kept(client, time_machine):
    answer = ask(client, time_machine, name="A\x00na \U0001f9b4", message="One\u202e\r\nTwo\x07")
    assert answer.status_code == 201
    lead = Lead.objects.get()
    assert (lead.name, lead.message) == ("Ana \U0001f9b4", "One\nTwo")


# When we are at fault.


# Several INSERTs may be one statement.
WRITES = ("INSERT", "WITH")


def failing(*starts):
    def execute_or_fail(execute, sql, params, many, context):
        if sql.startswith(starts):
            raise OperationalError(f"database is locked {params!r}")
        return execute(sql, params, many, context)

    return connection.execute_wrapper(execute_or_fail)


@pytest.mark.parametrize("starts", [WRITES, ("SELECT", "SAVEPOINT", "UPDATE", *WRITES)])
def test_database_that_is_away_is_told_with_the_numbers_to_ring(client, caplog, starts):
    stamp = drawn(client)["stamp"]
    with failing(*starts):
        answer = post(client, {**NAMED, "stamp": stamp, "message": "After work"}, key=KEY)
    told = problem(answer, 503)
    assert told["type"] == "urn:wagtail-clinic:unavailable"
    assert answer["Retry-After"] == "60"
    assert [contact["phone_display"] for contact in told["contacts"]] == [
        "651-224-6678",
        "952-303-4115",
    ]
    assert "After work" not in caplog.text
    assert "612-555-0114" not in caplog.text
    assert post(client, {**NAMED, "stamp": stamp}, key=KEY).status_code == 201


def test_fault_of_ours_is_told_like_that_too(client, monkeypatch, caplog):
    def broken(**kwargs):
        raise ValueError(f"Something with {kwargs}")

    monkeypatch.setattr("leads.api.asking.arrive", broken)
    problem(ask(client, message="After work"), 503)
    assert "builtins.ValueError" in caplog.text
    assert "After work" not in caplog.text


# What nobody learns by asking in somebody's name.


def test_second_request_of_a_person_looks_like_a_first_one(client, time_machine):
    first = ask(client, time_machine)
    time_machine.move_to(SATURDAY_20 + timedelta(days=3), tick=False)
    second = ask(client, time_machine, message="And one more thing")
    assert (Lead.objects.count(), FollowUp.objects.count()) == (1, 1)
    one, two = first.json(), second.json()
    assert one.keys() == two.keys()
    assert two["received_at"] == "2026-03-11T02:01:00Z"
    assert two["promise"]["due_at"] == "2026-03-11T10:00:00-05:00"
    assert two["promise"]["text"] == "St. Paul will reply by Wednesday 10 a.m."
    assert one["status_url"] != two["status_url"]


def test_request_costs_as_many_queries_whatever_is_there(
    client, time_machine, django_assert_num_queries
):
    stamp = drawn(client)["stamp"]
    time_machine.shift(60)
    cache.clear()
    # PostgreSQL lets requests of one person wait for each other, and takes all rows at once.
    to_store = 3 if connection.vendor == "postgresql" else 5
    with django_assert_num_queries(12 + to_store):
        post(client, {**NAMED, "stamp": stamp})


def test_every_key_is_another_request(client, time_machine):
    for number in range(3):
        ask(client, time_machine, key=str(uuid.uuid4()), phone=f"612-555-010{number}")
    assert Lead.objects.count() == 3
