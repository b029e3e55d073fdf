from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LocationsConfig(AppConfig):
    """WHERE the clinic is: the root of the plugin, which the other apps build on."""

    name = "locations"
    label = "clinic_locations"
    verbose_name = _("Clinic locations")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks  # noqa: F401  (registers the system checks)
