"""A location that somebody begins to write: what is not complete yet stands in nobody's way."""

import pytest
from django.contrib.auth import get_user_model

from locations.facts import HoursOverrideBlock, WeekBlock
from locations.models import LocationIndexPage, LocationPage
from tests.factories import index_page, make_lead, make_location, week

pytestmark = pytest.mark.django_db

HALF_LINES = [
    {"weekly_hours": [("interval", {"weekday": "", "opens": None, "closes": None})]},
    {"weekly_hours": [("interval", {"weekday": "0", "opens": None, "closes": None})]},
    {"weekly_hours": [("interval", {"weekday": "", "opens": "09:00", "closes": "17:00"})]},
    {"hours_overrides": [("override", {"first_date": None, "last_date": None})]},
    {"time_zone": ""},
]
PAGES = ["/admin/", "/admin/clinic/inbox/", "/admin/clinic/inbox/reports/"]


@pytest.fixture
def manager(client):
    user = get_user_model().objects.create_superuser("max", "max@clinic.example", "pass")
    client.force_login(user)
    return user


def begun(**facts) -> LocationPage:
    """A new location as an editor's browser saves it unasked: a draft, with half a line."""
    page = LocationPage(title="Woodbury", street="1 Way", city="Woodbury", live=False, **facts)
    places = index_page(LocationIndexPage, title="Locations", slug="locations")
    return places.add_child(instance=page)


@pytest.mark.parametrize("facts", HALF_LINES)
def test_half_a_line_of_a_new_location_stops_no_desk(client, manager, facts):
    make_lead(make_location("St. Paul"))
    page = begun(**facts)
    for url in [*PAGES, f"/admin/pages/{page.pk}/view_draft/"]:
        assert client.get(url).status_code == 200, url


def test_half_lines_say_nothing_and_whole_ones_stay():
    half = ("interval", {"weekday": "", "opens": None, "closes": None})
    page = LocationPage(weekly_hours=[half, *week()])
    assert sorted(page.schedule.weekly) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("block", "value"),
    [
        (WeekBlock(), [{"type": "interval", "value": {"weekday": "0"}}] * 2),
        (HoursOverrideBlock(), {"first_date": None, "last_date": "2026-12-24"}),
    ],
)
def test_half_lines_are_looked_through_without_a_fault(block, value):
    """As the editor does before it keeps a draft, of which nothing is asked."""
    block.defer_required_validation()
    assert block.clean(block.to_python(value))
