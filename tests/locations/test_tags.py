"""The template tags: numbers, hours, pictures and addresses as readers get them."""

import json
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.template import Context, Template
from django.utils import translation
from wagtail.models import Site

from locations.directory import Directory
from locations.models import LocationIndexPage, LocationPage, People, PictureRights
from locations.pictures import FORMATS, ON_PHONES, SIZES, cut, load_renditions
from tests.factories import (
    bind_site,
    home_page,
    index_page,
    make_article,
    make_image,
    make_location,
    make_request_page,
    override,
    phones,
    week,
)

pytestmark = pytest.mark.django_db


def render(source: str, **context) -> str:
    return Template("{% load clinic_tags %}" + source).render(Context(context)).strip()


def words(html: str) -> str:
    """What is read of it, on one line."""
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split()).replace(" ,", ",")


def rows(html: str) -> list[list[str]]:
    table_rows = BeautifulSoup(html, "html.parser").find_all("tr")
    return [[words(str(cell)) for cell in row.find_all(["th", "td"])] for row in table_rows]


# Phones.


@pytest.fixture
def four_numbers() -> LocationPage:
    numbers = phones(
        "+16512246678", text="+16512246679", fax="+16512246680", after_hours="+16512246681"
    )
    return make_location(phones=numbers)


@pytest.mark.parametrize(
    ("role", "html"),
    [
        ("main", '<a class="phone" href="tel:+16512246678">651-224-6678</a>'),
        ("text", '<a class="phone" href="sms:+16512246679">651-224-6679</a>'),
        ("fax", '<span class="phone">651-224-6680</span>'),
        ("after_hours", '<a class="phone" href="tel:+16512246681">651-224-6681</a>'),
    ],
)
def test_phone_calls_texts_or_is_only_written(four_numbers, role, html):
    assert render("{% clinic_phone location role=role %}", location=four_numbers, role=role) == html


def test_phone_of_a_role_that_the_location_has_not_is_nothing():
    assert render('{% clinic_phone location role="fax" %}', location=make_location()) == ""


# Hours.


def test_hours_show_a_lunch_break_and_closed_days():
    location = make_location(weekly_hours=week(("09:00", "12:00"), ("13:00", "17:30")))
    assert rows(render("{% clinic_hours location %}", location=location)) == [
        ["Monday to Friday", "9 a.m. to noon 1 p.m. to 5:30 p.m."],
        ["Saturday and Sunday", "Closed"],
    ]


def test_hours_say_times_to_machines_too():
    html = render("{% clinic_hours location %}", location=make_location())
    times = [time["datetime"] for time in BeautifulSoup(html, "html.parser").find_all("time")]
    assert times == ["09:00", "17:00"]


def test_hours_all_day_every_day():
    location = make_location(weekly_hours=week(("00:00", "00:00"), days=range(7)))
    assert rows(render("{% clinic_hours location %}", location=location)) == [
        ["Every day", "all day"]
    ]


def test_hours_of_a_location_without_hours_ask_to_call():
    html = render("{% clinic_hours location %}", location=make_location(weekly_hours=[]))
    assert words(html) == "Please call us: we open by appointment."


def test_hours_announce_special_days(time_machine):
    time_machine.move_to("2026-11-23T16:00:00Z")
    special = [
        override("2026-11-26", "2026-11-27", reason="Thanksgiving"),
        override("2026-12-24", opens="09:00", closes="12:00"),
        override("2027-07-05", reason="Too far off"),
    ]
    html = render("{% clinic_hours location %}", location=make_location(hours_overrides=special))
    assert rows(html)[2:] == [
        ["Thursday, November 26 to Friday, November 27 Thanksgiving", "Closed"],
        ["Thursday, December 24", "9 a.m. to noon"],
    ]


def test_special_days_end_with_the_day_of_the_location(time_machine):
    time_machine.move_to("2026-11-28T05:30:00Z")  # 23:30 on the 27th in Chicago
    special = {"hours_overrides": [override("2026-11-27", reason="The day after")]}
    chicago, berlin = (
        make_location("Chicago", **special),
        make_location("Berlin", time_zone="Europe/Berlin", **special),
    )
    assert "The day after" in render("{% clinic_hours location %}", location=chicago)
    assert "The day after" not in render("{% clinic_hours location %}", location=berlin)


def test_hours_follow_the_language():
    with translation.override("es"):
        html = render("{% clinic_hours location %}", location=make_location())
    assert "lunes" in html.lower()
    assert "9:00" in html


def test_brief_hours_leave_out_closed_days():
    html = render("{% clinic_hours_brief location %}", location=make_location())
    assert words(html) == "Monday to Friday 9 a.m. to 5 p.m."


@pytest.mark.parametrize(
    ("now", "text"),
    [
        ("2026-11-23T16:00:00Z", "Monday, November 23: 9 a.m. to 5 p.m."),
        ("2026-11-24T05:59:59Z", "Monday, November 23: 9 a.m. to 5 p.m."),
        ("2026-11-24T06:00:00Z", "Tuesday, November 24: 9 a.m. to noon and 1 p.m. to 5 p.m."),
        ("2026-11-21T18:00:00Z", "Saturday, November 21: closed"),
        ("2026-12-21T18:00:00Z", "Monday, December 21: closed"),
    ],
)
def test_open_now_names_a_day_and_its_hours_so_that_it_is_true_in_a_cache(time_machine, now, text):
    time_machine.move_to(now, tick=False)
    hours = [*week(days=[0, 2]), *week(("09:00", "12:00"), ("13:00", "17:00"), days=[1])]
    location = make_location(weekly_hours=hours, hours_overrides=[override("2026-12-21")])
    html = render("{% clinic_open_now location %}", location=location)
    assert words(html).replace("\N{NO-BREAK SPACE}", " ") == text
    assert "now" not in words(html)


def test_open_now_carries_its_sign_for_the_browser(time_machine):
    time_machine.move_to("2026-11-23T16:00:00Z", tick=False)
    html = render("{% clinic_open_now location %}", location=make_location())
    sign = json.loads(BeautifulSoup(html, "html.parser").p["data-clinic-sign"])
    assert sign["from"] == 1795449600
    assert sign["words"][sign["steps"][0][1]] == [
        1,
        "",
        "Open now",
        " until 5\N{NO-BREAK SPACE}p.m.",
    ]


def test_open_now_of_a_location_without_hours_is_nothing():
    location = make_location(weekly_hours=[])
    assert render("{% clinic_open_now location %}", location=location) == ""


# Pictures.


def picture(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser").picture


def test_image_that_is_not_cut_yet_is_one_jpeg_and_costs_one_cut():
    image = make_image(size=(900, 600))
    found = picture(render('{% clinic_image image "card" alt="A river" %}', image=image))
    assert not found.source
    assert found.img["src"].endswith(".jpg")
    assert (found.img["width"], found.img["height"]) == ("800", "534")
    assert found.img["alt"] == "A river"
    assert image.renditions.count() == 1


def test_image_that_is_cut_has_modern_formats_and_one_for_everybody():
    image = make_image(size=(900, 600))
    assert cut(image, ["card"]) == len(SIZES["card"].specs)
    found = picture(render('{% clinic_image image "card" alt="A river" %}', image=image))
    kinds = [source["type"] for source in found.find_all("source")]
    assert kinds == [f"image/{name}" for name in FORMATS]
    for source in found.find_all("source"):
        widths = [width.split()[1] for width in source["srcset"].split(", ")]
        assert widths == ["400w", "800w"]
        assert source["sizes"] == SIZES["card"].sizes
    assert found.img["src"].endswith(".jpg")
    assert (found.img["width"], found.img["height"]) == ("800", "534")


def test_image_at_the_top_is_a_smaller_one_on_a_phone_once_it_is_cut():
    image = make_image(size=(1200, 900))
    cut(image, ["tall"])
    shown = '{% clinic_image image "tall" lazy=False %}'
    assert not picture(render(shown, image=image)).find_all("source", media=True)
    cut(image, ["card"])
    found = picture(render(shown, image=image))
    on_phones = found.find_all("source", media=ON_PHONES)
    assert on_phones == found.find_all("source")[: len(FORMATS)]  # the first that fits is taken
    for source in on_phones:
        assert [width.split()[1] for width in source["srcset"].split(", ")] == ["400w", "800w"]
        assert source["sizes"] == SIZES["tall"].sizes_on_phones


def test_cutting_again_cuts_nothing():
    image = make_image()
    cut(image, ["card", "tall"])
    assert cut(image, ["card", "tall"]) == 0


def test_image_without_words_is_decoration_and_can_wait():
    found = picture(render('{% clinic_image image "card" %}', image=make_image()))
    assert found.img["alt"] == ""
    assert found.img["loading"] == "lazy"


@pytest.mark.parametrize("size", ["wide", "tall", "face"])
def test_image_at_the_top_does_not_wait_and_lets_the_text_go_first(size):
    source = '{% clinic_image image "' + size + '" lazy=False %}'
    found = picture(render(source, image=make_image()))
    assert "loading" not in found.img.attrs
    assert found.img["fetchpriority"] == "low"


def test_no_image_is_nothing():
    assert render('{% clinic_image image "card" %}', image=None) == ""


def test_image_that_only_decorates_is_not_read_out():
    image = make_image()
    PictureRights.objects.create(picture=image, is_decorative=True)
    assert (
        picture(render('{% clinic_image image "card" alt="A river" %}', image=image)).img["alt"]
        == ""
    )


@pytest.mark.parametrize(
    ("rights", "is_shown"),
    [
        ({"people": People.AGREED}, True),
        ({"people": People.AGREED, "consent_until_date": date(2026, 3, 4)}, True),
        ({"people": People.AGREED, "consent_until_date": date(2026, 3, 3)}, False),
        ({"people": People.REFUSED}, False),
    ],
)
def test_image_of_people_is_shown_as_long_as_they_agree(time_machine, rights, is_shown):
    time_machine.move_to("2026-03-04T18:00:00Z")
    image = make_image()
    PictureRights.objects.create(picture=image, **rights)
    assert bool(render('{% clinic_image image "card" %}', image=image)) is is_shown


def test_image_whose_file_is_gone_breaks_no_page():
    image = make_image()
    image.file.storage.delete(image.file.name)
    assert picture(render('{% clinic_image image "card" %}', image=image)).img


@pytest.mark.parametrize("size", SIZES)
def test_image_that_was_loaded_and_cut_before_costs_no_query(django_assert_num_queries, size):
    image = make_image()
    source = '{% clinic_image image "' + size + '" %}'
    cut(image, [size])
    first = render(source, image=image)
    image.refresh_from_db()
    load_renditions([image])
    with django_assert_num_queries(0):
        assert render(source, image=image) == first


# Addresses.


def context_of(client, page) -> dict:
    return client.get(page.get_url()).context_data


def test_request_url_names_page_and_location_by_number_only(client):
    make_request_page()
    article, location = make_article(title="Hip pain and shame"), make_location()
    source = "{% clinic_request_url about=page location=location %}"
    context = context_of(client, article) | {"location": location}
    assert render(source, **context) == f"/request/?about={article.pk}&amp;location={location.pk}"


def test_request_url_without_anything_known_is_the_page_itself(client):
    make_request_page()
    context = context_of(client, home_page())
    assert render("{% clinic_request_url %}", **context) == "/request/"


def test_request_url_without_a_request_page_is_nothing(client):
    context = context_of(client, make_article())
    assert render("{% clinic_request_url about=page %}", **context) == ""


def test_request_url_of_an_unpublished_request_page_is_nothing(client):
    bind_site(Site.objects.get(), request_page=make_request_page(slug="draft", live=False))
    bind_site(Site.objects.get(), request_page=make_article(live=False))
    context = context_of(client, home_page())
    assert render("{% clinic_request_url %}", **context) == ""


def test_menu_marks_the_page_shown_and_the_section_above_it():
    home, location = home_page(), make_location()
    locations = index_page(LocationIndexPage)
    marks = [
        render("{% clinic_current item %}", page=page, item=locations)
        for page in (locations, location, home)
    ]
    assert marks == ["page", "true", ""]


def test_directory_keeps_what_it_read_for_the_page_after_an_error(rf):
    location = make_location()
    assert Directory(site=None, request=rf.get("/")).locations == [location]
    assert Directory.last_known == [location]
