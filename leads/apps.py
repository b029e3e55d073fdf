from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class LeadsConfig(AppConfig):
    """A PERSON ASKS: consultation requests, the leads they become, and the desk's inbox."""

    name = "leads"
    label = "clinic_leads"
    verbose_name = _("Clinic leads")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks  # noqa: F401  (registers the system checks)

        if apps.is_installed("wagtail.api.v3"):
            from .api import join

            join()
