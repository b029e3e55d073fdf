"""The admin of announcements, and its warning when a text says closed and the hours say open."""

from datetime import timedelta
from typing import Any

from django.forms import CheckboxSelectMultiple
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, PageChooserPanel, Panel
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import Announcement, LocationPage
from .models.announcements import ABOUT_HOURS

A_MOMENT = timedelta(microseconds=1)


def locations_without_override(announcement: Announcement) -> list[LocationPage]:
    """The locations whose dated hours know nothing of what an announcement about hours says.

    That is: no override on any date on which it is shown, by the calendar of the location.
    """
    if announcement.kind not in ABOUT_HOURS:
        return []
    chosen = {location.pk for location in announcement.locations.all()}
    locations = LocationPage.objects.live().originals().order_by("path")
    concerned = locations.filter(pk__in=chosen) if chosen else locations
    return [place for place in concerned if not _has_override(place, announcement)]


def announcements_left_alone(leaving: set[int]) -> list[Announcement]:
    """Those for none but these locations: without them they would be for everybody."""
    return list(Announcement.objects.about_only(leaving, at=timezone.now()))


def _has_override(location: LocationPage, announcement: Announcement) -> bool:
    first = announcement.starts_at.astimezone(location.zone).date()
    last = (announcement.ends_at - A_MOMENT).astimezone(location.zone).date()
    return any(first <= day <= last for day in location.schedule.overrides)


class OverridesPanel(Panel):
    """Warns that text and hours contradict each other: both are read, only one can be right."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "clinic_locations/admin/overrides_panel.html"

        def is_shown(self) -> bool:
            return super().is_shown() and self.instance.pk is not None and bool(self.locations)

        @property
        def locations(self) -> list[LocationPage]:
            return locations_without_override(self.instance)

        def get_context_data(self, parent_context: dict | None = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            context["locations"] = self.locations
            return context


class AnnouncementViewSet(SnippetViewSet):
    """The list with what is running, planned and over, and the form."""

    model = Announcement
    icon = "clinic-announcement"
    menu_label = _("Announcements")
    menu_name = "clinic-announcements"
    menu_order = 250
    add_to_admin_menu = True
    # Names that no app of the project has. The namespace is Wagtail's own, which has the app in it:
    # wagtail-localize asks for it by that name.
    name = "clinic_announcements"
    base_url_path = "clinic/announcements"
    chooser_admin_url_namespace = "clinic_announcement_chooser"
    chooser_base_url_path = "clinic/announcement-chooser"

    list_display = ["title", "kind", "state_label", "starts_at", "ends_at"]
    list_filter = ["kind", "locations"]
    search_fields = ["title"]
    panels = [
        OverridesPanel(),
        FieldPanel("title"),
        FieldPanel("kind"),
        FieldPanel("text"),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
        FieldPanel("locations", widget=CheckboxSelectMultiple),
        PageChooserPanel("link_page"),
    ]
