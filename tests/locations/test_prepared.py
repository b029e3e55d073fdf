"""Queries composed once: they answer as if they had been composed anew."""

import sys
import threading

import pytest
from django.db import connection
from django.db.models import BooleanField, CharField, Exists, Field, IntegerField, Value
from wagtail.models import Page

from conditions.models import ArticlePage
from conditions.models.links import _linked, linked_pages
from locations.models.base import _whole, _with_all_shown
from locations.prepared import Answers, Given, Prepared, filling, room_for, several
from tests.factories import make_article, make_condition, make_treatment

pytestmark = pytest.mark.django_db
PK: Field = Page._meta.pk


def facts(page) -> dict[str, object]:
    return {field.attname: getattr(page, field.attname) for field in page._meta.concrete_fields}


def test_rows_are_those_of_a_query_that_is_composed_anew():
    pages = [make_article(), make_article()]
    for page in pages:
        (found,) = _whole.rows(ArticlePage, page=page.pk)
        plain = ArticlePage.objects.get(pk=page.pk)
        assert facts(found) == facts(plain)
        assert found.author == plain.author
    assert not _whole.rows(ArticlePage, page=0)


def test_a_query_is_composed_once_and_asked_each_time(django_assert_num_queries):
    composed = []

    def compose():
        composed.append(1)
        return Page.objects.filter(pk=Given("page", PK))

    titles, page = Prepared(compose), make_article(title="First")
    assert [row.title for row in titles.rows(page=page.pk)] == ["First"]
    Page.objects.filter(pk=page.pk).update(title="Second")
    with django_assert_num_queries(1):
        assert [row.title for row in titles.rows(page=page.pk)] == ["Second"]
    assert len(composed) == 1


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_several_values_have_room(count):
    pages = [make_article() for _ in range(count)]
    by_id = Prepared(lambda room: Page.objects.filter(pk__in=several("page", PK, room)))
    room = room_for(count)
    found = by_id.rows(room, **filling("page", [page.pk for page in pages[1:] or pages], room))
    assert {row.pk for row in found} == {page.pk for page in pages[1:] or pages}


def test_a_value_is_never_read_as_sql():
    by_slug = Prepared(
        lambda: Page.objects.filter(slug=Given("slug", Page._meta.get_field("slug")))
    )
    page = make_article()
    assert by_slug.rows(slug=page.slug)
    for slug in ["' OR 1=1 --", "%s", "%", "100%"]:
        assert not by_slug.rows(slug=slug)


def test_what_is_kept_holds_no_connection():
    """It is a thread's own; a statement outlives threads."""
    page = make_article()
    _whole.rows(ArticlePage, page=page.pk)
    (compiler, _sql, _places) = _whole._composed[(ArticlePage,)].known[connection.alias]
    assert compiler.connection is None


@pytest.mark.django_db(transaction=True)
def test_threads_ask_with_values_of_their_own():
    pages = [make_article(title=f"Article of {number}") for number in range(4)]
    wrong: list[object] = []

    def ask(page) -> None:
        for _time in range(20):
            found = [row.title for row in _whole.rows(ArticlePage, page=page.pk)]
            if found != [page.title]:
                wrong.append(found)
        connection.close()

    threads = [threading.Thread(target=ask, args=(page,)) for page in pages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


@pytest.fixture
def impatient_threads():
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-4)
    yield
    sys.setswitchinterval(before)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("impatient_threads")
def test_threads_may_compose_the_same_at_once():
    """As the first requests after a start do. What one of them broke would stay so."""
    pages = [make_article(title=f"Article of {number}") for number in range(4)]
    wrong: list[object] = []

    def ask(prepared: Prepared, barrier: threading.Barrier, page) -> None:
        barrier.wait()
        try:
            (found,) = prepared.rows(ArticlePage, page=page.pk)
            assert found.title == page.title
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    for _attempt in range(25):
        prepared, barrier = Prepared(_with_all_shown), threading.Barrier(len(pages))
        threads = [threading.Thread(target=ask, args=(prepared, barrier, page)) for page in pages]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [row.title for row in prepared.rows(ArticlePage, page=pages[0].pk)] == [
            pages[0].title
        ]
    assert not wrong


def test_links_are_those_of_each_page(rf):
    """What is composed for a type of pages asks for one page and one language at a time."""
    conditions, treatments = [make_condition(), make_condition()], [make_treatment()]
    first = make_article(conditions=conditions[:1], treatments=treatments)
    second = make_article(conditions=conditions[::-1])
    for _time in range(2):
        found = [
            linked_pages(page, "condition", "treatment", request=rf.get("/"))
            for page in (first, second)
        ]
        plain = [[[one.pk for one in pages] for pages in lists] for lists in found]
        assert plain[0] == [[conditions[0].pk], [treatments[0].pk]]
        assert plain[1] == [[conditions[1].pk, conditions[0].pk], []]
    assert (ArticlePage, "condition", "treatment") in _linked._composed


def test_several_questions_have_their_own_answers_whatever_is_a_number_in_them():
    page = make_article(title="50% of 7")
    titled = Page.objects.filter(title=Given("title", Page._meta.get_field("title")), depth__gte=1)
    questions = Answers(
        lambda: {
            "there": Exists(titled),
            "deep": Exists(titled.filter(depth__gte=99)),
            "marked": Exists(titled.filter(title__startswith="50%")),
            "number": Value(12, output_field=IntegerField()),
            "yes": Value(True, output_field=BooleanField()),
            "text": Value("12 %s", output_field=CharField()),
        }
    )
    found = {"there": True, "deep": False, "marked": True, "number": 12, "text": "12 %s"}
    answers = questions.ask(using="default", title=page.title)
    assert bool(answers.pop("yes"))
    assert answers == found
    assert not questions.ask(using="default", title="' OR 1 = 1 --")["there"]
