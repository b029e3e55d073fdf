"""Parts that pages share: made once, never with anything of one page or visitor in them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation
from wagtail.models import Site

from locations import untranslated
from locations.caching import Begun
from locations.directory import REQUEST_ATTRIBUTE, Directory
from locations.finished import finished
from tests.clinic import Clinic
from tests.factories import make_article, make_location
from tests.locations.test_remembering import commit, read

pytestmark = pytest.mark.django_db
CHICAGO = ZoneInfo("America/Chicago")


def clinic_of(number: int = 1, *, site: Site | None = None) -> Directory:
    """The clinic of one request that sees a generation."""
    request = HttpRequest()
    request.session = SessionStore()
    clinic = Directory(site=site or Site.objects.get(is_default_site=True), request=request)
    setattr(request, REQUEST_ATTRIBUTE, clinic)
    clinic.generation = Begun(number, None)
    return clinic


class Maker:
    """Makes a part, and says how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> str:
        self.times += 1
        return f"<p>{self.times}</p>"


def test_part_is_made_once_in_a_generation():
    make = Maker()
    found = [finished(clinic_of(number), "foot", make) for number in (1, 1, 2, 2)]
    assert found == ["<p>1</p>", "<p>1</p>", "<p>2</p>", "<p>2</p>"]


def test_part_is_made_each_time_for_who_knows_no_generation():
    """A preview, and who has changed something that is not committed."""
    make, clinic = Maker(), clinic_of()
    clinic.generation = None
    assert [finished(clinic, "foot", make) for _time in range(2)] == ["<p>1</p>", "<p>2</p>"]


def test_part_is_made_each_time_where_no_pages_are_kept(settings):
    settings.CLINIC = settings.CLINIC | {"PAGE_CACHE_SECONDS": 0}
    make = Maker()
    assert [finished(clinic_of(), "foot", make) for _time in range(2)] == ["<p>1</p>", "<p>2</p>"]


def test_part_is_made_for_each_site_and_language_and_way_to_mark_words():
    make = Maker()
    root = Site.objects.get().root_page
    other = Site.objects.create(hostname="edina.example", root_page=root, port=80)
    finished(clinic_of(), "foot", make)
    finished(clinic_of(site=other), "foot", make)
    with translation.override("es"):
        finished(clinic_of(), "foot", make)
        with untranslated.marking():
            finished(clinic_of(), "foot", make)
        with untranslated.marking(content_language="en"):
            finished(clinic_of(), "foot", make)
    assert make.times == 5


def test_part_with_something_of_a_visitor_is_nobody_elses():
    def greet(clinic: Directory) -> str:
        return f"<p>{clinic.request.session.get('name', 'somebody')}</p>"

    known, stranger = clinic_of(), clinic_of()
    known.request.session["name"] = "Ann"
    assert finished(known, "foot", lambda: greet(known)) == "<p>Ann</p>"
    assert finished(stranger, "foot", lambda: greet(stranger)) == "<p>somebody</p>"


@pytest.mark.parametrize("tag", ["clinic_part", "clinic_timed_part"])
def test_timed_part_is_made_anew_when_it_opens(tag, time_machine):
    make_location()
    template = Template(
        f"{{% load clinic_parts %}}{{% {tag} 'now' %}}{{% now 'H' %}}{{% endclinic_part %}}"
    )
    seen = []
    for hour in (8, 9, 10, 17):
        time_machine.move_to(datetime(2026, 11, 25, hour, 30, tzinfo=CHICAGO), tick=False)
        seen.append(template.render(Context({"clinic": clinic_of()})))
    assert seen == (["08", "09", "09", "17"] if tag == "clinic_timed_part" else ["08"] * 4)


def test_part_sees_nothing_but_what_it_is_given():
    template = Template(
        "{% load clinic_parts %}{% clinic_part 'x' with given=1 %}"
        "{{ given }}{{ page }}{{ user }}{% endclinic_part %}{{ page }}"
    )
    context = Context({"clinic": clinic_of(), "page": "mine", "user": "me"})
    assert template.render(context) == "1mine"


def test_part_of_a_page_that_is_not_stored_is_made_each_time():
    template = Template(
        "{% load clinic_parts %}{% clinic_part 'x' pages with said=said %}{{ said }}"
        "{% endclinic_part %}"
    )
    stored, new = make_article(), type(make_article())()
    for pages, said in [([stored], ["a", "a"]), ([stored, new], ["a", "b"])]:
        contexts = [Context({"clinic": clinic_of(), "pages": pages, "said": s}) for s in "ab"]
        assert [template.render(context) for context in contexts] == said


def test_part_needs_a_name():
    with pytest.raises(TemplateSyntaxError):
        Template("{% load clinic_parts %}{% clinic_part %}{% endclinic_part %}")


def test_menu_marks_the_page_that_is_read(client):
    clinic = Clinic()
    commit()
    for _time in range(2):
        for name, where, mark in [
            ("articles", "articles", ' aria-current="page"'),
            ("article", "articles", ' aria-current="true"'),
            ("treatment", "treatments", ' aria-current="true"'),
            ("home", "articles", ""),
        ]:
            html = read(client, clinic.page(name))
            url, title = clinic.page(where).get_url(), clinic.page(where).title
            assert html.count(f'<li><a href="{url}"{mark}>{title}</a></li>') == (2 if mark else 3)
            assert html.count("aria-current=") == (2 if mark else 0) + ("You are here" in html)


def test_search_is_marked_where_one_searches(client):
    clinic = Clinic()
    commit()
    read(client, clinic.page("article"))
    assert '<a href="/search/" aria-current="page">' in client.get("/search/").content.decode()
    assert '<a href="/search/">' in read(client, clinic.page("article"))


def test_request_button_names_the_page_it_stands_on(client):
    clinic = Clinic()
    commit()
    for page in [clinic.page("article"), clinic.page("treatment"), clinic.page("article")]:
        assert read(client, page).count(f"?about={page.pk}") >= 2
