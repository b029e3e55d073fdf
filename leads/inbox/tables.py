"""The inbox as a table, with Wagtail's table components."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, Table, TitleColumn, UserColumn

from ..models import Attendance, Lead, Status
from .clocks import clock_of, moment
from .discretion import Names, initials, is_hidden


class BoxColumn(BaseColumn):
    """A box to select the lead, with the version that is shown of it."""

    header_template_name = "clinic_leads/inbox/cells/all_boxes.html"
    cell_template_name = "clinic_leads/inbox/cells/box.html"

    def __init__(self, *, selected: frozenset[str]) -> None:
        super().__init__("select", label=_("Select"), classname="clinic-box")
        self.selected = selected

    def get_cell_context_data(
        self, instance: Lead, parent_context: Mapping[str, Any]
    ) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        value = f"{instance.pk}:{instance.version}"
        return {**context, "value": value, "is_selected": value in self.selected}


class WhoColumn(TitleColumn):
    """Who asked, what about, and whether a message about it did not go out.

    Where the list is discreet, the name and the topic are not on the page at all.
    """

    cell_template_name = "clinic_leads/inbox/cells/who.html"

    def __init__(self, *, names: Names, found: bool) -> None:
        super().__init__(
            "who",
            label=_("Who"),
            get_url=lambda lead: reverse("clinic_inbox:detail", args=[lead.pk]),
            get_title_id=lambda lead: f"clinic_lead_{lead.pk}_title",
        )
        self.names, self.found = names, found

    def get_value(self, instance: Lead) -> Any:
        hidden = is_hidden(instance, self.names, found=self.found)
        return (initials(instance.name) if hidden else instance.name) or _("No name given")

    def get_cell_context_data(
        self, instance: Lead, parent_context: Mapping[str, Any]
    ) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        topic = "" if self.names == Names.HIDDEN else instance.topic
        return {
            **context,
            "topic": topic,
            "hides_topic": bool(instance.topic and not topic),
            "is_hidden": is_hidden(instance, self.names, found=self.found),
        }


class PromiseColumn(BaseColumn):
    """By when the answer was promised, as the location's clock shows it, and what is left.

    For a lead that is booked the appointment, and the question that nobody has answered since; for
    one that was put off until when.
    """

    cell_template_name = "clinic_leads/inbox/cells/promise.html"

    def __init__(self, *, at: datetime, are_booked: bool) -> None:
        label = _("Appointment") if are_booked else _("Reply promised by")
        super().__init__("promise", label=label)
        self.at = at

    def get_cell_context_data(
        self, instance: Lead, parent_context: Mapping[str, Any]
    ) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        return {
            **context,
            "clock": clock_of(instance, at=self.at),
            "snoozed": self._moment(instance, instance.snoozed_until),
            "appointment": self._appointment(instance),
            "is_booked": instance.status == Status.BOOKED,
            "question": self._question(instance),
            "attendance": self._attendance(instance),
        }

    def _moment(self, lead: Lead, when: datetime | None) -> str:
        if when is None or not lead.is_open or when <= self.at:
            return ""
        return self._words(lead, when)

    def _appointment(self, lead: Lead) -> str:
        if lead.status != Status.BOOKED or lead.appointment_at is None:
            return ""
        return self._words(lead, lead.appointment_at)

    def _question(self, lead: Lead) -> Any:
        """What the desk could say by now of a booking; "" as long as it could not."""
        due_at = lead.appointment_at or lead.attendance_due_at
        if lead.status != Status.BOOKED or lead.attendance or due_at is None or due_at >= self.at:
            return ""
        return _("Did they come?") if lead.appointment_at else _("Was there an appointment?")

    def _attendance(self, lead: Lead) -> dict[str, Any] | None:
        """Whether they came, once somebody has said so."""
        if lead.status != Status.BOOKED or lead.attendance == Attendance.UNKNOWN:
            return None
        icon = "check" if lead.attendance == Attendance.ATTENDED else "cross"
        return {"label": lead.get_attendance_display(), "icon": icon}

    def _words(self, lead: Lead, when: datetime) -> str:
        zone = lead.zone
        return moment(when, zone=zone, at=self.at)


class StatusColumn(Column):
    """The status, for the lists that mix several."""

    cell_template_name = "clinic_leads/inbox/cells/status.html"


class LeadTable(Table):
    """Rows of leads; an overdue one is marked by its words, its icon and its edge."""

    def __init__(
        self,
        leads: list[Lead],
        *,
        at: datetime,
        with_location: bool,
        with_status: bool,
        with_boxes: bool,
        selected: frozenset[str],
        names: Names,
        found: bool,
        are_booked: bool = False,
    ) -> None:
        columns: list[BaseColumn] = [BoxColumn(selected=selected)] if with_boxes else []
        columns += [
            WhoColumn(names=names, found=found),
            PromiseColumn(at=at, are_booked=are_booked),
        ]
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
