"""The inbox as a table, with Wagtail's table components."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, Table, TitleColumn, UserColumn

from ..models import Lead
from .clocks import clock_of


class WhoColumn(TitleColumn):
    """Who asked, what about, and whether a message about it did not go out."""

    cell_template_name = "clinic_leads/inbox/cells/who.html"

    def __init__(self) -> None:
        super().__init__(
            "who",
            label=_("Who"),
            accessor="name",
            get_url=lambda lead: reverse("clinic_inbox:detail", args=[lead.pk]),
        )


class PromiseColumn(BaseColumn):
    """By when the answer was promised, as the location's clock shows it, and what is left."""

    cell_template_name = "clinic_leads/inbox/cells/promise.html"

    def __init__(self, *, at: datetime) -> None:
        super().__init__("promise", label=_("Reply promised by"))
        self.at = at

    def get_cell_context_data(
        self, instance: Lead, parent_context: Mapping[str, Any]
    ) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "clock": clock_of(instance, at=self.at)}


class StatusColumn(Column):
    """The status, for the lists that mix several."""

    cell_template_name = "clinic_leads/inbox/cells/status.html"


class LeadTable(Table):
    """Rows of leads; an overdue one is marked by its words, its icon and its edge."""

    def __init__(
        self, leads: list[Lead], *, at: datetime, with_location: bool, with_status: bool
    ) -> None:
        columns: list[BaseColumn] = [WhoColumn(), PromiseColumn(at=at)]
        if with_location:
            columns.append(Column("location_title", label=_("Location")))
        if with_status:
            columns.append(StatusColumn("get_status_display", label=_("Status")))
        columns.append(UserColumn("assigned_to", label=_("Assigned to")))
        columns.append(DateColumn("received_at", label=_("Received")))
        super().__init__(columns, leads, caption=_("Leads"), classname="listing clinic-queue")
        self.at = at

    def get_row_classname(self, instance: Lead) -> str:
        return "clinic-overdue" if instance.is_overdue(at=self.at) else ""
