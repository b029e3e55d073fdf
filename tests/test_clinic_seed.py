"""Planting the demo clinic: once, whole, and never over what somebody else made.

What stands there then is tested in tests/home, where all tests share one that is planted.
"""

from pathlib import Path

import pytest
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
    SearchText,
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
    assert Lead.objects.count() == 12


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
    told, echoes = Lead.objects.order_by("pk")[:40], Lead.objects.order_by("pk")[40:]
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
