"""For how long who waits for the database."""

import environ
import pytest

from cms.databases import database_settings
from cms.waiting import READING, SENDING, WHILE_AWAY, WORKING, PatienceMiddleware, seconds_for
from locations.patience import AWAY, patience_now


@pytest.mark.parametrize(
    ("method", "path", "seconds"),
    [
        ("get", "/conditions/hip-pain/", READING),
        ("head", "/", READING),
        ("post", "/requests/1/", SENDING),
        ("post", "/api/v3/consultation-requests/", SENDING),
        ("get", "/admin/", WORKING),
        ("post", "/admin/pages/1/edit/", WORKING),
    ],
)
def test_visitors_wait_for_seconds_and_people_at_work_as_long_as_it_takes(
    rf, method, path, seconds
):
    assert seconds_for(getattr(rf, method)(path)) == seconds
    away = getattr(rf, method)(path, **{AWAY: True})
    assert seconds_for(away) == WHILE_AWAY


def test_no_visitor_can_say_that_the_database_is_away(rf):
    request = rf.get("/", headers={"clinic.database_away": "1", "Clinic-Database-Away": "1"})
    assert seconds_for(request) == READING


@pytest.mark.django_db
def test_patience_is_there_while_the_answer_is_made_and_over_then(rf):
    seen = []
    PatienceMiddleware(lambda request: seen.append(patience_now()))(rf.get("/"))
    assert [patience.seconds for patience in seen] == [READING]
    assert patience_now() is None


def test_middleware_comes_before_all_that_asks_the_database(settings):
    names = settings.MIDDLEWARE
    place = names.index("cms.waiting.PatienceMiddleware")
    assert place < names.index("django.contrib.sessions.middleware.SessionMiddleware")
    assert place < names.index("corsheaders.middleware.CorsMiddleware")


def test_attempt_to_connect_has_an_end_unless_the_address_says_otherwise():
    url = "postgres://clinic@db/clinic"
    options = database_settings(environ.Env.db_url_config(url))["OPTIONS"]
    assert 0 < options["connect_timeout"] <= 3
    assert 0 < options["tcp_user_timeout"] <= 30_000
    own = database_settings(environ.Env.db_url_config(f"{url}?connect_timeout=9"))["OPTIONS"]
    assert own["connect_timeout"] == 9
