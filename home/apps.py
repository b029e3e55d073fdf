from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """This site's front page and its demo clinic; not part of the plugin."""

    name = "home"
    label = "clinic_home"
    verbose_name = _("Clinic home")
    default_auto_field = "django.db.models.BigAutoField"
