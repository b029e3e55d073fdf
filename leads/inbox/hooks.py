"""Where the inbox hooks into the Wagtail admin. `leads.wagtail_hooks` imports this."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLResolver, include, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from ..models import Right
from ..permissions import LocationRightsFormSet, may_anywhere, register_policies
from .panels import InboxPanel, canned_replies_menu_item, inbox_menu_item
from .rules import RoutingRuleViewSet

# Before Wagtail asks its registry about these models for the first time.
register_policies()


@hooks.register("register_admin_urls")
def register_inbox_urls() -> list[URLResolver]:
    return [path("clinic/inbox/", include("leads.inbox.urls"))]


@hooks.register("register_admin_menu_item")
def register_inbox_menu_item() -> MenuItem:
    return inbox_menu_item()


@hooks.register("register_admin_viewset")
def register_routing_rules() -> RoutingRuleViewSet:
    return RoutingRuleViewSet("clinic_routing_rules", url_prefix="clinic/routing-rules")


@hooks.register("register_settings_menu_item")
def register_canned_replies() -> MenuItem:
    return canned_replies_menu_item()


@hooks.register("insert_global_admin_js")
def inbox_scripts() -> SafeString:
    """The list remembers its order, so that a lead's screen knows the next one."""
    return format_html('<script src="{}" defer></script>', static("clinic_leads/lead-trail.js"))


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
