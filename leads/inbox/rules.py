"""Routing rules in the admin. They hold nothing personal, so Wagtail's own views may serve them."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.coreutils import get_content_languages

from locations.models import LocationPage

from ..models import Acquaintance, RoutingRule
from .screen import ACQUAINTANCE

ANY = ("", _("Any"))


class RoutingRuleForm(WagtailAdminModelForm):
    """Choices instead of typing where there is something to choose from."""

    location = forms.ModelChoiceField(
        label=_("Goes to"), queryset=LocationPage.objects.originals().order_by("title", "pk")
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    acquaintance = forms.ChoiceField(
        label=_("New or returning"),
        choices=[
            ANY,
            (Acquaintance.NEW, ACQUAINTANCE[Acquaintance.NEW]),
            (Acquaintance.RETURNING, ACQUAINTANCE[Acquaintance.RETURNING]),
        ],
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [ANY, *get_content_languages().items()]


class RoutingRuleViewSet(ModelViewSet):
    """Who has the model permissions (in Wagtail's group form) edits the rules."""

    model = RoutingRule
    icon = "redirect"
    menu_name = "clinic-routing-rules"
    menu_label = capfirst(RoutingRule._meta.verbose_name_plural)
    add_to_settings_menu = True
    list_display = ["name", "order", "location", "active"]
    queryset = RoutingRule.objects.select_related("location")
    ordering = ["order", "pk"]
    list_per_page = 100
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("order"), FieldPanel("active")]),
            FieldPanel("location"),
            MultiFieldPanel(
                [
                    FieldPanel("topic_contains"),
                    FieldRowPanel([FieldPanel("language"), FieldPanel("acquaintance")]),
                    FieldRowPanel([FieldPanel("postcode_prefix"), FieldPanel("weekday")]),
                    FieldRowPanel([FieldPanel("from_time"), FieldPanel("until_time")]),
                ],
                heading=_("If all of these hold; an empty one always does"),
            ),
        ],
        base_form_class=RoutingRuleForm,
    )
