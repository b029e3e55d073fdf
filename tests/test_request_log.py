"""The log for programs: which request, which route, how it went, and nothing about a person."""

import io
import json
import logging
import re

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory

from cms import request_log
from cms.logs import WITHHELD, JsonFormatter
from tests.factories import make_lead, make_location, make_request_page, make_user


@pytest.fixture
def lines(settings):
    """Everything that is logged meanwhile, as programs read it."""
    settings.LOG_REQUESTS = True
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


def answered(lines):
    return [line for line in lines() if line["logger"] == "clinic.request"]


def formatted(message="Something", *, error=None, **extra):
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("test", logging.ERROR, __file__, 1, message, (), info)
    vars(record).update(extra)
    return json.loads(JsonFormatter().format(record))


# Lines


def test_a_line_says_when_how_bad_where_and_what():
    line = formatted("One\nline")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]{12}\+00:00", line.pop("time"))
    assert line == {"level": "ERROR", "logger": "test", "message": "One\nline"}


def raised(error, cause=None):
    try:
        raise error from cause
    except type(error) as caught:
        return caught


def test_an_exception_is_its_class_and_where_it_came_from():
    secret = "Quillon"
    error = raised(ValueError(secret), cause=raised(KeyError(secret)))
    line = formatted(error=error)
    assert [one["class"] for one in line["exceptions"]] == [
        "builtins.ValueError",
        "builtins.KeyError",
    ]
    assert {one["message"] for one in line["exceptions"]} == {WITHHELD}
    assert line["exceptions"][0]["stack"][-1].endswith(" raised")
    assert secret not in json.dumps(line)


def test_an_exception_about_the_code_says_what_it_is():
    line = formatted(error=raised(ImproperlyConfigured("Set X.")))
    assert line["exceptions"][0]["message"] == "Set X."


def test_secret_addresses_are_left_out():
    assert "…" in formatted(f"GET /status/{'a' * 60}/")["message"]


# Requests


@pytest.mark.django_db
def test_a_request_is_its_route_and_no_address(client, lines):
    make_location()
    page = make_request_page()
    response = client.get(f"{page.get_url()}?about=7&q=Quillon")
    [line] = answered(lines)
    assert (line["method"], line["status"], line["user"]) == ("GET", 200, None)
    assert line["request_id"] == response["X-Request-ID"]
    assert line["ms"] >= 0
    assert line["route"]
    assert "Quillon" not in json.dumps(line)
    assert page.get_url() not in json.dumps(line)


@pytest.mark.django_db
def test_what_somebody_looks_for_in_vain_is_not_logged(client, lines):
    client.get("/requests/status/Quillon/")
    client.get("/Quillon-has-a-bad-hip/")
    assert "Quillon" not in json.dumps(lines())
    assert [line["status"] for line in answered(lines)] == [404, 404]


@pytest.mark.django_db
def test_who_works_here_is_a_number(client, lines):
    boss = make_user("boss-canary", is_superuser=True)
    lead = make_lead(make_location())
    client.force_login(boss)
    client.get(f"/admin/clinic/leads/{lead.pk}/")
    line = answered(lines)[-1]
    assert line["user"] == boss.pk
    assert "canary" not in json.dumps(line)


@pytest.mark.django_db
def test_watchers_are_not_logged(client, lines):
    response = client.get("/healthz")
    assert answered(lines) == []
    assert response["X-Request-ID"]


@pytest.mark.django_db
def test_in_plain_there_is_no_line_for_each_request(client, lines, settings):
    settings.LOG_REQUESTS = False
    client.get("/robots.txt")
    assert answered(lines) == []


@pytest.mark.parametrize(
    ("proxies", "given", "kept"),
    [
        (1, "0123456789abcdef", True),
        (0, "0123456789abcdef", False),
        (1, "short", False),
        (1, "a" * 65, False),
        (1, "with a space in it", False),
        (1, "line\nbreak-and-more", False),
    ],
)
def test_an_id_is_taken_from_a_proxy_if_it_is_well_formed(settings, proxies, given, kept):
    settings.NUM_PROXIES = proxies
    request = RequestFactory().get("/", headers={"X-Request-ID": given})
    found = request_log._id_of(request)
    assert (found == given) is kept
    assert request_log.WELL_FORMED.fullmatch(found)


def test_no_line_belongs_to_a_request_that_is_over(client, settings):
    client.get("/healthz")
    assert request_log.current.get() is None
    assert "request_id" not in formatted()
