"""Where the inbox hooks into the Wagtail admin. `leads.wagtail_hooks` imports this."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLResolver, include, path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogActionRegistry

from ..models import Right
from ..permissions import LocationRightsFormSet, may_anywhere, register_policies
from . import closing  # noqa: F401 (registers itself)
from .figures import FiguresPanel, OwnPagesPanel
from .panels import (
    DeskMenuItem,
    InboxPanel,
    ManagerMenuItem,
    canned_replies_menu_item,
    inbox_menu_item,
    webhooks_menu_item,
)

STYLES = ("inbox", "reports", "exchange", "rules", "notices")

# Before Wagtail asks its registry about these models for the first time.
register_policies()


@hooks.register("register_admin_urls")
def register_inbox_urls() -> list[URLResolver]:
    return [
        path("clinic/inbox/export/", include("leads.inbox.exporting.urls")),
        path("clinic/inbox/import/", include("leads.inbox.importing.urls")),
        path("clinic/inbox/", include("leads.inbox.urls")),
        path("clinic/routing-rules/", include("leads.inbox.rules.urls")),
        path("clinic/retention/", include("leads.inbox.retention.urls")),
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


@hooks.register("register_settings_menu_item")
def register_retention() -> MenuItem:
    return ManagerMenuItem(
        _("How long leads are kept"),
        reverse("clinic_retention:index"),
        name="clinic-retention",
        icon_name="history",
    )


@hooks.register("register_reports_menu_item")
def register_absences() -> MenuItem:
    return DeskMenuItem(
        _("Absences"),
        reverse("clinic_desks:absences"),
        name="clinic-absences",
        icon_name="calendar-alt",
    )


@hooks.register("register_settings_menu_item")
def register_team_menu_item() -> MenuItem:
    return ManagerMenuItem(
        _("Desk team"), reverse("clinic_inbox:team"), name="clinic-team", icon_name="group"
    )


@hooks.register("register_log_actions")
def register_team_actions(actions: LogActionRegistry) -> None:
    actions.register_action("clinic_leads.invite", _("Invite"), _("Invited a colleague"))
    said = _("Changed how long leads are kept")
    actions.register_action("clinic_leads.retention", _("How long leads are kept"), said)
    actions.register_action("clinic_leads.dismiss", _("Take out"), _("Took a colleague out"))


@hooks.register("register_reports_menu_item")
def register_reports_menu_item() -> MenuItem:
    return ManagerMenuItem(
        _("Lead reports"), reverse("clinic_inbox:reports"), name="clinic-reports", icon_name="order"
    )


@hooks.register("register_reports_menu_item")
def register_health() -> MenuItem:
    return ManagerMenuItem(
        _("Is everything working?"),
        reverse("clinic_inbox:health"),
        name="clinic-health",
        icon_name="circle-check",
    )


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
        "label": str(_("Notices from the inbox")),
        "help_text": str(
            _("Choose how you are told of leads: in the admin, by e-mail, or not at all.")
        ),
    }


@hooks.register("register_settings_menu_item")
def add_webhooks_to_settings() -> MenuItem:
    return webhooks_menu_item()


@hooks.register("register_settings_menu_item")
def register_canned_replies() -> MenuItem:
    return canned_replies_menu_item()


@hooks.register("insert_global_admin_js")
def inbox_scripts() -> SafeString:
    """The list remembers its order, so that a lead's screen knows the next one."""
    source = ((static("clinic_leads/lead-trail.js"),),)
    return format_html_join("", '<script src="{}" defer></script>', source)


@hooks.register("register_group_permission_panel")
def register_location_rights() -> type[Any]:
    return LocationRightsFormSet


@hooks.register("construct_homepage_panels")
def add_inbox_panel(request: HttpRequest, panels: list[Component]) -> None:
    if may_anywhere(request.user, Right.SEE):
        panels.append(InboxPanel())
    else:
        panels.append(OwnPagesPanel())
    if may_anywhere(request.user, Right.MANAGE):
        panels.append(FiguresPanel())


@hooks.register("insert_global_admin_css")
def inbox_styles() -> SafeString:
    sheets = ((static(f"clinic_leads/{name}.css"),) for name in STYLES)
    return format_html_join("", '<link rel="stylesheet" href="{}">', sheets)
