"""Where the inbox hooks into the Wagtail admin. `leads.wagtail_hooks` imports this."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLResolver, include, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from ..models import Right
from ..permissions import LocationRightsFormSet, may_anywhere, register_policies
from .panels import InboxPanel, inbox_menu_item, webhooks_menu_item
from .rules import RoutingRuleViewSet

# Before Wagtail asks its registry about these models for the first time.
register_policies()


@hooks.register("register_admin_urls")
def register_inbox_urls() -> list[URLResolver]:
    return [path("clinic/inbox/", include("leads.inbox.urls"))]


@hooks.register("register_admin_menu_item")
def register_inbox_menu_item() -> MenuItem:
    return inbox_menu_item()


@hooks.register("register_icons")
def add_bell(icons: list[str]) -> list[str]:
    return [*icons, "clinic_leads/icons/clinic-bell.svg"]


@hooks.register("register_account_menu_item")
def add_notices_to_account(request: HttpRequest) -> dict[str, str] | None:
    """How somebody is told is also looked for among the settings of their account."""
    if not may_anywhere(request.user, Right.SEE):
        return None
    return {
        "url": reverse("clinic_inbox:preferences"),
        "label": _("Notices from the inbox"),
        "help_text": _("Choose how you are told of leads: in the admin, by e-mail, or not at all."),
    }


@hooks.register("register_settings_menu_item")
def add_webhooks_to_settings() -> MenuItem:
    return webhooks_menu_item()


@hooks.register("register_admin_viewset")
def register_routing_rules() -> RoutingRuleViewSet:
    return RoutingRuleViewSet("clinic_routing_rules", url_prefix="clinic/routing-rules")


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
def notices_style() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("clinic_leads/notices.css"))
