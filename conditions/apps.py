from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConditionsConfig(AppConfig):
    """WHAT the clinic treats and WHO treats it: conditions, treatments, practitioners, articles."""

    name = "conditions"
    label = "clinic_conditions"
    verbose_name = _("Clinic content")
    default_auto_field = "django.db.models.BigAutoField"
