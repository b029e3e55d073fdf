"""Statements that PostgreSQL plans once: the same rows, and nothing else is asked that way."""

import pytest
from django.db import connection
from django.db.models import Exists, Value
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Page

from locations.planned import planned
from locations.prepared import Answers, Given

pytestmark = pytest.mark.django_db

CODE = Locale._meta.get_field("language_code")
SPOKEN = Answers(
    lambda: {
        "spoken": Exists(Locale.objects.filter(language_code=Given("code", CODE))),
        "number": Value(7),
    }
)


def test_answers_are_those_of_now(django_assert_num_queries):
    for _time in range(8):  # from the sixth on it is kept
        assert SPOKEN.ask(using="default", code="en") == {"spoken": True, "number": 7}
    Locale.objects.create(language_code="fr")
    with django_assert_num_queries(1):
        assert SPOKEN.ask(using="default", code="fr")["spoken"] is True
    assert SPOKEN.ask(using="default", code="' OR 1=1 -- %s")["spoken"] is False


def kept() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%spoken%'"
        )
        return cursor.fetchone()[0]


@pytest.mark.parametrize("threshold", [2, None])
def test_statement_is_kept_only_if_the_settings_say_so(monkeypatch, threshold):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no statements of a connection to look at")
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "prepare_threshold", threshold)
    monkeypatch.setattr(connection.connection, "prepare_threshold", threshold)
    for _time in range(4):
        with planned(connection), connection.cursor() as cursor:
            cursor.execute("SELECT %s::text AS spoken, '100%%'", ["en"])
            assert cursor.fetchone() == ("en", "100%")
    assert kept() == (1 if threshold else 0)


def test_what_is_asked_outside_is_asked_as_ever():
    with planned(connection):
        pass
    with CaptureQueriesContext(connection) as asked:
        Page.objects.filter(title="Somewhere").exists()
    assert "Somewhere" in asked[0]["sql"]
