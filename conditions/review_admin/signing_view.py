"""Signing a published page, with what it says in front of you."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.models import Page, Revision

from ..digest import clinical_content, digest
from ..models import ClinicalReview, ClinicalReviewer
from ..models.reviews import ReviewState
from ..models.tasks import is_reviewable
from ..review import CannotSign, current_review, reviewer_of, sign
from ..review.forms import SignReviewForm

# Earlier signatures that the page of the form lists.
EARLIER = 10


@require_http_methods(["GET", "HEAD", "POST"])
def sign_review(request: HttpRequest, page_id: int) -> HttpResponse:
    """Offer the form to a reviewer; everybody else learns why not."""
    page = _published(page_id)
    state, reviewer = current_review(page), reviewer_of(request.user)
    if not (reviewer or page.permissions_for_user(request.user).can_edit()):
        raise Http404
    reason = _reason(reviewer)
    if request.method != "POST":
        form = SignReviewForm(initial={"read_digest": digest(clinical_content(page))})
        return _shown(request, state, reviewer=reviewer, reason=reason, form=form)
    form = SignReviewForm(request.POST)
    if reason or not form.is_valid():
        return _shown(request, state, reviewer=reviewer, reason=reason, form=form, status=422)
    given = {name: form.cleaned_data[name] for name in ("next_due_date", "note", "read_digest")}
    try:
        with transaction.atomic():
            sign(revision=_live_revision(page, request.user), by=request.user, **given)
    except CannotSign as refused:
        return _shown(request, state, reviewer=reviewer, reason=str(refused), form=form, status=422)
    messages.success(request, _("You have signed the review of “%(page)s”.") % {"page": page.title})
    return redirect("wagtailadmin_pages:edit", page.pk)


def _published(page_id: int) -> Page:
    page = get_object_or_404(Page.objects.live(), pk=page_id).specific
    if page.alias_of_id or not is_reviewable(page):
        raise Http404
    return page


def _live_revision(page: Page, user: Any) -> Revision:
    """What readers see. A page that was published by a program may have no revision of it.

    `page.save_revision` would make the published text the latest draft, before that of an editor.
    """
    if page.live_revision is not None:
        return page.live_revision
    revision = Revision.objects.create(
        content_object=page,
        base_content_type=page.get_base_content_type(),
        user=user,
        content=page.serializable_data(),
        object_str=str(page),
        created_at=_before_drafts(page),
    )
    same = Page.objects.filter(pk=page.pk)
    same.update(live_revision=revision)
    same.filter(latest_revision=None).update(
        latest_revision=revision, latest_revision_created_at=revision.created_at
    )
    return revision


def _before_drafts(page: Page) -> datetime:
    """When the published text can be said to have been saved: Wagtail orders revisions by this."""
    oldest = page.revisions.order_by("created_at").first()
    return oldest.created_at - timedelta(microseconds=1) if oldest else timezone.now()


def _reason(reviewer: ClinicalReviewer | None) -> str:
    if reviewer is None:
        return _("Your account belongs to no practitioner who signs reviews.")
    return reviewer.reason_not_to_sign(on=timezone.localdate())


def _shown(
    request: HttpRequest,
    state: ReviewState,
    *,
    reviewer: ClinicalReviewer | None,
    reason: str,
    form: SignReviewForm,
    status: int = 200,
) -> HttpResponse:
    page = state.page
    context = {
        "page": page,
        "state": state,
        "reviewer": reviewer,
        "reason": reason,
        "form": form,
        "url": page.get_full_url(),
        "reviews": ClinicalReview.objects.filter(page=page.pk).defer("content")[:EARLIER],
        "breadcrumbs_items": _breadcrumbs(page),
    }
    template = "clinic_conditions/admin/sign_review.html"
    return TemplateResponse(request, template, context, status=status)


def _breadcrumbs(page: Page) -> list[dict[str, str]]:
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return [
        {"url": edit, "label": page.get_admin_display_title()},
        {"url": "", "label": _("Review")},
    ]
