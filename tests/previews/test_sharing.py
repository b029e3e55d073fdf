"""A draft shown to somebody without an account: by a link, for ten minutes, one version alone."""

import re
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse
from wagtail.models import GroupPagePermission, PageLogEntry, PageViewRestriction, Revision

from leads.models import Lead
from locations.previews.sharing import ACTION, share
from locations.previews.tokens import SALT, make_token, read_token
from tests.clinic import ALL, Clinic
from tests.factories import WEDNESDAY, make_article, make_location, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(WEDNESDAY, tick=False):
        yield


@pytest.fixture
def page():
    return make_article(title="Published title")


@pytest.fixture
def boss():
    return make_user("Bo Boss", is_superuser=True)


def edited(page, title="Draft title"):
    """A version with another title, which is not published."""
    draft = page.get_latest_revision_as_object()
    draft.title = title
    return draft.save_revision()


def address(token):
    return reverse("clinic_previews:shared", args=[token])


def link_to(revision):
    return address(make_token(revision.pk))


def door(page):
    return reverse("clinic_locations_share_preview", args=[page.pk])


def editor_of(page, *, permission="change_page"):
    """Somebody who may do one thing with one page."""
    user = make_user("Ed Editor")
    group = Group.objects.create(name="Editors of one page")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    allowed = Permission.objects.get(content_type__app_label="wagtailcore", codename=permission)
    GroupPagePermission.objects.create(group=group, page=page, permission=allowed)
    user.groups.add(group)
    return user


# What is seen


def test_stranger_sees_the_version_and_is_told_what_it_is(client, page):
    response = client.get(link_to(edited(page)))
    soup = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 200
    assert soup.h1.get_text(strip=True) == "Draft title"
    banner = " ".join(soup.find(class_="preview-banner").get_text().split())
    assert banner == "Draft preview. Not published. This link is valid until 10:10 a.m. CST."
    assert soup.find("meta", attrs={"name": "robots"})["content"] == "noindex"


def test_nobody_keeps_it(client, page):
    response = client.get(link_to(edited(page)))
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert not response.cookies


def test_later_versions_are_not_what_was_shared(client, page):
    link = link_to(edited(page, "First draft"))
    edited(page, "Second draft")
    text = client.get(link).content.decode()
    assert "First draft" in text
    assert "Second draft" not in text


def test_published_page_has_no_banner(client, page):
    edited(page)
    text = client.get(page.get_url()).content.decode()
    assert "Published title" in text
    assert "preview-banner" not in text


@pytest.mark.parametrize("name", [*ALL, "request"])
def test_every_type_of_page_can_be_shared(client, name):
    page = Clinic().page(name)
    response = client.get(link_to(edited(page, "A title of a draft")))
    assert response.status_code == 200
    assert "A title of a draft" in response.content.decode()
    assert "preview-banner" in response.content.decode()


def test_form_of_a_draft_sends_nothing(client):
    page = Clinic().request_page
    soup = BeautifulSoup(client.get(link_to(edited(page))).content, "html.parser")
    assert soup.main.find("form") is None
    assert soup.main.find("button", disabled=True)
    assert not soup.main.find_all("input", type="hidden")
    live = BeautifulSoup(client.get(page.get_url()).content, "html.parser")
    assert live.main.find("form")["method"] == "post"
    assert not live.main.find("button", disabled=True)
    assert not Lead.objects.exists()


def test_who_looks_makes_no_difference(client, boss, page):
    link = link_to(edited(page))
    strangers = client.get(link).content
    client.force_login(boss)
    assert client.get(link).content == strangers


def test_draft_that_was_never_published_and_a_private_page_can_be_shared(client):
    draft = make_article(title="Never published", live=False)
    private = make_article(title="For some alone")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    for page in (draft, private):
        assert client.get(page.get_url()).status_code != 200
        assert page.title in client.get(link_to(edited(page, page.title))).content.decode()


def test_preview_is_in_the_language_of_the_page_and_over_in_that_of_the_reader(client, page):
    link = link_to(edited(page))
    spanish = {"accept-language": "es"}
    assert '<html lang="en"' in client.get(link, headers=spanish).content.decode()
    with time_machine.travel(WEDNESDAY + timedelta(hours=1), tick=False):
        assert '<html lang="es"' in client.get(link, headers=spanish).content.decode()


# What is not


@pytest.mark.parametrize(("minutes", "status"), [(9, 200), (10, 410), (60 * 24 * 400, 410)])
def test_link_runs_out(client, page, minutes, status):
    link = link_to(edited(page))
    with time_machine.travel(WEDNESDAY + timedelta(minutes=minutes), tick=False):
        response = client.get(link)
    assert response.status_code == status
    assert ("Draft title" in response.content.decode()) is (status == 200)
    assert response["Cache-Control"] == "private, no-store"


def test_setting_says_how_long(client, page, settings):
    settings.CLINIC = settings.CLINIC | {"PREVIEW_MINUTES": 1}
    link = link_to(edited(page))
    with time_machine.travel(WEDNESDAY + timedelta(seconds=61), tick=False):
        response = client.get(link)
    assert response.status_code == 410
    assert "works for 1 minute." in response.content.decode()


def test_no_letter_of_a_token_can_be_changed(client, page):
    token = make_token(edited(page).pk)
    assert read_token(token).revision_id
    for place, letter in enumerate(token):
        other = "B" if letter == "A" else "A"
        forged = token[:place] + other + token[place + 1 :]
        with pytest.raises(BadSignature):
            read_token(forged)
    assert client.get(address(forged)).status_code == 404


@pytest.mark.parametrize("content", ["x", "", "1:2", "9" * 30])
def test_other_things_that_we_sign_are_no_previews(client, content):
    ours = TimestampSigner(salt=SALT).sign(content)
    other = TimestampSigner(salt="clinic_leads.sent").sign("1")
    assert client.get(address(ours)).status_code == 404
    assert client.get(address(other)).status_code == 404


def test_version_and_page_that_are_gone_are_not_there(client, page):
    revision, other = edited(page), edited(make_article())
    links = [link_to(revision), link_to(other)]
    Revision.objects.filter(pk=revision.pk).delete()
    other.content_object.delete()
    assert [client.get(link).status_code for link in links] == [404, 404]


def test_preview_is_only_read(client, page):
    assert client.post(link_to(edited(page))).status_code == 405


# Who may make one


def test_editor_makes_a_link_and_the_history_says_so(client, page):
    revision = edited(page)
    user = editor_of(page)
    client.force_login(user)
    assert "data-clinic-copy" not in client.get(door(page)).content.decode()
    assert not PageLogEntry.objects.filter(action=ACTION).exists()
    response = client.post(door(page))
    soup = BeautifulSoup(response.content, "html.parser")
    link = soup.find("input", readonly=True)["value"]
    assert link.startswith("http://localhost/previews/")
    assert "Draft title" in client.get(link).content.decode()
    entry = PageLogEntry.objects.get(action=ACTION)
    assert (entry.page_id, entry.user, entry.revision_id) == (page.pk, user, revision.pk)
    token = re.search(r"/previews/(.+)/", link)[1]
    assert token not in str(entry.data)
    history = client.get(reverse("wagtailadmin_pages:history", args=[page.pk]))
    assert "Shared a preview of a version" in history.content.decode()


def test_page_that_a_script_has_made_can_be_shared(client, boss):
    page = make_location()
    assert page.latest_revision is None
    token = share(page=page, by=boss)
    assert "St. Paul" in client.get(address(token)).content.decode()
    page.refresh_from_db()
    assert not page.has_unpublished_changes


def test_only_who_may_edit_the_page_makes_links(client, page):
    other = make_article(title="Another")
    client.force_login(editor_of(other))
    for method in (client.get, client.post):
        assert method(door(page)).status_code == 302
    assert not PageLogEntry.objects.filter(action=ACTION).exists()
    client.logout()
    assert "/login/" in client.post(door(page)).url


def test_page_that_is_not_there_has_no_link(client, boss):
    client.force_login(boss)
    assert client.post("/admin/clinic/previews/99999/").status_code == 404


def test_button_is_in_the_menus_of_who_may(client, page):
    client.force_login(editor_of(page))
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert door(page) in client.get(edit).content.decode()


def test_button_is_in_lists_of_pages(client, boss, page):
    client.force_login(boss)
    listing = reverse("wagtailadmin_explore", args=[page.get_parent().pk])
    assert door(page) in client.get(listing).content.decode()


def test_alias_shows_what_its_original_says_and_has_no_draft_to_share(client, boss, page):
    alias = page.create_alias(update_slug="alias")
    client.force_login(boss)
    assert client.post(door(alias)).status_code == 302
