"""Reminds of licenses: a panel of the dashboard and a report, for who may edit practitioners."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import permission_denied
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import page_permission_policy

from locations.spreadsheets import DefusedSpreadsheetMixin

from .models import PractitionerPage
from .models.licenses import PractitionerQuerySet

# The dashboard names no more people than this; the report has them all.
MOST_NAMED = 8


def editable_by(user: Any) -> PractitionerQuerySet:
    """The practitioners whose pages a user may change."""
    pages = page_permission_policy.instances_user_has_permission_for(user, "change")
    return PractitionerPage.objects.filter(pk__in=pages.order_by().values("pk"))


def may_edit_some(user: Any) -> bool:
    """May the user change the page of anybody?"""
    return editable_by(user).exists()


class LicensesPanel(Component):
    """Whose license has expired, and whose does soon."""

    name = "clinic_licenses"
    template_name = "clinic_conditions/admin/licenses_panel.html"
    order = 60

    def __init__(self, due: list[PractitionerPage], *, on: date) -> None:
        self.expired = [one for one in due if one.license_is_expired(on=on)]
        self.soon = [one for one in due if not one.license_is_expired(on=on)]

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "expired": self.expired[:MOST_NAMED],
            "soon": self.soon[:MOST_NAMED],
            "more": len(self.expired) > MOST_NAMED or len(self.soon) > MOST_NAMED,
            "report_url": reverse("clinic_licenses_report"),
        }


def add_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Put the reminder on the dashboard of who can do something about it, if there is one."""
    on = timezone.localdate()
    if due := list(editable_by(request.user).license_due(on)):
        panels.append(LicensesPanel(due, on=on))


class ExpiryColumn(Column):
    """The last day of a license. (Wagtail's column of dates says how long ago something was.)"""

    def get_value(self, instance: PractitionerPage) -> str:
        expires = instance.license_expires_date
        return formats.date_format(expires, "DATE_FORMAT") if expires else ""


class ReminderColumn(Column):
    """What of the license somebody has to do something about."""

    def get_value(self, instance: PractitionerPage) -> Any:
        on = timezone.localdate()
        if instance.license_is_expired(on=on):
            return _("Expired")
        return _("Due for renewal") if instance.license_is_due(on=on) else ""


class LicensesReport(DefusedSpreadsheetMixin, ReportView):
    """Everybody's license, the one that expires first at the top."""

    page_title = _("Licenses")
    header_icon = "calendar-check"
    index_url_name = "clinic_licenses_report"
    index_results_url_name = "clinic_licenses_report_results"
    default_ordering = "license_expires_date"
    is_searchable = False
    list_export = ["title", "license_type", "license_state", "license_number"]
    list_export += ["license_expires_date"]
    columns = [
        TitleColumn("title", label=_("Name"), url_name="wagtailadmin_pages:edit", sort_key="title"),
        Column("license_type", label=_("License")),
        Column("license_state", label=_("Licensed in")),
        Column("license_number", label=_("Number")),
        ExpiryColumn("license_expires_date", label=_("Expires"), sort_key="license_expires_date"),
        ReminderColumn("license_reminder", label=_("To do")),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_edit_some(request.user):
            return permission_denied(request)
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> PractitionerQuerySet:
        return self.order_queryset(editable_by(self.request.user).live().originals())


class LicensesMenuItem(MenuItem):
    """“Licenses” among the reports, for who may edit practitioners."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_edit_some(request.user)


def report_menu_item() -> MenuItem:
    return LicensesMenuItem(
        _("Licenses"),
        reverse("clinic_licenses_report"),
        name="clinic-licenses",
        icon_name=LicensesReport.header_icon,
        order=900,
    )


def admin_urls() -> list[URLPattern]:
    results = LicensesReport.as_view(results_only=True)
    return [
        path("clinic/licenses/", LicensesReport.as_view(), name="clinic_licenses_report"),
        path("clinic/licenses/results/", results, name="clinic_licenses_report_results"),
    ]
