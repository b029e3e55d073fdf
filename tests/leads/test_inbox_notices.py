"""The bell, the list of notices, and how somebody says how they want to be told."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup

from leads.inbox.bell import unread_count
from leads.models import (
    Notice,
    NoticeChannel,
    NotificationPreference,
    Occasion,
    Right,
    Timing,
)
from leads.notifications.preferences import DEFAULTS
from tests.factories import WEDNESDAY, make_desk, make_lead, make_location, make_user

pytestmark = pytest.mark.django_db

NOTICES = "/admin/clinic/inbox/notices/"
READ = f"{NOTICES}read/"
PREFERENCES = f"{NOTICES}preferences/"
NOW = WEDNESDAY + timedelta(minutes=80)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ada(client, st_paul):
    user = make_desk("Ada Berg", st_paul)
    client.force_login(user)
    return user


@pytest.fixture
def ben(st_paul):
    return make_desk("Ben Cole", st_paul)


def notice(user, lead, occasion=Occasion.ASSIGNED, **facts):
    key = f"{occasion}:{lead and lead.pk}:{Notice.objects.count()}"
    return Notice.objects.create(
        user=user, lead=lead, occasion=occasion, **({"key": key, "at": NOW} | facts)
    )


def soup_of(response):
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def lines(client):
    return [
        " ".join(line.get_text(" ").split())
        for line in soup_of(client.get(NOTICES)).select(".clinic-notices li")
    ]


# The bell


def test_bell_says_its_number_to_eyes_and_ears(client, ada, st_paul):
    lead = make_lead(st_paul)
    notice(ada, lead)
    notice(ada, lead, read_at=NOW)
    bell = soup_of(client.get("/admin/clinic/inbox/")).select_one("#clinic-bell")
    assert bell["href"] == NOTICES
    assert bell["data-clinic-unread"] == "1"
    assert bell["aria-label"] == "1 unread notice"


def test_bell_without_notices_shows_no_number(client, ada):
    bell = soup_of(client.get("/admin/clinic/inbox/")).select_one("#clinic-bell")
    assert not bell.has_attr("data-clinic-unread")
    assert bell["aria-label"] == "0 unread notices"


def test_bell_counts_no_further_than_it_shows(client, ada, st_paul):
    lead = make_lead(st_paul)
    for _n in range(101):
        notice(ada, lead)
    assert unread_count(ada) == 100
    bell = soup_of(client.get("/admin/clinic/inbox/")).select_one("#clinic-bell")
    assert bell["data-clinic-unread"] == "99+"


def test_dashboard_leads_to_the_unread_notices(client, ada, st_paul):
    notice(ada, make_lead(st_paul))
    link = soup_of(client.get("/admin/")).select_one(f'.clinic-home a[href="{NOTICES}"]')
    assert " ".join(link.get_text().split()) == "1 Unread notice"


def test_count_is_one_query(ada, st_paul, django_assert_num_queries):
    for _n in range(3):
        notice(ada, make_lead(st_paul))
    unread_count(ada)  # rights are read once per user
    with django_assert_num_queries(1):
        assert unread_count(ada) == 3


# The list


def test_list_says_what_happened_to_which_lead_newest_first(client, ada, st_paul):
    lead = make_lead(st_paul, name="Kou-canary", topic="Knee-canary")
    notice(ada, lead, Occasion.ASSIGNED, at=NOW - timedelta(hours=1), read_at=NOW)
    notice(ada, lead, Occasion.MENTIONED)
    soup = soup_of(client.get(NOTICES))
    told = [" ".join(line.get_text(" ").split()) for line in soup.select(".clinic-notices li a")]
    assert told == [
        f"{lead.reference} : A colleague mentions you in a note.",
        f"{lead.reference} : A lead was assigned to you.",
    ]
    assert soup.select_one(".clinic-notices a")["href"] == f"/admin/clinic/inbox/{lead.pk}/"
    assert len(soup.select(".clinic-notices__new")) == 1
    assert "canary" not in str(soup)


def test_list_has_ones_own_notices_alone(client, ada, ben, st_paul):
    notice(ben, make_lead(st_paul))
    assert lines(client) == ["There are no notices."]


def test_lead_that_one_may_not_see_any_more_is_neither_listed_nor_counted(
    client, ada, st_paul, edina
):
    lead = make_lead(st_paul)
    notice(ada, lead)
    lead.location = edina
    lead.save()
    assert lines(client) == ["There are no notices."]
    assert unread_count(ada) == 0


def test_what_waits_for_the_summary_alone_is_not_listed(client, ada, st_paul):
    notice(ada, make_lead(st_paul), in_app=False, in_digest=True)
    assert lines(client) == ["There are no notices."]


def test_notice_about_no_lead_leads_to_what_it_is_about(client, ada):
    notice(ada, None, Occasion.WEBHOOK_OFF)
    link = soup_of(client.get(NOTICES)).select_one(".clinic-notices a")
    assert link["href"] == "/admin/clinic/inbox/webhooks/"


def test_older_notices_are_a_page_away(client, ada, st_paul):
    lead = make_lead(st_paul)
    for _n in range(51):
        notice(ada, lead)
    soup = soup_of(client.get(NOTICES))
    assert len(soup.select(".clinic-notices li")) == 50
    older = soup_of(client.get(NOTICES + soup.select_one("a[rel=next]")["href"]))
    assert len(older.select(".clinic-notices li")) == 1


@pytest.mark.parametrize("number", [1, 3])
def test_list_costs_the_same_for_one_and_for_three(
    client, ada, st_paul, number, django_assert_num_queries
):
    for _n in range(number):
        notice(ada, make_lead(st_paul))
    client.get(NOTICES)
    with django_assert_num_queries(13):
        client.get(NOTICES)


# Reading


def test_opening_a_lead_reads_its_notices(client, ada, ben, st_paul):
    lead, other = make_lead(st_paul), make_lead(st_paul)
    notice(ada, lead)
    notice(ada, other)
    notice(ben, lead)
    client.head(f"/admin/clinic/inbox/{lead.pk}/")
    assert unread_count(ada) == 2
    client.get(f"/admin/clinic/inbox/{lead.pk}/")
    assert (unread_count(ada), unread_count(ben)) == (1, 1)
    assert Notice.objects.get(user=ada, lead=lead).read_at == NOW


def test_one_is_marked_as_read(client, ada, st_paul):
    first, _second = notice(ada, make_lead(st_paul)), notice(ada, make_lead(st_paul))
    response = client.post(READ, {"notice": first.pk})
    assert response.url == NOTICES
    assert list(Notice.objects.filter(read_at=NOW)) == [first]


def test_all_are_marked_as_read_and_no_colleagues_are(client, ada, ben, st_paul):
    for user in (ada, ada, ben):
        notice(user, make_lead(st_paul))
    client.post(READ)
    assert (unread_count(ada), unread_count(ben)) == (0, 1)


@pytest.mark.parametrize("asked", ["", "x", "0", "99999999"])
def test_notice_that_is_none_is_not_found(client, ada, st_paul, asked):
    notice(ada, make_lead(st_paul))
    assert client.post(READ, {"notice": asked}).status_code == 404
    assert unread_count(ada) == 1


def test_colleagues_notice_is_not_found(client, ada, ben, st_paul):
    other = notice(ben, make_lead(st_paul))
    assert client.post(READ, {"notice": other.pk}).status_code == 404
    assert unread_count(ben) == 1


def test_reading_by_get_does_nothing(client, ada, st_paul):
    notice(ada, make_lead(st_paul))
    assert client.get(READ).url == NOTICES
    assert unread_count(ada) == 1


# Preferences


def choices(client, url=PREFERENCES):
    """What the form shows as chosen, by the name of each field."""
    found = {}
    for select in soup_of(client.get(url)).select(".clinic-preferences select"):
        option = select.select_one("option[selected]") or select.select_one("option")
        found[select["name"]] = option["value"]
    return found


def test_form_begins_with_what_holds_without_a_choice(client, ada):
    shown = choices(client)
    for occasion in set(Occasion) - {Occasion.WEBHOOK_OFF}:
        assert shown[f"{occasion}-email"] == DEFAULTS[occasion].email
        if occasion != Occasion.QUARANTINE:
            in_app = Timing.AT_ONCE if DEFAULTS[occasion].in_app else Timing.OFF
            assert shown[f"{occasion}-in_app"] == in_app


def test_choices_are_kept_and_shown(client, ada):
    wanted = choices(client) | {"moved-email": Timing.DIGEST, "assigned-in_app": Timing.OFF}
    response = client.post(PREFERENCES, wanted)
    assert response.url == PREFERENCES
    assert choices(client) == wanted
    kept = NotificationPreference.objects.get(
        user=ada, location=None, occasion=Occasion.MOVED, channel=NoticeChannel.EMAIL
    )
    assert kept.timing == Timing.DIGEST
    client.post(PREFERENCES, wanted)
    assert NotificationPreference.objects.filter(user=ada).count() == len(wanted)


def test_location_may_differ_and_be_as_all_again(client, ada, st_paul, edina):
    client.force_login(user := make_desk("Eve Dahl", st_paul, edina))
    here = f"{PREFERENCES}{edina.pk}/"
    shown = choices(client, here)
    assert set(shown.values()) == {""}
    client.post(here, shown | {"moved-email": Timing.AT_ONCE})
    own = NotificationPreference.objects.get(user=user)
    assert (own.location, own.occasion, own.timing) == (edina, Occasion.MOVED, Timing.AT_ONCE)
    assert choices(client)["moved-email"] == Timing.OFF
    client.post(here, shown)
    assert not NotificationPreference.objects.exists()


def test_locations_are_offered_where_there_are_several(client, ada, st_paul, edina):
    assert not soup_of(client.get(PREFERENCES)).select(".clinic-tab")
    client.force_login(make_desk("Eve Dahl", st_paul, edina))
    tabs = soup_of(client.get(f"{PREFERENCES}{edina.pk}/")).select(".clinic-tab")
    assert [tab.get_text() for tab in tabs] == ["All locations", "Edina", "St. Paul"]
    assert [tab.get_text() for tab in tabs if tab.get("aria-current")] == ["Edina"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("moved-email", "sometimes"),
        ("moved-email", ""),
        ("moved-in_app", "digest"),
        ("quarantine-email", "at_once"),
    ],
)
def test_choice_that_is_not_offered_is_refused(client, ada, field, value):
    response = client.post(PREFERENCES, choices(client) | {field: value})
    assert response.status_code == 422
    assert not NotificationPreference.objects.exists()


def test_who_has_no_email_address_is_told_so(client, ada):
    assert "no e-mail address" not in client.get(PREFERENCES).content.decode()
    ada.email = ""
    ada.save()
    assert "Your account has no e-mail address" in client.get(PREFERENCES).content.decode()


def test_managers_alone_are_asked_about_webhooks(client, ada, st_paul):
    assert "webhook_off-email" not in choices(client)
    client.force_login(make_desk("Max Boss", st_paul, rights=[Right.SEE, Right.MANAGE]))
    assert choices(client)["webhook_off-email"] == Timing.AT_ONCE


def test_every_choice_has_a_label(client, ada):
    soup = soup_of(client.get(PREFERENCES))
    labels = {
        label["for"]: " ".join(label.get_text(" ").split())
        for label in soup.select(".clinic-preferences label")
    }
    named = [labels[select["id"]] for select in soup.select(".clinic-preferences select")]
    assert "A lead is assigned to me: E-mail" in named
    assert len(set(named)) == len(named)


@pytest.mark.parametrize("number", [1, 3])
def test_preferences_cost_the_same_for_one_location_and_for_three(
    client, number, django_assert_num_queries
):
    user = make_desk("Ada Berg", *[make_location(f"Place {n}") for n in range(number)])
    client.force_login(user)
    client.get(PREFERENCES)
    with django_assert_num_queries(14):
        client.get(PREFERENCES)


def test_account_leads_to_the_preferences(client, ada):
    assert PREFERENCES in client.get("/admin/account/").content.decode()
    outsider = make_desk("Nora None")
    client.force_login(outsider)
    assert PREFERENCES not in client.get("/admin/account/").content.decode()


# The wrong person


def test_location_of_another_clinic_is_not_found(client, ada, edina):
    url = f"{PREFERENCES}{edina.pk}/"
    assert client.get(url).status_code == 404
    assert client.post(url, {"moved-email": "off"}).status_code == 404
    assert client.get(f"{PREFERENCES}99999/").status_code == 404
    assert not NotificationPreference.objects.exists()


@pytest.mark.parametrize("url", [NOTICES, READ, PREFERENCES])
def test_who_may_see_no_leads_has_no_notices(client, url):
    client.force_login(make_desk("Nora None"))
    assert "/admin/" in client.get(url).url
    assert client.post(url).status_code == 302
    client.force_login(make_user("No Admin"))
    assert "/admin/login/" in client.get(url).url


@pytest.mark.parametrize("url", [NOTICES, READ, PREFERENCES])
def test_strangers_sign_in_first(client, url):
    assert "/admin/login/" in client.get(url).url


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_list_is_only_read(client, ada, method):
    assert getattr(client, method)(NOTICES).status_code == 405
