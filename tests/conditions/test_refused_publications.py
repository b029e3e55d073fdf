"""A typed number of a location keeps a page from going out, whoever publishes and when."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, PageLogEntry, Workflow, WorkflowTask

from conditions.models import ArticlePage, ClinicalReview, ClinicalReviewTask
from locations.refusals import ACTION, NotPublishable
from tests.factories import (
    EDINA_PHONE,
    make_article,
    make_desk,
    make_location,
    make_practitioner,
    make_reviewer,
    phones,
)

pytestmark = pytest.mark.django_db

TYPED = [("text", "<p>Call 952-303-4115 today.</p>")]
MENDED = [("text", "<p>Call us today.</p>")]


@pytest.fixture
def article():
    make_location("Edina", phones=phones(EDINA_PHONE))
    return make_article(title="Hips", body=MENDED)


def draft_of(article, body=TYPED, **facts):
    article.title, article.body = "Hips and knees", body
    return article.save_revision(**facts)


def assert_as_it_was(article):
    assert ArticlePage.objects.get(pk=article.pk).title == "Hips"


def start(task, article, user):
    workflow = Workflow.objects.create(name="Two eyes")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    return workflow.start(article, user).current_task_state


def approve(client, article, state, **headers):
    url = reverse("wagtailadmin_pages:workflow_action", args=[article.pk, "approve", state.pk])
    return client.post(url, {"comment": ""}, headers=headers, follow=not headers)


def test_program_is_refused_with_the_place(article):
    with pytest.raises(NotPublishable) as refused:
        draft_of(article).publish()
    (reason,) = refused.value.reasons
    assert reason.startswith("Text: “952-303-4115” is typed.")
    assert refused.value.message_dict.keys() == {"body"}
    assert_as_it_was(article)
    draft_of(article, MENDED).publish()
    assert ArticlePage.objects.get().title == "Hips and knees"


def test_moderator_is_told_and_page_and_workflow_stay_as_they_are(
    admin_client, admin_user, article
):
    draft_of(article, MENDED)
    state = start(GroupApprovalTask.objects.create(name="Read"), article, admin_user)
    draft_of(article)
    answer = approve(admin_client, article, state)
    edit_url = reverse("wagtailadmin_pages:edit", args=[article.pk])
    assert answer.redirect_chain == [(edit_url, 302)]
    assert "was not published. Text: “952-303-4115” is typed." in answer.content.decode()
    assert_as_it_was(article)
    state.refresh_from_db()
    assert (state.status, state.workflow_state.status) == ("in_progress", "in_progress")

    in_dialog = approve(admin_client, article, state, x_requested_with="XMLHttpRequest")
    assert in_dialog.json() == {"step": "success", "redirect": edit_url}

    draft_of(article, MENDED)
    approve(admin_client, article, state)
    assert ArticlePage.objects.get().title == "Hips and knees"


def test_nothing_is_signed_when_the_reviewed_page_cannot_go_out(client, admin_user, article):
    reviewer = make_reviewer(make_practitioner(title="Ada"), username="ada", is_superuser=True)
    draft_of(article)
    state = start(ClinicalReviewTask.objects.create(name="Review"), article, admin_user)
    client.force_login(reviewer)
    due = timezone.localdate() + timedelta(days=300)
    url = reverse("wagtailadmin_pages:workflow_action", args=[article.pk, "approve", state.pk])
    answer = client.post(url, {"comment": "", "next_due_date": due.isoformat()}, follow=True)
    assert "was not published." in answer.content.decode()
    assert not ClinicalReview.objects.exists()
    assert_as_it_was(article)


def test_schedule_is_checked_when_it_is_made(article):
    article.go_live_at = timezone.now() + timedelta(days=1)
    with pytest.raises(NotPublishable):
        draft_of(article).publish()


def test_version_that_is_due_and_refused_stays_in_and_is_seen(client, admin_client, article):
    past = timezone.now() - timedelta(minutes=1)
    other = make_article(title="Other")
    draft_of(article, approved_go_live_at=past)
    other.title = "Other, newer"
    other.save_revision(approved_go_live_at=past)
    call_command("publish_scheduled")
    call_command("publish_scheduled")
    assert_as_it_was(article)
    assert ArticlePage.objects.filter(title="Other, newer").exists()  # the rest of the run goes on

    entry = PageLogEntry.objects.get(action=ACTION)
    assert (entry.page_id, entry.data) == (article.pk, {"fields": ["body"]})
    assert entry.message == "Was due, but not published. To be mended: Text"
    home = reverse("wagtailadmin_home")
    panel = admin_client.get(home).content.decode().partition("clinic-refused")[2]
    assert "Hips and knees" in panel
    assert reverse("wagtailadmin_pages:edit", args=[article.pk]) in panel
    client.force_login(make_desk("Dana"))
    answer = client.get(home)
    assert answer.status_code == 200
    assert "clinic-refused" not in answer.content.decode()

    draft_of(article, MENDED)
    assert "clinic-refused" not in admin_client.get(home).content.decode()


def test_other_errors_in_the_admin_are_errors(client, article, rf):
    from locations.middleware import RefusedPublicationMiddleware

    middleware = RefusedPublicationMiddleware(lambda request: None)
    request = rf.post("/")
    request.resolver_match = None
    problems = {"body": "typed"}
    assert middleware.process_exception(request, NotPublishable(article, problems)) is None
    assert middleware.process_exception(request, ValueError()) is None
