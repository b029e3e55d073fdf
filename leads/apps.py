from typing import Any

from django.apps import AppConfig, apps
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class LeadsConfig(AppConfig):
    """A PERSON ASKS: consultation requests, the leads they become, and the desk's inbox."""

    name = "leads"
    label = "clinic_leads"
    verbose_name = _("Clinic leads")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.signals import page_slug_changed

        from locations.caching import count_as_content
        from locations.health import probes, writing

        from . import checks  # noqa: F401  (registers the system checks)
        from .doubts import takes_what_is_written
        from .inbox.saved import follow_slug

        # Each process remembers the rules as long as a generation lasts.
        count_as_content(apps.get_model("clinic_leads", "RoutingRule"))

        # Without these nobody's request is stored.
        written = ("Lead", "LeadEvent", "Delivery")
        writing.count_on(*(apps.get_model("clinic_leads", name) for name in written))
        probes.ask_also(takes_what_is_written)
        # Publishing is Wagtail's act, so its signal tells of it.
        page_slug_changed.connect(follow_slug, dispatch_uid="clinic_leads_follow_slug")

        pre_migrate.connect(_lift_guard, sender=self)
        post_migrate.connect(_guard, sender=self)

        if apps.is_installed("wagtail.api.v3"):
            from .api import join

            join()


def _lift_guard(*, using: str, plan: Any, **kwargs: Any) -> None:
    """SQLite makes tables anew, and stumbles over triggers that name one that is just away."""
    from .models.written_once import lift_guard

    if plan:
        lift_guard(connections[using])


def _guard(*, using: str, **kwargs: Any) -> None:
    from .models.written_once import guard

    guard(connections[using])
