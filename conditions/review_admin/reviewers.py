"""Who signs as whom, in the settings of the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet

from ..models import ClinicalReviewer


class ReviewerViewSet(ModelViewSet):
    """Accounts that belong to practitioners. Its permissions are the model's own."""

    model = ClinicalReviewer
    icon = "user"
    menu_label = _("Reviewers")
    menu_name = "clinic-reviewers"
    add_to_settings_menu = True
    list_display = ["practitioner", "user"]
    search_fields = []
    form_fields = ["user", "practitioner"]
