"""Where the inbox hooks into the Wagtail admin. `leads.wagtail_hooks` imports this."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLResolver, include, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from ..models import Right
from ..permissions import LocationRightsFormSet, may_anywhere, register_policies
from .panels import DeskMenuItem, InboxPanel, ManagerMenuItem, inbox_menu_item

# Before Wagtail asks its registry about these models for the first time.
register_policies()


@hooks.register("register_admin_urls")
def register_inbox_urls() -> list[URLResolver]:
    return [
        path("clinic/inbox/", include("leads.inbox.urls")),
        path("clinic/routing-rules/", include("leads.inbox.rules.urls")),
        path("clinic/desks/", include("leads.inbox.desks.urls")),
    ]


@hooks.register("register_admin_menu_item")
def register_inbox_menu_item() -> MenuItem:
    return inbox_menu_item()


@hooks.register("register_settings_menu_item")
def register_routing_rules() -> MenuItem:
    return ManagerMenuItem(
        _("Routing rules"),
        reverse("clinic_routing_rules:index"),
        name="clinic-routing-rules",
        icon_name="redirect",
    )


@hooks.register("register_settings_menu_item")
def register_desks() -> MenuItem:
    return ManagerMenuItem(
        _("Desks"), reverse("clinic_desks:index"), name="clinic-desks", icon_name="user"
    )


@hooks.register("register_reports_menu_item")
def register_absences() -> MenuItem:
    return DeskMenuItem(
        _("Absences"),
        reverse("clinic_desks:absences"),
        name="clinic-absences",
        icon_name="calendar-alt",
    )


@hooks.register("register_group_permission_panel")
def register_location_rights() -> type[Any]:
    return LocationRightsFormSet


@hooks.register("construct_homepage_panels")
def add_inbox_panel(request: HttpRequest, panels: list[Component]) -> None:
    if may_anywhere(request.user, Right.SEE):
        panels.append(InboxPanel())


@hooks.register("insert_global_admin_css")
def inbox_style() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("clinic_leads/inbox.css"))


@hooks.register("insert_global_admin_css")
def rules_style() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("clinic_leads/rules.css"))
