"""The inbox's list: what is in which tab, in which order, found how, at what cost."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.sessions.models import Session
from django.urls import reverse

from leads import actions
from leads.asked import Asked
from leads.inbox import discretion, searching
from leads.inbox.discretion import Names
from leads.models import (
    Attendance,
    CloseReason,
    Delivery,
    DeliveryKind,
    DeliveryState,
    LeadEvent,
    Right,
    Status,
)
from leads.sought import SESSION_KEY
from tests.factories import (
    WEDNESDAY,
    make_desk,
    make_lead,
    make_location,
    make_user,
    week,
)

pytestmark = pytest.mark.django_db

INDEX = "/admin/clinic/inbox/"
SEARCH = "/admin/clinic/inbox/search/"
NOW = WEDNESDAY + timedelta(minutes=80)  # 11:20; what came in at 10 is due at noon


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ada(client, st_paul):
    user = make_desk("Ada Berg", st_paul)
    client.force_login(user)
    return user


def show_full_names(client):
    """What is said of initials is tests/leads/test_inbox_discretion.py."""
    session = client.session
    session[discretion.SESSION_KEY] = Names.SHOWN
    session.save()


def page(client, tab="", **query):
    show_full_names(client)
    response = client.get(INDEX, ({"tab": tab} if tab else {}) | query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def names(soup):
    return [cell.get_text(strip=True) for cell in soup.select(".clinic-queue td.title a")]


def line_of(soup, name):
    links = soup.select(".clinic-queue td.title a")
    return next(link for link in links if link.get_text(strip=True) == name).find_parent("tr")


def row(soup, name):
    return " ".join(line_of(soup, name).get_text(" ").split())


def failed(lead):
    return Delivery.objects.create(
        lead=lead, kind=DeliveryKind.DESK_MAIL, state=DeliveryState.FAILED
    )


@pytest.fixture
def one_of_each(st_paul, edina, ada):
    """A lead for every tab, named after it, and one of the other clinic."""
    answered = {"first_response_at": WEDNESDAY}
    closed = {"closed_at": NOW, "close_reason": CloseReason.ANSWERED}
    make_lead(st_paul, name="new")
    make_lead(st_paul, name="overdue", due_at=NOW - timedelta(minutes=5))
    make_lead(st_paul, name="waiting", status=Status.WAITING, **answered)
    failed(make_lead(st_paul, name="undelivered", status=Status.WAITING, **answered))
    make_lead(st_paul, name="snoozed", snoozed_until=NOW + timedelta(hours=1))
    make_lead(st_paul, name="booked", status=Status.BOOKED, **answered)
    failed(make_lead(st_paul, name="closed", status=Status.CLOSED, **closed))
    make_lead(st_paul, name="quarantine", quarantined_at=WEDNESDAY)
    make_lead(edina, name="elsewhere", due_at=NOW - timedelta(hours=1))


TABS = {
    "": ["overdue", "new", "snoozed", "waiting", "undelivered"],
    "new": ["overdue", "new"],
    "due": ["overdue", "new"],
    "overdue": ["overdue"],
    "snoozed": ["snoozed"],
    "since": [],
    "waiting": ["waiting", "undelivered"],
    "undelivered": ["undelivered", "closed"],
    "asked": [],
    "booked": ["booked"],
    "closed": ["closed"],
    "quarantine": ["quarantine"],
    "no such tab": ["overdue", "new", "snoozed", "waiting", "undelivered"],
}


@pytest.mark.usefixtures("one_of_each")
@pytest.mark.parametrize(("tab", "inside"), TABS.items())
def test_tab_has_its_leads_and_nothing_of_another_clinic(client, tab, inside):
    assert names(page(client, tab)) == inside


@pytest.mark.usefixtures("one_of_each")
def test_tabs_are_counted_where_a_number_says_what_to_do(client):
    tabs = {
        link.contents[0].strip(): (count.get_text() if (count := link.find("span")) else None)
        for link in page(client).select(".clinic-tab")
    }
    assert tabs == {
        "All open": "5",
        "New": "2",
        "Due": "2",
        "Waiting for them": "2",
        "Put off": "1",
        "Not delivered": "2",
        "They ask": None,
        "Booked": None,
        "Closed": None,
        "Quarantine": "1",
    }


def test_what_a_visitor_asks_of_a_booked_or_closed_lead_is_said_until_it_is_settled(
    client, ada, st_paul
):
    booked = make_lead(st_paul, name="Kou Vang", status=Status.BOOKED, answered_at=NOW)
    kept = make_lead(
        st_paul,
        name="Mia Graf",
        status=Status.CLOSED,
        closed_at=NOW,
        close_reason=CloseReason.ANSWERED,
        held_at=NOW,
        held_by=ada,
        hold_reason="A letter",
    )
    actions.cancel(asked=Asked(booked), at=NOW)
    actions.remove(asked=Asked(kept), at=NOW)
    assert names(page(client, "asked")) == ["Kou Vang", "Mia Graf"]
    assert names(page(client, filter="is:asked")) == ["Kou Vang", "Mia Graf"]
    assert "They cancelled the request" in row(page(client, "booked"), "Kou Vang")
    assert "They asked for their data to be removed" in row(page(client, "closed"), "Mia Graf")
    for lead, said in ((booked, "They cancelled"), (kept, "They asked for their data")):
        screen = BeautifulSoup(client.get(f"{INDEX}{lead.pk}/").content, "html.parser")
        assert said in screen.select_one(".clinic-lead__who .clinic-mark--critical").get_text()
        version = screen.select_one("[name=ask] ~ [name=version], [name=version]")["value"]
        kind = screen.select_one("[name=ask]")["value"]
        sent = {"version": version, "ask": kind, "text": "They rang and took it back."}
        assert client.post(f"{INDEX}{lead.pk}/settle/", sent).status_code == 302
        screen = BeautifulSoup(client.get(f"{INDEX}{lead.pk}/").content, "html.parser")
        assert not screen.select(".clinic-lead__who .clinic-mark--critical")
    assert names(page(client, "asked")) == []


def test_request_that_its_visitor_closed_alone_asks_for_nothing(client, ada, st_paul):
    lead = make_lead(st_paul, name="Kou Vang", phone="+16125550142")
    actions.cancel(asked=Asked(lead), at=NOW)
    assert names(page(client, "asked")) == []
    assert "They cancelled the request" not in row(page(client, "closed"), "Kou Vang")


def test_tab_of_undelivered_messages_is_shown_only_if_there_are_any(client, ada, st_paul):
    make_lead(st_paul)
    assert "Not delivered" not in page(client).select_one(".clinic-tabs").get_text()


def test_message_that_nobody_sends_is_said_aloud(client, ada, st_paul):
    lead = make_lead(st_paul)
    waiting = Delivery.objects.create(
        lead=lead, kind=DeliveryKind.DESK_MAIL, next_attempt_at=NOW - timedelta(minutes=14)
    )
    assert "delivery worker" not in page(client).get_text()
    waiting.next_attempt_at = NOW - timedelta(minutes=16)
    waiting.save()
    assert "the delivery worker is not running" in page(client).get_text()


def test_row_says_what_is_left_in_the_locations_own_open_time(client, ada, st_paul):
    make_lead(st_paul, name="Kou Vang", topic="Knee", due_at=WEDNESDAY + timedelta(hours=2))
    shown = row(page(client), "Kou Vang")
    assert "today noon" in shown
    assert "in 40 open minutes" in shown
    assert "Knee" in shown


def test_overdue_row_is_marked_by_words_and_icon(client, ada, st_paul):
    make_lead(st_paul, name="Kou Vang", due_at=NOW - timedelta(minutes=25))
    soup = page(client)
    assert "overdue by 25 open minutes" in row(soup, "Kou Vang")
    assert soup.select_one("tr.clinic-overdue .clinic-mark--critical svg.icon-warning")


def test_row_with_an_undelivered_message_says_so(client, ada, st_paul):
    failed(make_lead(st_paul, name="Kou Vang"))
    make_lead(st_paul, name="Ann Lee")
    soup = page(client)
    assert "A message was not delivered" in row(soup, "Kou Vang")
    assert "A message was not delivered" not in row(soup, "Ann Lee")


def test_lead_without_a_name_can_still_be_opened(client, ada, st_paul):
    lead = make_lead(st_paul, name="")
    assert page(client).find("a", href=f"{INDEX}{lead.pk}/")


def test_empty_list_says_so(client, ada):
    assert "Nothing here." in page(client, "overdue").get_text()


def test_location_is_a_column_and_a_filter_only_for_who_sees_several(client, ada, st_paul, edina):
    make_lead(st_paul)
    assert "Location" not in page(client).select_one(".clinic-queue thead").get_text()
    assert "drilldown-id_location" not in str(page(client))
    client.force_login(make_desk("Max Holm", None))
    assert "Location" in page(client).select_one(".clinic-queue thead").get_text()
    assert "drilldown-id_location" in str(page(client))


def test_filter_by_location_keeps_to_what_is_visible(client, st_paul, edina):
    client.force_login(make_desk("Max Holm", st_paul, edina))
    elsewhere = make_location("Woodbury")
    for place in (st_paul, edina, elsewhere):
        make_lead(place, name=place.title)
    assert names(page(client, location=edina.pk)) == ["Edina"]
    shown = page(client, location=elsewhere.pk)
    shown.select_one("#clinic-bulk").decompose()  # leads may be moved to any published location
    assert "Woodbury" not in str(shown)
    assert page(client, location=edina.pk).select_one(".clinic-tab--new .clinic-count").text == "1"


def test_filter_by_colleague(client, ada, st_paul):
    bo = make_desk("Bo Lind", st_paul)
    make_lead(st_paul, name="hers", assigned_to=ada)
    make_lead(st_paul, name="his", assigned_to=bo)
    make_lead(st_paul, name="nobody's")
    assert names(page(client, assigned="me")) == ["hers"]
    assert names(page(client, assigned=bo.pk)) == ["his"]
    assert names(page(client, assigned="nobody")) == ["nobody's"]


def test_filter_offers_no_colleague_of_leads_out_of_sight(client, ada, st_paul, edina):
    make_lead(edina, assigned_to=make_desk("Cy Dahl", edina))
    assert "Cy Dahl" not in str(page(client))


def test_tabs_keep_the_filters(client, ada, st_paul):
    soup = page(client, "new", assigned="me")
    assert soup.select_one(".clinic-tab--due")["href"] == f"{INDEX}?assigned=me&tab=due"
    assert soup.select_one("form[data-search-form] input[name=tab]")["value"] == "new"


def test_filtered_part_of_the_page_is_served_alone(client, ada, st_paul):
    show_full_names(client)
    make_lead(st_paul, name="Kou Vang")
    response = client.get(f"{INDEX}results/", {"tab": "new"})
    assert "Kou Vang" in response.content.decode()
    assert "<html" not in response.content.decode()
    assert f'href="{INDEX}?tab=due"' in response.content.decode()


# Pages


@pytest.mark.parametrize("tab", ["", "quarantine"])
def test_pages_show_every_lead_once(client, ada, st_paul, settings, tab):
    settings.CLINIC = {"INBOX_PAGE_SIZE": 2}
    quarantined_at = NOW if tab else None
    for number in range(5):
        same_time = WEDNESDAY + timedelta(seconds=number // 2)
        make_lead(
            st_paul, name=f"No. {number}", received_at=same_time, quarantined_at=quarantined_at
        )
    seen, soup = [], page(client, tab)
    while following := soup.select_one(".clinic-pages a[rel=next]"):
        seen += names(soup)
        soup = BeautifulSoup(client.get(following["href"]).content, "html.parser")
    seen += names(soup)
    assert sorted(seen) == [f"No. {number}" for number in range(5)]
    assert soup.select_one(".clinic-pages a")["href"] == INDEX + ("?tab=quarantine" if tab else "")


def test_lead_that_leaves_in_between_makes_the_next_page_skip_none(client, ada, st_paul, settings):
    settings.CLINIC = {"INBOX_PAGE_SIZE": 2}
    leads = [
        make_lead(st_paul, name=f"No. {n}", received_at=WEDNESDAY + timedelta(seconds=n))
        for n in range(4)
    ]
    following = page(client).select_one(".clinic-pages a[rel=next]")["href"]
    actions.close(lead=leads[0], reason=CloseReason.SPAM, by=ada, at=NOW)
    soup = BeautifulSoup(client.get(following).content, "html.parser")
    assert names(soup) == ["No. 2", "No. 3"]


def test_lead_without_promise_comes_last_and_pages_reach_it(client, st_paul, settings):
    settings.CLINIC = {"INBOX_PAGE_SIZE": 1}
    client.force_login(make_user("Root", is_superuser=True))
    make_lead(None, name="No promise")
    make_lead(st_paul, name="Promised")
    soup = page(client)
    assert names(soup) == ["Promised"]
    following = soup.select_one(".clinic-pages a[rel=next]")["href"]
    assert names(BeautifulSoup(client.get(following).content, "html.parser")) == ["No promise"]


@pytest.mark.parametrize("mark", ["x", "WzFd:forged", "\x00", "a" * 3000])
def test_mark_that_is_not_ours_is_the_first_page(client, ada, st_paul, mark):
    make_lead(st_paul, name="Kou Vang")
    assert names(page(client, after=mark)) == ["Kou Vang"]


def test_mark_of_another_order_is_the_first_page(client, ada, st_paul, settings):
    settings.CLINIC = {"INBOX_PAGE_SIZE": 1}
    for name in ("One", "Two"):
        make_lead(st_paul, name=name)
        make_lead(st_paul, name=name, quarantined_at=NOW)
    following = page(client).select_one(".clinic-pages a[rel=next]")["href"]
    mark = following.split("after=")[1]
    assert client.get(f"{INDEX}?tab=quarantine&after={mark}").status_code == 200


# Search

FINDABLE = {
    "name": "Olafsdottir",
    "both names": "ingrid hernandez",
    "names the other way round": "hernandez ingrid",
    "phone as read out": "651-555-0142",
    "phone with country code": "+1 (651) 555-0142",
    "end of the phone": "0142",
    "e-mail": "INGRID@",
    "reference": "7K3MD",
    "reference without hyphen": "7k3md92q",
}


def make_findable(location, **facts):
    findable = {
        "name": "Ingrid Olafsdottir Hernandez",
        "phone": "+16515550142",
        "phone_typed": "(651) 555 0142",
        "email": "ingrid@example.com",
        "reference": "7K3MD-92QFX",
    }
    return make_lead(location, **(findable | facts))


def search(client, text):
    response = client.post(SEARCH, {"q": text}, follow=True)
    return response, BeautifulSoup(response.content, "html.parser")


@pytest.mark.parametrize("text", FINDABLE.values(), ids=FINDABLE.keys())
def test_search_finds_a_person(client, ada, st_paul, text):
    make_findable(st_paul)
    make_lead(st_paul, name="Somebody Else", phone="+16515550999")
    _response, soup = search(client, text)
    assert names(soup) == ["Ingrid Olafsdottir Hernandez"]


@pytest.mark.parametrize("text", ["Smith", "012", "@@", "%", "_", "-----", "Ingrid Smith"])
def test_search_finds_nobody_by_chance(client, ada, st_paul, text):
    make_findable(st_paul)
    _response, soup = search(client, text)
    assert names(soup) == []
    assert "Nobody was found." in soup.get_text()


def test_search_looks_into_every_list_and_never_into_another_clinic(client, ada, st_paul, edina):
    closed = {"closed_at": NOW, "close_reason": CloseReason.SPAM, "status": Status.CLOSED}
    make_lead(st_paul, name="Ingrid closed", **closed)
    make_lead(st_paul, name="Ingrid quarantined", quarantined_at=NOW)
    make_lead(edina, name="Ingrid elsewhere")
    _response, soup = search(client, "ingrid")
    assert sorted(names(soup)) == ["Ingrid closed", "Ingrid quarantined"]


def test_what_was_searched_for_is_in_no_address(client, ada, st_paul):
    make_findable(st_paul)
    response, soup = search(client, "Olafsdottir")
    ((address, _status),) = response.redirect_chain
    assert re.fullmatch(rf"{INDEX}\?tab=found&search=[\w-]{{8}}", address)
    assert "Olafsdottir" not in str(response.headers)
    assert not [link["href"] for link in soup.select("[href]") if "Olafsdottir" in link["href"]]


def test_search_outlives_the_way_to_a_lead_and_back(client, ada, st_paul):
    make_findable(st_paul)
    response, _soup = search(client, "ingrid")
    page(client)
    assert names(found_again(client, response)) == ["Ingrid Olafsdottir Hernandez"]


def found_again(client, response):
    """The page to which a search led, loaded once more."""
    return BeautifulSoup(client.get(response.redirect_chain[-1][0]).content, "html.parser")


def test_each_tab_of_the_browser_has_its_own_search(client, ada, st_paul):
    make_findable(st_paul)
    make_lead(st_paul, name="Lue Vang")
    first, _soup = search(client, "ingrid")
    second, _soup = search(client, "vang")
    assert names(found_again(client, first)) == ["Ingrid Olafsdottir Hernandez"]
    assert names(found_again(client, second)) == ["Lue Vang"]
    again, _soup = search(client, "ingrid")
    assert again.redirect_chain == first.redirect_chain


def test_what_is_done_in_a_tab_is_done_with_its_own_search(client, ada, st_paul):
    """Its form for several leads, its tabs, its drawer and the next search."""
    make_findable(st_paul)
    first, _soup = search(client, "ingrid")
    search(client, "vang")
    soup = found_again(client, first)
    key = parse_qs(urlsplit(first.redirect_chain[-1][0]).query)["search"]
    addresses = [form["action"] for form in soup.select("form[action*='tab=found']")]
    assert addresses
    assert all(parse_qs(urlsplit(address).query)["search"] == key for address in addresses)
    hidden = soup.select("input[name=search]")
    assert {field["value"] for field in hidden} == set(key)
    assert len(hidden) == 3
    assert not [link for link in soup.select(".clinic-tab") if "search=" in link["href"]][1:]
    response = client.post(addresses[0], {"action": "take"})
    shown = BeautifulSoup(response.content, "html.parser")
    assert names(shown) == ["Ingrid Olafsdottir Hernandez"]


def test_search_that_is_no_longer_kept_lists_nobody_and_says_so(client, ada, st_paul):
    make_findable(st_paul)
    first, _soup = search(client, "ingrid")
    for number in range(searching.MOST_KEPT):
        search(client, f"nobody {number}")
    for address in (
        first.redirect_chain[-1][0],
        f"{INDEX}?tab=found",
        f"{INDEX}?tab=found&search=",
    ):
        response = client.get(address)
        assert response.status_code == 422
        soup = BeautifulSoup(response.content, "html.parser")
        assert names(soup) == []
        assert "This search is no longer kept." in soup.get_text()
    assert len(client.session[SESSION_KEY]) == searching.MOST_KEPT


def test_session_from_before_searches_had_keys_finds_nobody(client, ada, st_paul):
    make_findable(st_paul)
    session = client.session
    session[SESSION_KEY] = "ingrid"
    session.save()
    assert client.get(f"{INDEX}?tab=found&search=ingrid").status_code == 422
    _response, soup = search(client, "ingrid")
    assert names(soup) == ["Ingrid Olafsdottir Hernandez"]


def test_cleared_search_is_forgotten(client, ada, st_paul):
    make_findable(st_paul)
    other, _soup = search(client, "hernandez")
    _response, soup = search(client, "olafsdottir")
    form = soup.select_one(f".clinic-found form[action='{SEARCH}']")
    cleared = {field["name"]: field["value"] for field in form.select("input[name=search]")}
    assert client.post(SEARCH, cleared).headers["Location"] == INDEX
    assert "found" not in str(page(client).select(".clinic-tab"))
    stored = [session.get_decoded() for session in Session.objects.all()]
    assert "olafsdottir" not in str(stored)
    assert names(found_again(client, other)) == ["Ingrid Olafsdottir Hernandez"]


def test_reference_in_full_opens_its_lead(client, ada, st_paul):
    lead = make_findable(st_paul)
    for typed in ("7K3MD-92QFX", "7k3md92qfx", " 7k3md 92qfx "):
        assert client.post(SEARCH, {"q": typed}).headers["Location"] == f"{INDEX}{lead.pk}/"


def test_reference_of_another_clinic_opens_nothing(client, ada, edina):
    make_findable(edina)
    response, soup = search(client, "7K3MD-92QFX")
    assert names(soup) == []
    assert response.redirect_chain[-1][0].startswith(f"{INDEX}?tab=found&search=")


@pytest.mark.parametrize("text", ["\x00", "   "])
def test_search_for_nothing_that_can_be_searched_for_shows_the_inbox(client, ada, text):
    assert client.post(SEARCH, {"q": text}).headers["Location"] == INDEX


# Cost and manners


@pytest.mark.parametrize("number", [1, 3])
def test_list_costs_the_same_for_one_lead_and_for_three(
    client, st_paul, edina, number, django_assert_num_queries
):
    boss = make_desk("Max Holm", None)
    client.force_login(boss)
    for index in range(number):
        place = [st_paul, edina][index % 2]
        colleague = make_desk(f"Colleague{index} X", st_paul, edina)
        lead = make_lead(place, assigned_to=colleague)
        LeadEvent.objects.create(lead=lead, kind="noted")
        failed(lead)
    page(client)
    with django_assert_num_queries(23):
        client.get(INDEX)


def test_list_is_kept_by_no_cache_and_named_to_no_other_site(client, ada):
    headers = client.get(INDEX).headers
    assert {"no-store", "private"} <= set(headers["Cache-Control"].split(", "))
    assert headers["Referrer-Policy"] == "same-origin"


def test_unpublished_location_still_has_its_leads(client, ada, st_paul):
    make_lead(st_paul, name="Kou Vang")
    st_paul.unpublish()
    assert names(page(client)) == ["Kou Vang"]


def test_desk_of_a_location_without_hours_sees_its_leads(client):
    closed = make_location("Woodbury", weekly_hours=week(days=[]))
    client.force_login(make_desk("Wim Aas", closed))
    make_lead(closed, name="Kou Vang", due_at=NOW + timedelta(hours=3))
    make_lead(closed, name="Ann Lee", due_at=None)
    soup = page(client)
    assert "in less than an open minute" in row(soup, "Kou Vang")
    assert "No promise" in row(soup, "Ann Lee")


def test_results_reverse_to_the_address_the_mails_link_to():
    assert reverse("clinic_inbox:detail", args=[7]) == f"{INDEX}7/"


def test_booked_lead_shows_whether_they_came(client, ada, st_paul):
    facts = {"status": Status.BOOKED, "answered_at": NOW}
    over = facts | {"appointment_at": NOW - timedelta(days=1)}
    make_lead(st_paul, name="came", attendance=Attendance.ATTENDED, **over)
    make_lead(st_paul, name="missed", attendance=Attendance.NO_SHOW, **over)
    make_lead(st_paul, name="open", **over)
    make_lead(st_paul, name="to come", appointment_at=NOW + timedelta(days=1), **facts)
    soup = page(client, "booked")
    said = {"came": "Came", "missed": "Did not come", "open": "Did they come?", "to come": None}
    for name, words in said.items():
        marks = line_of(soup, name).select(".clinic-promise .clinic-mark")
        assert [mark.get_text(" ", strip=True) for mark in marks[1:]] == [words] * bool(words)
        assert all(mark.select("svg") for mark in marks)


def test_booking_without_a_date_stands_with_the_appointments_to_be_marked(client, ada, st_paul):
    facts = {"status": Status.BOOKED, "answered_at": NOW}
    make_lead(st_paul, name="asked", attendance_due_at=NOW - timedelta(minutes=1), **facts)
    make_lead(st_paul, name="not yet", attendance_due_at=NOW + timedelta(minutes=1), **facts)
    make_lead(st_paul, name="never", **facts)
    make_lead(st_paul, name="over", appointment_at=NOW - timedelta(hours=1), **facts)
    soup = page(client, "booked")
    for name, words in {"asked": ["Was there an appointment?"], "not yet": [], "never": []}.items():
        marks = line_of(soup, name).select(".clinic-promise .clinic-mark")
        said = [mark.get_text(" ", strip=True) for mark in marks]
        assert said == ["booked, without a date here", *words]
    unmarked = page(client, "unmarked").get_text(" ", strip=True)
    assert [name in unmarked for name in ("asked", "not yet", "never", "over")] == [
        True,
        False,
        False,
        True,
    ]
    assert "Did they come? 2" in unmarked
    panel = client.get("/admin/").content.decode()
    assert "tab=unmarked" in panel


def test_help_lists_the_keys_of_what_one_may_do_here(client, ada, st_paul):
    def listed(tab=""):
        help_text = str(page(client, tab).find("template", attrs={"data-clinic-keys": True}))
        return set(re.findall("<kbd>(.)</kbd>", help_text))

    always = set("jkobu/")
    assert listed() == always | {"c"}
    make_lead(st_paul)
    make_lead(st_paul, quarantined_at=NOW)
    assert listed() == always | set("cxasne")
    assert listed("quarantine") == always | set("cxne")
    client.force_login(make_desk("Olga Rud", st_paul, rights=[Right.SEE]))
    assert listed() == always
