"""What another system is told when published content changes: where it is seen, and why."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils.translation import override
from wagtail.contrib.redirects.models import Redirect
from wagtail.images import get_image_model
from wagtail.models import Locale, PageViewRestriction, Site

from conditions.models import Disclaimer
from locations.changes import pages, recording
from locations.changes.clock import tell_the_time
from locations.models import (
    Announcement,
    ClinicOrganisation,
    ClinicSiteSettings,
    PictureRights,
    PublishChange,
)
from locations.references import phone_reference
from tests.changes.telling import NOW, forget, listen, path_of, paths, publish, told
from tests.factories import (
    EDINA_PHONE,
    make_article,
    make_condition,
    make_image,
    make_location,
    make_practitioner,
    make_treatment,
    phones,
    week,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def st_paul():
    return make_location("St. Paul")


@pytest.fixture
def endpoint(st_paul):
    return listen()


# Locations


def test_changed_phone_is_told_with_every_page_that_shows_it(st_paul):
    text = [("text", f"<p>Call {phone_reference(st_paul.pk)}.</p>")]
    article = make_article(title="Calls", body=text)
    practitioner = make_practitioner(title="Works there", locations=[st_paul])
    other = make_article(title="Other")
    edina = make_location("Edina")
    listen()
    publish(st_paul, phones=phones(EDINA_PHONE))
    data = told()
    assert data["reasons"] == ["St. Paul's phone changed"]
    assert data["changes"] == [{"kind": "page.published", "reason": "St. Paul's phone changed"}]
    assert not data["everything"]
    shown = {path_of(page.get_full_url()) for page in (st_paul, article, practitioner)}
    assert paths(data) == {"/", "/locations/", *shown}
    assert {"site", f"location-{st_paul.pk}", f"page-{article.pk}"} <= set(data["keys"])
    assert not {f"page-{other.pk}", f"page-{edina.pk}"} & set(data["keys"])


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"weekly_hours": week(("08:00", "16:00"))}, "St. Paul's opening hours changed"),
        ({"street": "2 Oak", "city": "Oak"}, "St. Paul's address changed"),
        (
            {"phones": phones(EDINA_PHONE), "booking_url": "https://book.example.com/"},
            "St. Paul's phone and online booking changed",
        ),
        ({"title": "Saint Paul"}, "Saint Paul's name changed"),
        ({"summary": "New words."}, "“St. Paul” changed: summary"),
        ({"desk_email": "other@clinic.example"}, "“St. Paul” was published again"),
    ],
)
def test_reason_says_what_changed(endpoint, st_paul, facts, reason):
    publish(st_paul, **facts)
    assert told()["reasons"] == [reason]


def test_words_alone_are_not_on_every_page(endpoint, st_paul):
    publish(st_paul, summary="New words.")
    assert "site" not in told()["keys"]


def test_translations_show_the_fact_too(endpoint, st_paul):
    spanish = Locale.objects.get_or_create(language_code="es")[0]
    translated = st_paul.copy_for_translation(spanish, copy_parents=True)
    translated.save_revision().publish()
    forget()
    publish(st_paul, phones=phones(EDINA_PHONE))
    data = told()
    assert f"page-{translated.pk}" in data["keys"]
    assert f"page-{translated.get_parent().pk}" in data["keys"]
    assert f"location-{st_paul.pk}" in data["keys"]
    assert f"location-{translated.pk}" not in data["keys"]


def test_fact_is_the_same_in_another_spelling(endpoint, st_paul):
    publish(st_paul, phones=phones())
    assert told()["reasons"] == ["“St. Paul” was published again"]


# Pages


def test_new_page_is_told_with_the_lists_that_show_it(endpoint):
    condition = make_condition(title="Knee pain")
    article = make_article(title="Draft", live=False, conditions=[condition])
    forget()
    publish(article)
    data = told()
    assert data["reasons"] == ["“Draft” was published"]
    assert paths(data) == {"/", "/articles/", "/articles/draft/", "/conditions/knee-pain/"}


def test_draft_is_told_to_nobody(endpoint):
    article = make_article(title="Public")
    forget()
    article.title = "Draft"
    article.save_revision()
    assert not PublishChange.objects.exists()


def test_fields_are_called_as_in_the_form(endpoint):
    condition = publish(make_condition(title="Knee pain", treatments=[make_treatment()]))
    forget()
    publish(condition, title="Pain in a knee", symptoms="<p>Pain.</p>")
    assert told()["reasons"] == ["“Pain in a knee” changed: title and symptoms"]


def test_red_flags_are_named(endpoint):
    condition = make_condition(title="Knee pain")
    forget()
    cards = [("card", {"urgency": "urgent", "heading": "", "text": "<ul><li>fever</li></ul>"})]
    publish(condition, red_flags=cards)
    (reason,) = told()["reasons"]
    assert reason.startswith("“Knee pain” changed: ")
    assert reason.count(",") == 0


def test_unpublished_page_is_told_with_its_address(endpoint):
    article = make_article(title="Gone")
    forget()
    article.unpublish()
    data = told()
    assert data["reasons"] == ["“Gone” is not published any more"]
    assert {"/articles/gone/", "/articles/"} <= paths(data)
    assert f"page-{article.pk}" in data["keys"]


def test_deleted_page_is_told_with_its_address(endpoint):
    article, draft = make_article(title="Gone"), make_article(title="Draft", live=False)
    forget()
    draft.delete()
    assert not PublishChange.objects.exists()
    article.delete()
    assert "/articles/gone/" in paths(told())


def test_other_address_is_told_with_the_old_one_of_all_below(endpoint):
    articles = make_article(title="One").get_parent().specific
    make_article(title="Not public", live=False)
    forget()
    publish(articles, slug="writings")
    assert {"/articles/", "/articles/one/", "/writings/", "/writings/one/"} <= paths(told())
    assert not PublishChange.objects.exists()


def test_moved_page_is_told_with_both_addresses(endpoint):
    article, condition = make_article(title="One"), make_condition(title="Knee pain")
    forget()
    article.move(condition, pos="last-child")
    data = told()
    assert data["reasons"] == ["“One” was moved"]
    assert {"/articles/one/", "/conditions/knee-pain/one/"} <= paths(data)


def test_private_page_is_told_once_when_it_becomes_private(endpoint):
    article = make_article(title="Secret")
    forget()
    restriction = PageViewRestriction.objects.create(page=article, restriction_type="login")
    assert "/articles/secret/" in paths(told())
    publish(article, title="Words of a secret")
    assert not PublishChange.objects.exists()
    restriction.delete()
    assert "/articles/secret/" in paths(told())


def test_scheduled_publication_is_told_when_it_is_due(endpoint):
    article = make_article(title="Later", live=False)
    forget()
    article.go_live_at = NOW + timedelta(hours=1)
    article.save_revision().publish()
    assert not PublishChange.objects.exists()
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        article.latest_revision.publish()
    assert told(seconds=3 * 3600)["reasons"] == ["“Later” was published"]


# Other things


def test_settings_of_the_clinic_may_be_anywhere(endpoint):
    organisation = ClinicOrganisation.load()
    organisation.save()
    forget()
    organisation.phone = EDINA_PHONE
    organisation.save()
    data = told()
    assert data["reasons"] == ["Settings changed: clinic (number of the whole clinic)"]
    assert (data["everything"], data["urls"], data["keys"]) == (True, [], ["site"])
    organisation.save()
    assert not PublishChange.objects.exists()


def test_settings_that_are_read_for_the_first_time_have_not_changed(endpoint):
    ClinicOrganisation.objects.all().delete()
    forget()
    ClinicOrganisation.load()
    ClinicSiteSettings.for_site(Site.objects.get())
    assert not PublishChange.objects.exists()


def test_site_that_changes_may_be_anywhere(endpoint):
    site = Site.objects.get(is_default_site=True)
    site.site_name = "Other"
    site.save()
    assert told()["everything"]


def make_announcement(begins, ends, **facts):
    defaults = {"title": "Closed on Friday", "locale": Locale.get_default()}
    return Announcement.objects.create(
        starts_at=NOW + begins, ends_at=NOW + ends, **(defaults | facts)
    )


def test_announcement_is_told_when_published_and_taken_down(endpoint, st_paul):
    one = make_announcement(timedelta(), timedelta(hours=2), live=False)
    one.locations.add(st_paul)
    forget()
    one.save_revision().publish()
    data = told()
    assert data["reasons"] == ["The announcement “Closed on Friday” was published"]
    assert {"site", f"location-{st_paul.pk}"} <= set(data["keys"])
    one.refresh_from_db()
    one.unpublish()
    assert told()["reasons"] == ["The announcement “Closed on Friday” was taken down"]


def test_clock_tells_once_that_an_announcement_begins_and_is_over(endpoint):
    make_announcement(timedelta(hours=1), timedelta(hours=2))
    forget()
    said = []
    for minutes in (30, 61, 62, 119, 120, 121, 240):
        tell_the_time(at=NOW + timedelta(minutes=minutes))
        said += [(minutes, change.reason) for change in PublishChange.objects.all()]
        forget()
    assert said == [
        (61, "The announcement “Closed on Friday” begins"),
        (120, "The announcement “Closed on Friday” is over"),
    ]


def test_announcement_that_came_and_went_without_a_worker_is_told_as_over(endpoint):
    make_announcement(timedelta(hours=1), timedelta(hours=2))
    forget()
    assert tell_the_time(at=NOW + timedelta(days=3)) == 1
    assert PublishChange.objects.get().reason.endswith("is over")


def test_picture_is_told_with_the_pages_that_show_it(endpoint):
    image, unused = make_image(), make_image()
    article = make_article(title="With a picture", image=image)
    forget()
    for each in (unused, image):
        each.title = "River"
        each.save()
    data = told()
    assert data["reasons"] == ["The picture “River” changed"]
    assert f"page-{article.pk}" in data["keys"]
    PictureRights.objects.create(picture=image)
    assert f"page-{article.pk}" in told()["keys"]
    get_image_model().objects.get(pk=image.pk).delete()
    assert f"page-{article.pk}" in told()["keys"]


def test_redirect_is_told_with_its_old_address(endpoint):
    redirect = Redirect.objects.create(old_path="/old", redirect_link="https://example.com/")
    assert paths(told()) == {"/old"}
    redirect.old_path = "/older"
    redirect.save()
    assert paths(told()) == {"/old", "/older"}
    redirect.delete()
    assert told()["reasons"] == ["The redirect from /older changed"]


def test_disclaimer_may_be_on_any_page(endpoint):
    Disclaimer.objects.create(
        page_kind="article", locale=Locale.get_default(), text="<p>No advice.</p>"
    )
    data = told()
    assert data["everything"]
    assert data["reasons"] == ["Content changed: disclaimer"]


# With the publication, or not at all


def test_publication_that_fails_is_told_to_nobody(endpoint):
    article = make_article(title="One")
    forget()
    with transaction.atomic():
        publish(article, title="Two")
        assert PublishChange.objects.exists()
        transaction.set_rollback(True)
    assert not PublishChange.objects.exists()


def test_fault_of_ours_stops_no_publication_and_tells_everything(endpoint, monkeypatch):
    def broken(page, before):
        raise ValueError("a visitor's words")

    article = make_article(title="One")
    forget()
    monkeypatch.setattr(pages, "published", broken)
    publish(article, title="Two")
    assert article.title == "Two"
    assert told()["everything"]


def test_nothing_is_recorded_without_an_endpoint(st_paul, django_assert_num_queries):
    listen(active=False)
    publish(st_paul, phones=phones(EDINA_PHONE))
    assert not PublishChange.objects.exists()
    with django_assert_num_queries(1):
        recording.somebody_listens()


def test_reasons_are_in_the_language_of_the_site(endpoint, st_paul):
    with override("es"):
        publish(st_paul, phones=phones(EDINA_PHONE))
    assert told()["reasons"] == ["St. Paul's phone changed"]
