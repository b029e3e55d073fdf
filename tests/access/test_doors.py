"""Every address under the admin, as the resolver has it, tried by those who are not in.

A new address is tried too, whoever adds it: an app of ours, Wagtail, or a package. Who may do what
once they are in is the matter of tests/leads/test_inbox_walk.py.
"""

import re

import pytest
from django.core.cache import cache
from django.urls import URLPattern, get_resolver
from django.urls.resolvers import RegexPattern

from cms.access.middleware import SET_UP
from tests.access.codes import is_in, make_colleague, with_app

pytestmark = pytest.mark.django_db

SAMPLES = {"uuid": "6f2c9d8e-3a5b-4c1d-9e7f-0a1b2c3d4e5f"}
PARAMETER = re.compile(r"<(?:(\w+):)?\w+>")  # as in path()
GROUP = re.compile(r"\(\?P<\w+>[^()]*\)|\.\*")  # as in re_path()
# Open to everybody, because it comes before signing in: the page, the second step, the new
# password, and the words and pictures of these pages.
OPEN = {
    "account_login",
    "account_logout",
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_done",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_complete",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_sprite",
}
REFUSED = {302, 401, 403, 404, 405}


def routes(resolver, prefix="", space=""):
    """Yield (name, address) of every pattern, with a sample for each of its parameters."""
    for pattern in resolver.url_patterns:
        route = prefix + part(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", route
        else:
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from routes(pattern, route, inner)


def part(pattern):
    """The address of one step, with a sample in the place of what varies in it."""
    if isinstance(pattern, RegexPattern):
        return GROUP.sub("1", pattern._regex).strip("^$").replace("\\.", ".")
    return PARAMETER.sub(lambda found: SAMPLES.get(found[1], "1"), str(pattern))


ADMIN = sorted({pair for pair in routes(get_resolver()) if pair[1].startswith("admin/")})


@pytest.fixture(autouse=True)
def _session_that_comes_back(settings):
    """In the cookie: the next address is tried with it again, also where this one threw it away."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    cache.clear()


def opened(client, *, allowed):
    """The addresses that say more than “not you” to a GET or a POST of this client."""
    found = []
    for name, route in ADMIN:
        for method in ("get", "post"):
            cookies = client.cookies.copy()
            status = getattr(client, method)(f"/{route}").status_code
            client.cookies = cookies
            if status not in REFUSED and name not in allowed:
                found.append(f"{method} {name} {route}: {status}")
    return found


def test_addresses_were_read():
    """The control: ours, Wagtail's and allauth's are among them, and all samples filled in."""
    names = {name for name, _route in ADMIN}
    assert {
        "clinic_inbox:detail",
        "wagtailadmin_pages:edit",
        "mfa_index",
        "clinic_session",
    } <= names
    assert len(ADMIN) > 300
    assert [route for _name, route in ADMIN if set("<>()\\[*") & set(route)] == []
    assert names >= OPEN


def test_stranger_finds_no_open_door(client):
    assert opened(client, allowed=OPEN) == []


def test_who_owes_the_second_factor_is_a_stranger(client):
    ada = make_colleague()
    client.force_login(ada)
    assert is_in(client)
    with_app(ada)
    assert opened(client, allowed=OPEN) == []


def test_who_must_set_one_up_gets_only_there(client, settings):
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    client.force_login(make_colleague())
    signing_out = {"account_logout", "wagtailadmin_logout"}
    doors = [door for door in opened(client, allowed=OPEN | SET_UP) if door not in signing_out]
    assert doors == []
