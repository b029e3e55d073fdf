"""Saved views: one's own, shared with a desk, and never more than who reads may see."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup

from leads.inbox.discretion import SESSION_KEY, Names
from leads.inbox.saved import follow_slug
from leads.models import Right, SavedView
from locations.models import LocationPage
from tests.factories import WEDNESDAY, make_desk, make_lead, make_location

pytestmark = pytest.mark.django_db

INDEX = "/admin/clinic/inbox/"
SAVE = "/admin/clinic/inbox/views/save/"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(WEDNESDAY + timedelta(minutes=80), tick=False):
        yield


@pytest.fixture
def st_paul():
    return make_location("St. Paul")


@pytest.fixture
def edina():
    return make_location("Edina")


@pytest.fixture
def ada(client, st_paul):
    user = make_desk("Ada Berg", st_paul)
    client.force_login(user)
    return user


@pytest.fixture
def manager(st_paul):
    return make_desk("Max Holm", st_paul, rights=Right.values)


def soup_of(client, url=INDEX):
    return BeautifulSoup(client.get(url).content, "html.parser")


def views(client):
    return [link.get_text(" ", strip=True) for link in soup_of(client).select(".clinic-view")]


def test_list_is_saved_with_its_tab_drawer_and_words_and_not_with_a_person(client, ada):
    found = client.post("/admin/clinic/inbox/search/", {"q": "maria"}).headers["Location"]
    client.post(f"{SAVE}?tab=new&assigned=me&filter=source:phone", {"name": "Mine by phone"})
    view = SavedView.objects.get()
    assert (view.query, view.user, view.location) == (
        "is:new assigned:me source:phone",
        ada,
        None,
    )
    client.post(f"{SAVE}?{found.partition('?')[2]}", {"name": "Found"})
    assert SavedView.objects.count() == 2
    assert "maria" not in "".join(SavedView.objects.values_list("query", flat=True))


def test_saved_view_opens_the_same_list(client, ada, st_paul):
    session = client.session
    session[SESSION_KEY] = Names.SHOWN
    session.save()
    make_lead(st_paul, name="mine", assigned_to=ada)
    make_lead(st_paul, name="not mine")
    client.post(f"{SAVE}?tab=new&assigned=me", {"name": "Mine"})
    soup = soup_of(client, soup_of(client).select_one(".clinic-view")["href"])
    cells = soup.select(".clinic-queue td.title a")
    assert [cell.get_text(strip=True) for cell in cells] == ["mine"]
    assert "clinic-tab--new" in soup.select_one(".clinic-tab[aria-current]")["class"]
    assert soup.select_one(".clinic-view")["aria-current"] == "page"


def test_own_view_is_nobody_elses(client, ada, st_paul):
    client.post(SAVE, {"name": "Mine"})
    assert views(client) == ["Mine"]
    client.force_login(make_desk("Bo Lind", st_paul))
    assert views(client) == []


def test_manager_shares_a_view_with_the_desk_and_with_no_other(client, st_paul, edina, manager):
    client.force_login(manager)
    client.post(f"{SAVE}?tab=due", {"name": "Urgent", "location": st_paul.pk})
    assert views(client) == ["Urgent St. Paul"]
    client.force_login(make_desk("Bo Lind", st_paul))
    assert views(client) == ["Urgent St. Paul"]
    client.force_login(make_desk("Cy Dahl", edina))
    assert views(client) == []


def test_shared_view_shows_everybody_what_they_may_see(client, st_paul, edina, manager):
    SavedView.objects.create(name="All", query="is:open", location=st_paul)
    make_lead(edina, name="Elsewhere Person")
    client.force_login(make_desk("Bo Lind", st_paul))
    url = soup_of(client).select_one(".clinic-view")["href"]
    assert not soup_of(client, url).select(".clinic-queue td.title a")


def test_who_does_not_manage_a_desk_shares_nothing_with_it(client, ada, st_paul, edina, manager):
    assert client.post(SAVE, {"name": "Mine", "location": st_paul.pk}).status_code == 422
    client.force_login(manager)
    assert client.post(SAVE, {"name": "Mine", "location": edina.pk}).status_code == 422
    assert not SavedView.objects.exists()


def test_view_is_renamed_and_deleted_by_its_owner(client, ada):
    view = SavedView.objects.create(name="Mine", query="is:new", user=ada)
    client.post(f"{INDEX}views/{view.pk}/rename/", {"name": "Better"})
    assert views(client) == ["Better"]
    client.post(f"{INDEX}views/{view.pk}/rename/", {"name": " "})
    assert views(client) == ["Better"]
    client.post(f"{INDEX}views/{view.pk}/delete/")
    assert views(client) == []


@pytest.mark.parametrize("what", ["rename", "delete"])
def test_view_of_a_colleague_is_not_found_and_a_shared_one_is_not_for_everybody(
    client, ada, st_paul, manager, what
):
    colleague = SavedView.objects.create(name="His", query="is:new", user=manager)
    shared = SavedView.objects.create(name="Ours", query="is:new", location=st_paul)
    url = f"{INDEX}views/{colleague.pk}/{what}/"
    assert client.post(url, {"name": "x"}).status_code == 404
    response = client.post(f"{INDEX}views/{shared.pk}/{what}/", {"name": "x"})
    assert response.headers["Location"] == "/admin/"
    assert set(SavedView.objects.values_list("name", flat=True)) == {"His", "Ours"}
    client.force_login(manager)
    client.post(f"{INDEX}views/{shared.pk}/{what}/", {"name": "x"})
    assert not SavedView.objects.filter(name="Ours").exists()


@pytest.mark.parametrize("name", ["", " ", "x" * 61])
def test_view_without_a_name_is_refused(client, ada, name):
    response = client.post(SAVE, {"name": name})
    assert response.status_code == 422
    assert BeautifulSoup(response.content, "html.parser").select_one("[role=alert]")
    assert not SavedView.objects.exists()


def test_filter_that_is_not_understood_is_not_saved(client, ada):
    assert client.post(f"{SAVE}?filter=is:dew", {"name": "Mine"}).status_code == 422
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_views_cost_the_same_however_many(client, ada, st_paul, number, django_assert_num_queries):
    for index in range(number):
        SavedView.objects.create(name=f"No. {index}", query="is:new", location=st_paul)
    client.get(INDEX)
    with django_assert_num_queries(18):
        client.get(INDEX)


def published_as(location, slug):
    location.slug = slug
    location.save_revision().publish()


def test_views_follow_a_location_whose_address_changes(
    client, edina, st_paul, django_capture_on_commit_callbacks
):
    boss = make_desk("Max Holm", None, rights=Right.values)
    client.force_login(boss)
    lead = make_lead(edina)
    queries = {
        "location:edina is:new": "location:edina-west is:new",
        "-location:edina,st-paul": "-location:edina-west,st-paul",
        f"location:edina-{edina.pk}": "location:edina-west",
        "assigned:edina": "assigned:edina",
        "location:st-paul": "location:st-paul",
    }
    kept = [SavedView.objects.create(name="V", query=query, user=boss) for query in queries]
    with django_capture_on_commit_callbacks(execute=True):
        published_as(edina, "edina-west")
    for view in kept:
        view.refresh_from_db()
    assert [view.query for view in kept] == list(queries.values())
    found = client.get(INDEX, {"filter": kept[0].query})
    assert found.status_code == 200
    assert f"/inbox/{lead.pk}/" in found.text


def test_view_names_a_location_by_its_number_where_two_have_one_address(client, edina):
    other = make_location("Edina in Texas")
    boss = make_desk("Max Holm", None, rights=Right.values)
    view = SavedView.objects.create(name="V", query="location:edina", user=boss)
    LocationPage.objects.filter(pk__in=[edina.pk, other.pk]).update(slug="edina-west")
    follow_slug(instance=LocationPage.objects.get(pk=edina.pk), instance_before=edina)
    view.refresh_from_db()
    assert view.query == f"location:edina-west-{edina.pk}"
    client.force_login(boss)
    assert client.get(INDEX, {"filter": view.query}).status_code == 200


def test_view_follows_an_address_with_capitals(edina):
    boss = make_desk("Max Holm", None, rights=Right.values)
    view = SavedView.objects.create(name="V", query="location:White-Bear", user=boss)
    edina.slug = "White-Bear"
    renamed = LocationPage.objects.get(pk=edina.pk)
    renamed.slug = "Red-Wing"
    follow_slug(instance=renamed, instance_before=edina)
    view.refresh_from_db()
    assert view.query == "location:red-wing"


def test_view_that_would_be_too_long_stays(edina, django_capture_on_commit_callbacks):
    boss = make_desk("Max Holm", None, rights=Right.values)
    query = "location:edina " + "received:today " * 32
    view = SavedView.objects.create(name="V", query=query[:500], user=boss)
    with django_capture_on_commit_callbacks(execute=True):
        published_as(edina, "edina-" + "west-" * 20)
    view.refresh_from_db()
    assert view.query == query[:500]
