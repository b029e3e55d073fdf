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
from leads.models import (
    Lead,
)
from tests.factories import home_page
from tests.planting import UNCHANGED, plain_pictures, plant, run, stored_rows


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


# More requests


@pytest.mark.django_db
def test_nothing_made_up_comes_among_the_requests_of_another_site():
    home_page()
    assert "not the demo as it was planted" in run(demo_accounts=True, leads=5)
    assert not Lead.objects.exists()
