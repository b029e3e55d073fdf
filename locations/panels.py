"""Panels of the page editor."""

from django.urls import reverse
from wagtail.admin.panels import Panel

from .usage import uses_in_content


class UsagePanel(Panel):
    """Says how many pages show this location's numbers, and leads to their list.

    An editor who changes a number sees how far the change goes before making it.
    """

    class BoundPanel(Panel.BoundPanel):
        template_name = "clinic_locations/admin/usage_panel.html"

        def is_shown(self) -> bool:
            return super().is_shown() and self.instance.pk is not None

        def get_context_data(self, parent_context: dict | None = None) -> dict:
            context = super().get_context_data(parent_context)
            context["uses"] = uses_in_content(self.instance)
            context["usage_url"] = reverse("wagtailadmin_pages:usage", args=[self.instance.pk])
            return context
