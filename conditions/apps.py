from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class ConditionsConfig(AppConfig):
    """WHAT the clinic treats and WHO treats it: conditions, treatments, practitioners, articles."""

    name = "conditions"
    label = "clinic_conditions"
    verbose_name = _("Clinic content")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks  # noqa: F401  (registers the system checks)

        if apps.is_installed("wagtail.api.v3"):
            from .api.joining import join

            join()
