"""The report of clinical reviews: what nobody has signed for, and what has to be read again."""

from typing import Any

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import ContentTypeFilter, WagtailFilterSet
from wagtail.admin.views.reports import PageReportView
from wagtail.models import Page, get_page_content_types

from locations.spreadsheets import DefusedSpreadsheetMixin

from ..models.reviews import DEBT, STANDING_WORDS, Standing
from ..review.debt import REVIEWED_TYPES, pages_for, states_of, with_standing

ALL_DEBT = "debt"


def _types(request: Any) -> QuerySet:
    models = [model._meta.model_name for model in REVIEWED_TYPES]
    return get_page_content_types(include_base_page_type=False).filter(
        app_label="clinic_conditions", model__in=models
    )


def _owners(request: Any) -> QuerySet:
    owners = pages_for(request.user).values("owner")
    return get_user_model().objects.filter(pk__in=owners).order_by("pk")


class ReviewFilterSet(WagtailFilterSet):
    standing = django_filters.ChoiceFilter(
        label=_("Review"),
        choices=[(ALL_DEBT, _("Needs something done")), *STANDING_WORDS.items()],
        method="filter_standing",
    )
    content_type = ContentTypeFilter(label=_("Type"), queryset=_types)
    owner = django_filters.ModelChoiceFilter(label=_("Owner"), queryset=_owners)

    class Meta:
        model = Page
        fields = ["standing", "content_type", "owner"]

    def filter_standing(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        wanted = DEBT if value == ALL_DEBT else {Standing(value)}
        return with_standing(queryset, wanted, on=timezone.localdate())


class ReviewReportView(DefusedSpreadsheetMixin, PageReportView):
    """Each published clinical page that its reader may edit, with how its review stands."""

    page_title = _("Clinical reviews")
    header_icon = "clipboard-list"
    index_url_name = "clinic_conditions_review_report"
    index_results_url_name = "clinic_conditions_review_report_results"
    results_template_name = "clinic_conditions/admin/review_report_results.html"
    filterset_class = ReviewFilterSet
    any_permission_required = ["add", "change", "publish"]
    list_export = [
        "title",
        "content_type.model_class._meta.verbose_name",
        "review_state.standing_words",
        "review_state.reviewer_name",
        "review_state.reviewed_at",
        "review_state.next_due_date",
        "owner",
        "full_url",
    ]
    export_headings = {
        "title": _("Title"),
        "content_type.model_class._meta.verbose_name": _("Type"),
        "review_state.standing_words": _("Review"),
        "review_state.reviewer_name": _("Reviewer"),
        "review_state.reviewed_at": _("Reviewed"),
        "review_state.next_due_date": _("Next review due"),
        "owner": _("Owner"),
        "full_url": _("Address"),
    }

    def get_queryset(self) -> QuerySet:
        pages = pages_for(self.request.user).select_related("content_type", "owner")
        return pages.order_by("title", "pk")

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        """Each page with its `review_state`."""
        pages = list(object_list)
        states = {state.page.pk: state for state in states_of(pages, on=timezone.localdate())}
        for page in pages:
            page.review_state = states[page.pk]
        return pages
