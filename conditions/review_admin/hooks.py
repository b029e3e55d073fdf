"""Where sources and clinical reviews hook into the Wagtail admin; `wagtail_hooks` imports this."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets import Button
from wagtail.models import Page

from .. import citation_admin, draftail
from ..models.tasks import is_reviewable
from ..review import reviewer_of
from ..review.debt import pages_for
from ..review.signing import register_review_action
from .dashboard import ReviewsDuePanel
from .report import ReviewReportView
from .reviewers import ReviewerViewSet
from .signing_view import sign_review

# Sources.

hooks.register("register_rich_text_features", draftail.register, order=2)
hooks.register("before_delete_snippet", citation_admin.keep_used_sources)

# Clinical reviews.

hooks.register("register_log_actions", register_review_action)


@hooks.register("register_icons")
def add_icons(icons: list[str]) -> list[str]:
    return [*icons, "clinic_conditions/icons/clinic-citation.svg"]


@hooks.register("register_admin_urls")
def add_admin_urls() -> list[URLPattern]:
    report = ReviewReportView
    results = report.as_view(results_only=True)
    return [
        path("clinic/review/<int:page_id>/", sign_review, name="clinic_conditions_sign_review"),
        path("clinic/reviews/", report.as_view(), name="clinic_conditions_review_report"),
        path("clinic/reviews/results/", results, name="clinic_conditions_review_report_results"),
    ]


@hooks.register("register_admin_viewset")
def register_reviewers() -> ReviewerViewSet:
    return ReviewerViewSet("clinic_reviewers", url_prefix="clinic/reviewers")


class ReviewReportMenuItem(MenuItem):
    """The report, for whoever may edit one of its pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        return pages_for(request.user).exists()


@hooks.register("register_reports_menu_item")
def add_review_report() -> MenuItem:
    return ReviewReportMenuItem(
        _("Clinical reviews"),
        reverse("clinic_conditions_review_report"),
        name="clinic-reviews",
        icon_name="clipboard-list",
        order=300,
    )


@hooks.register("register_page_header_buttons")
def add_review_button(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    """Leads from the editor to the page's reviews, and to the signature."""
    if page.live and not page.alias_of_id and is_reviewable(page):
        yield Button(
            _("Clinical review"),
            reverse("clinic_conditions_sign_review", args=[page.pk]),
            icon_name="clipboard-list",
            priority=85,
        )


@hooks.register("construct_homepage_panels")
def add_reviews_due(request: HttpRequest, panels: list[Component]) -> None:
    if reviewer := reviewer_of(request.user):
        panels.append(ReviewsDuePanel(reviewer))
