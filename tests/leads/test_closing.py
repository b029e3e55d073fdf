"""Whoever changes a location, or takes it down, is told who waits there and who will come."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.messages.storage.cookie import CookieStorage
from django.utils import timezone

from leads.inbox.closing import notes_of, warn_of_open_leads
from leads.models import Right
from tests.factories import WEDNESDAY, make_desk, make_lead, make_location, make_user
from tests.locations.test_location_protection import bulk_url, said, url_of

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def boss(client):
    client.force_login(make_user("Root", is_superuser=True))


def booked(location, *, at):
    return make_lead(location, status="booked", answered_at=WEDNESDAY, appointment_at=at)


def links_of(page):
    links = BeautifulSoup(page, "html.parser").select("a")
    return {link.get("href") for link in links if link.get_text(strip=True) == "Show them"}


@pytest.mark.parametrize("number", [1, 3])
def test_number_of_open_leads_is_said_when_it_is_unpublished(client, boss, st_paul, number):
    for _number in range(number):
        make_lead(st_paul)
    make_lead(st_paul, status="closed", closed_at=WEDNESDAY, close_reason="spam")
    make_lead(st_paul, quarantined_at=WEDNESDAY)
    make_lead(make_location("Edina"))
    answer = client.post(url_of("unpublish", st_paul), follow=True)
    words = {1: "At “St. Paul” 1 lead is open.", 3: "At “St. Paul” 3 leads are open."}[number]
    assert words in said(answer)
    (link,) = links_of(answer.content)
    queue = BeautifulSoup(client.get(link).content, "html.parser").select(".clinic-queue td.title")
    assert len(queue) == number


@pytest.mark.parametrize("way", ["in bulk", "with its parent"])
def test_it_is_said_whichever_way_the_page_goes(client, boss, st_paul, way):
    make_lead(st_paul)
    if way == "in bulk":
        answer = client.post(bulk_url("unpublish", st_paul), follow=True)
    else:
        url = url_of("unpublish", st_paul.get_parent())
        answer = client.post(url, {"include_descendants": "on"}, follow=True)
    assert "At “St. Paul” 1 lead is open." in said(answer)
    st_paul.refresh_from_db()
    assert not st_paul.live


def test_nothing_is_said_where_nobody_waits(client, boss, st_paul):
    answer = client.post(url_of("unpublish", st_paul), follow=True)
    assert "open" not in said(answer)


def test_editor_who_sees_no_leads_is_not_told_how_many_there_are(rf, st_paul):
    make_lead(st_paul)
    booked(st_paul, at=timezone.now() + DAY)
    request = rf.get("/")
    request._messages = CookieStorage(request)
    request.user = make_desk("Ed Itor", make_location("Edina"), rights=[Right.SEE])
    warn_of_open_leads(request, st_paul)
    (message,) = request._messages
    assert "At “St. Paul” leads are open." in str(message)
    notes = list(notes_of(st_paul, request))
    assert [url for _text, url in notes] == ["", ""]
    assert not any(letter.isdigit() for text, _url in notes for letter in text)


@pytest.mark.parametrize("number", [1, 3])
def test_form_of_the_page_says_how_many_will_come(client, boss, st_paul, number):
    for day in range(number):
        booked(st_paul, at=timezone.now() + (day + 1) * DAY)
    booked(st_paul, at=timezone.now() - DAY)
    booked(make_location("Edina"), at=timezone.now() + DAY)
    answer = client.get(url_of("edit", st_paul))
    words = {1: "1 appointment here is still to come.", 3: "3 appointments here are still to come."}
    assert words[number] in answer.text
    assert "With another time zone each of them shows another hour" in answer.text
    (link,) = links_of(answer.content)
    assert client.get(link).status_code == 200


def test_form_of_a_page_says_nothing_where_nobody_waits_or_comes(client, boss, st_paul):
    page = client.get(url_of("edit", st_paul)).text
    assert "still to come" not in page
    assert "If it closes for good" not in page
