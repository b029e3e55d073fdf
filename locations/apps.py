from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class LocationsConfig(AppConfig):
    """WHERE the clinic is: the root of the plugin, which the other apps build on."""

    name = "locations"
    label = "clinic_locations"
    verbose_name = _("Clinic locations")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.signals import page_published

        from . import caching, checks, renditions  # noqa: F401  (registers the system checks)
        from .changes import beside, noticing

        page_published.connect(renditions.cut_after_publishing, dispatch_uid="clinic_pictures")
        noticing.connect()
        beside.kept_beside_pages(beside.of_locations)
        caching.follow_changes()
        if apps.is_installed("wagtail.api.v3"):
            from .api.joining import join

            join()
