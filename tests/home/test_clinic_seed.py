"""Planting the demo clinic: once, whole, and never over what somebody else made."""

import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex, Site

from conditions.models import ArticlePage, ConditionPage, PractitionerPage, TreatmentPage
from home.demo.seeding import Outcome, is_empty, seed
from leads.inbox.queues import count
from leads.models import (
    Attendance,
    Delivery,
    DeliveryState,
    EventKind,
    Lead,
    LeadEvent,
    RoutingRule,
    SearchText,
    Status,
)
from locations.models import LocationPage
from tests.factories import EDINA_PHONE, ST_PAUL_PHONE, home_page

from .conftest import NOW, plant

UNCHANGED = "This site has pages already: nothing was changed."


@pytest.fixture
def demo(db, search_index, plain_pictures) -> Outcome:
    """Planted for each test: others here begin with an empty site."""
    return plant(plain_pictures)


def run(**options) -> str:
    out = StringIO()
    call_command("clinic_seed", stdout=out, **options)
    return out.getvalue().strip()


def stored_rows() -> dict[str, list[str]]:
    """Every row of every table, as the database has it."""
    with connection.cursor() as cursor:
        return {table: _rows(cursor, table) for table in connection.introspection.table_names()}


def _rows(cursor: Any, table: str) -> list[str]:
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
    return sorted(map(str, cursor.fetchall()))


# The command.


@pytest.mark.django_db
def test_seeding_twice_changes_nothing_the_second_time():
    assert run(demo_accounts=True).startswith("Planted the demo clinic in ")
    before = stored_rows()
    assert run(demo_accounts=True) == UNCHANGED
    assert stored_rows() == before
    assert len(before["wagtailcore_page"]) == 47  # 46 of the demo and Wagtail's root
    assert len(before["wagtailimages_image"]) == 30
    assert Lead.objects.count() == 12


@pytest.mark.django_db
def test_what_somebody_edited_stays(demo):
    page = ConditionPage.objects.get(slug="hip-pain")
    page.title = "Sore hips"
    page.save_revision().publish()
    ArticlePage.objects.get(slug="a-quiet-evening").delete()
    assert run() == UNCHANGED
    assert ConditionPage.objects.get(slug="hip-pain").title == "Sore hips"
    assert not ArticlePage.objects.filter(slug="a-quiet-evening").exists()


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
def test_live_site_gets_no_accounts_unless_they_are_asked_for(
    settings, monkeypatch, plain_pictures
):
    settings.DEBUG = False
    monkeypatch.setattr("home.demo.seeding.draw_pictures", lambda: plain_pictures)
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
def test_a_failure_leaves_nothing_behind(plain_pictures):
    before = stored_rows()
    too_few = {key: file for key, file in plain_pictures.items() if key != "needles"}
    with pytest.raises(KeyError, match="needles"):
        seed(
            url="http://clinic.example",
            with_accounts=True,
            leads=1,
            at=NOW,
            pictures=too_few,
        )
    assert stored_rows() == before
    assert not [path for path in Path(django_settings.MEDIA_ROOT).rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_more_leads_than_stories_show_something_in_every_list(plain_pictures):
    outcome = seed(
        url="http://clinic.example",
        with_accounts=True,
        leads=90,
        at=NOW,
        pictures=plain_pictures,
    )
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
def test_echoes_are_of_other_people_in_other_weeks_at_the_same_hour(plain_pictures):
    seed(
        url="http://clinic.example",
        with_accounts=True,
        leads=90,
        at=NOW,
        pictures=plain_pictures,
    )
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


# What is planted.


def test_everything_is_published_as_an_editor_would(demo):
    pages = Page.objects.filter(depth__gt=1)
    assert isinstance(demo, Outcome)
    assert demo.pages == pages.count() == 46
    assert not pages.exclude(live=True, has_unpublished_changes=False).exists()
    assert not pages.filter(live_revision=None).exists()
    assert not any(Page.find_problems())
    assert PractitionerPage.objects.get(title="Katie Steffensen").credential_list == ["LAc"]
    assert not get_image_model().objects.filter(description="").exists()


def test_numbers_are_written_at_their_locations_only(demo):
    rows = stored_rows()
    facts = " ".join(rows.pop("clinic_locations_locationpage"))
    revisions = " ".join(rows.pop("wagtailcore_revision"))
    rows.pop("wagtail_localize_translationsource")  # what is translated: a copy of the revision
    elsewhere = re.sub(r"[-() ]", "", str(rows))
    for number in (ST_PAUL_PHONE, EDINA_PHONE):
        digits = number.removeprefix("+1")
        written = f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
        assert digits not in elsewhere
        assert (facts + revisions).count(written) == 0
        # The location's own, and that of its translation, which nobody is ever shown.
        assert facts.count(digits) == 2
        assert revisions.count(digits) == 3  # the translation was copied, then written


def test_indexes_know_what_was_planted(demo):
    edina = LocationPage.objects.get(slug="edina")
    users = [user for user, _references in ReferenceIndex.get_grouped_references_to(edina)]
    article = ArticlePage.objects.get(slug="four-small-breaks-at-the-desk")
    assert article.pk in {user.pk for user in users if isinstance(user, Page)}
    for query, model, slug in (
        ("lumbago", ConditionPage, "low-back-pain"),
        ("pacemaker", TreatmentPage, "electroacupuncture"),
        ("thunderclap", ArticlePage, "keeping-a-headache-diary"),
        ("Hmong", PractitionerPage, "mai-see-vang"),
    ):
        assert slug in {page.slug for page in model.objects.search(query)}


def test_inbox_shows_requests_in_every_state(demo):
    assert set(Lead.objects.values_list("status", flat=True)) == set(Status.values)
    assert Lead.objects.quarantined().count() == 1
    assert Lead.objects.overdue(at=NOW).count() == 1
    assert not Lead.objects.filter(location=None).exists()
    deciders = {lead.routing["decided_by"] for lead in Lead.objects.all()}
    assert {"visitor", "site", "practitioner", "rule", "default"} <= deciders
    assert RoutingRule.objects.count() == 6
    # Nothing of the demo is ever sent.
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.SENT}
    for lead in Lead.objects.prefetch_related("events"):
        times = [event.at for event in lead.events.all()]
        assert times[0] == lead.received_at
        assert times == sorted(times)
        assert times[-1] <= NOW


def test_both_sites_show_one_tree(demo):
    shared = Site.objects.get(is_default_site=True)
    bound = Site.objects.exclude(pk=shared.pk).get()
    assert (shared.hostname, shared.port) == ("clinic.example", 80)
    assert (bound.hostname, bound.root_page_id) == ("edina.clinic.example", shared.root_page_id)
