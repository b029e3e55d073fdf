"""The first question of a transaction, and what becomes of the transaction."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale

from locations.beginning import holds_at_begin

in_earnest = pytest.mark.django_db(transaction=True)

CONDITIONS = [("1 = 1", True), ("1 = 2", False), ("NULL", False), ("1 = NULL", False)]


def add(code):
    Locale.objects.create(language_code=code)


def has(code):
    return Locale.objects.filter(language_code=code).exists()


@pytest.fixture
def only_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("a file has no messages")


@in_earnest
@pytest.mark.usefixtures("only_postgresql")
@pytest.mark.parametrize(("condition", "expected"), CONDITIONS)
def test_condition_begins_a_transaction_that_is_committed(condition, expected):
    with transaction.atomic():
        assert holds_at_begin(condition, connection=connection) is expected
        add("fr")
    connection.close()
    assert has("fr")


@in_earnest
@pytest.mark.usefixtures("only_postgresql")
def test_transaction_that_a_condition_began_is_rolled_back():
    with transaction.atomic():
        assert holds_at_begin("1 = 1", connection=connection)
        add("fr")
        transaction.set_rollback(True)
    assert not has("fr")
    add("so")
    assert has("so")


@in_earnest
@pytest.mark.usefixtures("only_postgresql")
def test_condition_that_cannot_be_asked_is_an_error_and_leaves_nothing_behind():
    with pytest.raises(DatabaseError), transaction.atomic():
        holds_at_begin("1 / 0 = 1", connection=connection)
    add("fr")
    assert has("fr")


@in_earnest
@pytest.mark.usefixtures("only_postgresql")
def test_lock_is_held_until_the_transaction_that_it_began_ends():
    lock = "pg_try_advisory_xact_lock('-9223372036854775808'::bigint)"
    held = "EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory')"
    with transaction.atomic():
        assert holds_at_begin(lock, connection=connection)
        assert holds_at_begin(held, connection=connection)
    with transaction.atomic():
        assert not holds_at_begin(held, connection=connection)


@in_earnest
@pytest.mark.usefixtures("only_postgresql")
@pytest.mark.parametrize(("isolation", "expected"), [(None, "read committed"), (4, "serializable")])
def test_transaction_is_of_the_kind_that_the_project_wants(isolation, expected):
    connection.ensure_connection()
    connection.connection.isolation_level = isolation
    try:
        with transaction.atomic():
            condition = f"current_setting('transaction_isolation') = '{expected}'"
            assert holds_at_begin(condition, connection=connection)
    finally:
        connection.connection.isolation_level = None


@in_earnest
def test_who_watches_the_statements_sees_it():
    with CaptureQueriesContext(connection) as asked, transaction.atomic():
        assert holds_at_begin("1 = 1", connection=connection)
    assert [one["sql"] for one in asked if "1 = 1" in one["sql"]]


@pytest.mark.django_db
@pytest.mark.parametrize(("condition", "expected"), CONDITIONS[1:])
def test_condition_is_asked_alone_where_nothing_is_to_begin(condition, expected):
    assert holds_at_begin(condition, connection=connection) is expected
