"""The bell: how many notices a colleague has not read, in the header of the inbox."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.widgets import HeaderButton

from ..models import Notice
from .numbers import MOST, shown


def unread_count(user: Any) -> int:
    """Return how many notices `user` has not read: up to 100, which means “many”. One query."""
    return Notice.objects.shown_to(user).unread().order_by()[: MOST + 1].count()


class WithBell:
    """A view of the inbox that has the bell in its header."""

    request: HttpRequest

    def get_header_buttons(self) -> list[Any]:
        buttons: list[Any] = super().get_header_buttons()  # type: ignore[misc]
        return [*buttons, bell(unread_count(self.request.user))]


def bell(number: int) -> HeaderButton:
    """The number for eyes (drawn by the style sheet) and for ears."""
    said = shown(number)
    spoken = ngettext("%(n)s unread notice", "%(n)s unread notices", number) % {"n": said}
    attrs = {"data-clinic-unread": said} if number else {}
    return HeaderButton(
        label=_("Notices"),
        url=reverse("clinic_inbox:notices"),
        icon_name="clinic-bell",
        attrs={"aria-label": spoken, "title": spoken, "id": "clinic-bell", **attrs},
    )
