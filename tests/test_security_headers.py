"""What a browser is told, and what it is never given: a cookie, inline code, a third party."""

from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from locations import clock

from . import factories

# Elements that make the browser fetch something, and the attribute that says what.
FETCHING = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "embed": "src",
    "object": "data",
    "link": "href",
}
# Links that only say something about the page; the browser fetches nothing.
SILENT_LINKS = {"canonical", "alternate", "next", "prev", "author", "license"}
NOT_CODE = {"application/ld+json", "application/json"}


def policy(response: HttpResponse) -> dict[str, set[str]]:
    directives = (part.split() for part in response["Content-Security-Policy"].split(";"))
    return {name: set(sources) for name, *sources in directives}


class Offences(HTMLParser):
    """Collect what the public policy forbids and what another host would hear of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.in_script = False
        self.feed(html)

    def handle_data(self, data):
        if self.in_script and data != clock.code():
            self.found.append("inline script")
        self.in_script = False

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.found += [
            f"{tag} {name}=" for name in attributes if name == "style" or name.startswith("on")
        ]
        if tag == "style":
            self.found.append("style element")
        has_code = "src" not in attributes and attributes.get("type") not in NOT_CODE
        self.in_script = tag == "script" and has_code
        if tag == "link" and attributes.get("rel") in SILENT_LINKS:
            return
        address = attributes.get(FETCHING.get(tag, ""))
        if address and urlsplit(address).netloc not in {"", "testserver", "localhost"}:
            self.found.append(f"{tag} from {address}")


@pytest.fixture
def pages(db) -> dict[str, str]:
    """One page of every kind, by its name."""
    pages = {
        "home": factories.home_page(),
        "location": factories.make_location(),
        "condition": factories.make_condition(),
        "treatment": factories.make_treatment(),
        "practitioner": factories.make_practitioner(),
        "article": factories.make_article(),
        "request": factories.make_request_page(),
    }
    return {name: page.get_url() for name, page in pages.items()}


KINDS = ["home", "location", "condition", "treatment", "practitioner", "article", "request"]


@pytest.mark.parametrize("kind", KINDS)
def test_page_gives_a_reader_no_cookie_and_no_code(client, pages, kind):
    response = client.get(pages[kind])
    assert response.status_code == 200
    assert response.cookies == {}
    assert Offences(response.content.decode()).found == []


@pytest.mark.parametrize(
    "path", ["/robots.txt", "/sitemap.xml", "/api/v3/docs/", "/nowhere/", "/requests/"]
)
def test_answer_that_is_no_page_gives_a_reader_no_cookie(client, pages, path):
    assert client.get(path).cookies == {}


@pytest.mark.parametrize(
    "path", ["/", "/robots.txt", "/sitemap.xml", "/api/v3/docs/", "/nowhere/", "/admin"]
)
def test_public_policy_is_strict(client, pages, path):
    sources = policy(client.get(path))
    assert sources["default-src"] == sources["frame-ancestors"] == sources["base-uri"] == {"'none'"}
    assert sources["style-src"] == sources["form-action"] == {"'self'"}
    assert sources["script-src"] == {"'self'", clock.csp_source()}


def test_public_policy_is_strict_for_a_signed_in_editor_too(admin_client, pages):
    assert policy(admin_client.get("/"))["script-src"] == {"'self'", clock.csp_source()}


def test_the_one_inline_script_is_the_one_that_the_policy_names(client, pages):
    """As browsers see it: the digest of what stands between the tags, byte by byte."""
    response = client.get("/")
    text = response.content.decode().partition("<script>")[2].partition("</script>")[0]
    assert "data-clinic-sign" in text
    digest = b64encode(sha256(text.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy(response)["script-src"]


def test_admin_may_run_its_inline_code_and_frame_itself_only(admin_client, pages):
    sources = policy(admin_client.get(reverse("wagtailadmin_home")))
    assert sources["script-src"] == sources["style-src"] == {"'self'", "'unsafe-inline'"}
    assert sources["frame-ancestors"] == {"'self'"}


def test_preview_may_be_framed_by_the_admin(admin_client, pages):
    response = admin_client.get(
        reverse("wagtailadmin_pages:view_draft", args=[factories.home_page().pk])
    )
    assert response.status_code == 200
    assert policy(response)["frame-ancestors"] == {"'self'"}


@pytest.mark.parametrize("path", ["/", "/nowhere/", "/admin/login/"])
def test_answer_carries_every_header(client, pages, path):
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]


def test_session_cookie_is_for_this_site_and_not_for_scripts(client, admin_user):
    admin_user.set_password("a long enough password")
    admin_user.save()
    form = {
        "username": admin_user.username,
        "password": "a long enough password",
        "remember": "on",
    }
    response = client.post(reverse("wagtailadmin_login"), form)
    cookie = response.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == ""  # it goes with the browser


@pytest.mark.parametrize(
    ("html", "offence"),
    [
        ("<p style='color:red'>", "p style="),
        ("<a onclick='go()'>", "a onclick="),
        ("<script>go()</script>", "inline script"),
        ("<style>p {}</style>", "style element"),
        ("<img src='https://cdn.example/x.png'>", "img from https://cdn.example/x.png"),
        ("<link rel='stylesheet' href='//cdn.example/x.css'>", "link from //cdn.example/x.css"),
    ],
)
def test_offence_is_seen(html, offence):
    assert Offences(html).found == [offence]
