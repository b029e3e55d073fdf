"""The dashboard's figures: of a week for managers, of their own pages for who writes."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from ..models import REAL, Lead, Right
from ..permissions import locations_of
from ..reporting import FEWEST, total
from .reports import DAYS, facts_of, headline

WEEK = timedelta(days=7)


class FiguresPanel(Component):
    """What came in during the last seven days, and how soon it was answered. For managers."""

    name = "clinic_figures"
    template_name = "clinic_leads/inbox/figures_panel.html"
    order = 60

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        leads = Lead.objects.visible_to(user, right=Right.MANAGE).filter(REAL, merged_into=None)
        recent = leads.filter(received_at__gte=timezone.now() - WEEK)
        facts = list(facts_of(recent, locations=list(locations_of(user, Right.MANAGE))))
        return {"numbers": headline(total(facts)), "reports_url": reverse("clinic_inbox:reports")}


class OwnPagesPanel(Component):
    """How many requests came from pages that somebody wrote who may see no leads.

    It is the one count that does not begin at what the user may see, so it says nothing below five.
    """

    name = "clinic_own_pages"
    template_name = "clinic_leads/inbox/own_pages_panel.html"
    order = 60

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        since = timezone.now() - timedelta(days=DAYS)
        asked = Lead.objects.filter(
            REAL,
            about__owner=parent_context["request"].user,
            received_at__gte=since,
            merged_into=None,
        )
        number = asked.count()
        return {"number": number if number >= FEWEST else None, "fewest": FEWEST, "days": DAYS}
