"""What the demo's inbox shows, with as many requests as one likes: one site is planted for all.

Planting the site takes eight seconds, filling its inbox one.
"""

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from home.demo import seeding
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
from tests.planting import NOW, plant, run

Fill = Callable[..., int]


@pytest.fixture(scope="module")
def site(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[dict[str, Any], Path]]:
    """The demo without an inbox, as `seed` has it when it comes to that; and its media folder.

    It is in a transaction that is taken back behind the last test.
    """
    told: dict[str, Any] = {}
    media = tmp_path_factory.mktemp("media")

    def keep(pages: Any, **facts: Any) -> int:
        told.update(facts, pages=pages)
        return 0

    with django_db_blocker.unblock(), transaction.atomic():
        with pytest.MonkeyPatch.context() as patch, override_settings(MEDIA_ROOT=media):
            patch.setattr(seeding, "_fill_inbox", keep)
            plant()
        yield told, media
        transaction.set_rollback(True)


@pytest.fixture
def fill(site: tuple[dict[str, Any], Path], db: None, settings) -> Fill:
    """Fill the inbox of the demo as `seed` does, with so many requests."""
    told, settings.MEDIA_ROOT = site

    def filled(*, leads: int) -> int:
        return seeding._fill_inbox(**deepcopy(told) | {"number": leads})

    return filled


def test_more_leads_than_stories_show_something_in_every_list(fill):
    assert fill(leads=90) == Lead.objects.count() == 90
    counts = count(Lead.objects.all(), at=NOW).by_queue
    assert [name for name, number in counts.items() if not number and name != "since"] == []
    assert set(Lead.objects.values_list("attendance", flat=True)) == set(Attendance.values)
    reasons = set(Lead.objects.values_list("close_reason", flat=True))
    assert {"answered", "no_response", "not_suitable", "went_elsewhere", "duplicate"} <= reasons
    kinds = set(LeadEvent.objects.values_list("kind", flat=True))
    unheard = {"woken", "unmerged", "escalated", "retried", "hold_lifted"}
    by_link = {"corrected", "withdrawn", "erasure_asked", "settled"}  # nobody in a demo has a link
    assert kinds == set(EventKind.values) - unheard - by_link
    assert {"en", "es", "hmn", "so"} <= set(Lead.objects.values_list("language", flat=True))
    assert Lead.objects.filter(held_at__isnull=False).count() == 1
    assert Lead.objects.filter(forgotten_at__isnull=False).count() == 1
    states = Delivery.objects.values_list("state", flat=True).distinct().order_by("state")
    assert list(states) == [DeliveryState.FAILED, DeliveryState.SENT]


def test_echoes_are_of_other_people_in_other_weeks_at_the_same_hour(fill):
    fill(leads=90)
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


def test_every_screen_of_the_inbox_shows_something(fill, client):
    fill(leads=41)
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


def test_webhooks_of_the_demo_go_to_this_machine_and_have_a_log(fill, client, settings):
    settings.CLINIC = settings.CLINIC | {"WEBHOOK_ALLOW_LOOPBACK": True}
    settings.INTERNAL_IPS = ["127.0.0.1"]
    fill(leads=41)
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


def test_webhooks_of_the_demo_are_off_where_they_may_not_go_to_this_machine(fill):
    fill(leads=1)
    assert WebhookEndpoint.objects.exists()
    assert not WebhookEndpoint.objects.filter(active=True).exists()


def test_saved_views_of_the_demo_are_words_that_the_filter_knows(fill, client):
    fill(leads=1)
    client.force_login(get_user_model().objects.get(username="manager"))
    queries = list(SavedView.objects.values_list("query", flat=True))
    assert len(queries) == 6
    for query in [*queries, "is:nonsense"]:
        page = client.get("/admin/clinic/inbox/", {"filter": query})
        soup = BeautifulSoup(page.content, "html.parser")
        assert bool(soup.select("#clinic-search-problems")) == (query == "is:nonsense"), query


def test_import_of_the_demo_has_one_of_each_kind(fill):
    fill(leads=1)
    lines = LeadImport.objects.get().lines.order_by("number")
    new, old = ("new", False), ("new", True)
    twice, broken = ("duplicate", False), ("unreadable", False)
    states = list(lines.values_list("state", "is_over"))
    assert states == [old, old, new, new, twice, broken, new]


# More requests


def test_more_requests_are_added_to_a_demo_that_stands(fill):
    fill(leads=12)
    names = set(Lead.objects.values_list("name", flat=True))
    said = run(demo_accounts=True, leads=60)
    assert re.fullmatch(r"Added 48 requests in \d+\.\d s: there are 60 now\.", said)
    told = Lead.objects.filter(idempotency_key__startswith="demo-story-")
    numbers = {key.split("-")[2] for key in told.values_list("idempotency_key", flat=True)}
    assert len(numbers) == told.count() == 41  # no story twice
    assert names < set(Lead.objects.values_list("name", flat=True))
    assert not Delivery.objects.filter(state=DeliveryState.PENDING).exists()


def test_requests_that_are_added_later_are_of_other_people(fill):
    fill(leads=60)
    assert run(demo_accounts=True, leads=60) == "There are 60 requests already: none were added."
    assert run(demo_accounts=True, leads=90).startswith("Added 30 requests in ")
    echoes = Lead.objects.exclude(idempotency_key__startswith="demo-story-")
    emails = echoes.exclude(email="").filter(quarantined_at=None).values("email")
    assert emails.count() == emails.distinct().count() > 10


def test_nothing_made_up_comes_among_the_requests_of_a_clinic_in_use(fill, settings):
    settings.DEBUG = False
    fill(leads=1)
    assert "with --demo-accounts only" in run(leads=50)
    get_user_model().objects.filter(username="stpaul").delete()
    assert "not the demo as it was planted" in run(demo_accounts=True, leads=50)
    assert Lead.objects.count() == 1
