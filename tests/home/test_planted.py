"""What stands there when the demo clinic is planted. (The command: tests/test_clinic_seed.py.)"""

import re

from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex, Site

from conditions.models import ArticlePage, ConditionPage, PractitionerPage, TreatmentPage
from home.demo.seeding import Outcome
from leads.models import Delivery, DeliveryKind, DeliveryState, Lead, RoutingRule, Status
from locations.models import LocationPage
from tests.factories import EDINA_PHONE, ST_PAUL_PHONE
from tests.planting import NOW, UNCHANGED, run, stored_rows


def test_what_somebody_edited_stays(demo):
    page = ConditionPage.objects.get(slug="hip-pain")
    page.title = "Sore hips"
    page.save_revision().publish()
    ArticlePage.objects.get(slug="a-quiet-evening").delete()
    assert run() == UNCHANGED
    assert ConditionPage.objects.get(slug="hip-pain").title == "Sore hips"
    assert not ArticlePage.objects.filter(slug="a-quiet-evening").exists()


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
    mails = Delivery.objects.exclude(kind=DeliveryKind.WEBHOOK)
    assert set(mails.values_list("state", flat=True)) == {DeliveryState.SENT}
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
