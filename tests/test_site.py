"""The site's shell: robots.txt, the read-only API and the developer's mailbox."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend
from django.test import RequestFactory
from ninja.openapi import get_schema

from cms.api import api
from cms.mailbox import mailbox

API = "/api/v3/"


def test_robots_points_to_the_sitemap_of_the_host_that_was_asked(client):
    text = client.get("/robots.txt", headers={"host": "edina.clinic.example"}).content.decode()
    assert "Sitemap: http://edina.clinic.example/sitemap.xml" in text
    assert "Disallow: /admin/" in text


def test_robots_takes_no_post(client):
    assert client.post("/robots.txt").status_code == 405


def test_api_document_offers_reads_only_and_asks_for_no_token():
    document = get_schema(api, path_prefix=API)
    wagtails = {
        path: set(operations) for path, operations in document["paths"].items() if is_wagtails(path)
    }
    assert {f"{API}pages/", f"{API}images/", f"{API}documents/"} <= wagtails.keys()
    assert all(methods == {"get"} for methods in wagtails.values())
    assert "securitySchemes" not in document["components"]


def is_wagtails(path: str) -> bool:
    return path.startswith(
        tuple(f"{API}{name}/" for name in ("pages", "images", "documents", "redirects"))
    )


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize(
    "path", ["pages/", "pages/1/", "images/1/", "documents/1/", "redirects/1/"]
)
def test_api_writes_nothing(admin_client, method, path):
    answer = getattr(admin_client, method)(f"{API}{path}", data={}, content_type="application/json")
    assert answer.status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "whoami/",
        "sites/",
        "schema/",
        "snippets/",
        "pages/1/revisions/",
        "pages/1/actions/publish/",
        "sites/1/",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_api_has_no_route_that_needs_a_token(admin_client, method, path):
    assert getattr(admin_client, method)(f"{API}{path}").status_code == 404


@pytest.mark.django_db
def test_api_shows_an_editor_no_more_than_a_stranger(client, admin_client):
    assert admin_client.get(f"{API}pages/").json() == client.get(f"{API}pages/").json()


@pytest.mark.django_db
def test_admin_makes_no_api_tokens(admin_client):
    assert admin_client.get("/admin/api-tokens/").status_code == 404
    assert admin_client.post("/admin/api-tokens/new/").status_code == 404
    assert "api-tokens" not in admin_client.get("/admin/").content.decode()


@pytest.fixture
def sent(settings, tmp_path):
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    settings.INTERNAL_IPS = ["127.0.0.1"]
    messages = [
        EmailMessage(f"No. {n}", "Thank you <b>", "a@clinic.example", ["b@clinic.example"])
        for n in (1, 2)
    ]
    EmailBackend().send_messages(messages)


def test_mailbox_shows_messages_newest_first(sent):
    text = mailbox(RequestFactory().get("/dev/mail/")).content.decode()
    assert text.index("No. 2") < text.index("No. 1")
    assert "Thank you &lt;b&gt;" in text


def test_mailbox_is_empty_before_the_first_message(settings, tmp_path):
    settings.EMAIL_FILE_PATH = str(tmp_path / "nothing")
    settings.INTERNAL_IPS = ["127.0.0.1"]
    assert "Nothing yet" in mailbox(RequestFactory().get("/dev/mail/")).content.decode()


def test_mailbox_is_shown_to_this_machine_only(sent):
    with pytest.raises(PermissionDenied):
        mailbox(RequestFactory().get("/dev/mail/", REMOTE_ADDR="192.0.2.7"))


@pytest.mark.django_db
def test_mailbox_is_not_part_of_the_live_site(client):
    assert client.get("/dev/mail/").status_code == 404
