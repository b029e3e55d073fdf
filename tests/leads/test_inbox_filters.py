"""Filters in words: the drawer and the language find the same, and nothing of a person is in an
address."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from bs4 import BeautifulSoup

from leads.inbox.discretion import SESSION_KEY, Names
from leads.models import CloseReason, Source, Status
from tests.factories import WEDNESDAY, make_desk, make_lead, make_location

pytestmark = pytest.mark.django_db

INDEX = "/admin/clinic/inbox/"
SEARCH = "/admin/clinic/inbox/search/"
NOW = WEDNESDAY + timedelta(minutes=80)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def max_holm(client, st_paul, edina):
    """Somebody who works at both locations, and sees full names."""
    user = make_desk("Max Holm", st_paul, edina)
    client.force_login(user)
    session = client.session
    session[SESSION_KEY] = Names.SHOWN
    session.save()
    return user


@pytest.fixture
def bo(st_paul):
    return make_desk("Bo Lind", st_paul)


@pytest.fixture
def leads(max_holm, bo, st_paul, edina):
    answered = {"answered_at": NOW}
    closed = {"closed_at": NOW, "close_reason": CloseReason.NO_RESPONSE, "status": Status.CLOSED}
    elsewhere = make_location("Woodbury")
    make_lead(st_paul, name="plain", topic="Migraine")
    make_lead(edina, name="edina", language="es", assigned_to=max_holm)
    make_lead(st_paul, name="phone", source=Source.PHONE, assigned_to=bo, due_at=NOW + 2 * DAY)
    make_lead(st_paul, name="walk-in", source=Source.WALK_IN, received_at=NOW - 3 * DAY, **answered)
    make_lead(st_paul, name="waiting", status=Status.WAITING, **answered)
    make_lead(st_paul, name="booked", status=Status.BOOKED, appointment_at=NOW + DAY, **answered)
    make_lead(edina, name="closed", topic="Migraine", **closed)
    make_lead(elsewhere, name="out of sight", topic="Migraine")


def soup_of(response, status=200):
    assert response.status_code == status
    return BeautifulSoup(response.content, "html.parser")


def names(soup):
    return sorted(cell.get_text(strip=True) for cell in soup.select(".clinic-queue td.title a"))


FOUND = {
    "location:edina": ["edina"],
    "location:edina,st-paul source:phone": ["phone"],
    "-location:edina source:phone,walk-in": ["phone", "walk-in"],
    "assigned:me": ["edina"],
    "assigned:nobody": ["plain", "waiting", "walk-in"],
    "-assigned:me": ["phone", "plain", "waiting", "walk-in"],
    "-assigned:me language:es": [],
    "-assigned:nobody": ["edina", "phone"],
    "assigned:nobody,me": ["edina", "plain", "waiting", "walk-in"],
    "language:es": ["edina"],
    "received:today": ["edina", "phone", "plain", "waiting"],
    "received:<2026-03-04": ["walk-in"],
    "received:2026-03-01..2026-03-01": ["walk-in"],
    "due:>today": ["phone"],
    "is:waiting": ["waiting"],
    "is:booked": ["booked"],
    "is:booked appointment:tomorrow": ["booked"],
    "is:closed reason:no-response": ["closed"],
    "is:closed,booked": ["booked", "closed"],
    "is:open -is:waiting location:st-paul": ["phone", "plain", "walk-in"],
    "is:closed,booked booked:no": ["closed"],
    "is:open is:waiting": ["waiting"],
    "assigned:#0": [],
    "-assigned:#0": ["edina", "phone", "plain", "waiting", "walk-in"],
}


@pytest.mark.usefixtures("leads")
@pytest.mark.parametrize(("words", "found"), FOUND.items())
def test_words_find(client, words, found):
    assert names(soup_of(client.get(INDEX, {"filter": words}))) == found


@pytest.mark.usefixtures("leads")
@pytest.mark.parametrize("how", ["closed account", "out of the group", "in another group"])
def test_open_leads_of_who_can_no_longer_see_them_are_nobodys(client, edina, bo, how):
    if how == "closed account":
        bo.is_active = False
        bo.save()
    else:
        bo.groups.clear()
    if how == "in another group":
        bo.groups.add(make_desk("Somebody Else", edina).groups.get())
    found = names(soup_of(client.get(INDEX, {"filter": "assigned:nobody"})))
    assert found == ["phone", "plain", "waiting", "walk-in"]
    rest = names(soup_of(client.get(INDEX, {"filter": "-assigned:nobody"})))
    assert rest == ["edina"]


@pytest.mark.usefixtures("leads")
def test_drawer_and_words_find_the_same(client, st_paul, edina, bo):
    pairs = [
        ({"location": edina.pk}, "location:edina"),
        ({"location": [st_paul.pk, edina.pk]}, "location:edina,st-paul"),
        ({"assigned": "me"}, "assigned:me"),
        ({"assigned": "nobody"}, "assigned:nobody"),
        ({"assigned": bo.pk}, f"assigned:{bo.get_username()}"),
        ({"source": ["phone", "walk_in"]}, "source:phone,walk-in"),
        ({"location": st_paul.pk, "source": "phone"}, "location:st-paul source:phone"),
    ]
    for drawer, words in pairs:
        chosen = soup_of(client.get(INDEX, drawer))
        typed = soup_of(client.get(INDEX, {"filter": words}))
        assert names(chosen) == names(typed)
        assert names(chosen)
        # The box says what the drawer did, in words that do the same.
        box = chosen.select_one("#clinic-search")["value"]
        assert names(soup_of(client.get(INDEX, {"filter": box}))) == names(typed)


@pytest.mark.usefixtures("leads")
def test_is_chooses_the_tab_and_the_other_tabs_keep_the_rest(client):
    soup = soup_of(client.get(INDEX, {"filter": "is:waiting location:st-paul"}))
    current = soup.select_one(".clinic-tab[aria-current]")
    assert "clinic-tab--waiting" in current["class"]
    query = parse_qs(urlsplit(soup.select_one(".clinic-tab--new")["href"]).query)
    assert query == {"filter": ["location:st-paul"], "tab": ["new"]}
    assert soup.select_one(".clinic-tab--new .clinic-count").text == "3"


@pytest.mark.usefixtures("leads")
def test_drawer_keeps_the_words(client):
    soup = soup_of(client.get(INDEX, {"filter": "source:phone"}))
    assert soup.select_one("form[data-search-form] input[name=filter]")["value"] == "source:phone"


def test_location_out_of_sight_is_no_word(client, max_holm):
    make_location("Woodbury")
    soup = soup_of(client.get(INDEX, {"filter": "location:woodbury"}), status=422)
    assert "“location:” knows no “woodbury”" in soup.select_one("[role=alert]").get_text()


@pytest.fixture
def priya(client, st_paul):
    """She has a lead, and whoever looks sees her location."""
    user = make_desk("Priya Raman", st_paul)
    make_lead(st_paul, name="hers", assigned_to=user)
    make_lead(st_paul, name="nobody's")
    client.force_login(make_desk("Olga Rud", st_paul))
    return user


@pytest.mark.parametrize("name", ["Priya", "PRIYA", '"Priya Raman"', '"priya raman"', "priyaraman"])
def test_colleague_is_called_by_any_of_their_names(client, priya, name):
    shown = client.get(INDEX, {"filter": f"assigned:{name}"})
    assert shown.status_code == 200
    assert len(soup_of(shown).select(".clinic-queue td.title a")) == 1
    response = client.post(SEARCH, {"q": f"assigned:{name}"})
    assert len(soup_of(client.get(response.headers["Location"])).select("td.title a")) == 1


def test_colleague_is_called_by_user_name_in_any_case(client, priya):
    shown = client.get(INDEX, {"filter": f"assigned:{priya.get_username().upper()}"})
    assert len(soup_of(shown).select(".clinic-queue td.title a")) == 1


def test_name_of_nobody_is_said_and_an_account_elsewhere_is_nobody(client, priya, edina):
    elsewhere = make_desk("Ed Ina", edina)
    for name in ("Pirya", elsewhere.get_username()):
        soup = soup_of(client.get(INDEX, {"filter": f"assigned:{name}"}), status=422)
        assert f"Nobody here is called “{name}”." in soup.get_text()


@pytest.mark.usefixtures("leads")
@pytest.mark.parametrize("words", ["is:dew", "foo:bar", "is:new maria", "topic:migraine"])
def test_filter_in_an_address_that_is_not_understood_lists_nobody(client, words):
    soup = soup_of(client.get(INDEX, {"filter": words}), status=422)
    assert names(soup) == []
    box = soup.select_one("#clinic-search")
    assert box["value"] == words
    assert box["aria-invalid"] == "true"
    assert "nobody is listed" in soup.get_text()
    assert not soup.select(".clinic-count")
    assert soup.find(id=box["aria-describedby"]).get_text(strip=True)


@pytest.mark.usefixtures("leads")
def test_one_box_takes_words_and_people(client):
    response = client.post(SEARCH, {"q": "topic:migraine is:closed"})
    assert response.headers["Location"].startswith(f"{INDEX}?filter=is%3Aclosed&tab=found&search=")
    assert names(soup_of(client.get(response.headers["Location"]))) == ["closed"]


@pytest.mark.usefixtures("leads")
def test_topic_is_looked_for_in_what_is_visible_and_is_in_no_address(client):
    response = client.post(SEARCH, {"q": "topic:migraine"}, follow=True)
    ((address, _status),) = response.redirect_chain
    assert address.startswith(f"{INDEX}?tab=found&search=")
    soup = soup_of(response)
    assert names(soup) == ["closed", "plain"]
    assert not [link["href"] for link in soup.select("a[href]") if "migraine" in link["href"]]


@pytest.mark.usefixtures("leads")
def test_words_alone_become_the_address_and_keep_the_tab(client):
    response = client.post(SEARCH, {"q": "source:phone", "tab": "new"})
    assert response.headers["Location"] == f"{INDEX}?filter=source%3Aphone&tab=new"
    response = client.post(SEARCH, {"q": "source:phone is:booked", "tab": "new"})
    assert response.headers["Location"] == f"{INDEX}?filter=source%3Aphone&tab=booked"


def test_what_was_typed_wrongly_stays_in_the_box_and_out_of_the_address(client, max_holm):
    make_lead(max_holm.groups.get().clinic_location_permissions.first().location, name="maria")
    soup = soup_of(client.post(SEARCH, {"q": "maria locaton:edina"}), status=422)
    assert names(soup) == []
    assert soup.select_one("#clinic-search")["value"] == "maria locaton:edina"
    assert "Did you mean “location”?" in soup.select_one("#clinic-search-problems").get_text()
    assert "maria" not in str(client.session.items())


@pytest.mark.usefixtures("leads")
def test_two_locations_of_one_address_part_are_told_apart(client, max_holm, edina):
    twin = make_location("Edina twin")
    type(twin).objects.filter(pk=twin.pk).update(slug=edina.slug)
    group = max_holm.groups.get()
    group.clinic_location_permissions.create(location=twin, right="see")
    make_lead(twin, name="twin")
    soup = soup_of(client.get(INDEX, {"location": twin.pk}))
    assert names(soup) == ["twin"]
    box = soup.select_one("#clinic-search")["value"]
    assert box == f"location:edina-{twin.pk}"
    assert names(soup_of(client.get(INDEX, {"filter": box}))) == ["twin"]


def test_location_whose_address_part_has_capitals_is_found_in_any_case(client, max_holm, edina):
    """Wagtail allows them; the drawer and the warning before unpublishing write that word."""
    edina.slug = "White-Bear"
    edina.save()
    make_lead(edina, name="theirs")
    for words in ("location:White-Bear", "location:white-bear"):
        assert names(soup_of(client.get(INDEX, {"filter": words}))) == ["theirs"]
    answer = client.get(INDEX, {"location": edina.pk}, follow=True)
    assert names(soup_of(answer)) == ["theirs"]
    assert "location:white-bear" in answer.text


@pytest.mark.parametrize("length", [101, 700])
def test_what_is_too_long_to_look_for_is_said_and_kept(client, max_holm, length):
    """Somebody pastes a sentence, and must not take all that is open for what it found."""
    typed = "pain " * (length // 5) + "x"
    soup = soup_of(client.post(SEARCH, {"q": typed}), status=422)
    assert "This is too long to look for: take at most 100 characters of it." in soup.get_text()
    assert soup.select_one("#clinic-search")["value"].strip() == typed
