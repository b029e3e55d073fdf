"""Who gets a finished page, and who does not."""

from datetime import timedelta
from functools import partial

import pytest
from django.conf import settings as project
from django.db import connection
from django.http import HttpResponse
from django.middleware.csrf import get_token
from wagtail.models import PageViewRestriction

from bench.pages import calls_of
from conditions.models import ArticlePage
from locations.page_cache.layer import with_page_cache
from locations.page_cache.noting import NOTE
from tests.changes.telling import publish
from tests.clinic import Clinic
from tests.factories import make_article, make_location, make_user
from tests.page_cache.visiting import Visitors, environ_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitors() -> Visitors:
    return Visitors()


@pytest.fixture
def path() -> str:
    return make_article(title="Hip pain").get_url()


def test_second_visitor_gets_the_first_ones_page_without_a_query(
    visitors, path, django_assert_num_queries
):
    first = visitors.get(path)
    with django_assert_num_queries(0):
        second = visitors.get(path, look=False)
    assert (first.from_django, second.from_django) == (True, False)
    assert second.status == 200
    assert second.body == first.body
    assert dict(second.headers) == dict(first.headers)


def test_kept_page_costs_few_calls_of_python(visitors, path):
    """Thousands of them are given in a second: what is the same for all is not worked out anew."""
    for _visit in range(2):
        visitors.get(path, accept_encoding="gzip, br")
    environ, before = environ_of(path, accept_encoding="gzip, br"), len(visitors.asked)
    assert calls_of(partial(visitors.cache, environ, lambda *started: None)) <= 15
    assert len(visitors.asked) == before


def test_kept_page_has_the_headers_that_middleware_gave_it(visitors, path):
    visitors.get(path)
    kept = visitors.get(path)
    assert not kept.from_django
    for name in ("Content-Security-Policy", "Permissions-Policy", "X-Frame-Options"):
        assert name in kept
    for name in ("Referrer-Policy", "X-Content-Type-Options", "Content-Language", "Vary"):
        assert name in kept
    assert "Set-Cookie" not in kept


@pytest.mark.parametrize("name", ["home", "location", "condition", "treatment", "articles"])
def test_every_kind_of_page_is_kept_and_is_what_django_says(visitors, name):
    path = Clinic().page(name).get_url()
    visitors.get(path)
    kept, made = visitors.get(path), visitors.get(path, cookie="sessionid=x")
    assert (kept.from_django, made.from_django) == (False, True)
    assert without_stamps(kept.text) == without_stamps(made.text)


def without_stamps(html: str) -> list[str]:
    """A form says when it was shown, and an open sign from when on it counts."""
    return [
        line for line in html.splitlines() if "stamp" not in line and "data-clinic-sign" not in line
    ]


PERSONAL = {
    "session": {"cookie": f"{project.SESSION_COOKIE_NAME}=abc"},
    "token against forgery": {"cookie": f"{project.CSRF_COOKIE_NAME}=abc"},
    "language": {"cookie": f"{project.LANGUAGE_COOKIE_NAME}=es"},
    "unknown cookie": {"cookie": "seen=1"},
    "authorization": {"authorization": "Basic YTpi"},
    "query": {"query": "page=2"},
    "unknown query": {"query": "x=1"},
    "form": {"method": "POST", "body": b"x=1"},
    "reading with a body": {"body": b"x=1"},
    "other method": {"method": "OPTIONS"},
    "part of a page, as Wagtail": {"x_requested_with": "XMLHttpRequest"},
    "part of a page, as htmx": {"hx_request": "true"},
}


@pytest.mark.parametrize("who", PERSONAL)
def test_these_are_never_answered_from_memory_nor_kept(visitors, path, who):
    visitors.get(path)
    kept = len(visitors.cache.store)
    assert visitors.get(path, **PERSONAL[who]).from_django
    other = make_location("Edina").get_url()
    visitors.get(other, **PERSONAL[who])
    assert len(visitors.cache.store) <= kept  # nothing new; the location began a generation
    assert visitors.get(other).from_django


def test_cookies_that_no_page_reads_do_no_harm_if_the_project_says_so(visitors, path, settings):
    settings.CLINIC = settings.CLINIC | {"PAGE_CACHE_IGNORED_COOKIES": ("_pk_",)}
    visitors.get(path, cookie="_pk_id=1; _pk_ses=2")
    assert not visitors.get(path).from_django
    assert not visitors.get(path, cookie="_pk_id=3").from_django
    for cookies in ("_pk_id=3; sessionid=x", "sessionid=x; _pk_id=3", "sessionid=x,_pk_=1", "x"):
        assert visitors.get(path, cookie=cookies).from_django


def test_page_of_somebody_signed_in_is_kept_nowhere(visitors, path, client):
    client.force_login(make_user("Ada", is_superuser=True))
    session = client.cookies[project.SESSION_COOKIE_NAME].value
    own = visitors.get(path, cookie=f"{project.SESSION_COOKIE_NAME}={session}")
    assert own["Cache-Control"] == "private, no-cache"  # nor does a cache before us keep it
    assert visitors.get(path).from_django


@pytest.mark.parametrize(
    "address",
    [
        "/admin/",
        "/admin/login/",
        "/robots.txt",
        "/nowhere/",
        "/search/",
        "/healthz",
        "/api/v3/site/",
    ],
)
def test_what_is_no_page_of_the_clinic_is_never_kept(visitors, address):
    make_location("Edina")
    visitors.get(address)
    assert visitors.get(address).from_django
    assert len(visitors.cache.store) == 0


def test_request_form_is_never_kept(visitors):
    clinic = Clinic()
    address = clinic.page("request").get_url()
    first, second = visitors.get(address), visitors.get(address)
    assert second.from_django
    assert first.text != second.text  # each form has a key of its own


def test_private_page_is_never_kept(visitors, path):
    page = make_article(title="For staff")
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="x")
    for _ in range(2):
        answer = visitors.get(page.get_url())
        assert answer.from_django
        assert "Surrogate-Key" not in answer
    assert len(visitors.cache.store) == 0


def answering(visitors: Visitors, path: str, **headers: str) -> bool:
    """Is an answer with these headers kept, although its page says that it may be?"""
    made = visitors._django

    def with_headers(environ, start_response):
        def start(status, found, exc_info=None):
            names = {name.replace("_", "-") for name in headers}
            rest = [(name, value) for name, value in found if name.lower() not in names]
            more = [(name.replace("_", "-"), value) for name, value in headers.items()]
            start_response(headers.get("status", status), [*rest, *more])

        return made(environ, start)

    visitors.cache.application = with_headers
    visitors.get(path)
    return not visitors.get(path).from_django


def test_control_an_answer_with_a_harmless_header_is_kept(visitors, path):
    assert answering(visitors, path, x_harmless="1")


@pytest.mark.parametrize(
    "headers",
    [
        {"set_cookie": "a=b"},
        {"vary": "Cookie, Accept-Encoding"},
        {"vary": "*"},
        {"vary": "User-Agent"},
        {"cache_control": "private"},
        {"cache_control": "no-store"},
        {"content_type": "application/json"},
        {"content_encoding": "br"},
        {"content_security_policy": "script-src 'nonce-abc'"},
        {"status": "404 Not Found"},
        {"status": "206 Partial Content"},
    ],
)
def test_answer_that_is_for_one_visitor_is_not_kept(visitors, path, headers):
    assert not answering(visitors, path, **headers)


@pytest.mark.parametrize("headers", [{"set_cookie": "a=b"}, {"vary": "Cookie, Accept-Encoding"}])
def test_answer_that_became_one_visitors_is_no_longer_for_every_cache(visitors, path, headers):
    """A project's own middleware adds it behind us; some CDNs keep cookies and look at no Vary."""
    answering(visitors, path, **headers)
    answer = visitors.get(path)
    assert answer["Cache-Control"] == "private, no-cache"
    assert "Surrogate-Key" not in answer


@pytest.mark.parametrize("how", ["session", "token"])
def test_page_that_asks_for_the_visitor_is_offered_to_no_cache(visitors, path, monkeypatch, how):
    context_of = ArticlePage.get_context

    def get_context(page, request, *args, **kwargs):
        request.session.get("x") if how == "session" else get_token(request)
        return context_of(page, request, *args, **kwargs)

    monkeypatch.setattr(ArticlePage, "get_context", get_context)
    answer = visitors.get(path)
    assert answer["Cache-Control"] == "private, no-cache"


def test_page_with_a_token_against_forgery_is_not_kept(visitors, path):
    made = visitors._django

    def with_token(environ, start_response):
        environ["CSRF_COOKIE"] = "token"
        return made(environ, start_response)

    visitors.cache.application = with_token
    visitors.get(path)
    assert visitors.get(path).from_django


def test_hosts_schemes_and_languages_are_kept_apart(visitors, path):
    visitors.get(path)
    assert visitors.get(path, host="other.example").from_django
    assert visitors.get(path, scheme="https").from_django
    assert visitors.get(path, accept_language="es").from_django
    assert not visitors.get(path, accept_language="es-MX,es;q=0.8,de;q=0.1").from_django
    assert not visitors.get(path, accept_language="xx").from_django  # as if it said nothing


def test_what_proxies_say_counts_only_where_it_is_believed(visitors, path, settings):
    visitors.get(path)
    assert not visitors.get(path, x_forwarded_proto="https", x_forwarded_host="a.b").from_django
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.USE_X_FORWARDED_HOST = True
    assert visitors.get(path, x_forwarded_proto="https").from_django
    assert visitors.get(path, x_forwarded_host="a.b").from_django
    secure = visitors.get(path, scheme="https")
    assert not secure.from_django


def test_host_that_is_not_ours_is_never_kept(visitors, path, settings):
    settings.ALLOWED_HOSTS = ["localhost"]
    for _ in range(2):
        answer = visitors.get(path, host="evil.example")
        assert (answer.status, answer.from_django) == (400, True)
    assert len(visitors.cache.store) == 0


def test_compressed_and_plain_pages_say_the_same_under_one_etag(visitors, path):
    for coding in ("gzip, br", ""):
        visitors.get(path, accept_encoding=coding)
    packed, plain = visitors.get(path, accept_encoding="gzip"), visitors.get(path)
    assert not packed.from_django
    assert not plain.from_django
    assert packed["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain
    assert packed.text == plain.text
    assert packed["ETag"] == plain["ETag"]
    assert int(packed["Content-Length"]) == len(packed.body)


def test_head_has_the_headers_alone(visitors, path):
    visitors.get(path, method="HEAD")
    made = visitors.get(path)
    assert made.from_django  # what was made for HEAD is no page
    head = visitors.get(path, method="HEAD")
    assert (head.status, head.body, head.from_django) == (200, b"", False)
    assert dict(head.headers) == dict(made.headers)


@pytest.mark.parametrize("asked", ["{}", "*", '"other", {}', "W/{}"])
def test_who_has_the_page_is_told_so(visitors, path, asked):
    etag = visitors.get(path)["ETag"].removeprefix("W/")
    answer = visitors.get(path, if_none_match=asked.format(etag))
    assert (answer.status, answer.body, answer.from_django) == (304, b"", False)
    assert "Content-Length" not in answer
    for name in ("ETag", "Cache-Control", "Vary"):
        assert name in answer
    assert visitors.get(path, if_none_match='"other"').status == 200


def test_who_has_the_page_is_told_so_by_the_first_answer_as_well(visitors, path):
    etag = visitors.get(path)["ETag"]
    assert Visitors().get(path, if_none_match=etag).status == 304


# What changes.


def test_published_page_is_seen_by_the_next_visitor(visitors, django_capture_on_commit_callbacks):
    page = make_article(title="Before")
    visitors.get(page.get_url())
    connection.run_on_commit.clear()
    with django_capture_on_commit_callbacks(execute=True):
        publish(page, title="After")
    answer = visitors.get(page.get_url())
    assert answer.from_django
    assert "After" in answer.text
    assert not visitors.get(page.get_url()).from_django


def test_draft_leaves_what_is_kept(visitors, path, django_capture_on_commit_callbacks):
    page = make_article(title="Before")
    connection.run_on_commit.clear()
    visitors.get(page.get_url())
    with django_capture_on_commit_callbacks(execute=True):
        page.title = "Only a draft"
        page.save_revision()
    assert not visitors.get(page.get_url()).from_django


def test_page_that_was_begun_before_a_publication_is_not_kept_as_new(
    visitors, django_capture_on_commit_callbacks
):
    page = make_article(title="Before")
    made = visitors._django

    def slow(environ, start_response):
        body = made(environ, start_response)
        connection.run_on_commit.clear()
        with django_capture_on_commit_callbacks(execute=True):
            publish(page, title="After")  # the page was rendered already
        visitors.known.look()
        return body

    visitors.cache.application = slow
    assert "Before" in visitors.get(page.get_url()).text
    visitors.cache.application = made
    answer = visitors.get(page.get_url())
    assert answer.from_django
    assert "After" in answer.text


def test_page_goes_when_a_location_opens_or_closes(visitors, time_machine):
    time_machine.move_to("2026-11-25T12:00-06:00", tick=False)
    path = make_location("Edina").get_url()
    for minute, from_django in [("16:55", True), ("16:59", False), ("17:00", True)]:
        time_machine.move_to(f"2026-11-25T{minute}-06:00", tick=False)
        assert visitors.get(path).from_django is from_django


def test_page_of_a_clock_that_ran_ahead_goes_when_the_clock_is_put_back(visitors, time_machine):
    """On Thursday Edina would be closed; it is Wednesday."""
    path = make_location("Edina").get_url()
    for wrong, right in [("26T02:00", "25T12:00"), ("25T12:00:01", "25T12:00")]:
        time_machine.move_to(f"2026-11-{wrong}-06:00", tick=False)
        visitors.get(path)
        time_machine.move_to(f"2026-11-{right}-06:00", tick=False)
        assert visitors.get(path).from_django
        assert not visitors.get(path).from_django
        visitors.cache.store.clear()


def test_caches_before_us_keep_a_page_no_longer_than_it_holds(visitors, time_machine, settings):
    settings.WAGTAILFRONTENDCACHE = {"default": {"BACKEND": "x"}}
    time_machine.move_to("2026-11-25T16:55-06:00", tick=False)
    path = make_location("Edina").get_url()
    assert "s-maxage=270, stale-while-revalidate=30," in visitors.get(path)["Cache-Control"]
    time_machine.shift(timedelta(minutes=4))
    kept = visitors.get(path)
    assert not kept.from_django
    assert "max-age=0, s-maxage=30, stale-while-revalidate=30," in kept["Cache-Control"]


def test_page_during_whose_making_time_changed_it_is_not_kept(visitors, time_machine):
    time_machine.move_to("2026-11-25T16:59:59-06:00", tick=False)
    path = make_location("Edina").get_url()
    made = visitors._django

    def slow(environ, start_response):
        body = made(environ, start_response)
        time_machine.move_to("2026-11-25T17:00:00-06:00", tick=False)
        return body

    visitors.cache.application = slow
    visitors.get(path)
    assert visitors.get(path).from_django


def test_page_that_speaks_for_itself_is_not_noted(visitors, path, monkeypatch):
    def serve(self, request, *args, **kwargs):
        return HttpResponse("x", headers={"Cache-Control": "max-age=5"})

    monkeypatch.setattr("conditions.models.ArticlePage.serve", serve)
    assert visitors.get(path)["Cache-Control"] == "max-age=5"
    assert visitors.get(path).from_django


def test_fault_of_ours_costs_the_note_and_not_the_page(visitors, path, monkeypatch, caplog):
    def fail(*_arguments, **_more):
        raise ZeroDivisionError

    monkeypatch.setattr("locations.page_cache.noting.holds_until", fail)
    assert visitors.get(path).status == 200
    assert visitors.get(path).from_django
    assert "Until when a page holds is not known." in caplog.text


# Room.


def test_memory_is_bounded_and_what_was_asked_for_last_stays(visitors, settings):
    paths = [make_article(title=f"Article {number}").get_url() for number in range(4)]
    size = len(visitors.get(paths[0]).body)
    visitors.cache.store.most_bytes = int(2.5 * (size + 4_000))
    for path in paths:
        visitors.get(path)
    assert visitors.cache.store.bytes <= visitors.cache.store.most_bytes
    assert [visitors.get(path).from_django for path in (paths[3], paths[2], paths[0])] == [
        False,
        False,
        True,
    ]


def test_nothing_of_a_visitor_is_in_the_request_that_makes_a_page_anew(visitors, path):
    visitors.get(path, user_agent="canary", referer="canary", x_forwarded_for="canary")
    (_asked, again), *_rest = visitors.cache.store.last_asked(9)
    assert "canary" not in repr(again)
    assert NOTE not in again
    assert again["PATH_INFO"] == path


def test_page_made_anew_is_the_one_visitors_get(visitors, path):
    visitors.get(path, accept_encoding="gzip")
    before = visitors.get(path, accept_encoding="gzip")
    (asked, again), *_rest = visitors.cache.store.last_asked(9)
    visitors.cache.store.clear()
    visitors.cache.make_again(asked, again)
    after = visitors.get(path, accept_encoding="gzip")
    assert not after.from_django
    assert after.text == before.text


def test_cache_can_be_switched_off(visitors, path, settings):
    settings.CLINIC = settings.CLINIC | {"PAGE_CACHE_SECONDS": 0}
    assert with_page_cache(visitors._django) == visitors._django
    answer = visitors.get(path)
    assert answer["Cache-Control"] == "private, no-cache"
    assert visitors.get(path).from_django
