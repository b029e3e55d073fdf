"""The page a visitor came from, as they read it: for who sees the lead, and nothing else of it."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction, Revision

from leads.inbox.then import is_known_then, page_then
from leads.models import AccessKind, Lead, LeadAccess, Right
from tests.factories import (
    WEDNESDAY,
    make_article,
    make_desk,
    make_lead,
    make_location,
    make_user,
)

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
NOW = WEDNESDAY + 5 * HOUR
WORDS = "The page as it was then"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def st_paul():
    return make_location("St. Paul")


@pytest.fixture
def ada(client, st_paul):
    user = make_desk("Ada Berg", st_paul)
    client.force_login(user)
    return user


@pytest.fixture
def article():
    with time_machine.travel(WEDNESDAY - 99 * HOUR, tick=False):
        return make_article(title="As planted")


def publish(page, title, *, at):
    page = page.get_latest_revision_as_object()
    page.title = title
    with time_machine.travel(at, tick=False):
        revision = page.save_revision()
        revision.publish()
    return revision


def lead_about(page, st_paul, **facts):
    return make_lead(
        st_paul, about=Page.objects.get(pk=page.pk), about_title="What it was called", **facts
    )


def address(lead):
    return reverse("clinic_inbox:page_then", args=[lead.pk])


def link_on_screen(client, lead):
    screen = client.get(reverse("clinic_inbox:detail", args=[lead.pk]))
    return BeautifulSoup(screen.content, "html.parser").find("a", string=WORDS)


def seen(client, lead):
    """The heading of the page; None where there is none to be seen, and then no link, either."""
    link, response = link_on_screen(client, lead), client.get(address(lead))
    if response.status_code == 404:
        assert link is None
        return None
    assert link["href"] == address(lead)
    return BeautifulSoup(response.content, "html.parser").h1.get_text(strip=True)


def test_desk_reads_what_was_published_last_before_the_request(client, ada, st_paul, article):
    publish(article, "Long before", at=WEDNESDAY - 9 * HOUR)
    publish(article, "Then", at=WEDNESDAY - HOUR)
    publish(article, "Since", at=WEDNESDAY + HOUR)
    draft = article.get_latest_revision_as_object()
    draft.title = "Not out"
    draft.save_revision()
    assert seen(client, lead_about(article, st_paul)) == "Then"
    assert seen(client, lead_about(article, st_paul, received_at=WEDNESDAY + 2 * HOUR)) == "Since"


def test_who_only_looks_on_reads_it_too_and_another_clinic_never(client, st_paul, article):
    publish(article, "Then", at=WEDNESDAY - HOUR)
    lead = lead_about(article, st_paul)
    client.force_login(make_desk("Olga Rud", st_paul, rights=[Right.SEE]))
    assert seen(client, lead) == "Then"
    client.force_login(make_desk("Cy Dahl", make_location("Edina")))
    assert client.get(address(lead)).status_code == 404
    assert not LeadAccess.objects.filter(by_name__startswith="Cy").exists()


def test_page_that_nobody_has_published_since_is_shown_as_it_is_stored(
    client, ada, st_paul, article
):
    assert seen(client, lead_about(article, st_paul)) == "As planted"
    publish(article, "Since", at=WEDNESDAY + HOUR)
    assert seen(client, lead_about(article, st_paul)) is None


def test_version_that_is_not_kept_any_more(client, ada, st_paul, article):
    then = publish(article, "Then", at=WEDNESDAY - HOUR)
    lead = lead_about(article, st_paul)
    type(article).objects.update(latest_revision=None, live_revision=None)
    Revision.objects.filter(pk=then.pk).delete()
    article.refresh_from_db()
    assert seen(client, lead) == "Then"  # what is stored is still the same
    publish(article, "Since", at=WEDNESDAY + HOUR)
    assert seen(client, lead) is None


def test_page_that_is_taken_from_the_site_is_still_known_to_the_desk(client, ada, st_paul, article):
    publish(article, "Then", at=WEDNESDAY - HOUR)
    lead, later = (
        lead_about(article, st_paul),
        lead_about(article, st_paul, received_at=WEDNESDAY + 2 * HOUR),
    )
    with time_machine.travel(WEDNESDAY + HOUR, tick=False):
        Page.objects.get(pk=article.pk).specific.unpublish()
    assert seen(client, lead) == "Then"
    assert seen(client, later) is None  # who asks then has read something else


@pytest.mark.parametrize("whose", ["its own", "of the section"])
def test_private_page_is_shown_to_nobody_who_only_sees_leads(client, ada, st_paul, article, whose):
    publish(article, "Then", at=WEDNESDAY - HOUR)
    lead = lead_about(article, st_paul)
    page = article if whose == "its own" else article.get_parent()
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert seen(client, lead) is None
    client.force_login(make_user("Root", is_superuser=True))
    assert seen(client, lead) is None


def test_draft_that_was_never_published_is_not_shown(client, ada, st_paul):
    page = make_article(title="Draft", live=False)
    page.save_revision()
    assert seen(client, lead_about(page, st_paul)) is None


def test_alias_shows_what_its_original_said(client, ada, st_paul, article):
    publish(article, "Then", at=WEDNESDAY - HOUR)
    alias = article.create_alias(parent=article.get_parent(), update_slug="alias")
    publish(article, "Since", at=WEDNESDAY + HOUR)
    assert seen(client, lead_about(alias, st_paul)) == "Then"


def test_lead_without_a_page_has_none(client, ada, st_paul):
    assert seen(client, make_lead(st_paul, about_title="Gone")) is None


def test_nothing_on_it_works_and_nobody_keeps_it(client, ada, st_paul, article):
    publish(article, "Then", at=WEDNESDAY - HOUR)
    response = client.get(address(lead_about(article, st_paul)))
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-same-origin; default-src 'none';")
    assert "script" not in policy
    assert "unsafe" not in policy
    assert response.headers["Cache-Control"].startswith("private, no-store")
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert not response.cookies
    soup = BeautifulSoup(response.content, "html.parser")
    assert soup.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert "wagtail-userbar" not in response.content.decode()
    assert "ada" not in response.content.decode().casefold()
    assert not soup.select("script, form, [onload], [style]")
    banner = " ".join(soup.find(class_="preview-banner").get_text().split())
    assert banner.startswith("As it was (March 4, 2026, 10 a.m.). Phone numbers, hours and what")


def test_files_from_another_host_are_let_in(client, ada, st_paul, article, settings):
    settings.MEDIA_URL = "https://media.example.com/files/"
    response = client.get(address(lead_about(article, st_paul)))
    policy = response.headers["Content-Security-Policy"]
    assert "img-src 'self' https://media.example.com data:" in policy


def test_look_at_it_is_a_look_at_the_lead(client, ada, st_paul, article):
    lead = lead_about(article, st_paul)
    client.head(address(lead))
    assert not LeadAccess.objects.exists()
    client.get(address(lead))
    access = LeadAccess.objects.get()
    assert (access.lead_id, access.by_id, access.kind) == (lead.pk, ada.pk, AccessKind.VIEWED)
    assert client.post(address(lead)).status_code == 405


def test_page_that_a_front_end_draws_is_drawn_here(client, ada, st_paul, article, settings):
    settings.HEADLESS_PREVIEW_CLIENT_URL = "https://front.example.com/preview/"
    settings.WAGTAIL_HEADLESS_PREVIEW = {
        "CLIENT_URLS": {"default": "https://front.example.com/preview/"},
        "REDIRECT_ON_PREVIEW": True,
    }
    publish(article, "Then", at=WEDNESDAY - HOUR)
    assert seen(client, lead_about(article, st_paul)) == "Then"


def test_two_queries_tell_whether_there_is_one(st_paul, article, django_assert_num_queries):
    publish(article, "Then", at=WEDNESDAY - HOUR)
    lead = lead_about(article, st_paul)
    with django_assert_num_queries(2):
        assert is_known_then(lead)
    with django_assert_num_queries(0):
        assert page_then(Lead()) is None
