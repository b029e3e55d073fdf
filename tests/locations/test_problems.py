"""Problems of our part of the API: told in our way, while Wagtail's part is as it was."""

import json

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from django.http import Http404
from django.test import RequestFactory
from ninja import NinjaAPI, Router, Schema
from ninja.errors import HttpError, Throttled
from pydantic import Field
from wagtail.api.v3.errors import register_exception_handlers

from locations.content_languages import asked_language
from locations.directory import Directory
from locations.problems import (
    FieldProblem,
    ProblemError,
    clinic_router,
    invalid,
    problems,
    tell_our_problems,
)
from tests.factories import EDINA_PHONE, make_location, phones


class Sent(Schema):
    name: str = Field(max_length=5)
    times: list[str] = []


def _raise(error):
    raise error


RAISED = {
    "missing": Http404("leads.Lead 7 of Pat"),
    "refused": HttpError(400, "Cannot parse request body (Pat)"),
    "throttled": Throttled(wait=7),
    "locked": OperationalError("database is locked ('Pat',)"),
    "own": ProblemError(409, "Twice.", kind="urn:wagtail-clinic:twice", headers={"X-Clinic": "1"}),
    "fields": invalid([FieldProblem(detail="No.", code="no", pointer="#/name")]),
}


def routes(router: Router) -> Router:
    """The same operations, on a router of ours or of somebody else."""

    @router.get("/raise/{name}/")
    def fail(request, name: str):
        raise RAISED[name]

    @router.post("/send/")
    def send(request, sent: Sent, size: int = 1):
        return {"user": str(request.user)}

    return router


@pytest.fixture(scope="module")
def views():
    api = NinjaAPI(urls_namespace="problems", openapi_url=None)
    register_exception_handlers(api)
    api.add_router("/ours", routes(clinic_router("Clinic")))
    tell_our_problems(api)
    api.add_router("/theirs", routes(Router()))
    tell_our_problems(api)  # every app of ours says it
    return {str(url.pattern): url.callback for url in api.urls[0]}


@pytest.fixture
def ask(views):
    def ask(path, body=None, query="", **headers):
        address = f"/{path}{query}"
        if body is None:
            request = RequestFactory().get(address, **headers)
        else:
            request = RequestFactory().post(
                address, body, content_type="application/json", **headers
            )
        request.user = User(username="somebody")
        mount, operation, *name = path.removesuffix("/").split("/")
        if name:
            return views[f"{mount}/{operation}/<name>/"](request, name=name[0])
        return views[path](request)

    return ask


def told(response, status):
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    problem = json.loads(response.content)
    assert problem["status"] == status
    assert "Pat" not in response.content.decode()
    return problem


@pytest.mark.parametrize(
    ("name", "status", "kind"),
    [
        ("missing", 404, "about:blank"),
        ("refused", 400, "about:blank"),
        ("throttled", 429, "about:blank"),
        ("locked", 503, "urn:wagtail-clinic:unavailable"),
        ("own", 409, "urn:wagtail-clinic:twice"),
        ("fields", 422, "urn:wagtail-clinic:invalid"),
    ],
)
def test_exception_becomes_a_problem_that_repeats_nothing(ask, name, status, kind):
    response = ask(f"ours/raise/{name}/")
    problem = told(response, status)
    assert problem["type"] == kind
    assert problem["title"]
    assert problem["detail"]
    assert response["Cache-Control"] == "no-store"


def test_headers_say_when_to_come_back(ask):
    assert ask("ours/raise/throttled/")["Retry-After"] == "7"
    assert ask("ours/raise/locked/")["Retry-After"] == "60"
    assert ask("ours/raise/own/")["X-Clinic"] == "1"


def test_what_was_sent_is_answered_field_by_field(ask):
    problem = told(ask("ours/send/", b'{"name": "Pat Example", "times": [5]}', "?size=x"), 422)
    assert problem["errors"] == [
        {
            "detail": "Send at most 5 characters.",
            "code": "string_too_long",
            "pointer": "#/name",
        },
        {"detail": "Send this as text.", "code": "string_type", "pointer": "#/times/0"},
        {
            "detail": "Send this as a whole number.",
            "code": "int_parsing",
            "parameter": "size",
        },
    ]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[]", b'"name"', b"null"])
def test_body_that_is_no_object_is_refused(ask, body):
    assert ask("ours/send/", body).status_code in (400, 422)


def test_others_operations_answer_as_before(ask):
    missing = ask("theirs/raise/missing/")
    assert (missing.status_code, b"leads.Lead 7 of Pat" in missing.content) == (404, True)
    with pytest.raises(OperationalError):
        ask("theirs/raise/locked/")
    assert b'"loc":["body","sent","name"]' in ask("theirs/send/", b"{}").content


def test_session_counts_in_ours_for_nothing(ask):
    assert ask("ours/send/", b'{"name": "Pat"}').content == b'{"user": "AnonymousUser"}'
    assert ask("theirs/send/", b'{"name": "Pat"}').content == b'{"user": "somebody"}'


@pytest.mark.django_db
def test_unavailable_names_the_numbers_that_were_read_last(ask, monkeypatch):
    monkeypatch.setattr(Directory, "last_known", [])
    assert "contacts" not in told(ask("ours/raise/locked/"), 503)
    make_location("Edina", phones=phones(EDINA_PHONE))
    assert len(Directory(site=None).locations) == 1
    assert told(ask("ours/raise/locked/"), 503)["contacts"] == [
        {"location": "Edina", "phone": EDINA_PHONE, "phone_display": "952-303-4115"}
    ]


@pytest.mark.parametrize(
    ("query", "header", "language"),
    [
        ("", "", "en"),
        ("", "es-MX,es;q=0.9", "es"),
        ("?locale=es", "en", "es"),
        ("?locale=so", "", "so"),
        ("?locale=fr", "es", "es"),
        ("?locale=%00" + "x" * 600, "fr", "en"),
        ("", "fr,es;q=0.5", "es"),
        ("", "fr,*;q=0.5", "en"),
    ],
)
def test_language_is_the_one_that_was_asked_for(query, header, language):
    request = RequestFactory().get(f"/{query}", headers={"Accept-Language": header})
    request.COOKIES["django_language"] = "es"  # no cache before us tells cookies apart
    assert asked_language(request) == language


def test_answer_names_its_language(ask):
    response = ask("ours/raise/missing/", headers={"Accept-Language": "es"})
    assert response["Content-Language"] == "es"


def test_operations_document_their_problems():
    assert sorted(problems(404)) == [404, 405, 422, 503]
