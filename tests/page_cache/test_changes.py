"""For everything that pages show: change it, see that nothing old is kept, here and before us.

A model that becomes content must get a row here.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page, PageViewRestriction, ReferenceIndex, Site

from conditions.citing import citation_reference
from conditions.models import ArticleSeries, GlossaryPage
from conditions.models.glossary import GlossaryTerm
from locations.caching import generation_now, is_content
from locations.changes import purging
from locations.changes.purging import purge_due, urls_for
from locations.models import Announcement, PictureRights, PublishChange
from tests.changes.telling import publish
from tests.clinic import Clinic
from tests.conditions.test_standing import make_disclaimer
from tests.factories import (
    bind_site,
    make_article,
    make_citation,
    make_page,
    make_reviewer,
    phones,
    set_organisation,
    sign_page,
)
from tests.page_cache.test_layer import without_stamps

ROOT = "http://localhost"


class Shown(Clinic):
    """The small clinic, with one of everything else that pages show."""

    def __init__(self) -> None:
        super().__init__()
        locale = Locale.get_default()
        self.citation = make_citation(title="First trial")
        self.series = ArticleSeries.objects.create(title="Hips", locale=locale)
        text = f"<p>A needle is thin.{citation_reference(self.citation.pk)}</p>"
        self.part = make_article(title="Part one", series=self.series, body=[("text", text)])
        self.term = GlossaryTerm.objects.create(
            term="needle", definition="<p>A thin pin.</p>", locale=locale
        )
        self.glossary = make_page(GlossaryPage, title="Glossary", slug="glossary")
        self.disclaimer = make_disclaimer()
        self.reviewer = make_reviewer(self.practitioners[0])
        self.announcement = Announcement.objects.create(
            title="Snow", ends_at=timezone.now() + timedelta(days=1), locale=locale
        )
        self.redirect = Redirect.objects.create(old_path="/old", redirect_page=self.home)
        for page in Page.objects.filter(depth__gt=1):
            ReferenceIndex.create_or_update_for_object(page.specific)
        for one in (self.announcement, self.term, self.disclaimer):
            ReferenceIndex.create_or_update_for_object(one)


def save(instance, **facts) -> None:
    for name, value in facts.items():
        setattr(instance, name, value)
    instance.save()


def publish_without(page, links: str) -> None:
    publish(page, **{links: []})


def publish_snippet(instance, **facts) -> None:
    for name, value in facts.items():
        setattr(instance, name, value)
    instance.save_revision().publish()


def hide_picture(clinic: Shown) -> None:
    rights, _made = PictureRights.objects.get_or_create(picture=clinic.articles[0].image)
    save(rights, people="refused")


Change = Callable[[Shown], object]
ROWS: dict[str, Change] = {
    "clinic_home.HomePage": lambda c: publish(c.home, title="New front", headline="New"),
    "clinic_leads.ConsultationRequestPage": lambda c: publish(c.request_page, title="Ask us"),
    "clinic_conditions.Citation": lambda c: save(c.citation, title="Second trial"),
    "clinic_conditions.TreatmentPage": lambda c: publish(c.treatments[0], title="Cupping"),
    "clinic_conditions.TreatmentLocation": lambda c: publish_without(
        c.treatments[0], "location_links"
    ),
    "clinic_conditions.TreatmentIndexPage": lambda c: publish(
        c.page("treatments"), title="What we do"
    ),
    "clinic_conditions.ConditionPage": lambda c: publish(c.conditions[0], title="Sore hip"),
    "clinic_conditions.ConditionTreatment": lambda c: publish_without(
        c.conditions[0], "treatment_links"
    ),
    "clinic_conditions.ConditionIndexPage": lambda c: publish(c.page("conditions"), title="A to Z"),
    "clinic_conditions.PractitionerPage": lambda c: publish(c.practitioners[0], title="Bo Lee"),
    "clinic_conditions.PractitionerLocation": lambda c: publish_without(
        c.practitioners[0], "location_links"
    ),
    "clinic_conditions.PractitionerTreatment": lambda c: publish_without(
        c.practitioners[0], "treatment_links"
    ),
    "clinic_conditions.PractitionerCondition": lambda c: publish_without(
        c.practitioners[0], "condition_links"
    ),
    "clinic_conditions.PractitionerIndexPage": lambda c: publish(
        c.page("practitioners"), title="Our people"
    ),
    "clinic_conditions.ArticleSeries": lambda c: save(c.series, title="All about hips"),
    "clinic_conditions.ArticlePage": lambda c: publish(c.articles[0], title="Three ways"),
    "clinic_conditions.ArticleCondition": lambda c: publish_without(
        c.articles[0], "condition_links"
    ),
    "clinic_conditions.ArticleTreatment": lambda c: publish_without(
        c.articles[0], "treatment_links"
    ),
    "clinic_conditions.ArticleIndexPage": lambda c: publish(c.page("articles"), title="To read"),
    "clinic_conditions.Disclaimer": lambda c: make_disclaimer(text="<p>Anew.</p>"),
    "clinic_conditions.GlossaryTerm": lambda c: save(c.term, term="pin"),
    "clinic_conditions.GlossaryPage": lambda c: publish(c.glossary, title="Words"),
    "clinic_conditions.ClinicalReview": lambda c: sign_page(c.conditions[0], c.reviewer),
    "clinic_locations.LocationPage": lambda c: publish(c.edina, phones=phones("+19525550199")),
    "clinic_locations.LocationIndexPage": lambda c: publish(c.page("locations"), title="Where"),
    "clinic_locations.Announcement": lambda c: publish_snippet(c.announcement, title="Ice"),
    "clinic_locations.PictureRights": hide_picture,
    "clinic_locations.ClinicOrganisation": lambda c: set_organisation(name="Three Rivers"),
    "clinic_locations.ClinicSiteSettings": lambda c: bind_site(
        Site.objects.get(), location=c.edina
    ),
    "wagtailimages.Image": lambda c: save(c.articles[0].image, description="A knee"),
    "wagtailcore.Site": lambda c: save(Site.objects.get(), port=8080),
    "wagtailcore.PageViewRestriction": lambda c: PageViewRestriction.objects.create(
        page=c.articles[0], restriction_type="login"
    ),
}
# Content that has no place on a page which is kept, and why.
NOT_ON_PAGES = {
    "wagtailcore.Page": "each page is of a type of its own",
    "wagtailcore.Locale": "a language comes with its pages",
    "wagtailcore.Collection": "says who may fetch a document, which is never kept",
    "wagtailcore.CollectionViewRestriction": "as a collection",
    "wagtailcore.WorkflowTask": "for editors",
    "wagtaildocs.Document": "an address of its own, never kept; its title is not shown",
    "clinic_leads.RoutingRule": "says where requests go; who receives them remembers it",
    "wagtailimages.Rendition": "made for a picture that a page shows; the page is published first",
    "wagtailredirects.Redirect": "a redirect is never kept; what a cache knows of it is purged",
}

pytestmark = pytest.mark.django_db


def test_every_kind_of_content_has_a_row():
    content = {model._meta.label for model in apps.get_models() if is_content(model)}
    assert content == set(ROWS) | set(NOT_ON_PAGES)
    assert not set(ROWS) & set(NOT_ON_PAGES)


@pytest.fixture
def clinic(settings, time_machine) -> Shown:
    time_machine.move_to("2026-11-25T12:00-06:00", tick=False)
    settings.WAGTAILFRONTENDCACHE = {"default": {"BACKEND": f"{__name__}.Cache", "LOCATION": ROOT}}
    return Shown()


class Cache:
    """A cache before us that knows what it was told to forget."""

    purged: list[str] = []

    def __init__(self, params: dict[str, str]) -> None:
        self.params = params

    def invalidates_hostname(self, hostname: str) -> bool:
        return True

    def purge_batch(self, urls: list[str]) -> None:
        Cache.purged += urls


def paths_now() -> set[str]:
    """The paths of the public pages."""
    urls = [page.get_full_url() for page in Page.objects.live().filter(depth__gt=1)]
    return {path_of(url) for url in urls if url}  # not those outside of every Site


def path_of(url: str) -> str:
    return urlsplit(url).path


def seen(client, path: str) -> object:
    """A page as a stranger sees it; the status of one that they do not see."""
    answer = client.get(path)
    if answer.status_code != 200:
        return answer.status_code
    return without_stamps(answer.content.decode())


LINK = re.compile(r'<link rel="alternate" type="(?:text/markdown|application/atom\+xml)"[^>]*>')


def beside_pages(client) -> set[str]:
    """The paths of what lies beside pages, one of each type, as a machine finds them by links."""
    of_each_type = {page.content_type_id: page for page in Page.objects.live().filter(depth__gt=1)}
    pages = [client.get(page.get_url()) for page in of_each_type.values() if page.get_url()]
    heads = [link for page in pages for link in LINK.findall(page.content.decode())]
    found = {path_of(link.partition('href="')[2].partition('"')[0]) for link in heads}
    robots = client.get("/robots.txt").content.decode()
    return found | {path_of(robots.partition("Sitemap: ")[2].strip()), "/llms.txt"}


def test_what_lies_beside_pages_is_found(client, clinic):
    """Otherwise the walk below would walk past it."""
    found = beside_pages(client)
    assert {"/index.md", "/sitemap.xml", "/llms.txt", "/feeds/articles.atom"} <= found
    assert len([path for path in found if path.endswith("/index.md")]) > 8
    assert [path for path in found if path.startswith("/feeds/conditions/")]
    assert [path for path in found if path.startswith("/feeds/authors/")]
    assert all(client.get(path).status_code == 200 for path in found)


def test_what_changes_begins_a_generation_and_is_purged_wherever_it_was_seen(
    client, clinic, django_capture_on_commit_callbacks
):
    wrong, beside = {}, beside_pages(client)
    for label, change in ROWS.items():
        before, generation = paths_now(), generation_now()
        connection.run_on_commit.clear()
        PublishChange.objects.all().delete()
        with django_capture_on_commit_callbacks(execute=True):
            change(clinic)
        changes = PublishChange.objects.filter(endpoint=None)
        purged = {path_of(url) for url in urls_for(changes)} if changes else set()
        missed = (before | paths_now() | beside) - purged
        if missed or generation_now() == generation:
            wrong[label] = missed
    assert not wrong


@pytest.mark.parametrize("name", ["home", "condition"])
def test_control_a_row_changes_what_strangers_see(client, clinic, name):
    """Also where it is not expected: the title of the front page is in the trail of every page."""
    path = clinic.page(name).get_url()
    before = seen(client, path)
    ROWS["clinic_home.HomePage"](clinic)
    assert seen(client, path) != before


def test_purge_waits_until_it_has_been_quiet_and_is_done_once(clinic):
    Cache.purged.clear()
    PublishChange.objects.all().delete()
    publish(clinic.articles[0], title="Three ways")
    now = timezone.now()
    assert purge_due(at=now + timedelta(seconds=1)) == 0
    assert purge_due(at=now + timedelta(seconds=5)) > 0
    assert clinic.articles[0].get_full_url() in Cache.purged
    assert purge_due(at=now + timedelta(seconds=9)) == 0


def test_purge_does_not_wait_for_a_cache_that_is_silent(clinic, monkeypatch):
    """The worker has mails to send. What is not purged waits, and is tried again."""
    Cache.purged.clear()
    PublishChange.objects.all().delete()
    publish(clinic.articles[0], title="Three ways")
    now = timezone.now() + timedelta(seconds=5)
    monkeypatch.setattr(purging, "_not_before", purging._not_before)  # and put back
    monkeypatch.setattr(purging, "PATIENCE", 0.0)
    assert purge_due(at=now) == 0
    tried = len(Cache.purged)
    assert 0 < tried <= purging.AT_ONCE
    assert purge_due(at=now + timedelta(minutes=1)) == 0
    assert len(Cache.purged) == tried  # not yet
    monkeypatch.setattr(purging, "PATIENCE", 5.0)
    assert purge_due(at=now + timedelta(minutes=6)) > 0


def test_without_a_cache_nothing_waits_to_be_purged(clinic, settings):
    del settings.WAGTAILFRONTENDCACHE
    PublishChange.objects.all().delete()
    publish(clinic.articles[0], title="Three ways")
    assert not PublishChange.objects.exists()
