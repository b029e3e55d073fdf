"""No condition goes out without its warning signs, or a signature that there are none."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from conditions.models import ConditionIndexPage, ConditionPage, PractitionerPage
from tests.factories import RED_FLAGS, index_page, make_condition, make_practitioner, make_reviewer

pytestmark = pytest.mark.django_db

CARD = {"urgency": "urgent", "heading": "", "text": rich_text("<ul><li>fever</li></ul>")}


@pytest.fixture
def signature() -> dict[str, Any]:
    return {
        "no_red_flags_reason": "A page about what we do not treat.",
        "no_red_flags_by": make_practitioner(),
        "no_red_flags_on_date": date(2026, 3, 2),
    }


def draft(**facts: Any) -> ConditionPage:
    return make_condition(live=False, **({"red_flags": []} | facts))


def old_page() -> ConditionPage:
    """A page that was published before there was this rule."""
    page = make_condition(title="Old page", body=[("text", "<p>Running text.</p>")])
    ConditionPage.objects.filter(pk=page.pk).update(red_flags=[])
    page.refresh_from_db()
    return page


# In the editor.


def posted(action: str = "", **facts: Any) -> dict[str, str]:
    """What the editor's form sends; `action` is "publish", or "" to save a draft."""
    streams = {name: streamfield([]) for name in ("red_flags", "findings", "body", "faq")}
    sections = ("is_for_you", "symptoms", "causes", "limits", "what_to_expect", "visits")
    texts = {name: rich_text("") for name in (*sections, "self_care", "alternatives")}
    signature = {"no_red_flags_reason": "", "no_red_flags_by": "", "no_red_flags_on_date": ""}
    page = {"title": "Gout", "slug": "gout", "summary": "", "also_called": ""}
    links = {"treatment_links": inline_formset([]), "comments": inline_formset([])}
    form = streams | texts | signature | page | links | facts
    return nested_form_data(form) | ({f"action-{action}": "1"} if action else {})


def create(client: Client, data: dict[str, str]) -> Any:
    parent = index_page(ConditionIndexPage)
    names = ("clinic_conditions", "conditionpage", parent.pk)
    return client.post(reverse("wagtailadmin_pages:add", args=names), data)


def edit(client: Client, page: ConditionPage, data: dict[str, str]) -> Any:
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)


def errors(answer: Any) -> dict[str, str]:
    return {name: " ".join(texts) for name, texts in answer.context["form"].errors.items()}


def test_editor_cannot_publish_without_warning_signs(admin_client):
    answer = create(admin_client, posted("publish"))
    assert errors(answer).keys() == {"red_flags"}
    assert "save the page as a draft" in errors(answer)["red_flags"]
    assert not ConditionPage.objects.exists()


def test_message_stands_beside_the_field(admin_client):
    answer = create(admin_client, posted("publish"))
    soup = BeautifulSoup(answer.content, "html.parser")
    assert (
        "Say when a reader must get help"
        in soup.find(id="red_flags")["data-w-block-arguments-value"]
    )


def test_editor_saves_a_draft_without_warning_signs(admin_client):
    answer = create(admin_client, posted())
    page = ConditionPage.objects.get()
    assert answer.status_code == 302
    assert not page.live


def test_editor_publishes_with_a_card(admin_client):
    create(admin_client, posted("publish", red_flags=streamfield([("card", CARD)])))
    page = ConditionPage.objects.get()
    assert page.live
    assert page.red_flags[0].value.title == "See a doctor today if:"


@pytest.fixture
def ada():
    return make_reviewer(is_superuser=True)


def signed_by(user: Any) -> dict[str, str]:
    """What the form sends when the user's practitioner is chosen as who signs."""
    return {
        "no_red_flags_reason": "A page about what we do not treat.",
        "no_red_flags_by": str(user.clinic_reviewer.practitioner_id),
        "no_red_flags_on_date": "2026-03-02",
    }


def test_editor_publishes_with_a_signature(client, ada):
    client.force_login(ada)
    create(client, posted("publish", **signed_by(ada)))
    assert ConditionPage.objects.get().live


@pytest.mark.parametrize("action", ["", "publish"])
def test_nobody_signs_in_the_name_of_somebody_else(admin_client, client, ada, action):
    bea = make_reviewer(make_practitioner(title="Bea"), username="bea", is_superuser=True)
    for user in (None, bea):
        if user:
            client.force_login(user)
        answer = create(client if user else admin_client, posted(action, **signed_by(ada)))
        assert "Only this person can sign" in errors(answer)["no_red_flags_by"]
    assert not ConditionPage.objects.exists()


def test_nobody_signs_with_an_expired_license(client, ada):
    PractitionerPage.objects.filter(pk=ada.clinic_reviewer.practitioner_id).update(
        license_type="LAc", license_expires_date=timezone.localdate() - timedelta(days=1)
    )
    client.force_login(ada)
    answer = create(client, posted("publish", **signed_by(ada)))
    assert "expired" in errors(answer)["no_red_flags_by"]


def test_signature_stays_valid_whoever_works_on_the_page(client, admin_user, ada):
    client.force_login(ada)
    create(client, posted("publish", **signed_by(ada)))
    page = ConditionPage.objects.get()
    client.force_login(admin_user)
    edit(client, page, posted("publish", title="Renamed", **signed_by(ada)))
    page.refresh_from_db()
    assert page.title == "Renamed"
    changed = signed_by(ada) | {"no_red_flags_reason": "Another reason."}
    answer = edit(client, page, posted("publish", **changed))
    assert errors(answer).keys() == {"no_red_flags_by"}


@pytest.mark.parametrize("action", ["", "publish"])
def test_half_a_signature_is_refused_even_in_a_draft(admin_client, action):
    answer = create(admin_client, posted(action, no_red_flags_reason="There are none."))
    assert errors(answer).keys() == {"no_red_flags_by", "no_red_flags_on_date"}


def test_page_cannot_be_sent_to_review_without_warning_signs(admin_client):
    answer = create(admin_client, posted("submit"))
    assert errors(answer).keys() == {"red_flags"}


def test_old_page_stays_as_it_is(client):
    page = old_page()
    answer = client.get(page.get_url())
    assert answer.status_code == 200
    assert b"Running text." in answer.content
    assert b"care-card" not in answer.content


def test_old_page_can_be_worked_on_but_not_published_as_it_is(admin_client):
    page = old_page()
    assert admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    answer = edit(admin_client, page, posted(title="New title"))
    assert answer.status_code == 302
    answer = edit(admin_client, page, posted("publish", title="New title"))
    assert errors(answer).keys() == {"red_flags"}
    page.refresh_from_db()
    assert page.live
    assert page.title == "Old page"


def in_bulk(client: Client, action: str, *pages: Page, **data: str) -> str:
    """Do something with pages that are chosen in a list; return what the editor sees then."""
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    query = {"id": [page.pk for page in pages], "next": reverse("wagtailadmin_home")}
    answer = client.post(f"{url}?{urlencode(query, doseq=True)}", data, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_pages_cannot_be_published_in_bulk_without_warning_signs(admin_client):
    bad, good = draft(title="Bad"), draft(title="Good", red_flags=RED_FLAGS)
    assert "Not published: “Bad”" in in_bulk(admin_client, "publish", bad, good)
    assert not ConditionPage.objects.live().exists()
    assert "Not published" not in in_bulk(admin_client, "publish", good)
    assert ConditionPage.objects.live().get() == good


def test_drafts_below_a_list_are_not_published_with_it(admin_client):
    parent = draft(title="Bad").get_parent()
    shown = in_bulk(admin_client, "publish", parent, include_descendants="on")
    assert "Not published: “Bad”" in shown
    assert not ConditionPage.objects.live().exists()
    assert "Not published" not in in_bulk(admin_client, "publish", parent)


def test_old_page_is_copied_as_a_draft_only(admin_client):
    page = old_page()
    copy = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": page.get_parent().pk}
    url = reverse("wagtailadmin_pages:copy", args=[page.pk])
    shown = admin_client.post(url, copy | {"publish_copies": "on"}, follow=True)
    assert "Not published: “Old page”" in shown.content.decode()
    assert not ConditionPage.objects.filter(slug="copy").exists()
    admin_client.post(url, copy)
    assert not ConditionPage.objects.get(slug="copy").live


def test_practitioner_who_signed_is_not_deleted(admin_client, signature):
    make_condition(red_flags=[], **signature)
    signer = signature["no_red_flags_by"]
    in_bulk(admin_client, "delete", signer)  # Wagtail itself says that this is not allowed
    url = reverse("wagtailadmin_pages:delete", args=[signer.pk])
    shown = admin_client.post(url, follow=True).content.decode()
    assert "Still needed by: conditions" in shown
    signer.refresh_from_db()


# By programs.


def test_program_cannot_publish_without_warning_signs():
    page = draft()
    with pytest.raises(ValidationError) as refused:
        page.save_revision().publish()
    assert refused.value.message_dict.keys() == {"red_flags"}
    page.refresh_from_db()
    assert not page.live


def test_api_cannot_publish_without_warning_signs():
    """Wagtail's API and its admin API run the action itself and not the page's method."""
    page = old_page()
    for revision in (draft().save_revision(), page.save_revision()):
        with pytest.raises(ValidationError) as refused:
            PublishPageRevisionAction(revision).execute()
        assert refused.value.message_dict.keys() == {"red_flags"}
    assert ConditionPage.objects.live().get() == page
    PublishPageRevisionAction(draft(red_flags=RED_FLAGS).save_revision()).execute()
    assert ConditionPage.objects.live().count() == 2


def test_program_cannot_make_a_published_page_without_warning_signs():
    with pytest.raises(ValidationError) as refused:
        make_condition(red_flags=[])
    assert refused.value.message_dict.keys() == {"red_flags"}


def test_program_publishes_with_cards_or_a_signature(signature):
    for page in (draft(red_flags=RED_FLAGS), draft(**signature)):
        page.save_revision().publish()
        page.refresh_from_db()
        assert page.live


def test_cards_and_a_signature_contradict_each_other(signature):
    page = draft(red_flags=RED_FLAGS, **signature)
    with pytest.raises(ValidationError) as refused:
        page.save_revision().publish()
    assert refused.value.message_dict.keys() == {"no_red_flags_reason"}


def test_program_may_save_an_old_page():
    page = old_page()
    page.summary = "New"
    page.save()
    page.refresh_from_db()
    assert page.summary == "New"


def test_schedule_is_checked_when_it_is_made():
    later = timezone.now() + timedelta(days=1)
    page = draft(go_live_at=later)
    with pytest.raises(ValidationError):
        page.save_revision().publish()
    good = draft(red_flags=RED_FLAGS, go_live_at=later)
    good.save_revision().publish()
    assert good.revisions.get().approved_go_live_at == later


def test_scheduled_page_without_warning_signs_stays_in_without_stopping_the_others(caplog):
    past = timezone.now() - timedelta(hours=1)
    old, good = draft(title="Older than the rule"), draft(red_flags=RED_FLAGS)
    for page in (old, good):
        page.save_revision(approved_go_live_at=past)
    call_command("publish_scheduled")
    assert ConditionPage.objects.live().get() == good
    (record,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert record.getMessage().startswith(f"Page {old.pk} is due")


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        (["no_red_flags_reason"], {"no_red_flags_by", "no_red_flags_on_date"}),
        (["no_red_flags_by"], {"no_red_flags_reason", "no_red_flags_on_date"}),
        (["no_red_flags_reason", "no_red_flags_on_date"], {"no_red_flags_by"}),
    ],
)
def test_signature_is_whole_or_absent(signature, given, missing):
    page = make_condition()
    for name in given:
        setattr(page, name, signature[name])
    with pytest.raises(ValidationError) as refused:
        page.clean()
    assert refused.value.message_dict.keys() == missing
    with pytest.raises(IntegrityError), transaction.atomic():
        page.save(clean=False)


def test_blank_reason_is_none(signature):
    page = draft(**(signature | {"no_red_flags_reason": "  "}))
    with pytest.raises(ValidationError) as refused:
        page.clean()
    assert "no_red_flags_reason" in refused.value.message_dict


def test_nobody_signs_for_a_day_to_come(signature):
    tomorrow = timezone.localdate() + timedelta(days=1)
    page = draft(**(signature | {"no_red_flags_on_date": tomorrow}))
    with pytest.raises(ValidationError) as refused:
        page.clean()
    assert refused.value.message_dict.keys() == {"no_red_flags_on_date"}
