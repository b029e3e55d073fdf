"""What a process remembers of the clinic: every page is as if it had been read anew."""

import re
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.utils import timezone
from wagtail.models import Site

from bench.pages import calls_of
from locations import remembering
from locations.caching import advance
from locations.models import Announcement, ClinicOrganisation, ClinicSiteSettings
from tests.clinic import Clinic
from tests.factories import home_page, phones
from tests.machines.test_head import translated

pytestmark = pytest.mark.django_db

PAGES = ["home", "location", "locations", "treatment", "condition", "practitioner", "article"]
LISTS = ["treatments", "conditions", "practitioners", "articles"]


def commit() -> None:
    """As if the test had committed: what it changed is counted."""
    advance()
    connection.run_on_commit.clear()


def read(client, page) -> str:
    """A page without the second in which it was made, which is in the words of its clock."""
    html = client.get(page.get_url()).content.decode()
    return re.sub(r'data-clinic-sign="[^"]*"', "", html)


@pytest.fixture
def clinic() -> Clinic:
    return Clinic(links=3)


@pytest.mark.parametrize("name", PAGES + LISTS)
def test_page_is_the_same_from_memory(client, clinic, name):
    first = read(client, clinic.page(name))
    assert not remembering._kept  # nothing is committed yet
    commit()
    assert [read(client, clinic.page(name)) for _time in range(3)] == [first] * 3
    assert remembering._kept


def test_page_is_the_same_from_memory_in_another_language(client, clinic):
    spanish = translated(clinic.page("article"), "es", slug="cadera")
    first = [read(client, page) for page in (clinic.page("article"), spanish)]
    commit()
    for _time in range(3):
        assert [read(client, page) for page in (clinic.page("article"), spanish)] == first
    assert 'lang="es"' in first[1]


# A whole page takes so many queries when its process has answered another in this generation:
# Site and generation, the way to the page with the menu, the page, and what is its own.
WARM = {"article": 7, "articles": 6, "condition": 9, "location": 6, "home": 8, "conditions": 5}


@pytest.mark.parametrize("name", WARM)
@pytest.mark.parametrize("links", [1, 3])
def test_page_takes_few_queries_when_another_was_read(
    client, django_assert_num_queries, name, links
):
    clinic = Clinic(links=links)
    url, another = (clinic.page(each).get_url() for each in (name, "treatment"))
    for each in (url, another):
        client.get(each)  # cuts the pictures
    commit()
    client.get(another)
    with django_assert_num_queries(WARM[name]):
        client.get(url)


# So many thousand calls of Python functions an article takes then, at most. Django's compiling of
# queries alone was thirty; whoever comes near the limit finds with cProfile what it is.
# PostgreSQL's driver is written in Python where SQLite's is not.
CALLS = {"sqlite": 18, "postgresql": 21}


def test_page_takes_few_calls_when_another_was_read(client):
    clinic = Clinic(links=3)
    url, another = (clinic.page(each).get_url() for each in ("article", "treatment"))
    for each in (url, another):
        client.get(each)  # cuts the pictures, composes what is asked
    commit()
    client.get(another)
    assert calls_of(partial(client.get, url)) / 1000 <= CALLS[connection.vendor]


def change_number(clinic) -> None:
    place = clinic.page("location")
    place.phones = phones("612-555-0199")
    place.save_revision().publish()


def announce(clinic) -> None:
    at = timezone.now()
    Announcement.objects.create(
        title="612-555-0199", starts_at=at - timedelta(hours=1), ends_at=at + timedelta(hours=1)
    )


def rename_front_page(clinic) -> None:
    page = home_page()
    page.title = "612-555-0199"
    page.save_revision().publish()


@pytest.mark.parametrize("change", [change_number, announce, rename_front_page])
def test_change_is_on_every_page_at_once(client, clinic, change):
    commit()
    assert "612-555-0199" not in read(client, clinic.page("article")).replace("(612) ", "612-")
    change(clinic)
    seen = read(client, clinic.page("article"))  # not committed: from the database
    assert "555-0199" in seen
    commit()
    assert "555-0199" in read(client, clinic.page("article"))


def test_announcement_begins_and_ends_while_it_is_remembered(client, clinic, time_machine):
    at = timezone.now()
    starts_at, ends_at = at + timedelta(minutes=10), at + timedelta(minutes=20)
    Announcement.objects.create(title="Closed early", starts_at=starts_at, ends_at=ends_at)
    commit()
    for minutes, is_shown in [(0, False), (11, True), (21, False)]:
        time_machine.move_to(at + timedelta(minutes=minutes), tick=False)
        assert ("Closed early" in read(client, clinic.page("article"))) == is_shown


def test_each_site_has_its_own(client, clinic):
    other = Site.objects.create(hostname="edina.example", root_page=home_page(), port=80)
    ClinicSiteSettings.objects.update_or_create(
        site=other, defaults={"location": clinic.page("location")}
    )
    commit()
    url = clinic.page("article").relative_url(Site.objects.get(is_default_site=True))
    answers = [client.get(url, headers={"host": host}) for host in ("localhost", "edina.example")]
    again = [client.get(url, headers={"host": host}) for host in ("localhost", "edina.example")]
    for first, second in zip(answers, again, strict=True):
        assert re.sub(rb'data-clinic-sign="[^"]*"', b"", first.content) == re.sub(
            rb'data-clinic-sign="[^"]*"', b"", second.content
        )
    assert answers[0].content != answers[1].content


def test_what_one_request_does_to_a_row_no_other_sees():
    rows = [ClinicOrganisation(name="Clinic")]

    class Generation:
        pass

    generation = Generation()
    first = remembering.remembered("rows", lambda: rows, generation=generation)
    second = remembering.remembered("rows", list, generation=generation)
    third = remembering.remembered("rows", list, generation=generation)
    second[0].name = "Spoilt"
    assert first[0].name == third[0].name == "Clinic"


def test_another_generation_is_read_anew():
    for generation, rows in [("one", [1]), ("two", [2])]:
        assert remembering.remembered("rows", lambda rows=rows: rows, generation=generation) == rows


def test_even_the_same_generation_is_read_anew_after_a_minute(time_machine, monkeypatch):
    assert remembering.remembered("rows", lambda: [1], generation="one") == [1]
    later = remembering.time.monotonic() + remembering.LONGEST + 1
    monkeypatch.setattr(remembering.time, "monotonic", lambda: later)
    assert remembering.remembered("rows", lambda: [2], generation="one") == [2]
