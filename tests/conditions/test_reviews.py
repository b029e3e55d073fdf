"""Clinical reviews: who may sign, what a signature holds for, what is owed, and the reminders."""

import csv
import io
from datetime import timedelta
from importlib import import_module
from smtplib import SMTPRecipientsRefused
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import GroupPagePermission, PageLogEntry, Workflow, WorkflowTask

from conditions.digest import clinical_content, digest
from conditions.models import ClinicalReview, ClinicalReviewTask, ReviewReminder
from conditions.models.reviews import ReviewState, Standing, current_review
from conditions.review import CannotSign, sign
from conditions.review.debt import pages_for, states_of
from conditions.review.reminders import send_reminders
from locations.references import phone_reference
from tests.clinic import soup_of
from tests.conditions.test_locked import NEWER
from tests.factories import (
    RED_FLAGS,
    make_article,
    make_condition,
    make_location,
    make_practitioner,
    make_reviewer,
    make_treatment,
    make_user,
    phones,
    sign_page,
)
from tests.machines.test_head import translated

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def today():
    return timezone.localdate()


@pytest.fixture
def ada():
    return make_reviewer(make_practitioner(title="Ada Stone", credentials="LAc, MAcOM"))


def sign_url(page) -> str:
    return reverse("clinic_conditions_sign_review", args=[page.pk])


# What is signed.


def test_signature_writes_down_who_what_and_until_when(ada):
    page = make_condition(title="Hip pain")
    review = sign_page(page, ada)
    assert (review.page_id, review.page_title) == (page.pk, "Hip pain")
    assert review.reviewer_full_name == "Ada Stone, LAc, MAcOM"
    assert review.signed_by == ada
    assert review.revision == page.live_revision
    assert review.digest == digest(clinical_content(page))
    entry = PageLogEntry.objects.get(action="clinic_conditions.review")
    assert "Ada Stone, LAc, MAcOM" in entry.message


def test_signature_outlives_page_practitioner_and_account(ada):
    page = make_condition(title="Hip pain")
    review = sign_page(page, ada)
    ada.clinic_reviewer.practitioner.delete()
    page.delete()
    ada.delete()
    review.refresh_from_db()
    assert review.page is review.revision is review.reviewer is review.signed_by is None
    assert (review.page_title, review.reviewer_name) == ("Hip pain", "Ada Stone")
    assert review.signed_by_name == "Ada Stone"
    assert review.content["title"] == "Hip pain"


def test_who_is_no_reviewer_cannot_sign():
    page = make_condition()
    page.save_revision().publish()
    boss = make_user("Boss", is_superuser=True)
    with pytest.raises(CannotSign, match="no practitioner"):
        sign_page(page, boss)
    assert not ClinicalReview.objects.exists()


@pytest.mark.parametrize(("days", "may"), [(-1, False), (0, True), (None, True)])
def test_license_must_be_valid_on_the_day(days, may):
    expires = None if days is None else today() + days * DAY
    license_type = "Licensed acupuncturist" if expires else ""
    ada = make_reviewer(make_practitioner(license_type=license_type, license_expires_date=expires))
    page = make_condition()
    if may:
        assert sign_page(page, ada).reviewer_license == license_type
    else:
        with pytest.raises(CannotSign, match="expired"):
            sign_page(page, ada)


@pytest.mark.parametrize("days", [0, -1, 365 * 4])
def test_next_review_is_due_after_today_and_not_in_ages(ada, days):
    with pytest.raises(CannotSign, match="after today"):
        sign_page(make_condition(), ada, next_due_date=today() + days * DAY)


def test_inactive_account_signs_nothing(ada):
    ada.is_active = False
    ada.save()
    with pytest.raises(CannotSign):
        sign_page(make_condition(), ada)


# What a signature holds for.


def reread(page):
    return type(page).objects.get(pk=page.pk)


@pytest.mark.parametrize(
    ("make", "change"),
    [
        (make_condition, {"causes": "<p>Other causes</p>"}),
        (make_condition, {"title": "Another title"}),
        (make_condition, {"findings": [("finding", {"statement": "It helps"})]}),
        (make_treatment, {"who_must_not": "<p>Nobody</p>"}),
        (make_article, {"body": [("text", "<p>Other text.</p>")]}),
    ],
)
def test_clinical_change_ends_what_the_signature_holds_for(ada, make, change):
    page = make()
    sign_page(page, ada)
    assert current_review(reread(page)).is_current
    page = reread(page)
    for name, value in change.items():
        setattr(page, name, value)
    page.save_revision().publish()
    state = current_review(reread(page))
    assert (state.is_current, state.standing) == (False, Standing.EDITED)
    verbose = str(page._meta.get_field(next(iter(change))).verbose_name)
    assert state.edited_fields == [verbose]


@pytest.mark.parametrize(
    ("make", "change"),
    [
        (make_condition, {"show_in_menus": True}),
        (make_condition, {"slug": "elsewhere"}),
        (make_treatment, {"price": 120}),
        (make_article, {"image_credit": "Somebody"}),
    ],
)
def test_other_changes_leave_the_signature_alone(ada, make, change):
    page = make()
    sign_page(page, ada)
    page = reread(page)
    for name, value in change.items():
        setattr(page, name, value)
    page.save_revision().publish()
    assert current_review(reread(page)).is_current


def test_changed_number_of_a_location_leaves_the_signature_alone(ada):
    location = make_location()
    page = make_article(body=[("text", f"<p>Call {phone_reference(location.pk)}</p>")])
    sign_page(page, ada)
    location.phones = phones("+16515550123")
    location.save_revision().publish()
    assert current_review(reread(page)).is_current


def test_reading_the_page_first_changes_no_digest(client):
    """Streams are stored values until somebody looks at their blocks."""
    page = reread(make_condition(body=[("text", "<p>a</p>")]))
    before = digest(clinical_content(page))
    str(page.body)
    list(page.red_flags)
    assert digest(clinical_content(page)) == before


def test_taken_back_change_is_covered_again(ada):
    page = make_condition(causes="<p>One</p>")
    sign_page(page, ada)
    for text in ("<p>Two</p>", "<p>One</p>"):
        page = reread(page)
        page.causes = text
        page.save_revision().publish()
    assert current_review(reread(page)).is_current


def test_signed_draft_ends_no_signature_until_it_is_published(ada, django_assert_num_queries):
    page = make_condition(causes="<p>One</p>")
    sign_page(page, ada, next_due_date=today() + 400 * DAY)
    first = sign_page(page, ada, next_due_date=today() + 500 * DAY)
    page.causes = "<p>Two</p>"
    draft = page.save_revision()
    second = sign(revision=draft, by=ada, next_due_date=today() + 600 * DAY)

    def review_of(condition):
        (listed,) = states_of([condition], on=today())
        with django_assert_num_queries(1):
            state = current_review(condition)
        assert state.review == listed.review
        return state.review

    assert review_of(reread(page)) == first
    draft.publish()
    assert review_of(reread(page)) == second
    page.causes = "<p>Three</p>"
    page.save_revision().publish()
    assert review_of(reread(page)) == second  # edited since the last of all
    assert current_review(reread(page)).is_edited


# What readers see.


def test_page_says_who_reviewed_it_and_until_when(client, ada):
    page = make_condition()
    review = sign_page(page, ada)
    line = soup_of(client, page).select_one(".review")
    said = " ".join(line.text.split())
    assert said.startswith("Reviewed by Ada Stone, LAc, MAcOM on ")
    assert "Next review due" in said
    assert line.a["href"] == review.reviewer.get_url()


def test_page_says_that_it_was_edited_since(client, ada):
    page = make_article()
    sign_page(page, ada)
    page.body = [("text", "<p>New.</p>")]
    page.save_revision().publish()
    said = soup_of(client, page).select_one(".review").text
    assert "Edited since the last review." in said
    assert "Next review due" not in said


@pytest.mark.parametrize("name", ["seo_title", "search_description"])
def test_what_search_engines_show_is_signed(name, ada):
    page = published()
    sign_page(page, ada)
    setattr(page, name, "Acupuncture and hips")
    page.save_revision().publish()
    assert current_review(reread(page)).is_edited


def test_signatures_from_before_that_hold(ada):
    with_text = published(title="Hip", search_description=" What  helps. ")
    without, gone = published(title="Knee"), published(title="Foot", seo_title="Feet")
    old = [sign_page(page, ada) for page in (with_text, without, gone)]
    for review in old:
        content = dict(review.content)
        for name in ("search_description", "seo_title"):
            content.pop(name, None)
        ClinicalReview.objects.filter(pk=review.pk).update(content=content, digest=digest(content))
    ClinicalReview.objects.filter(page=gone.pk).update(revision=None)
    assert current_review(reread(with_text)).is_edited
    upgrade = import_module("conditions.migrations.0005_review_search_texts")
    upgrade.add_search_texts(apps, SimpleNamespace(connection=connection))
    assert current_review(reread(with_text)).is_current
    assert current_review(reread(without)).is_current
    assert current_review(reread(gone)).is_edited  # what was signed is not known any more
    with_text.search_description = "What cures."
    with_text.save_revision().publish()
    assert current_review(reread(with_text)).is_edited


def test_signature_says_nothing_of_warning_signs_of_the_original(client, ada):
    english = published()
    page = translated(english, "es")
    sign_page(page, ada)
    assert current_review(reread(page)).is_current
    english.red_flags = NEWER
    english.save_revision().publish()

    soup = soup_of(client, page)
    assert "you cannot walk" in soup.select_one(".part--red-flags").text
    assert "lastReviewed" not in str(soup)
    assert "La próxima revisión" not in soup.select_one(".review").text
    told = client.get(f"/api/v3/clinic/pages/{page.pk}/").json()
    assert told["review"]["is_current"] is False
    (state,) = states_of([page], on=today())
    assert state.standing == Standing.EDITED
    assert state.edited_fields == ["When to get help"]

    english.red_flags = RED_FLAGS
    english.save_revision().publish()
    assert current_review(reread(page)).is_current


def test_page_says_that_its_review_is_overdue(client, ada):
    page = make_treatment()
    review = sign_page(page, ada)
    ClinicalReview.objects.filter(pk=review.pk).update(next_due_date=today() - DAY)
    line = soup_of(client, page).select_one(".review")
    assert "The next review was due on" in line.text
    assert "review--stale" in line["class"]


def test_page_that_nobody_signed_claims_nothing(client):
    assert not soup_of(client, make_condition()).select(".review")


def test_reviewer_without_a_page_is_named_without_a_link(client, ada):
    page = make_condition()
    sign_page(page, ada)
    ada.clinic_reviewer.practitioner.unpublish()
    line = soup_of(client, page).select_one(".review")
    assert "Ada Stone" in line.text
    assert not line.a


def test_state_costs_one_query(ada, django_assert_num_queries):
    page = make_condition()
    sign_page(page, ada)
    page = reread(page)
    page.get_url()  # fills what Wagtail keeps of the sites
    with django_assert_num_queries(1):
        state = current_review(page)
        assert state.is_current
        assert state.reviewer.title
    with django_assert_num_queries(0):
        assert current_review(page) is state


# Signing in the admin.


def given(page, **changed) -> dict:
    due = (today() + 100 * DAY).isoformat()
    read = digest(clinical_content(reread(page)))
    return {"next_due_date": due, "note": "", "read_digest": read, "confirmed": "on"} | changed


def published(make=make_condition, **facts):
    page = make(**facts)
    page.save_revision().publish()
    return reread(page)


def test_reviewer_signs_without_a_right_to_edit(client, ada):
    page = published()
    client.force_login(ada)
    assert "Sign the review" in client.get(sign_url(page)).content.decode()
    assert client.post(sign_url(page), given(page)).status_code == 302
    assert ClinicalReview.objects.get().page_id == page.pk


@pytest.mark.parametrize(
    "wrong",
    [
        {"confirmed": ""},
        {"next_due_date": ""},
        {"next_due_date": "2020-01-01"},
        {"next_due_date": "2200-01-01"},
        {"read_digest": "x"},
        {"read_digest": ""},
    ],
)
def test_wrong_form_signs_nothing(client, ada, wrong):
    page = published()
    client.force_login(ada)
    assert client.post(sign_url(page), given(page, **wrong)).status_code == 422
    assert not ClinicalReview.objects.exists()


def test_page_that_changed_while_it_was_read_is_not_signed(client, ada):
    page = published()
    form = given(page)
    page.causes = "<p>New</p>"
    page.save_revision().publish()
    client.force_login(ada)
    response = client.post(sign_url(page), form)
    assert "Read it again" in response.content.decode()
    assert not ClinicalReview.objects.exists()


def test_published_text_is_signed_and_not_the_draft(client, ada):
    page = published(causes="<p>One</p>")
    page.causes = "<p>Draft</p>"
    page.save_revision()
    client.force_login(ada)
    client.post(sign_url(page), given(page))
    assert "One" in ClinicalReview.objects.get().content["causes"]
    assert current_review(reread(page)).is_current


def test_signing_what_a_program_published_leaves_an_editor_s_draft_alone(client, ada):
    page = make_condition(title="Hip", causes="<p>One</p>")
    page.title, page.causes = "Hip pain", "<p>Draft</p>"
    draft = page.save_revision()
    client.force_login(ada)
    assert client.post(sign_url(page), given(page)).status_code == 302
    page = reread(page)
    assert page.latest_revision == page.get_latest_revision() == draft
    assert draft.is_latest_revision()
    assert (page.draft_title, page.latest_revision_created_at) == ("Hip pain", draft.created_at)
    assert page.has_unpublished_changes
    assert page.live_revision == ClinicalReview.objects.get().revision
    assert "One" in page.live_revision.as_object().causes
    assert current_review(page).is_current


def test_signing_what_a_program_published_makes_no_draft(client, ada):
    page = make_condition()
    client.force_login(ada)
    client.post(sign_url(page), given(page, read_digest="x"))
    assert not page.revisions.exists()  # nothing is signed, nothing is kept
    client.post(sign_url(page), given(page))
    page = reread(page)
    assert page.live_revision == page.latest_revision == page.revisions.get()
    assert not page.has_unpublished_changes


def test_wrong_people_cannot_sign(client, ada):
    page = published()
    assert client.post(sign_url(page), given(page)).status_code == 302  # to the login
    stranger = make_user("Stranger")
    stranger.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(stranger)
    assert client.get(sign_url(page)).status_code == 404
    assert client.post(sign_url(page), given(page)).status_code == 404
    client.force_login(make_user("Boss", is_superuser=True))
    response = client.post(sign_url(page), given(page))
    assert response.status_code == 422
    assert "no practitioner" in response.content.decode()
    assert not ClinicalReview.objects.exists()


def test_only_published_clinical_pages_are_signed(client, ada):
    client.force_login(ada)
    for page in (make_condition(live=False), make_location(), make_practitioner()):
        assert client.get(sign_url(page)).status_code == 404
    assert client.get(reverse("clinic_conditions_sign_review", args=[987654])).status_code == 404
    assert client.delete(sign_url(published())).status_code == 405


def test_reviewers_are_appointed_by_those_who_may(client, ada):
    client.force_login(ada)
    url = reverse("clinic_reviewers:add")
    assert client.get(url).status_code == 302
    client.force_login(make_user("Boss", is_superuser=True))
    assert client.get(url).status_code == 200


# As a step of a workflow.


@pytest.fixture
def in_workflow(ada):
    """A page that waits for a clinical review."""
    task = ClinicalReviewTask.objects.create(name="Clinical review")
    workflow = Workflow.objects.create(name="Publish")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    page = make_condition(live=False)
    page.save_revision()
    workflow.start(page, make_user("Author"))
    return page


def act(page, user, action="approve", **extra):
    state = page.current_workflow_task_state
    state.task.specific.on_action(state, user, action, **extra)
    return reread(page)


def test_approving_signs_and_publishes(in_workflow, ada):
    page = act(in_workflow, ada, next_due_date=(today() + DAY).isoformat(), comment="Well done")
    assert page.live
    review = ClinicalReview.objects.get()
    assert (review.next_due_date, review.note) == (today() + DAY, "Well done")
    assert current_review(page).is_current


def test_approving_through_the_admin(client, in_workflow, ada):
    client.force_login(ada)
    state = in_workflow.current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[in_workflow.pk, "approve", state.pk])
    assert "next_due_date" in client.get(url).json()["html"]
    assert client.post(url, {"next_due_date": "2020-01-01"}).status_code in {200, 302}
    assert not reread(in_workflow).live
    client.post(url, {"next_due_date": (today() + DAY).isoformat(), "comment": ""})
    assert reread(in_workflow).live
    assert ClinicalReview.objects.get().next_due_date == today() + DAY


def test_nobody_else_may_take_the_step(in_workflow, ada):
    task = in_workflow.current_workflow_task
    boss = make_user("Boss", is_superuser=True)
    assert task.get_actions(in_workflow, boss) == []
    assert not task.get_task_states_user_can_moderate(boss)
    assert task.get_task_states_user_can_moderate(ada)
    with pytest.raises(PermissionDenied):
        act(in_workflow, boss)
    assert not reread(in_workflow).live


def test_what_is_being_read_does_not_change_under_its_reader(client, in_workflow, ada):
    """Not even who may edit everything changes it; the reviewer does, and signs."""
    url = reverse("wagtailadmin_pages:edit", args=[in_workflow.pk])
    assert not in_workflow.permissions_for_user(ada).page_locked()
    client.force_login(boss := make_user("Boss", is_superuser=True))
    assert in_workflow.permissions_for_user(boss).page_locked()
    assert client.get(url).context["locked_for_user"]
    client.force_login(ada)
    assert not client.get(url).context["locked_for_user"]
    assert act(in_workflow, ada).live


def test_expired_license_can_only_send_back(in_workflow, ada):
    practitioner = ada.clinic_reviewer.practitioner
    practitioner.license_type = "LAc"
    practitioner.license_expires_date = today() - DAY
    practitioner.save()
    ada = type(ada).objects.get(pk=ada.pk)
    actions = in_workflow.current_workflow_task.get_actions(in_workflow, ada)
    assert [name for name, _words, _modal in actions] == ["reject"]
    with pytest.raises(PermissionDenied, match="expired"):
        act(in_workflow, ada)
    act(in_workflow, ada, "reject", comment="No")
    assert not ClinicalReview.objects.exists()


@pytest.mark.parametrize("due", ["nonsense", "2020-01-01"])
def test_crafted_date_is_refused_in_the_workflow(in_workflow, ada, due):
    with pytest.raises(PermissionDenied):
        act(in_workflow, ada, next_due_date=due)
    assert not reread(in_workflow).live


# The report.


@pytest.fixture
def boss(client):
    user = make_user("Boss", is_superuser=True)
    client.force_login(user)
    return user


def overdue(page, ada, *, days=1):
    review = sign_page(page, ada)
    due = today() - days * DAY
    ClinicalReview.objects.filter(pk=review.pk).update(next_due_date=due)
    return page


def test_report_says_how_each_page_stands(client, boss, ada):
    make_condition(title="Nobody signed")
    edited = make_condition(title="Edited one")
    sign_page(edited, ada)
    edited.causes = "<p>x</p>"
    edited.save_revision().publish()
    overdue(make_article(title="Overdue one"), ada)
    sign_page(make_treatment(title="Soon"), ada, next_due_date=today() + 5 * DAY)
    sign_page(make_treatment(title="Fine"), ada)
    url = reverse("clinic_conditions_review_report")
    rows = soup_of(client, url).select("table.listing tbody tr")
    said = {row.td.text.strip(): row.select("td")[1].text for row in rows}
    assert said == {
        "Nobody signed": "Never reviewed",
        "Edited one": "Edited since the last review",
        "Overdue one": "Review overdue",
        "Soon": "Review due soon",
        "Fine": "Reviewed",
    }
    debt = soup_of(client, f"{url}?standing=debt").select("table.listing tbody tr")
    assert len(debt) == 4
    only = soup_of(client, f"{url}?standing=overdue").select("table.listing tbody tr")
    assert [row.td.text.strip() for row in only] == ["Overdue one"]


def test_report_is_exported(client, boss, ada):
    overdue(make_article(title="Overdue one"), ada)
    url = reverse("clinic_conditions_review_report")
    response = client.get(url, {"export": "csv"})
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))
    assert [(row["Title"], row["Review"], row["Reviewer"]) for row in rows] == [
        ("Overdue one", "Review overdue", "Ada Stone, LAc, MAcOM")
    ]


def test_report_shows_only_pages_that_one_may_edit(client, ada):
    mine, other = make_article(title="Mine"), make_condition(title="Other")
    group = Group.objects.create(name="Writers")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    change = Permission.objects.get(codename="change_page")
    GroupPagePermission.objects.create(group=group, page=mine.get_parent(), permission=change)
    writer = make_user("Writer")
    writer.groups.add(group)
    assert [page.pk for page in pages_for(writer)] == [mine.pk]
    client.force_login(writer)
    html = client.get(reverse("clinic_conditions_review_report")).content.decode()
    assert "Mine" in html
    assert other.title not in html
    client.force_login(ada)
    assert client.get(reverse("clinic_conditions_review_report")).status_code == 302


@pytest.mark.parametrize("pages", [1, 3])
def test_report_costs_the_same_for_many_pages(client, boss, ada, pages, django_assert_num_queries):
    for _number in range(pages):
        sign_page(make_condition(), ada)
    url = reverse("clinic_conditions_review_report")
    client.get(url)
    with django_assert_num_queries(REPORT_QUERIES):
        client.get(url)


REPORT_QUERIES = 21  # most of them are of the admin: its menu, with what each item asks


# Reminders.


def remind(**later):
    return send_reminders(at=timezone.now() + timedelta(**later))


def test_reviewer_gets_one_mail_about_all_pages(ada):
    for title in ("One", "Two"):
        overdue(make_condition(title=title), ada)
    sent = remind()
    assert (sent.mails, sent.pages, sent.failed) == (1, 2, 0)
    (message,) = mail.outbox
    assert message.to == [ada.email]
    assert "2 pages" in message.subject
    for title in ("One", "Two"):
        assert title in message.body
    assert "/clinic/review/" in message.body


def test_reminder_is_sent_once_for_each_date(ada):
    page = overdue(make_condition(), ada)
    assert remind().mails == 1
    assert remind(days=1).mails == remind(days=30).mails == 0
    overdue(page, ada, days=0)
    assert remind(days=1).mails == 1


def test_missed_days_lose_no_reminder(ada):
    sign_page(make_condition(), ada, next_due_date=today() + 200 * DAY)
    assert remind(days=100).mails == 0
    assert remind(days=500).mails == 1


def test_reminder_comes_ahead_of_the_date(ada, time_machine):
    time_machine.move_to("2026-11-25T12:00-06:00")  # in the night summer time makes it tomorrow
    sign_page(make_condition(), ada, next_due_date=today() + 200 * DAY)
    assert remind(days=169).mails == 0
    assert remind(days=170).mails == 1


def test_reminder_that_failed_is_sent_the_next_time(ada, settings):
    overdue(make_condition(), ada)
    settings.EMAIL_BACKEND = "tests.conditions.dead_mail.DeadBackend"
    with pytest.raises(CommandError, match="1 mails could not be sent"):
        call_command("clinic_review_reminders")
    assert not ReviewReminder.objects.filter(sent_at__isnull=False)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    call_command("clinic_review_reminders")
    assert len(mail.outbox) == 1


def test_reminder_that_failed_leaves_no_address_in_any_log(ada, monkeypatch, caplog):
    """Also in a project whose logs are not ours, or that sends exceptions somewhere."""
    overdue(make_condition(), ada)

    def refuse(_mail):
        raise SMTPRecipientsRefused({ada.email: (550, b"no such person")})

    monkeypatch.setattr(mail.EmailMessage, "send", refuse)
    assert remind().failed == 1
    assert "SMTPRecipientsRefused" in caplog.text
    assert ada.email
    told = caplog.records[-1]
    assert told.exc_info is None
    assert ada.email not in told.getMessage()


def test_reminder_of_a_sender_that_died_is_free_after_a_while(ada):
    page = overdue(make_condition(), ada)
    due = ClinicalReview.objects.get().next_due_date
    ReviewReminder.objects.create(page_id=page.pk, due_date=due, claimed_at=timezone.now())
    assert remind(minutes=5).mails == 0
    assert remind(minutes=11).mails == 1


def test_pages_of_somebody_who_left_are_counted(ada, capsys):
    overdue(make_condition(), ada)
    ada.clinic_reviewer.delete()
    assert remind().nobody == 1
    call_command("clinic_review_reminders")
    assert "1 pages have no reviewer" in capsys.readouterr().out
    assert not mail.outbox


def test_unpublished_page_is_nobody_s_debt(ada):
    overdue(make_condition(), ada).unpublish()
    assert remind().mails == 0


def test_mail_is_in_the_reviewer_s_language(ada):
    from wagtail.users.models import UserProfile

    profile = UserProfile.get_for_user(ada)
    profile.preferred_language = "es"
    profile.save()
    overdue(make_condition(), ada)
    with translation.override("en"):
        remind()
    assert len(mail.outbox) == 1


# The dashboard.


def test_dashboard_names_what_is_due(client, ada):
    overdue(make_condition(title="Mine is due"), ada)
    bea = make_reviewer(make_practitioner(title="Bea"), username="bea")
    overdue(make_condition(title="Of a colleague"), bea)
    client.force_login(ada)
    html = client.get("/admin/").content.decode()
    assert "Your reviews due" in html
    assert "Mine is due" in html
    assert "Of a colleague" not in html
    bea.clinic_reviewer.delete()
    assert "Of a colleague" in client.get("/admin/").content.decode()


def test_dashboard_of_others_has_no_such_panel(client, boss):
    assert "Your reviews due" not in client.get("/admin/").content.decode()


def test_editor_leads_to_the_review(client, boss):
    page = published()
    html = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert sign_url(page) in html


def test_state_without_a_review_says_nothing():
    state = ReviewState(make_condition(), None, today())
    assert state.standing == Standing.NEVER
    assert (state.is_current, state.is_overdue, state.reviewer, state.reviewer_name) == (
        False,
        False,
        None,
        "",
    )
