"""What the rest of the admin shows of the inbox: a line in the menu, a panel on the dashboard."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.sidebar import LinkMenuItem

from ..models import Lead, Right
from ..permissions import locations_of, may_anywhere
from .bell import unread_count
from .desk_times import times_of
from .numbers import MOST, shown
from .queues import DUE, NEW, QUARANTINE, SINCE, UNDELIVERED, UNMARKED, count

# The menu is drawn on every page of the admin: it counts no further than this.
MOST_COUNTED = MOST


class InboxMenuItem(MenuItem):
    """“Inbox” with the number of new leads, for who may see leads somewhere."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_anywhere(request.user, Right.SEE)

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        """One item is shared by all requests, so the number goes into a component of its own."""
        component = super().render_component(request)
        new = NEW.of(Lead.objects.visible_to(request.user), at=timezone.now()).order_by()
        if number := new[: MOST_COUNTED + 1].count():
            component.attrs = component.attrs | _badge(number)
        return component


class ManagerMenuItem(MenuItem):
    """A line for who manages a location somewhere."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_anywhere(request.user, Right.MANAGE)


class DeskMenuItem(MenuItem):
    """A line for everybody who works with leads somewhere."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_anywhere(request.user, Right.SEE)


def _badge(number: int) -> dict[str, str]:
    """The number for eyes (drawn by the style sheet) and for ears."""
    said = shown(number, most=MOST_COUNTED)
    spoken = ngettext("Inbox, %(n)s new lead", "Inbox, %(n)s new leads", number)
    return {"data-clinic-new": said, "aria-label": spoken % {"n": said}}


class InboxPanel(Component):
    """The first panel of the dashboard: what waits, each number a link to its list."""

    name = "clinic_inbox"
    template_name = "clinic_leads/inbox/home_panel.html"
    order = 50

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        at, places = timezone.now(), list(locations_of(user, Right.SEE))
        queues = [SINCE, NEW, DUE, UNDELIVERED, UNMARKED, QUARANTINE]
        desks = times_of(places, at=at)
        counts = count(Lead.objects.visible_to(user), at=at, desks=desks, queues=queues)
        index = reverse("clinic_inbox:index")
        lines = [
            {"queue": queue, "url": f"{index}?tab={queue.name}", **counts.said(queue)}
            for queue in queues
            if counts[queue] or not queue.only_if_any
        ]
        unread = unread_count(user)
        return {
            "lines": lines,
            "counts": counts,
            "index_url": index,
            "unread": unread,
            "unread_shown": shown(unread),
        }


def inbox_menu_item() -> MenuItem:
    return InboxMenuItem(
        _("Inbox"), reverse("clinic_inbox:index"), name="clinic-inbox", icon_name="mail", order=50
    )


def webhooks_menu_item() -> MenuItem:
    return ManagerMenuItem(
        _("Webhooks"),
        reverse_lazy("clinic_inbox:webhooks"),
        name="clinic-webhooks",
        icon_name="link-external",
        order=600,
    )


def canned_replies_menu_item() -> MenuItem:
    return ManagerMenuItem(
        _("Canned replies"),
        reverse("clinic_inbox:canned"),
        name="clinic-canned-replies",
        icon_name="comment",
    )
