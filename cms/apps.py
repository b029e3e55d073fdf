from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SiteShellConfig(AppConfig):
    """This site's shell: what belongs to the whole site and to no app. It has no models."""

    name = "cms"
    label = "clinic_cms"
    verbose_name = _("Site")

    def ready(self) -> None:
        from cms.access import checks, signals  # noqa: F401

        signals.connect()
