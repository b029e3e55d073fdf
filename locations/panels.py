"""Panels of the page editor."""

from itertools import chain

from django.urls import reverse
from wagtail import hooks
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


class NotesPanel(Panel):
    """What an editor should know before they change a location, said by other apps.

    The hook ``clinic_location_notes`` is a function of the page and the request; it returns pairs
    of a sentence and an address where more is shown, which may be "".
    """

    class BoundPanel(Panel.BoundPanel):
        template_name = "clinic_locations/admin/notes_panel.html"

        def is_shown(self) -> bool:
            return super().is_shown() and self.instance.pk is not None

        def get_context_data(self, parent_context: dict | None = None) -> dict:
            context = super().get_context_data(parent_context)
            notes = (note(self.instance, self.request) for note in _notes())
            context["notes"] = list(chain.from_iterable(notes))
            return context


def _notes() -> list:
    return hooks.get_hooks("clinic_location_notes")
