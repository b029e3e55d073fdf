"""A fault in what follows is survived; a database that is away is not taken for one."""

import logging
from contextlib import nullcontext, suppress

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from wagtail.models import Locale

from locations.faults import apart, apart_or_again, committed, survived, with_savepoints_if_needed

pytestmark = pytest.mark.django_db
logger = logging.getLogger(__name__)


def test_fault_is_logged_and_costs_no_more(caplog):
    typed = "what somebody " + "typed"  # the log has the line that raised
    with survived(logger, "It was not done."):
        raise ValueError(typed)
    assert "It was not done. builtins.ValueError" in caplog.text
    assert typed not in caplog.text


def test_database_that_is_away_is_raised_as_it_is():
    """The delivery worker waits for a database that is away; any other error ended it."""

    def refuse(execute, sql, params, many, context):
        raise OperationalError("the server closed the connection unexpectedly")

    with (
        connection.execute_wrapper(refuse),
        pytest.raises(OperationalError),
        survived(logger, "It was not done."),
    ):
        pytest.fail("nothing is done without a database")


def lose_the_connection():
    """The database server has crashed: what is begun is lost, and the next query fails."""
    connection.connection.close()
    Locale.objects.count()


@pytest.mark.django_db(transaction=True)
def test_connection_that_is_lost_with_the_transaction_around_is_no_fault_to_survive():
    with pytest.raises((DatabaseError, InterfaceError)):
        add_and_survive()
    assert not Locale.objects.filter(language_code="fr").exists()


@transaction.atomic
def add_and_survive():
    Locale.objects.create(language_code="fr")
    with survived(logger, "It was not done."):
        lose_the_connection()


@pytest.mark.django_db(transaction=True)
def test_transaction_ends_in_a_commit_or_an_error():
    """Django's own ends in silence here (the control), and the row is not there."""
    for block, ends in [(transaction.atomic, nullcontext()), (committed, lost())]:
        with ends, block():
            Locale.objects.create(language_code="fr")
            with suppress(DatabaseError, InterfaceError), transaction.atomic():
                lose_the_connection()
        assert not Locale.objects.filter(language_code="fr").exists()


def lost():
    return pytest.raises(OperationalError, match="lost with its connection")


@pytest.mark.django_db(transaction=True)
def test_transaction_that_is_committed_raises_nothing():
    with committed():
        Locale.objects.create(language_code="fr")
    assert Locale.objects.filter(language_code="fr").exists()


def test_end_of_somebody_elses_transaction_is_not_asked_for():
    with committed():
        Locale.objects.create(language_code="fr")
    assert Locale.objects.filter(language_code="fr").exists()


# Without savepoints, as long as nothing fails.


def add_french(*, fails: bool = False, part_fails: bool = False):
    with committed():
        Locale.objects.create(language_code="fr")
        with survived(logger, "It was not done."):
            Locale.objects.create(language_code="so")
            if part_fails:
                Locale.objects.create(language_code="so")
        if fails:
            raise ZeroDivisionError
    return "done"


def languages():
    return set(Locale.objects.values_list("language_code", flat=True)) - {"en"}


def test_whole_is_done_once_without_a_savepoint(django_assert_num_queries):
    with django_assert_num_queries(4):  # two rows, and the test's own savepoint around both
        assert with_savepoints_if_needed(add_french) == "done"
    assert languages() == {"fr", "so"}


def test_part_that_fails_is_survived_by_the_second_attempt(caplog):
    assert with_savepoints_if_needed(lambda: add_french(part_fails=True)) == "done"
    assert languages() == {"fr"}
    assert caplog.text.count("It was not done.") == 1


def test_any_other_fault_is_raised_at_the_first_attempt():
    attempts = []

    def attempt():
        attempts.append(1)
        add_french(fails=True)

    with pytest.raises(ZeroDivisionError):
        with_savepoints_if_needed(attempt)
    assert (attempts, languages()) == ([1], set())


def test_who_tries_once_alone_survives_at_once():
    assert add_french(part_fails=True) == "done"
    assert languages() == {"fr"}


@pytest.mark.django_db(transaction=True)
def test_part_that_fails_after_the_commit_is_survived_and_the_next_one_is_done(caplog):
    done = []

    def fail():
        with survived(logger, "It was not told."):
            raise ValueError

    def attempt():
        done.append("attempt")
        with committed():
            transaction.on_commit(fail)
            transaction.on_commit(lambda: done.append("hook"))

    with_savepoints_if_needed(attempt)
    assert done == ["attempt", "hook"]
    assert caplog.text.count("It was not told.") == 1


@pytest.mark.django_db(transaction=True)
def test_whole_that_is_done_after_another_ones_commit_has_its_second_attempt():
    others = [lambda: with_savepoints_if_needed(lambda: add_french(part_fails=True))]

    def attempt():
        with committed():
            while others:
                transaction.on_commit(others.pop())

    with_savepoints_if_needed(attempt)
    assert languages() == {"fr"}


def test_query_that_fails_apart_breaks_nothing_around_it():
    with transaction.atomic():
        with suppress(DatabaseError), apart():
            Locale.objects.raw("SELECT nothing FROM nowhere")[0]
        assert Locale.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_query_that_fails_apart_costs_no_transaction_of_its_own(django_assert_num_queries):
    with django_assert_num_queries(1), apart():
        Locale.objects.count()
    with suppress(DatabaseError), apart():
        Locale.objects.raw("SELECT nothing FROM nowhere")[0]
    assert Locale.objects.exists()


def breaks_once():
    """Work whose connection breaks the first time."""
    breaks = iter([OperationalError("the server closed the connection unexpectedly")])

    def work():
        for error in breaks:
            raise error
        return "done"

    return work


@pytest.mark.django_db(transaction=True)
def test_work_whose_connection_breaks_is_done_again():
    assert apart_or_again(breaks_once()) == "done"


@pytest.mark.django_db(transaction=True)
def test_work_that_fails_otherwise_is_done_once():
    with pytest.raises(ZeroDivisionError):
        apart_or_again(lambda: 1 / 0)


def test_work_is_not_done_again_in_a_transaction_that_is_lost():
    with pytest.raises(OperationalError):
        apart_or_again(breaks_once())
