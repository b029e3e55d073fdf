"""Planting the demo clinic: once, whole, and never over what somebody else made.

What stands there then is tested in tests/home, where all tests share one that is planted.
"""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError
from wagtail.models import Page

from home.demo.seeding import is_empty
from leads.inbox.queues import count
from leads.models import (
    Attendance,
    Delivery,
    DeliveryState,
    EventKind,
    Lead,
    LeadEvent,
    LeadImport,
    SavedView,
    SearchText,
    WebhookEndpoint,
)
from tests.factories import home_page
from tests.planting import NOW, UNCHANGED, plain_pictures, plant, run, stored_rows


@pytest.mark.django_db
def test_seeding_twice_changes_nothing_the_second_time(monkeypatch):
    monkeypatch.setattr("home.demo.seeding.draw_pictures", plain_pictures)
    assert run(demo_accounts=True).startswith("Planted the demo clinic in ")
    before = stored_rows()
    assert run(demo_accounts=True) == UNCHANGED
    assert stored_rows() == before
    assert len(before["wagtailcore_page"]) == 47  # 46 of the demo and Wagtail's root
    assert len(before["wagtailimages_image"]) == 30
    assert Lead.objects.count() == 41


@pytest.mark.django_db
def test_a_site_of_somebody_else_is_left_alone():
    home_page()
    before = stored_rows()
    assert run(demo_accounts=True) == UNCHANGED
    assert stored_rows() == before


@pytest.mark.django_db
def test_a_page_of_greeting_that_was_edited_is_somebody_elses_site():
    assert is_empty()
    greeting = Page.objects.get(depth=2)
    greeting.title = "Our practice"
    greeting.save_revision().publish()
    assert not is_empty()


@pytest.mark.django_db
def test_live_site_gets_no_accounts_unless_they_are_asked_for(settings, monkeypatch):
    settings.DEBUG = False
    monkeypatch.setattr("home.demo.seeding.draw_pictures", plain_pictures)
    said = run()
    assert "46 pages, 30 pictures, 0 accounts, 0 requests" in said
    assert "--demo-accounts" in said
    assert not get_user_model().objects.exists()
    assert not Lead.objects.exists()


@pytest.mark.django_db
def test_number_of_requests_cannot_be_negative():
    with pytest.raises(CommandError, match="--leads"):
        run(leads=-1)
    assert is_empty()


@pytest.mark.django_db
def test_a_failure_leaves_nothing_behind():
    before = stored_rows()
    too_few = {key: file for key, file in plain_pictures().items() if key != "needles"}
    with pytest.raises(KeyError, match="needles"):
        plant(leads=1, pictures=too_few)
    assert stored_rows() == before
    assert not [path for path in Path(django_settings.MEDIA_ROOT).rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_more_leads_than_stories_show_something_in_every_list():
    outcome = plant(leads=90)
    assert outcome.leads == Lead.objects.count() == 90
    counts = count(Lead.objects.all(), at=NOW).by_queue
    assert [name for name, number in counts.items() if not number and name != "since"] == []
    assert set(Lead.objects.values_list("attendance", flat=True)) == set(Attendance.values)
    reasons = set(Lead.objects.values_list("close_reason", flat=True))
    assert {"answered", "no_response", "not_suitable", "went_elsewhere", "duplicate"} <= reasons
    kinds = set(LeadEvent.objects.values_list("kind", flat=True))
    unheard = {"woken", "unmerged", "escalated", "retried", "hold_lifted"}
    by_link = {"corrected", "withdrawn", "erasure_asked"}  # whose links nobody has in a demo
    assert kinds == set(EventKind.values) - unheard - by_link
    assert {"en", "es", "hmn", "so"} <= set(Lead.objects.values_list("language", flat=True))
    assert Lead.objects.filter(held_at__isnull=False).count() == 1
    assert Lead.objects.filter(forgotten_at__isnull=False).count() == 1
    states = Delivery.objects.values_list("state", flat=True).distinct().order_by("state")
    assert list(states) == [DeliveryState.FAILED, DeliveryState.SENT]


@pytest.mark.django_db
def test_echoes_are_of_other_people_in_other_weeks_at_the_same_hour():
    plant(leads=90)
    told, echoes = Lead.objects.order_by("pk")[:41], Lead.objects.order_by("pk")[41:]
    assert max(echo.received_at for echo in echoes) < NOW
    assert not {lead.name for lead in told} & {
        echo.name for echo in echoes if echo.quarantined_at is None
    }
    assert not any(echo.is_open for echo in echoes)
    for echo in echoes:
        times = [event.at for event in echo.events.all()]
        assert times[0] == echo.received_at
        assert times == sorted(times)
        for event in echo.events.filter(kind__in=["called", "booked", "closed"]):
            here = event.at.astimezone(echo.zone)
            assert here.weekday() < 6
            assert 8 <= here.hour < 20
    assert not SearchText.objects.filter(lead__in=echoes, text="").exists()


# What a desk has beside its requests


@pytest.mark.django_db
def test_every_screen_of_the_inbox_shows_something(client):
    plant(leads=41)
    client.force_login(get_user_model().objects.get(username="manager"))
    shown = {
        "inbox/webhooks/": "Practice software",
        "inbox/export/past/": "Figures for the practice meeting",
        "inbox/import/": "requests-before-the-website.csv",
        "inbox/?tab=quarantine": "B. B.",
        "inbox/?tab=unmarked": "Was there an appointment?",
        "inbox/notices/": "A webhook was switched off",
        "inbox/": "Closed without an answer",
        "desks/absences/": "Priya Raman",
        "retention/": "How long leads are kept",
    }
    for address, words in shown.items():
        page = client.get(f"/admin/clinic/{address}")
        assert page.status_code == 200, address
        assert words in page.content.decode(), address


@pytest.mark.django_db
def test_webhooks_of_the_demo_go_to_this_machine_and_have_a_log(client, settings):
    settings.CLINIC = settings.CLINIC | {"WEBHOOK_ALLOW_LOOPBACK": True}
    settings.INTERNAL_IPS = ["127.0.0.1"]
    plant(leads=41)
    taken, away = WebhookEndpoint.objects.order_by("-active")
    assert (taken.active, away.active) == (True, False)
    for endpoint, state, status in ((taken, "sent", 204), (away, "failed", 503)):
        log = endpoint.deliveries.all()
        assert log.count() > 5
        assert set(log.values_list("state", "http_status")) == {(state, status)}
        address = urlsplit(endpoint.url)
        assert address.hostname == "localhost"
        assert client.post(address.path).status_code == status
        assert client.get(address.path).status_code == 405
        assert client.post(address.path, REMOTE_ADDR="192.0.2.7").status_code == 403
    assert not Delivery.objects.filter(state=DeliveryState.PENDING).exists()


@pytest.mark.django_db
def test_webhooks_of_the_demo_are_off_where_they_may_not_go_to_this_machine():
    plant(leads=1)
    assert WebhookEndpoint.objects.exists()
    assert not WebhookEndpoint.objects.filter(active=True).exists()


@pytest.mark.django_db
def test_saved_views_of_the_demo_are_words_that_the_filter_knows(client):
    plant(leads=1)
    client.force_login(get_user_model().objects.get(username="manager"))
    queries = list(SavedView.objects.values_list("query", flat=True))
    assert len(queries) == 6
    for query in [*queries, "is:nonsense"]:
        page = client.get("/admin/clinic/inbox/", {"filter": query})
        soup = BeautifulSoup(page.content, "html.parser")
        assert bool(soup.select("#clinic-search-problems")) == (query == "is:nonsense"), query


@pytest.mark.django_db
def test_import_of_the_demo_has_one_of_each_kind():
    plant(leads=1)
    lines = LeadImport.objects.get().lines.order_by("number")
    new, old = ("new", False), ("new", True)
    twice, broken = ("duplicate", False), ("unreadable", False)
    states = list(lines.values_list("state", "is_over"))
    assert states == [old, old, new, new, twice, broken, new]


# More requests


@pytest.mark.django_db
def test_more_requests_are_added_to_a_demo_that_stands():
    plant(leads=12)
    names = set(Lead.objects.values_list("name", flat=True))
    said = run(demo_accounts=True, leads=60)
    assert re.fullmatch(r"Added 48 requests in \d+\.\d s: there are 60 now\.", said)
    told = Lead.objects.filter(idempotency_key__startswith="demo-story-")
    numbers = {key.split("-")[2] for key in told.values_list("idempotency_key", flat=True)}
    assert len(numbers) == told.count() == 41  # no story twice
    assert names < set(Lead.objects.values_list("name", flat=True))
    assert not Delivery.objects.filter(state=DeliveryState.PENDING).exists()


@pytest.mark.django_db
def test_requests_that_are_added_later_are_of_other_people():
    plant(leads=60)
    assert run(demo_accounts=True, leads=60) == "There are 60 requests already: none were added."
    assert run(demo_accounts=True, leads=90).startswith("Added 30 requests in ")
    echoes = Lead.objects.exclude(idempotency_key__startswith="demo-story-")
    emails = echoes.exclude(email="").filter(quarantined_at=None).values("email")
    assert emails.count() == emails.distinct().count() > 10


@pytest.mark.django_db
def test_nothing_made_up_comes_among_the_requests_of_a_clinic_in_use(settings):
    settings.DEBUG = False
    plant(leads=1)
    assert "with --demo-accounts only" in run(leads=50)
    get_user_model().objects.filter(username="stpaul").delete()
    assert "not the demo as it was planted" in run(demo_accounts=True, leads=50)
    assert Lead.objects.count() == 1


@pytest.mark.django_db
def test_nothing_made_up_comes_among_the_requests_of_another_site():
    home_page()
    assert "not the demo as it was planted" in run(demo_accounts=True, leads=5)
    assert not Lead.objects.exists()
