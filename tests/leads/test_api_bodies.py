"""Bodies that are no request: refused before anything is made of them, never an error of ours."""

import json

import pytest
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads.api.bodies import LARGEST, check_body, read
from leads.models import Lead
from locations.problems import ProblemError
from tests.leads.front_end import API

DEEP = b'{"name": ' + b"[" * 5000 + b"]" * 5000 + b"}"
KEY = {"Idempotency-Key": "5b0d31f1-7f0c-4a8b-9d0c-0e4f0a3d7f11"}


def status_of(body, content_type="application/json", **extra):
    """The status with which a body is refused; 0 for one that is read."""
    request = RequestFactory().post(API, body, content_type=content_type, **extra)
    try:
        check_body(request)
    except ProblemError as error:
        return error.problem.status
    return 0


@pytest.mark.parametrize(
    "body",
    [
        b" ",
        b"{",
        b"nonsense",
        b"\xff\xfe",
        '{"name": "Ana"}'.encode("utf-16"),
        b"\xef\xbb\xbf{}",
        b'{"name": NaN}',
        b'{"name": -Infinity}',
        b'{"name": "Ana", "name": "Eva"}',
        b'{"deep": {"name": 1, "name": 1}}',
        b'{"name": "\\ud800"}',
        b'{"\\udc00": 1}',
        b'{"about": ' + b"9" * 5000 + b"}",
        b'{"name": "a\x00b"}',
        DEEP,
    ],
)
def test_what_is_no_plain_json_is_refused(body):
    assert status_of(body) == 400


def test_what_is_too_large_is_refused_unread():
    assert status_of(b" " * LARGEST + b"{}") == 413
    assert status_of(b"{}", CONTENT_LENGTH="9" * 30) == 413
    assert status_of(b"{}", CONTENT_LENGTH="-1") == 413
    assert status_of(b" " * (LARGEST - 2) + b"{}") == 0


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "json"])
def test_what_is_said_to_be_something_else_is_refused(kind):
    assert status_of(b"{}", content_type=kind) == 415


def test_plain_json_is_read():
    assert status_of(b"{}", content_type="application/json; charset=utf-8") == 0
    body = '{"name": "Ana \\ud83e\\uddb4 \U0001f9b4 \\u0000"}'.encode()
    assert read(body) == {"name": "Ana \U0001f9b4 \U0001f9b4 \x00"}


@pytest.mark.django_db
def test_refused_body_is_a_problem_and_no_lead(client):
    for body, status in [(b"{", 400), (DEEP, 400), (b" " * LARGEST + b"{}", 413), (b"[]", 422)]:
        answer = client.post(API, body, content_type="application/json", headers=KEY)
        assert answer.status_code == status
        assert answer["Content-Type"] == "application/problem+json"
        assert not answer.cookies
    assert not Lead.objects.exists()


@pytest.mark.django_db
def test_thousand_unknown_names_get_a_short_answer(client):
    body = json.dumps({f"name-{number}": 1 for number in range(1500)})
    answer = client.post(API, body, content_type="application/json", headers=KEY)
    assert answer.status_code == 422
    assert len(answer.json()["errors"]) == 50


# Whatever comes, the answer is one of the documented ones.

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
bodies = st.binary(max_size=200) | anything.map(lambda value: json.dumps(value).encode())
answers = st.fixed_dictionaries(
    {"name": st.text() | st.just("Ana")},
    optional={
        "phone": st.text() | st.just("612-555-0114"),
        "email": st.text() | st.emails(),
        "location": st.integers() | st.just("any") | anything,
        "preferred_contact": st.sampled_from(["any", "phone", "text", "email"]) | anything,
        "preferred_times": st.lists(st.sampled_from(["morning", "evening"])) | anything,
        "topic": st.text(),
        "message": st.text() | anything,
        "acquaintance": st.sampled_from(["", "new", "returning"]) | anything,
        "language": st.sampled_from(["en", "es", ""]) | anything,
        "postcode": st.text(),
        "about": st.integers() | st.none() | anything,
        "stamp": st.text(),
        "website": st.text(),
    },
)
DOCUMENTED = {201, 400, 413, 415, 422, 429}


@pytest.mark.django_db
@settings(
    max_examples=250,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(body=bodies)
def test_any_body_gets_a_documented_answer(client, body):
    answer = client.post(API, body, content_type="application/json", headers=KEY)
    assert answer.status_code in DOCUMENTED


@pytest.mark.django_db
@settings(
    max_examples=250,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(sent=answers, key=st.uuids())
def test_any_answers_get_a_documented_answer_and_what_is_promised_is_stored(
    client, clinic, sent, key
):
    before = Lead.objects.count()
    headers = {"Idempotency-Key": str(key)}
    body = json.dumps({**sent, "location": sent.get("location", "any")})
    answer = client.post(API, body, content_type="application/json", headers=headers)
    assert answer.status_code in DOCUMENTED
    if answer.status_code == 201:
        assert Lead.objects.count() in (before, before + 1)
        assert Lead.objects.filter(reference=answer.json()["reference"]).exists()
