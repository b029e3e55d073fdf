"""The drawing of where the locations lie, and the ways there."""

from math import hypot

import pytest
from bs4 import BeautifulSoup
from django.template import Context, Template

from locations.directory import Directory
from locations.maps import HEIGHT, WIDTH, Place, locate
from tests.factories import make_image, make_location

ST_PAUL = Place(1, "St. Paul", 44.9347, -93.1570)
EDINA = Place(2, "Edina", 44.9080, -93.3400)
NORTH = Place(3, "Duluth", 46.7867, -92.1005)


def dots(locator):
    return {dot.place.name: dot for dot in locator.dots}


def test_drawing_has_north_at_the_top_and_east_on_the_right():
    found = dots(locate([ST_PAUL, EDINA, NORTH], here=1, country="US"))
    assert found["Duluth"].y < found["St. Paul"].y < found["Edina"].y
    assert found["Edina"].x < found["St. Paul"].x < found["Duluth"].x
    assert [name for name, dot in found.items() if dot.is_here] == ["St. Paul"]
    assert all(0 < dot.x < WIDTH and 0 < dot.y < HEIGHT for dot in found.values())


def test_distances_are_right_and_to_scale():
    locator = locate([ST_PAUL, EDINA], here=1, country="US")
    [way] = locator.ways
    assert way.distance == pytest.approx(9.1, abs=0.1)  # by the great circle
    drawn = hypot(way.end.x - way.start.x, way.end.y - way.start.y)
    scale = locator.scale_length / locator.scale_distance
    assert drawn / scale == pytest.approx(way.distance, rel=0.02)
    assert locator.scale_length <= 120


def test_kilometres_where_people_drive_kilometres():
    locator = locate([ST_PAUL, EDINA], here=1, country="DE")
    assert not locator.in_miles
    assert locator.ways[0].distance == pytest.approx(14.7, abs=0.2)


@pytest.mark.parametrize(
    "places", [[], [ST_PAUL], [EDINA, NORTH], [ST_PAUL, Place(2, "Upstairs", 44.9347, -93.1570)]]
)
def test_nothing_to_compare_is_no_drawing(places):
    assert locate(places, here=1, country="US") is None


@pytest.mark.parametrize("other", [(44.9347, -93.0), (45.5, -93.157)])
def test_places_in_one_line_are_drawn(other):
    locator = locate([ST_PAUL, Place(2, "Other", *other)], here=1, country="US")
    assert all(0 < dot.x < WIDTH and 0 < dot.y < HEIGHT for dot in locator.dots)


# On the page.


def render(source: str, **context) -> str:
    return Template("{% load clinic_places %}" + source).render(Context(context)).strip()


@pytest.fixture
def places(db):
    return [
        make_location("St. Paul", latitude="44.93470", longitude="-93.15700"),
        make_location("Edina & more", latitude="44.90800", longitude="-93.34000"),
    ]


def test_drawing_says_in_words_what_it_shows(places):
    html = render("{% clinic_locator location %}", location=places[0], clinic=Directory(site=None))
    figure = BeautifulSoup(html, "html.parser").figure
    sentence = "Edina & more is about 9 miles from St. Paul, as the crow flies."
    assert figure.svg["aria-label"] == figure.figcaption.get_text() == sentence
    assert "style" not in str(figure)
    assert '<text class="locator__name"' in html
    assert "Edina &amp; more" in html


def test_location_without_coordinates_has_no_drawing(places):
    other = make_location("Duluth")
    assert (
        render("{% clinic_locator location %}", location=other, clinic=Directory(site=None)) == ""
    )


def test_ways_lead_to_the_address(places):
    routes = render(
        "{% clinic_routes location as routes %}"
        "{% for route in routes %}{{ route.name }} {{ route.url|safe }}\n{% endfor %}",
        location=places[0],
    ).splitlines()
    assert routes == [
        "OpenStreetMap https://www.openstreetmap.org/directions?to=44.9347%2C-93.157",
        "Google Maps https://www.google.com/maps/dir/?api=1"
        "&destination=1100+Grand+Avenue%2C+St.+Paul%2C+MN+55105%2C+US",
        "Apple Maps https://maps.apple.com/?daddr=1100+Grand+Avenue%2C+St.+Paul%2C+MN+55105%2C+US",
    ]


@pytest.mark.django_db
def test_way_to_a_location_without_coordinates_is_by_its_address():
    location = make_location("St. Paul")
    html = render("{% clinic_routes location as routes %}{{ routes.0.url }}", location=location)
    assert html.startswith("https://www.openstreetmap.org/search?query=1100+Grand")


def test_picture_of_a_map_takes_the_place_of_the_drawing(client, places):
    assert svgs_of(client, places[0])
    picture = make_image(description="A street map")
    places[0].map_image = picture
    places[0].save_revision().publish()
    assert not svgs_of(client, places[0])
    assert 'alt="A street map"' in client.get(places[0].get_url()).content.decode()


def svgs_of(client, page):
    """What is drawn on a page, apart from the clinic's mark."""
    soup = BeautifulSoup(client.get(page.get_url()).content, "html.parser")
    return [svg for svg in soup.find_all("svg") if "brand__mark" not in svg.get("class", [])]


# What else a location's page says.


@pytest.mark.django_db
def test_access_says_what_is_there_and_what_is_not_and_nothing_unknown(client):
    location = make_location(step_free_entrance=True, lift=False)
    assert location.access_facts == [
        ("step-free entrance", True),
        ("lift to all floors we use", False),
    ]
    soup = BeautifulSoup(client.get(location.get_url()).content, "html.parser")
    items = [item.get_text(strip=True) for item in soup.select(".checklist__item")]
    assert items == ["Step-free entrance", "No lift to all floors we use"]


@pytest.mark.django_db
def test_location_of_which_nothing_is_known_has_no_section_about_access(client):
    html = client.get(make_location().get_url()).content.decode()
    assert 'id="access"' not in html


@pytest.mark.django_db
def test_numbers_have_names_and_notes_and_the_desk_its_languages(client):
    numbers = [
        ("phone", {"role": "main", "number": "+16512246678"}),
        (
            "phone",
            {"role": "main", "number": "+16515550101", "label": "Billing", "note": "Mornings"},
        ),
    ]
    location = make_location(phones=numbers, desk_languages="English, Hmong")
    soup = BeautifulSoup(client.get(location.get_url()).content, "html.parser")
    facts = [fact.get_text(" ", strip=True) for fact in soup.select("dl.facts > div")]
    assert facts == [
        "Main phone 651-224-6678",
        "Billing 651-555-0101 Mornings",
        "We speak English, Hmong",
    ]
