"""A location's facts: what the editor accepts, what the page makes of it, and the directory."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.models import Locale, PageViewRestriction, Site

from locations.directory import Directory
from locations.facts import (
    HoursOverrideBlock,
    PhoneNumberBlock,
    PhonesBlock,
    WeekBlock,
    WeeklyHoursBlock,
    days_of,
    override_intervals,
    override_reasons,
    weekly_intervals,
)
from locations.hours import Interval
from locations.models import LocationIndexPage, LocationPage
from locations.models.locations import validate_time_zone
from tests.factories import (
    EDINA_PHONE,
    ST_PAUL_PHONE,
    bind_site,
    home_page,
    index_page,
    make_location,
    make_page,
    make_request_page,
    make_site,
    override,
    phones,
    set_organisation,
    week,
)


def stream(block, values):
    """The value of a stream block, from what factories make."""
    return block.normalize(values)


def clean_phones(*numbers: tuple[str, str]):
    block = PhonesBlock()
    values = [("phone", {"role": role, "number": number}) for role, number in numbers]
    return block.clean(stream(block, values))


# Phones.


def test_typed_number_is_stored_as_e164():
    [phone] = clean_phones(("main", "(651) 224-6678"))
    assert phone.value.e164 == ST_PAUL_PHONE


@pytest.mark.parametrize("typed", ["224-6678", "call us", "651-224-667"])
def test_what_is_no_number_is_refused_with_an_example(typed):
    with pytest.raises(ValidationError) as caught:
        PhoneNumberBlock().clean(typed)
    assert caught.value.messages == [
        f"“{typed}” is not a phone number. Write it like 651-555-0123."
    ]


def test_number_is_read_in_the_region_of_the_clinic(settings):
    settings.CLINIC = {"PHONE_REGION": "GB"}
    [phone] = clean_phones(("main", "020 7946 0018"))
    assert phone.value.e164 == "+442079460018"
    assert phone.value.display == "020 7946 0018"


def test_location_without_a_main_number_is_refused():
    with pytest.raises(StreamBlockValidationError) as caught:
        clean_phones(("fax", EDINA_PHONE))
    [error] = caught.value.non_block_errors
    assert error == "Add the main phone number."


def test_number_knows_how_it_is_shown():
    [_main, text] = clean_phones(("main", ST_PAUL_PHONE), ("text", EDINA_PHONE))
    assert text.value.display == "952-303-4115"
    assert text.value.href == "sms:+19523034115"
    assert text.value.role_label == "Text messages"


# Weekly hours.


def interval(weekday: int, opens: str, closes: str) -> tuple[str, dict]:
    return week((opens, closes), days=[weekday])[0]


def clean_week(*intervals):
    block = WeekBlock(required=False)
    return block.clean(stream(block, list(intervals)))


def test_interval_must_not_be_empty():
    block = WeeklyHoursBlock()
    value = block.normalize({"weekday": "0", "opens": time(9), "closes": time(9)})
    with pytest.raises(StructBlockValidationError) as caught:
        block.clean(value)
    assert set(caught.value.block_errors) == {"closes"}


@pytest.mark.parametrize(
    "intervals",
    [
        [(0, "09:00", "12:00"), (0, "13:00", "17:00")],  # a lunch break
        [(0, "09:00", "12:00"), (0, "12:00", "17:00")],  # back to back
        [(0, "09:00", "17:00"), (1, "09:00", "17:00")],
        [],
    ],
)
def test_intervals_beside_each_other_are_accepted(intervals):
    cleaned = clean_week(*(interval(*each) for each in intervals))
    assert len(cleaned) == len(intervals)


@pytest.mark.parametrize(
    "second",
    [("11:00", "13:00"), ("09:00", "12:00"), ("10:00", "11:00"), ("08:00", "18:00")],
)
def test_intervals_that_overlap_on_a_day_are_refused(second):
    with pytest.raises(StreamBlockValidationError) as caught:
        clean_week(interval(0, "09:00", "12:00"), interval(0, *second))
    assert set(caught.value.block_errors) == {1}
    assert "opens" in caught.value.block_errors[1].block_errors


def test_weekly_hours_become_the_engine_s_week():
    value = stream(WeekBlock(), week(("09:00", "12:00"), ("13:00", "17:00"), days=[0, 5]))
    morning = Interval(opens=time(9), closes=time(12))
    afternoon = Interval(opens=time(13), closes=time(17))
    assert weekly_intervals(value) == {0: (morning, afternoon), 5: (morning, afternoon)}


# Dated overrides.


def clean_override(*args, **kwargs):
    block = HoursOverrideBlock()
    _name, value = override(*args, **kwargs)
    return block.clean(block.normalize(value))


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"last": "2026-12-23"}, "last_date"),
        ({"last": "2027-12-26"}, "last_date"),
        ({"opens": "09:00"}, "closes"),
        ({"closes": "12:00"}, "opens"),
        ({"opens": "09:00", "closes": "09:00"}, "closes"),
    ],
)
def test_override_that_makes_no_sense_is_refused_at_its_field(facts, field):
    with pytest.raises(StructBlockValidationError) as caught:
        clean_override("2026-12-24", **facts)
    assert set(caught.value.block_errors) == {field}


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_override_of_a_year_that_nobody_means_is_refused(day):
    """Past midnight of the last of them there is no day any more, and no page of the location."""
    with pytest.raises(StructBlockValidationError) as caught:
        clean_override(day, opens="18:00", closes="02:00")
    assert set(caught.value.block_errors) == {"first_date"}


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"last": "2026-12-24"},
        {"last": "2027-12-25"},
        {"opens": "09:00", "closes": "12:00"},
        {"opens": "18:00", "closes": "02:00"},
    ],
)
def test_override_that_makes_sense_is_accepted(facts):
    assert clean_override("2026-12-24", **facts)["first_date"] == date(2026, 12, 24)


def test_override_covers_its_first_and_its_last_day():
    days = days_of(clean_override("2026-12-24", "2026-12-26"))
    assert days == [date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 26)]
    assert days_of(clean_override("2026-12-24")) == [date(2026, 12, 24)]


@pytest.mark.django_db
def test_overrides_become_the_engine_s_dates():
    location = make_location(
        hours_overrides=[
            override("2026-12-24", opens="09:00", closes="12:00", reason="Christmas Eve"),
            override("2026-12-24", opens="13:00", closes="15:00"),
            override("2026-12-25", "2026-12-26", reason="Christmas"),
        ]
    )
    assert override_intervals(location.hours_overrides) == {
        date(2026, 12, 24): (
            Interval(opens=time(9), closes=time(12)),
            Interval(opens=time(13), closes=time(15)),
        ),
        date(2026, 12, 25): (),
        date(2026, 12, 26): (),
    }
    assert override_reasons(location.hours_overrides)[date(2026, 12, 26)] == "Christmas"


# The location's page.


@pytest.mark.django_db
def test_first_number_of_a_role_is_the_one_shown():
    numbers = [
        ("phone", {"role": "main", "number": ST_PAUL_PHONE}),
        ("phone", {"role": "main", "number": EDINA_PHONE}),
    ]
    location = make_location(phones=numbers)
    assert location.main_phone.e164 == ST_PAUL_PHONE
    assert location.phone("fax") is None


@pytest.mark.django_db
def test_location_has_its_hours_in_its_own_zone():
    location = make_location(time_zone="America/Denver")
    assert location.zone == ZoneInfo("America/Denver")
    assert location.schedule.zone == location.zone
    assert set(location.schedule.weekly) == {0, 1, 2, 3, 4}


@pytest.mark.parametrize("name", ["Chicago", "America/Saint_Paul", "", "../etc/passwd"])
def test_time_zone_that_does_not_exist_is_refused(name):
    with pytest.raises(ValidationError):
        validate_time_zone(name)


@pytest.mark.django_db
def test_address_leaves_out_what_is_empty():
    location = LocationPage(street="1 Main St", city="Edina", region="MN", postcode="55424")
    assert location.address_lines == ["1 Main St", "Edina, MN 55424"]
    location.street_extra = "Suite 2"
    assert location.address_lines[1] == "Suite 2"


# The directory.


@pytest.fixture
def st_paul(db) -> LocationPage:
    return make_location("St. Paul")


@pytest.fixture
def edina(st_paul) -> LocationPage:
    return make_location("Edina", phones=phones(EDINA_PHONE))


def directory(site: Site | None = None) -> Directory:
    return Directory(site=site or Site.objects.get(is_default_site=True))


def test_directory_lists_published_locations_in_tree_order(st_paul, edina):
    make_location("Duluth", live=False)
    assert directory().locations == [st_paul, edina]
    edina.move(st_paul.get_parent(), pos="first-child")
    assert directory().locations == [edina, st_paul]


def test_directory_leaves_out_private_locations(st_paul, edina):
    PageViewRestriction.objects.create(page=edina, restriction_type="login")
    assert directory().locations == [st_paul]


def test_directory_costs_one_query_for_all_locations(st_paul, edina, django_assert_num_queries):
    clinic = directory()
    with django_assert_num_queries(1):
        assert [place.main_phone.display for place in clinic.locations] == [
            "651-224-6678",
            "952-303-4115",
        ]
        assert clinic.by_id[edina.pk] == edina
        assert clinic.facts_of(st_paul) == st_paul


def test_directory_knows_translations_and_aliases_by_their_original(st_paul):
    spanish = Locale.objects.create(language_code="es")
    home_page().copy_for_translation(spanish)
    translated = st_paul.copy_for_translation(spanish, copy_parents=True)
    translated.save_revision().publish()
    other = make_page(LocationIndexPage, title="More locations")
    alias = st_paul.create_alias(parent=other)
    assert alias.live
    clinic = directory()
    assert clinic.locations == [st_paul]
    assert clinic.facts_of(translated) == st_paul


def test_directory_is_made_once_for_a_request(st_paul):
    request = RequestFactory().get("/")
    assert Directory.for_request(request) is Directory.for_request(request)


def test_shared_site_shows_every_location(st_paul, edina):
    clinic = directory()
    assert clinic.bound_location is None
    assert clinic.shown_locations == [st_paul, edina]


def test_bound_site_shows_its_location_only(st_paul, edina):
    clinic = directory(make_site("edina.localhost", location=edina))
    assert clinic.bound_location == edina
    assert clinic.shown_locations == [edina]


def test_site_bound_to_an_unpublished_location_shows_the_others(st_paul, edina):
    site = make_site("edina.localhost", location=edina)
    edina.unpublish()
    assert directory(site).shown_locations == [st_paul]


def test_default_location_is_the_chosen_one_or_the_first(st_paul, edina):
    assert directory().default_location == st_paul
    set_organisation(default_location=edina)
    assert directory().default_location == edina
    edina.unpublish()
    assert directory().default_location == st_paul


@pytest.mark.django_db
def test_clinic_without_locations_has_no_default():
    assert directory().default_location is None


def test_request_url_leads_to_the_live_request_page(st_paul):
    assert directory().request_url == ""
    page = make_request_page()
    assert directory().request_url.endswith("/request/")
    page.unpublish()
    assert directory().request_url == ""


def test_directory_without_a_site_still_has_the_locations(st_paul):
    clinic = Directory(site=None)
    assert clinic.shown_locations == [st_paul]
    assert clinic.bound_location is None
    assert clinic.request_url == ""
    assert clinic.navigation == []


def test_navigation_holds_the_pages_of_the_menu(st_paul):
    hidden = make_page(LocationIndexPage, title="Hidden", show_in_menus=False)
    titles = [page.title for page in directory().navigation]
    assert index_page(LocationIndexPage).title in titles
    assert hidden.title not in titles


def test_setting_of_one_site_is_not_the_other_s(st_paul, edina):
    bind_site(Site.objects.get(is_default_site=True), location=st_paul)
    other = make_site("edina.localhost", location=edina)
    assert directory().bound_location == st_paul
    assert directory(other).bound_location == edina
