"""Announcements: where they stand, until when, in which language, and what the admin says."""

from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override as language
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import Locale, PageViewRestriction, Site
from wagtail_localize.fields import get_translatable_fields

from locations.announcements import locations_without_override
from locations.directory import Directory
from locations.expiry import next_public_change
from locations.markup import phone_reference
from locations.models import Announcement, LocationPage
from locations.usage import uses_in_content
from tests.factories import (
    bind_site,
    home_page,
    make_article,
    make_location,
    make_site,
    override,
)

pytestmark = pytest.mark.django_db

ADMIN = "wagtailsnippets_clinic_locations_announcement"

NOON = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)  # a Wednesday, noon in Chicago
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _noon(time_machine) -> None:
    time_machine.move_to(NOON, tick=False)


def announce(title: str = "Snow", *places: LocationPage, **facts) -> Announcement:
    """A running announcement about `places`, or about all of them."""
    defaults = {"starts_at": NOON - HOUR, "ends_at": NOON + HOUR, "locale": Locale.get_default()}
    announcement = Announcement(title=title, **(defaults | facts))
    announcement.locations = places
    announcement.save()
    return announcement


def titles_on(client, page, host: str = "localhost") -> list[str]:
    html = client.get(page.get_url_parts()[2], headers={"host": host}).content
    found = BeautifulSoup(html, "html.parser").select(".announcement__title")
    return [" ".join(title.get_text(" ").split()) for title in found]


# Where and until when.


def test_running_one_is_on_every_page(client):
    announce("Snow", kind="closure")
    for page in (home_page(), make_article(), make_location()):
        assert titles_on(client, page) == ["Closed Snow"]


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        ({}, True),
        ({"starts_at": NOON}, True),
        ({"starts_at": NOON + timedelta(seconds=1)}, False),
        ({"ends_at": NOON + timedelta(seconds=1)}, True),
        ({"ends_at": NOON}, False),
        ({"live": False}, False),
    ],
)
def test_it_is_there_from_its_start_until_its_end_when_published(client, facts, shown):
    announce(**facts)
    assert bool(titles_on(client, home_page())) is shown


def test_page_carries_the_end_for_readers_who_keep_it(client):
    announcement = announce()
    soup = BeautifulSoup(client.get("/").content if home_page() else b"", "html.parser")
    frame = soup.find("aside", attrs={"data-clinic-endings": True})
    [one] = frame.find_all(attrs={"data-clinic-until": True})
    assert int(one["data-clinic-until"]) == announcement.ends_at.timestamp()


def test_location_page_and_bound_site_show_their_own_and_the_common_ones(client):
    st_paul, edina = make_location("St. Paul"), make_location("Edina")
    make_site("edina.example", location=edina)
    announce("Common")
    announce("Paul", st_paul)
    announce("Eddie", edina)
    article = make_article()
    assert titles_on(client, st_paul) == ["News Common", "News · St. Paul Paul"]
    assert titles_on(client, edina) == ["News Common", "News · Edina Eddie"]
    everything = ["News Common", "News · St. Paul Paul", "News · Edina Eddie"]
    assert titles_on(client, article) == everything
    assert titles_on(client, article, "edina.example") == ["News Common", "News Eddie"]


def test_one_for_two_locations_is_shown_once_and_names_both(client):
    st_paul, edina = make_location("St. Paul"), make_location("Edina")
    announce("Snow", st_paul, edina)
    assert titles_on(client, home_page()) == ["News · St. Paul, Edina Snow"]


def test_text_has_live_facts_and_links_stay_on_the_site(client, django_assert_num_queries):
    location, article = make_location(), make_article(title="More about it")
    html = f"<p>Call {phone_reference(location.pk)}.</p>"
    client.get(home_page().get_url())
    with django_assert_num_queries(len_of := count_queries(client)):
        client.get("/")
    announce(text=html, link_page=article)
    with django_assert_num_queries(len_of):
        page = client.get("/").content.decode()
    assert 'href="tel:+16512246678">651-224-6678</a>' in page
    assert f'<a href="{article.get_url()}">More about it</a>' in page
    article.unpublish()
    assert "More about it" not in client.get("/").content.decode()


def test_private_page_is_not_named_by_its_link(client):
    article = make_article(title="For staff")
    announce("Snow", link_page=article)
    assert "For staff" in client.get("/").content.decode()
    for private in (article, article.get_parent()):
        closed = PageViewRestriction.objects.create(page=private, restriction_type="login")
        page = client.get("/").content.decode()
        assert "Snow" in page
        assert "For staff" not in page
        assert article.slug not in page
        closed.delete()


def test_alias_of_a_private_page_is_not_named_either(client):
    article = make_article(title="For staff")
    alias = CreatePageAliasAction(article, parent=home_page(), update_slug="open").execute(True)
    announce("Snow", link_page=alias)
    PageViewRestriction.objects.create(page=article, restriction_type="login")
    assert "For staff" not in client.get("/").content.decode()


def test_one_for_an_unpublished_location_is_not_for_everybody(client):
    st_paul, edina = make_location("St. Paul"), make_location("Edina")
    announce("Paul", st_paul)
    announce("Both", st_paul, edina)
    st_paul.unpublish()
    assert titles_on(client, home_page()) == ["News Both"]


def test_location_is_not_deleted_while_an_announcement_is_for_it_alone(admin_client):
    st_paul, edina = make_location("St. Paul"), make_location("Edina")
    only = announce("Paul", st_paul)
    announce("Both", st_paul, edina)
    announce("Over", edina, ends_at=NOON, starts_at=NOON - DAY)
    announce("Common")

    def deleted(page) -> str:
        url = reverse("wagtailadmin_pages:delete", args=[page.pk])
        return admin_client.post(url, follow=True).content.decode()

    assert "Not deleted: “St. Paul”. First end “Paul”, or choose" in deleted(st_paul)
    whole = deleted(st_paul.get_parent())
    assert "Not deleted: “St. Paul” and “Edina”. First end “Both” and “Paul”" in whole
    only.locations = [edina]
    only.save()
    deleted(st_paul)
    assert set(LocationPage.objects.all()) == {edina}
    assert "First end" in deleted(edina)


def count_queries(client) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        client.get("/")
    return len(captured)


def test_location_in_an_announcement_s_text_is_in_use():
    location = make_location()
    announce(text=f"<p>{phone_reference(location.pk)}</p>")
    assert uses_in_content(location) == 1


# Languages.


@pytest.fixture
def spanish() -> Locale:
    locale = Locale.objects.create(language_code="es")
    home_page().copy_for_translation(locale, copy_parents=True).save_revision().publish()
    return locale


def test_reader_gets_the_translation_or_else_the_original_with_its_language(client, spanish):
    home_page()
    original = announce("Snow")
    soup = BeautifulSoup(client.get("/es/").content, "html.parser")
    assert soup.select_one(".announcement")["lang"] == "en"
    translated = original.copy_for_translation(spanish)
    translated.title, translated.live = "Nieve", True
    translated.save()
    soup = BeautifulSoup(client.get("/es/").content, "html.parser")
    [one] = soup.select(".announcement")
    assert "Nieve" in one.get_text()
    assert "lang" not in one.attrs
    [one] = BeautifulSoup(client.get("/").content, "html.parser").select(".announcement")
    assert "Snow" in one.get_text()


def test_language_that_django_does_not_know_takes_no_page_down(client, monkeypatch):
    somali = Locale.objects.create(language_code="so")
    home_page()
    announce("Baraf", locale=somali)
    monkeypatch.delitem(LANG_INFO, "so")
    [one] = BeautifulSoup(client.get("/").content, "html.parser").select(".announcement")
    assert (one["lang"], one["dir"]) == ("so", "auto")


@pytest.fixture
def translated(spanish) -> Announcement:
    """The translation of a running announcement, published with dates and places of its own."""
    copy = announce("Snow", kind="closure").copy_for_translation(spanish)
    copy.title, copy.live, copy.kind = "Nieve", True, "news"
    copy.starts_at, copy.ends_at = NOON - DAY, NOON + 9 * DAY
    copy.locations = [make_location("Edina")]
    copy.save()
    return copy


def spanish_ones(client) -> list[str]:
    found = BeautifulSoup(client.get("/es/").content, "html.parser").select(".announcement__title")
    return [title.get_text(" ", strip=True) for title in found]


def test_translation_has_kind_end_and_places_of_its_original(client, translated):
    home_page()
    soup = BeautifulSoup(client.get("/es/").content, "html.parser")
    [one] = soup.select("[data-clinic-endings] [data-clinic-until]")
    assert int(one["data-clinic-until"]) == (NOON + HOUR).timestamp()
    with language("en"):
        [shown] = Directory(site=Site.objects.get()).announcements
    with language("es"):
        [shown_in_spanish] = Directory(site=Site.objects.get()).announcements
    assert (shown.title, shown_in_spanish.title) == ("Snow", "Nieve")
    assert (shown_in_spanish.kind, shown_in_spanish.place_keys) == ("closure", set())


@pytest.mark.parametrize(
    "ended", [{"live": False}, {"ends_at": NOON}, {"starts_at": NOON + timedelta(minutes=1)}]
)
def test_translation_ends_with_its_original(client, translated, ended):
    assert len(spanish_ones(client)) == 1
    Announcement.objects.filter(title="Snow").update(**ended)
    assert spanish_ones(client) == []


def test_unpublished_translation_leaves_the_original(client, translated):
    Announcement.objects.filter(pk=translated.pk).update(live=False)
    [title] = spanish_ones(client)
    assert "Snow" in title


def test_originals_and_translations_are_one_query(translated, django_assert_num_queries):
    directory = Directory(site=Site.objects.get())
    with django_assert_num_queries(1):
        assert len(directory.announcements) == 1


def test_translators_are_not_asked_for_facts(translated):
    fields = {field.field_name: field for field in get_translatable_fields(Announcement)}
    for fact in ("kind", "starts_at", "ends_at", "locations"):
        assert fields[fact].is_synchronized(translated)
        assert not fields[fact].is_overridable(translated)
    assert fields["title"].is_translated(translated)


# What is refused.


def test_end_before_the_start_is_refused():
    announcement = announce()
    announcement.ends_at = announcement.starts_at
    with pytest.raises(ValidationError, match="not after the start"):
        announcement.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        announcement.save()


def test_text_inside_a_reference_is_dropped():
    announcement = announce()
    announcement.text = '<a linktype="clinic-phone" id="1" role="main">651-000-0000</a>'
    announcement.full_clean()
    assert "000" not in announcement.text


# The admin.


def test_list_says_what_is_running_planned_and_over(admin_client):
    announce("A", starts_at=NOON + DAY, ends_at=NOON + 2 * DAY)
    announce("B")
    announce("C", starts_at=NOON - 2 * DAY, ends_at=NOON - DAY)
    announce("D", live=False)
    html = admin_client.get(reverse(f"{ADMIN}:list")).content
    rows = BeautifulSoup(html, "html.parser").select(".listing tbody tr")
    told = {}
    for row in rows:
        cells = [cell.get_text(" ", strip=True) for cell in row.find_all("td")]
        state = next(word for word in ("Planned", "Running", "Over", "Draft") if word in cells)
        told[next(name for name in "ABCD" if any(c.split()[:1] == [name] for c in cells))] = state
    assert told == {"A": "Planned", "B": "Running", "C": "Over", "D": "Draft"}


def test_form_makes_a_draft_and_publishes(admin_client):
    make_location()
    url = reverse(f"{ADMIN}:add")
    assert admin_client.get(url).status_code == 200
    data = {
        "title": "Snow",
        "kind": "news",
        "text": "null",
        "starts_at": "2026-11-25 10:00",
        "ends_at": "2026-11-26 10:00",
        "link_page": "",
    }
    admin_client.post(url, data)
    assert not Announcement.objects.get().live
    admin_client.post(
        reverse(f"{ADMIN}:edit", args=[Announcement.objects.get().pk]),
        data | {"action-publish": "1"},
    )
    assert Announcement.objects.get().live


@pytest.mark.parametrize(
    ("kind", "special", "warned"),
    [
        ("closure", [], True),
        ("hours", [], True),
        ("news", [], False),
        ("closure", [override("2026-11-25", reason="Snow")], False),
        ("closure", [override("2026-11-24", reason="Yesterday")], True),
    ],
)
def test_closure_warns_when_the_hours_know_nothing_of_it(admin_client, kind, special, warned):
    st_paul = make_location("St. Paul", hours_overrides=special)
    edina = make_location("Edina")
    announcement = announce("Snow", st_paul, kind=kind)
    assert (st_paul in locations_without_override(announcement)) is warned
    assert edina not in locations_without_override(announcement)
    url = reverse(f"{ADMIN}:edit", args=[announcement.pk])
    html = admin_client.get(url).content.decode()
    assert ("The opening hours do not say so yet" in html) is warned


def test_closure_of_all_locations_asks_each_of_them():
    special = [override("2026-11-25")]
    make_location("St. Paul", hours_overrides=special)
    edina = make_location("Edina")
    assert locations_without_override(announce(kind="closure")) == [edina]


def test_dates_are_those_of_the_location():
    """It ends at midnight in Chicago, so that the next day's special hours are not about it."""
    location = make_location(hours_overrides=[override("2026-11-26")])
    midnight = datetime(2026, 11, 26, 6, 0, tzinfo=UTC)
    assert locations_without_override(announce(kind="closure", ends_at=midnight)) == [location]
    later = announce(kind="closure", ends_at=midnight + HOUR)
    assert locations_without_override(later) == []


def test_editors_without_the_permission_do_not_get_in(client):
    assert client.get(reverse(f"{ADMIN}:list")).status_code == 302


# Until when a page may be kept.


def local(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}-06:00")


def next_change() -> datetime | None:
    site = Site.objects.get()
    return next_public_change(Directory(site=site), at=timezone.now())


def test_nothing_changes_by_time_without_locations_and_announcements():
    assert next_change() is None


def test_next_change_is_the_next_closing_midnight_or_opening(time_machine):
    make_location()
    assert next_change() == local("2026-11-25T17:00")
    time_machine.move_to(local("2026-11-25T17:00"), tick=False)
    assert next_change() == local("2026-11-26T00:00")
    time_machine.move_to(local("2026-11-26T00:00"), tick=False)
    assert next_change() == local("2026-11-26T09:00")


def test_next_change_is_the_begin_or_the_end_of_an_announcement():
    make_location()
    announce(ends_at=NOON + 2 * HOUR)
    announce(starts_at=NOON + HOUR, ends_at=NOON + 9 * DAY)
    announce(starts_at=NOON + HOUR / 2, ends_at=NOON + DAY, live=False)
    assert next_change() == NOON + HOUR
    bind_site(Site.objects.get(), location=LocationPage.objects.get())
    assert next_change() == NOON + HOUR
