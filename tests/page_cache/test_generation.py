"""What a process knows of the generation, and the thread that looks for it."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection

from locations.caching import Begun, advance, generation_now
from locations.page_cache import generation as module
from locations.page_cache.asking import asked_of
from locations.page_cache.generation import INTERVAL, TRUSTED, KnownGeneration
from locations.page_cache.remaking import Remaking
from locations.page_cache.store import Kept, Store
from locations.patience import SECONDS, patience_now
from tests.page_cache.visiting import environ_of

BEGAN = datetime(2026, 11, 25, tzinfo=UTC)


class Clock:
    """Stands still until it is moved."""

    seconds = 100.0

    def monotonic(self) -> float:
        return self.seconds


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module.time, "monotonic", clock.monotonic)
    return clock


class Database:
    """Counts how often it is asked. `meanwhile` happens while it is."""

    def __init__(self) -> None:
        self.holds: Begun | None = Begun(1, BEGAN)
        self.asked = 0
        self.meanwhile = lambda: None

    def read(self) -> Begun:
        self.asked += 1
        found = self.holds
        self.meanwhile()
        if found is None:
            raise DatabaseError("away")
        return found


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
def known(clock, database) -> KnownGeneration:
    return KnownGeneration(read=database.read)


def test_nothing_is_known_before_the_first_look(known, database):
    assert known.now() is None
    assert known.look()
    assert known.now() == database.holds
    assert not known.look()


def test_what_was_seen_is_not_believed_for_ever(known, clock):
    known.look()
    clock.seconds += TRUSTED - 0.01
    assert known.now() is not None
    clock.seconds += 0.01
    assert known.now() is None


def test_trust_counts_from_when_it_was_asked_for_not_from_the_answer(known, clock, database):
    def wait() -> None:
        clock.seconds += TRUSTED

    database.meanwhile = wait
    known.look()
    assert known.now() is None


def test_what_another_process_begins_is_seen_by_the_next_look(known, database):
    known.look()
    database.holds = Begun(2, BEGAN)
    assert known.look()
    assert known.now() == Begun(2, BEGAN)


def test_number_of_a_restored_backup_is_another_generation(known, database):
    known.look()
    database.holds = Begun(1, None)
    assert known.look()


def test_what_this_process_begins_it_knows_at_once(known):
    known.look()
    known.advance()
    assert known.now() is None


def test_look_that_began_before_a_publication_says_nothing(known, database):
    """The database was asked, and had not the new generation yet; its answer comes later."""
    known.look()
    database.meanwhile = known.advance
    assert not known.look()
    assert known.now() is None


def test_nothing_is_known_while_the_database_is_away(known, database, clock, caplog):
    known.look()
    database.holds = None
    for _ in range(3):
        clock.seconds += INTERVAL
        known.look()
    assert known.now() is None
    assert caplog.text.count("The page cache cannot read the generation.") == 1


@pytest.mark.django_db
def test_generation_costs_one_query_and_is_one_also_before_anything_was_published(
    django_assert_num_queries,
):
    with django_assert_num_queries(1):
        before = generation_now()
    advance()
    assert generation_now().number == before.number + 1


@pytest.mark.django_db
def test_real_look_leaves_the_database_alone(django_assert_num_queries):
    known = KnownGeneration()
    with django_assert_num_queries(1):
        known.look()
    assert known.now() == generation_now()
    assert connection.connection is not None


# The thread.


def kept(number: int) -> Kept:
    again = {"PATH_INFO": f"/{number}/"}
    return Kept((), b"x", "e", Begun(1, BEGAN), 0.0, 0.0, 0, again)


def asked(number: int):
    return asked_of(environ_of(f"/{number}/"))


def paths(numbers) -> list[str]:
    return [f"/{number}/" for number in numbers]


class Page:
    """What was made anew."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def make(self, asked, again) -> None:
        self.made.append(again["PATH_INFO"])


MANY = 12


@pytest.fixture(autouse=True)
def _few(monkeypatch) -> None:
    monkeypatch.setattr("locations.page_cache.remaking.PAGES", MANY - 2)


@pytest.fixture
def store(known) -> Store:
    store = Store(most_bytes=10_000_000)
    known.look()
    for number in range(MANY):
        store.put(asked(number), kept(number))
    return store


def test_pages_asked_for_last_are_made_anew_when_a_generation_begins(known, store, database):
    page = Page()
    remaking = Remaking(known, store, page.make)
    remaking.step()
    assert page.made == []
    database.holds = Begun(2, BEGAN)
    remaking.hear()
    for _ in range(MANY):
        remaking.step()
    assert page.made == paths(range(MANY - 1, 1, -1))
    assert len(store) == 0  # what is over takes no room


def test_thread_asks_the_database_once_in_a_while(known, store, database, clock):
    remaking = Remaking(known, store, Page().make)
    before = database.asked
    assert [remaking.step() for _ in range(3)] == [INTERVAL] * 3
    assert database.asked == before + 1
    clock.seconds += INTERVAL
    remaking.step()
    assert database.asked == before + 2


def test_thread_looks_between_pages_so_that_what_it_knows_stays_fresh(
    known, store, database, clock
):
    def slow(asked, again) -> None:
        clock.seconds += INTERVAL

    remaking = Remaking(known, store, slow)
    database.holds = Begun(2, BEGAN)
    for _ in range(5):
        remaking.step()
        assert known.now() == Begun(2, BEGAN)


def test_new_generation_while_pages_are_made_begins_anew_with_all_of_them(
    known, store, database, clock
):
    """Who publishes twice leaves no page behind."""
    page = Page()
    remaking = Remaking(known, store, page.make)
    database.holds = Begun(2, BEGAN)
    remaking.step()
    assert page.made == ["/11/"]
    store.put(asked(11), kept(11))
    store.put(asked(7), kept(7))
    clock.seconds += INTERVAL
    database.holds = Begun(3, BEGAN)
    for _ in range(MANY):
        remaking.step()
    assert page.made[1:] == paths([7, 11, 10, 9, 8, 6, 5, 4, 3, 2])


def test_page_that_a_visitor_had_made_meanwhile_is_not_made_twice(known, store, database):
    page = Page()
    remaking = Remaking(known, store, page.make)
    database.holds = Begun(2, BEGAN)
    remaking.step()
    store.put(asked(10), kept(10))
    remaking.step()
    remaking.step()
    assert page.made == paths([11, 9])


def test_one_thread_is_started_for_a_process_however_many_ask(known, store, monkeypatch):
    started = []

    class Thread:
        def __init__(self, **how) -> None:
            self.how = how

        def start(self) -> None:
            started.append(self.how["daemon"])

    monkeypatch.setattr("locations.page_cache.remaking.threading.Thread", Thread)
    remaking = Remaking(known, store, Page().make)
    for _ in range(3):
        remaking.begin()
    assert started == [True]
    monkeypatch.setattr("locations.page_cache.remaking.os.getpid", lambda: -1)  # after a fork
    remaking.begin()
    assert started == [True, True]


# While the database is away.


def test_database_that_answers_is_not_away(known, clock):
    assert not known.is_away  # nobody has asked yet
    known.look()
    clock.seconds += 60  # a process that was stopped for a while knows nothing, and asks Django
    assert not known.is_away
    assert known.now() is None


def test_database_that_fails_is_away_until_it_answers(known, database):
    known.look()
    holds, database.holds = database.holds, None
    known.look()
    assert known.is_away
    assert known.last() == holds
    database.holds = holds
    known.look()
    assert not known.is_away


def test_database_that_says_nothing_is_away_while_it_is_asked(known, clock, database):
    known.look()
    seen = []

    def wait() -> None:
        for _second in range(3):
            clock.seconds += 0.7
            seen.append(known.is_away)

    database.meanwhile = wait
    known.look()
    assert seen == [False, True, True]
    assert not known.is_away


def test_what_was_seen_last_is_shown_for_an_hour_at_most(known, clock, database):
    known.look()
    database.holds = None
    known.look()
    clock.seconds += module.AWAY - 0.01
    assert known.last() is not None
    clock.seconds += 0.01
    assert known.last() is None


def test_what_this_process_has_ended_is_not_shown_while_the_database_is_away(known, database):
    known.look()
    known.advance()
    database.holds = None
    known.look()
    assert known.is_away
    assert known.last() is None


def test_question_for_the_generation_has_an_end(clock):
    seen = []

    def read() -> Begun:
        seen.append(patience_now())
        return Begun(1, BEGAN)

    KnownGeneration(read=read).look()
    assert [one.seconds for one in seen] == [SECONDS]
    assert patience_now() is None
