"""Previews on a front end of the project's own: where it is sent, and what it gets."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.signing import TimestampSigner
from django.urls import reverse

from cms.headers import admin_policy, origin_of
from locations.previews.headless import client_url
from locations.previews.tokens import make_token
from tests.factories import WEDNESDAY, make_article, make_location, make_user

pytestmark = pytest.mark.django_db

API = "/api/v3/"
FRONT = "https://front.example.com/preview/"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(WEDNESDAY, tick=False):
        yield


@pytest.fixture
def article():
    return make_article(title="Published title", body=[("text", "<p>Some words.</p>")])


def edited(page):
    draft = page.get_latest_revision_as_object()
    draft.title = "Draft title"
    return draft.save_revision()


def preview(client, token, **query):
    return client.get(f"{API}preview/", {"token": token} | query)


def test_token_gives_the_draft_in_the_form_of_the_page(client, article):
    token = make_token(edited(article).pk)
    draft = preview(client, token).json()
    live = client.get(f"{API}pages/{article.pk}/").json()
    assert draft["title"] == "Draft title"
    assert live["title"] == "Published title"
    assert draft.keys() == live.keys()
    assert draft["body"] == live["body"]
    assert draft["meta"].keys() == live["meta"].keys()


def test_location_can_be_previewed_too(client):
    response = preview(client, make_token(edited(make_location()).pk))
    assert response.status_code == 200
    assert "desk@clinic.example" not in response.content.decode()


def test_nobody_keeps_it(client, article):
    response = preview(client, make_token(edited(article).pk))
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize("token", ["", "x", "1:2:3", "9" * 513])
def test_token_that_is_none(client, token):
    response = preview(client, token)
    assert response.status_code == (422 if len(token) > 512 else 404)
    if response.status_code == 404:
        assert response["Cache-Control"] == "private, no-store"


def test_token_that_is_over_or_of_something_gone(client, article):
    revision = edited(article)
    token = make_token(revision.pk)
    with time_machine.travel(WEDNESDAY + timedelta(minutes=10), tick=False):
        assert preview(client, token).status_code == 410
    assert preview(client, TimestampSigner(salt="other").sign("1")).status_code == 404
    revision.delete()
    response = preview(client, token)
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["detail"] == "There is no such preview."


def test_no_token_is_a_mistake_and_session_makes_no_difference(client, article):
    client.force_login(make_user("Bo Boss", is_superuser=True))
    assert client.get(f"{API}preview/").status_code == 422
    assert client.post(f"{API}preview/").status_code == 405


def test_it_is_in_the_document(client):
    document = client.get(f"{API}openapi.json").json()
    operation = document["paths"][f"{API}preview/"]["get"]
    assert operation["operationId"] == "clinic_preview"
    assert {"200", "404", "410"} <= operation["responses"].keys()
    assert "security" not in operation


# Without the package: nothing of it


def test_without_a_front_end_there_is_no_link_to_it(client, article, settings):
    assert client_url(article, "token") == ""
    assert client.get("/previews/userbar/").status_code == 404
    assert admin_policy()["frame-src"] == ["'self'"]


@pytest.mark.parametrize(
    ("url", "origin"), [(FRONT, "https://front.example.com"), ("", ""), ("/x", "")]
)
def test_origin_is_the_part_that_browsers_compare(url, origin):
    assert origin_of(url) == origin


def test_front_end_may_be_framed_in_the_admin_and_fetch_the_user_bar(client, settings):
    settings.HEADLESS_PREVIEW_CLIENT_URL = FRONT
    assert admin_policy()["frame-src"] == ["'self'", "https://front.example.com"]
    response = client.get(reverse("userbar"))
    assert response["Access-Control-Allow-Origin"] == "https://front.example.com"
    assert response["Cache-Control"] == "private, no-store"
    assert "wagtail-userbar" in response.content.decode()
    assert json.dumps("csrf") not in response.content.decode()


def test_with_the_package_previews_are_sent_to_the_front_end():
    """One process for all of it: tests/previews/front_end.py."""
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-m", "tests.previews.front_end"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "sent_to": f"{FRONT}?content_type=clinic_locations.locationindexpage",
        "title": "Not even saved",
        "same_form": True,
        "other_type": 404,
        "forged": 404,
        "shared_here": [200, True],
        "shared_there": True,
    }
