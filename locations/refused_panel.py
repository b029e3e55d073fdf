"""The dashboard names what was due and could not go out."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from .refusals import refused_pages

MOST_NAMED = 8


class RefusedPanel(Component):
    """Pages whose scheduled publication was refused."""

    name = "clinic_refused"
    template_name = "clinic_locations/admin/refused_panel.html"
    order = 50

    def __init__(self, pages: list[Page]) -> None:
        self.pages = pages

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"pages": self.pages}


def add_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Put it on the dashboard of who can do something about it, if there is anything to do."""
    may = page_permission_policy.instances_user_has_any_permission_for(
        request.user, ["change", "publish"]
    )
    if pages := list(refused_pages(may)[:MOST_NAMED]):
        panels.append(RefusedPanel(pages))
