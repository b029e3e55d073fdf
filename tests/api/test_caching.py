"""Answers that are known already: 304 in one query, until something changes."""

import pytest
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from redis.exceptions import OutOfMemoryError
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, CollectionViewRestriction, Site

from conditions.models import ClinicalReview, Disclaimer
from conditions.review import default_due_date, sign
from leads.models import Lead
from locations.caching import is_content
from locations.changes.joining import summary
from locations.directory import Directory
from locations.models import (
    Announcement,
    ClinicOrganisation,
    ContentGeneration,
    LocationPage,
    PublishChange,
)
from tests.changes.telling import listen, publish
from tests.factories import (
    EDINA_PHONE,
    make_article,
    make_citation,
    make_condition,
    make_image,
    make_lead,
    make_location,
    make_reviewer,
    make_user,
    phones,
    set_organisation,
)
from tests.machines.test_head import translated

PAGES = "/api/v3/clinic/pages/"

pytestmark = pytest.mark.django_db


def changes(capture, act) -> int:
    """How many generations an act begins."""
    connection.run_on_commit.clear()  # of what the test did before, which never commits
    before = ContentGeneration.objects.now().number
    with capture(execute=True):
        act()
    return ContentGeneration.objects.now().number - before


def test_content_begins_a_generation_once(django_capture_on_commit_callbacks):
    capture = django_capture_on_commit_callbacks
    edina = make_location("Edina")
    assert changes(capture, edina.save) == 1
    assert changes(capture, lambda: [edina.save(), set_organisation(name="X")]) == 1
    assert changes(capture, make_citation) == 1
    assert changes(capture, make_image) == 1
    assert changes(capture, edina.unpublish) == 1
    assert changes(capture, edina.delete) == 1


def test_what_stands_beside_content_begins_one_too(django_capture_on_commit_callbacks):
    capture = django_capture_on_commit_callbacks
    hip, root = make_condition(), Collection.get_first_root_node()
    hip.save_revision().publish()
    hip.refresh_from_db()
    due = default_due_date(on=timezone.localdate())
    signed = {"revision": hip.live_revision, "by": make_reviewer(), "next_due_date": due}
    assert changes(capture, lambda: sign(**signed)) == 1
    assert changes(capture, lambda: Redirect.objects.create(old_path="/x", redirect_page=hip)) == 1
    assert changes(capture, lambda: root.add_child(name="Papers")) == 1
    papers = Collection.objects.get(name="Papers")
    private = {"collection": papers, "restriction_type": "login"}
    assert changes(capture, lambda: CollectionViewRestriction.objects.create(**private)) == 1


def test_leads_and_people_begin_none(django_capture_on_commit_callbacks):
    capture = django_capture_on_commit_callbacks
    edina = make_location("Edina")
    assert changes(capture, lambda: make_lead(edina)) == 0
    assert changes(capture, lambda: make_user("Ada")) == 0


@pytest.mark.parametrize(
    ("model", "is_one"),
    [
        (LocationPage, True),
        (Announcement, True),
        (ClinicOrganisation, True),
        (Site, True),
        (Disclaimer, True),
        (ClinicalReview, True),
        (Lead, False),
    ],
)
def test_what_strangers_see_is_content(model, is_one):
    assert is_content(model) is is_one


def test_answer_that_is_known_costs_one_query(client):
    make_article()
    first = client.get(PAGES)
    with CaptureQueriesContext(connection) as queries:
        again = client.get(PAGES, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, len(queries), again.content) == (304, 1, b"")
    for name in ("ETag", "Cache-Control", "Surrogate-Key", "Vary"):
        assert name in again


def test_answer_that_nobody_keeps_is_made_anew_and_still_304(client):
    make_article()
    first = client.get(PAGES)
    cache.clear()
    again = client.get(PAGES, headers={"If-None-Match": f"W/{first['ETag']}"})
    assert again.status_code == 304


NOT_FOR_LOGS = "redis://:secret@cache.example"


class Away(LocMemCache):
    """A cache server that is away when our answers are asked for."""

    def get(self, key, *args, **kwargs):
        if key.startswith("clinic:api:"):
            raise ConnectionError(NOT_FOR_LOGS)
        return super().get(key, *args, **kwargs)

    def set(self, key, *args, **kwargs):
        self.get(key)
        super().set(key, *args, **kwargs)


def test_answers_are_given_while_the_cache_is_away(client, settings, caplog):
    make_article()
    first = client.get(PAGES)
    settings.CACHES = {"default": {"BACKEND": f"{__name__}.Away"}}
    answer = client.get(PAGES)
    assert (answer.status_code, answer["ETag"]) == (200, first["ETag"])
    assert client.get(PAGES, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert "ConnectionError" in caplog.text
    assert NOT_FOR_LOGS not in caplog.text


def test_site_answers_while_redis_is_away(client, settings, caplog):
    """Wagtail asks the cache for the Sites' addresses, and catches nothing."""
    make_article()
    backend, nobody = "cms.caches.ForgivingRedisCache", "redis://127.0.0.1:1/0"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": nobody}}
    for path in (PAGES, "/api/v3/site/", "/"):
        assert client.get(path).status_code == 200
    assert "The cache is away." in caplog.text


def test_site_answers_while_redis_is_full(client, settings, monkeypatch, caplog):
    """It reads then, and refuses to write: no connection is broken."""

    def refuse(*args, **kwargs):
        raise OutOfMemoryError("command not allowed when used memory > 'maxmemory'.")

    make_article()
    backend = "cms.caches.ForgivingRedisCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": "redis://127.0.0.1:1/0"}}
    monkeypatch.setattr(RedisCache, "set", refuse)
    monkeypatch.setattr(RedisCache, "get", lambda self, key, default=None, version=None: default)
    for path in (PAGES, "/api/v3/site/", "/"):
        assert client.get(path).status_code == 200
    assert "OutOfMemoryError" in caplog.text


@pytest.mark.parametrize(
    "address", ["site/", "navigation/", "clinic/pages/", "clinic/pages/1/", "articles/feed/"]
)
def test_without_a_database_the_numbers_are_told(client, address):
    make_location("Edina", phones=phones(EDINA_PHONE))
    assert len(Directory(site=None).locations) == 1  # as this process read them last

    def refuse(execute, sql, params, many, context):
        raise OperationalError("the server closed the connection")

    with connection.execute_wrapper(refuse):
        answer = client.get(f"/api/v3/{address}")
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert answer["Retry-After"]
    assert [one["phone"] for one in answer.json()["contacts"]] == [EDINA_PHONE]


def test_changed_content_is_told_at_once(client, django_capture_on_commit_callbacks):
    article = make_article(title="Before")
    first = client.get(PAGES)
    connection.run_on_commit.clear()  # of the first article, which never commits
    with django_capture_on_commit_callbacks(execute=True):
        article.title = "After"
        article.save_revision().publish()
    again = client.get(PAGES, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert "After" in again.content.decode()
    assert again["Last-Modified"]


def test_keys_name_what_is_shown(client):
    from locations.references import phone_reference

    edina = make_location("Edina")
    picture = make_image()
    body = [("text", f"<p>{phone_reference(edina.pk)}</p>"), ("phone", {"location": edina})]
    article = make_article(image=picture, body=body)
    keys = client.get(f"{PAGES}{article.pk}/")["Surrogate-Key"].split()
    assert {"site", f"page-{article.pk}", f"location-{edina.pk}", f"picture-{picture.pk}"} <= {
        *keys
    }


def test_location_is_named_by_its_original_as_webhooks_name_it(client):
    edina = make_location("Edina")
    spanish = translated(edina, "es")
    listen()
    publish(edina, phones=phones("+19525550199"))
    purged = set(summary(PublishChange.objects.all())["keys"])
    for path in (f"clinic/pages/{spanish.pk}/", "site/?locale=es", "clinic/pages/"):
        keys = client.get(f"/api/v3/{path}")["Surrogate-Key"].split()
        assert f"location-{edina.pk}" in keys
        assert f"location-{spanish.pk}" not in keys
        assert purged & set(keys)


def test_lists_and_what_shows_too_much_are_named_by_what_every_webhook_has(client, monkeypatch):
    article = make_article()
    Redirect.objects.create(old_path="/old", redirect_page=article)
    shows = {f"page-{article.pk}"}
    for path in ("clinic/pages/", "articles/feed/", "resolve/?path=/old/"):
        assert "pages" in client.get(f"/api/v3/{path}")["Surrogate-Key"].split()
    detail = f"{PAGES}{article.pk}/"
    assert "pages" not in client.get(detail)["Surrogate-Key"].split()
    assert shows <= set(client.get(detail)["Surrogate-Key"].split())
    monkeypatch.setattr("locations.api.answers.MOST_KEYS", 0)
    cache.clear()
    assert client.get(detail)["Surrogate-Key"] == "site pages"


def test_head_is_answered_without_a_body(client):
    make_article()
    answer = client.head(PAGES)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["ETag"] == client.get(PAGES)["ETag"]


def test_languages_are_kept_apart(client):
    make_article()
    one = client.get("/api/v3/site/", headers={"Accept-Language": "en"})
    other = client.get(
        "/api/v3/site/", headers={"Accept-Language": "es", "If-None-Match": one["ETag"]}
    )
    assert other.status_code == 200
    assert other["Content-Language"] == "es"
    assert "Accept-Language" in other["Vary"]


def test_language_cookie_counts_for_nothing(client):
    make_article()
    client.cookies["django_language"] = "es"
    assert client.get("/api/v3/site/").json()["locale"] == "en"


def test_answer_varies_by_what_chose_its_language(client, settings):
    """Django's LocaleMiddleware, where a project has it, says so of every answer."""
    make_article()
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "LocaleMiddleware" not in name]
    assert "Accept-Language" in client.get("/api/v3/site/").get("Vary", "")
    assert "Accept-Language" not in client.get("/api/v3/site/?locale=es").get("Vary", "")
    unknown = client.get("/api/v3/clinic/pages/?locale=fr", headers={"Accept-Language": "es"})
    assert (unknown.status_code, unknown["Content-Language"]) == (422, "es")


def test_problems_are_not_kept(client):
    make_article()
    assert client.get(PAGES, {"x": 1})["Cache-Control"] == "no-store"
    assert client.get(f"{PAGES}999999/")["Cache-Control"] == "no-store"
