"""What a browser is told, and what it is never given: a cookie, inline code, a third party."""

from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from csp.constants import NONCE
from csp.decorators import csp, csp_exempt, csp_replace, csp_update
from csp.exceptions import CSPNonceError
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from cms.headers import SecurityHeadersMiddleware
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


def test_usual_policy_is_as_django_csp_writes_it(client, pages):
    answered = client.get("/")["Content-Security-Policy"]
    assert sorted(answered.split("; ")) == sorted(build_policy().split("; "))


def test_policy_follows_the_settings(client, pages, settings):
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {"default-src": ["'none'"]}}
    assert policy(client.get("/"))["default-src"] == {"'none'"}
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {"default-src": ["'self'"]}}
    assert policy(client.get("/"))["default-src"] == {"'self'"}
    settings.CONTENT_SECURITY_POLICY = {
        "DIRECTIVES": {"default-src": ["'self'"]},
        "EXCLUDE_URL_PREFIXES": ["/robots"],
    }
    assert "Content-Security-Policy" not in client.get("/robots.txt")
    settings.CONTENT_SECURITY_POLICY_REPORT_ONLY = {"DIRECTIVES": {"default-src": ["'none'"]}}
    assert "'none'" in client.get("/")["Content-Security-Policy-Report-Only"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (csp_update({"img-src": ["https://maps.example"]}), "https://maps.example"),
        (csp_replace({"img-src": ["https://maps.example"]}), "https://maps.example"),
        (csp({"default-src": ["https://maps.example"]}), "https://maps.example"),
        (csp_exempt(), ""),
    ],
)
def test_view_may_have_a_policy_of_its_own(wanted, expected):
    answer = headed(wanted(lambda request: HttpResponse()))
    assert expected in answer.get("Content-Security-Policy", "")
    assert expected or "Content-Security-Policy" not in answer


def test_nonce_of_a_page_is_in_its_policy_and_none_is_given_later(settings):
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {"script-src": [NONCE]}}

    def view(request):
        return HttpResponse(str(request.csp_nonce))

    request = RequestFactory().get("/")
    answer = headed(view, request)
    assert f"'nonce-{answer.content.decode()}'" in answer["Content-Security-Policy"]
    late = RequestFactory().get("/")
    headed(lambda request: HttpResponse(), late)
    with pytest.raises(CSPNonceError):
        str(late.csp_nonce)


def headed(view, request=None):
    return SecurityHeadersMiddleware(view)(request or RequestFactory().get("/"))


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
